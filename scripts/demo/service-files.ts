import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** Text by path. */
export type Files = Readonly<Record<string, string>>;

/** The service of the demo: its main branch, what the pull request changes, and what the second push changes on top. */
export interface ServiceFiles {
  readonly base: Files;
  readonly pullRequest: Files;
  readonly secondPush: Files;
}

const FOLDER = fileURLToPath(new URL('service', import.meta.url));

export function serviceFiles(): ServiceFiles {
  return {
    base: filesBelow(join(FOLDER, 'base')),
    pullRequest: filesBelow(join(FOLDER, 'pull-request')),
    secondPush: filesBelow(join(FOLDER, 'second-push')),
  };
}

function filesBelow(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}
