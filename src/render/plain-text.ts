/** Text from code, safe for a terminal: no control character can move the cursor, recolour or reorder what is printed. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      character === '\n' ? '\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

/** The same for what has to stay on one line: the name of a file may hold a line break. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\u{a}');
}

/** Breaks paragraphs and list items at spaces; fenced code stays as it is. Words longer than a line are kept whole. */
export function wrapMarkdown(markdown: string, width: number): string[] {
  const lines: string[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/u.exec(line)?.[1] ?? '';
    const isFenceLine = mark !== '' && (fence === '' || mark.startsWith(fence));
    if (isFenceLine) {
      fence = fence === '' ? mark : '';
      continue;
    }
    if (fence !== '') lines.push(`    ${line}`.trimEnd());
    else lines.push(...wrapLine(line, width));
  }
  return lines;
}

function wrapLine(line: string, width: number): string[] {
  const indent = /^\s*(?:[-*]|\d+\.)?\s*/u.exec(line)?.[0] ?? '';
  const hanging = ' '.repeat(indent.length);
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(/\s+/u).filter(Boolean)) {
    const isStart = current.trim() === '' || current === indent;
    if (!isStart && current.length + 1 + word.length > width) {
      lines.push(current);
      current = hanging + word;
    } else current = isStart ? current + word : `${current} ${word}`;
  }
  lines.push(current.trimEnd());
  return lines;
}
