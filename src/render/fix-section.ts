import { fenced, safeMarkdown } from './markdown-text.ts';

const FENCE = /^\s*(`{3,}|~{3,})/u;
/** Words that stand above the samples of a rule's page. */
const CAPTION = /^\s*(?:Before|After|Or):\s*$/u;

/**
 * The fix of a comment: the code for this place and what to do stay open, the samples of the rule's page are folded away, so
 * that a comment stays short enough to be read. A suggested line stands for the code.
 */
export function fixSection(markdown: string, suggestion: string | null = null): string {
  const { code, advice, samples } = splitFix(markdown);
  const parts = [
    suggestion === null ? safeMarkdown(code) : fenced(suggestion, 'suggestion'),
    safeMarkdown(advice),
    folded('Example', safeMarkdown(samples)),
  ];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? '' : `**Fix**\n\n${text}`;
}

/** Markdown that a reader opens with a click; nothing when there is nothing. */
export function folded(summary: string, markdown: string): string {
  if (markdown === '') return '';
  return `<details>\n<summary>${summary}</summary>\n\n${markdown}\n\n</details>`;
}

/** Samples begin at the first caption or fence after the text; a fence at the very beginning is code for this place. */
function splitFix(markdown: string): Readonly<Record<'code' | 'advice' | 'samples', string>> {
  const lines = markdown.trim().split('\n');
  const start = endOfFence(lines, 0);
  let at = start;
  while (at < lines.length && !isSample(lines[at] ?? '')) at += 1;
  return {
    code: lines.slice(0, start).join('\n'),
    advice: lines.slice(start, at).join('\n').trim(),
    samples: lines.slice(at).join('\n').trim(),
  };
}

function isSample(line: string): boolean {
  return FENCE.test(line) || CAPTION.test(line);
}

/** The line after the fence that begins on a line; the line itself when none does. */
function endOfFence(lines: readonly string[], start: number): number {
  const fence = FENCE.exec(lines[start] ?? '')?.[1];
  if (fence === undefined) return start;
  const end = lines.findIndex((line, i) => i > start && line.trim() === fence);
  return end === -1 ? lines.length : end + 1;
}
