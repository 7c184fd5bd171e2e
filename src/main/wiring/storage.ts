import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, DatabaseProblem } from '../../adapters/database/database.ts';
import { openDatabase } from '../../adapters/database/database.ts';
import type { BlobCache } from '../../adapters/store/blob-cache.ts';
import { openBlobCache } from '../../adapters/store/blob-cache.ts';
import type { Settings } from './environment.ts';
import { StartProblem } from './start-problem.ts';

/** What outlives the process: the database, and the cache of source files. */
export interface Storage {
  readonly database: Database;
  readonly blobs: BlobCache;
}

/** Compressed source kept on disk. */
const BLOB_CACHE_BYTES = 2 * 1024 ** 3;

/** Throws a `StartProblem` when the folder or the database cannot be used. */
export async function openStorage({ databaseUrl, dataFolder }: Settings): Promise<Storage> {
  if (dataFolder !== null) requireWritable(dataFolder);
  const opened = await openDatabase(
    databaseUrl === null
      ? { kind: 'embedded', folder: dataFolder }
      : { kind: 'postgres', url: databaseUrl },
  );
  if (!opened.ok) throw new StartProblem([lineOf(opened.error, dataFolder ?? '')]);
  const blobs = openBlobCache({ folder: dataFolder, maxBytes: BLOB_CACHE_BYTES });
  return { database: opened.value, blobs };
}

function lineOf(problem: DatabaseProblem, folder: string): string {
  if (problem.kind === 'unreachable')
    return `DATABASE_URL leads to no usable PostgreSQL: ${problem.reason}`;
  if (problem.kind === 'broken')
    return `the database in ${problem.folder} does not open (${problem.reason}): remove this folder and start again; what was waiting is found again on GitHub`;
  return `the folder ${folder} is in use by process ${problem.pid}: stop it, or set DATA_DIR to another folder`;
}

/** The folder, and what an earlier process of another user may have left in it. */
function requireWritable(folder: string): void {
  const problem =
    codeOf(() => mkdirSync(folder, { recursive: true })) ??
    codeOf(() => accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)) ??
    ['database', 'lock.sqlite', 'blobs.sqlite']
      .map((name) => codeOf(() => accessSync(join(folder, name), constants.R_OK | constants.W_OK)))
      .find((code) => code !== null && code !== 'ENOENT');
  if (problem !== null && problem !== undefined)
    throw new StartProblem([
      `the folder ${folder} cannot be written (${problem}): set DATA_DIR to one that can`,
    ]);
}

/** The code that the file system refuses with; null when it does not. */
function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown };
    if (typeof code !== 'string') throw error;
    return code;
  }
}
