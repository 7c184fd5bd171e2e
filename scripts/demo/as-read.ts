/** Markdown of GitHub as lines of a terminal: links without their addresses, folded parts by their title, broken at spaces. */
export function asRead(markdown: string, width: number): readonly string[] {
  const lines: string[] = [];
  let isCode = false;
  for (const line of markdown.split('\n')) {
    const isFence = /^\s*(?:`{3,}|~{3,})/u.test(line);
    if (isFence) isCode = !isCode;
    if (isFence || isCode) lines.push(line);
    else if (!/^<\/?details>$/u.test(line.trim())) lines.push(...broken(textOf(line), width));
  }
  return lines.filter((line, at) => line !== '' || lines[at - 1] !== '');
}

function textOf(line: string): string {
  return line
    .replace(/^<summary>(.*)<\/summary>$/u, '▸ $1')
    .replace(/\[((?:[^[\]]|\\\[|\\\])*)\]\(https?:[^()\s]*\)/gu, '$1')
    .trimEnd();
}

/** Lines of a table stay whole: broken ones are no table any more. */
function broken(line: string, width: number): readonly string[] {
  if (line.length <= width || line.startsWith('|')) return [line];
  const indent = /^\s*(?:(?:[-*>]|\d+\.)\s+)?/u.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(' ')) {
    const isFirst = current.length === indent.length;
    if (!isFirst && current.length + 1 + word.length > width) {
      lines.push(current);
      current = ' '.repeat(indent.length) + word;
    } else current += isFirst ? word : ` ${word}`;
  }
  return [...lines, current];
}
