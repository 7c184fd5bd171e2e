/** `/lintel review` and its like, as people write them in the conversation of a pull request. */
export type Command = 'review';

const COMMAND = /^\/lintel\s+(\w+)\s*$/u;

/** The first command of a comment. What is quoted or in a code block talks about commands and gives none. */
export function readCommand(body: string): Command | null {
  let fence = '';
  for (const line of body.split(/\r?\n/u)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/u.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (mark.startsWith(fence) && line.trim() === mark) fence = '';
      continue;
    }
    if (mark !== '') fence = mark;
    else if (COMMAND.exec(line)?.[1] === 'review') return 'review';
  }
  return null;
}
