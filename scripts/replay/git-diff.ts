import { execFileSync } from 'node:child_process';

/** What a diff shows, as git itself says it; asked independently of the App and of the simulation. */
export interface ShownLines {
  has(path: string, side: 'LEFT' | 'RIGHT', line: number): boolean;
}

const MAX_OUTPUT_BYTES = 1 << 28;
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The lines of the Python files of a change, with GitHub's three lines of context. */
export function shownLines(
  gitDirectory: string,
  { base, head }: { readonly base: string; readonly head: string },
): ShownLines {
  const diff = execFileSync(
    'git',
    [
      '--git-dir',
      gitDirectory,
      '-c',
      'core.quotePath=false',
      'diff',
      '-U3',
      '-M',
      '--no-color',
      '--no-ext-diff',
      `${base}...${head}`,
      '--',
      '*.py',
    ],
    { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES },
  );
  const shown = new Set<string>();
  let before = '';
  let path = '';
  for (const line of diff.split('\n')) {
    if (line.startsWith('--- ')) before = pathIn(line);
    else if (line.startsWith('+++ ')) path = pathIn(line) === '' ? before : pathIn(line);
    const [, left, leftCount, right, rightCount] = HUNK.exec(line) ?? [];
    addRange(shown, `${path} LEFT`, left, leftCount);
    addRange(shown, `${path} RIGHT`, right, rightCount);
  }
  return { has: (file, side, line) => shown.has(`${file} ${side} ${line}`) };
}

/** `--- a/app/pay.py`; empty for `/dev/null`. */
function pathIn(line: string): string {
  return line.endsWith('/dev/null') ? '' : line.slice('--- a/'.length).replace(/\t$/, '');
}

function addRange(
  shown: Set<string>,
  key: string,
  start: string | undefined,
  count: string | undefined,
): void {
  if (start === undefined) return;
  for (let offset = 0; offset < Number(count ?? 1); offset += 1)
    shown.add(`${key} ${Number(start) + offset}`);
}
