import { safeMarkdown } from './markdown-text.ts';

const FENCE = /^\s*(`{3,}|~{3,})/u;
/** Words that stand above the samples of a rule's page. */
const CAPTION = /^\s*(?:Before|After|Or):\s*$/u;

/**
 * The fix of a comment: the code for this place and what to do stay open, the samples of the rule's page are folded away, so
 * that a comment stays short enough to be read.
 */
export function fixSection(markdown: string): string {
  const { open, samples } = splitFix(markdown);
  const parts = [safeMarkdown(open), folded('Example', safeMarkdown(samples))];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? '' : `**Fix**\n\n${text}`;
}

/** Markdown that a reader opens with a click; nothing when there is nothing. */
export function folded(summary: string, markdown: string): string {
  if (markdown === '') return '';
  return `<details>\n<summary>${summary}</summary>\n\n${markdown}\n\n</details>`;
}

/** Samples begin at the first caption or fence after the text; a fence at the very beginning is code for this place. */
function splitFix(markdown: string): { readonly open: string; readonly samples: string } {
  const lines = markdown.trim().split('\n');
  let at = endOfFence(lines, 0);
  while (at < lines.length && !isSample(lines[at] ?? '')) at += 1;
  return {
    open: lines.slice(0, at).join('\n').trim(),
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
