import { kindOf } from '../syntax/kinds.ts';
import { lineAt } from '../syntax/lines.ts';
import type { Extraction } from './extraction.ts';
import type { CommentFacts } from './facts.ts';

const COMMENT = kindOf('comment');
const SUPPRESSION = 'lintel:';
const DIRECTIVE = /lintel:|\bnoqa\b|\btype:\s*ignore/;
/** Words for what may fail. */
const MAY_FAIL =
  /best.?effort|\bdefensive|safeguard|non.?(?:critical|fatal|essential)|must (?:not|never)|never (?:block|break|fail|raise)|not critical|optional|fire.and.forget|\bignor/iu;
const EMPTY_BEFORE = /^\s*(?:pass|continue|\.\.\.)\s*$/u;
const EMPTY_AFTER =
  /^\s*(?:#[^\n]*\n\s*)*(?:except\b[^\n]*:[^\n]*\n\s*)?(?:#[^\n]*\n\s*)*(?:pass|continue|\.\.\.)\s*(?:#|\n|$)/u;
/** As far as is looked for the statement below a comment. */
const BELOW = 600;
const HEADER_LINES = 10;

/**
 * The comments that somebody may ask for: directives anywhere, with the comment lines below them, whatever stands in the header of the file, and what says why
 * nothing is done: beside or above `pass` and its like and the `except` above it, or in words for what may fail.
 */
export function readComments(x: Extraction): CommentFacts[] {
  const comments: CommentFacts[] = [];
  const { kinds } = x.tree;
  const headerEnd = x.lineStarts[HEADER_LINES] ?? x.source.length + 1;
  let directive: CommentFacts | null = null;
  for (let node = kinds.indexOf(COMMENT); node >= 0; node = kinds.indexOf(COMMENT, node + 1)) {
    const start = x.start(node);
    const text = x.source.slice(start, x.end(node));
    const goesOn: boolean = directive !== null && isBelow(x, directive, start);
    const isAsked =
      start < headerEnd || DIRECTIVE.test(text) || MAY_FAIL.test(text) || isOnEmpty(x, node);
    if (!goesOn && !isAsked) continue;
    const comment = commentAt(x, node);
    comments.push(comment);
    directive = comment.ownLine && (goesOn || text.includes(SUPPRESSION)) ? comment : null;
  }
  return comments;
}

/** A comment on the line below a suppression carries it on to the next line of code. */
function isBelow(x: Extraction, above: CommentFacts, start: number): boolean {
  return lineAt(x.lineStarts, start) === above.line + 1;
}

function isOnEmpty(x: Extraction, node: number): boolean {
  const start = x.start(node);
  const lineStart = x.source.lastIndexOf('\n', start - 1) + 1;
  const before = x.source.slice(lineStart, start);
  if (before.trim() !== '') return EMPTY_BEFORE.test(before);
  const end = x.end(node);
  return EMPTY_AFTER.test(x.source.slice(end, end + BELOW));
}

function commentAt(x: Extraction, node: number): CommentFacts {
  const start = x.start(node);
  const text = x.text(node).trimEnd();
  const line = lineAt(x.lineStarts, start);
  const before = x.source.slice(x.lineStarts[line - 1] ?? 0, start);
  return { start, end: start + text.length, text, line, ownLine: before.trim() === '' };
}
