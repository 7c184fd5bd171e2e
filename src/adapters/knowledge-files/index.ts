import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../domain/result.ts';
import type { LibraryEntry } from '../../knowledge/entries.ts';
import { withNamesExpanded } from './braces.ts';
import { problemsBetween, problemsWithin, type FiledEntry } from './consistency.ts';
import { parseLibrary } from './parse.ts';
import { problemAt, type KnowledgeProblem } from './problem.ts';

export type { KnowledgeProblem } from './problem.ts';

const FOLDERS = ['libraries', 'stdlib'];

/**
 * Reads `{stdlib,libraries}/*.yml` below the knowledge folder. Every problem of every file is collected, so that one run
 * shows all of them. Entries come in the order of their paths.
 */
export function readKnowledge(directory: string): Result<LibraryEntry[], KnowledgeProblem[]> {
  const filed: FiledEntry[] = [];
  const problems: KnowledgeProblem[] = [];
  for (const folder of FOLDERS) {
    for (const read of readFolder(directory, folder)) {
      if (read.ok) filed.push(read.value);
      else problems.push(...read.error);
    }
  }
  for (const one of filed) problems.push(...problemsWithin(one));
  problems.push(...problemsBetween(filed));
  return problems.length > 0
    ? err(problems)
    : ok(filed.map(({ entry }) => withNamesExpanded(entry)));
}

type ReadEntry = Result<FiledEntry, readonly KnowledgeProblem[]>;

function* readFolder(directory: string, folder: string): Generator<ReadEntry> {
  const names = entriesOf(directory, folder);
  if (!names.ok) {
    yield err([names.error]);
    return;
  }
  for (const name of names.value) {
    const file = `${folder}/${name}`;
    if (!name.endsWith('.yml')) {
      const text = { fault: 'is not a .yml file', remedy: 'rename it or move it elsewhere' };
      yield err([problemAt(file, '', text)]);
      continue;
    }
    const parsed = parseLibrary(file, readFileSync(join(directory, file), 'utf8'));
    yield parsed.ok ? ok({ file, entry: parsed.value }) : parsed;
  }
}

function entriesOf(directory: string, folder: string): Result<string[], KnowledgeProblem> {
  try {
    return ok(readdirSync(join(directory, folder)).toSorted((a, b) => (a < b ? -1 : 1)));
  } catch {
    const text = { fault: 'cannot be listed', remedy: 'restore the folder' };
    return err(problemAt(folder, '', text));
  }
}
