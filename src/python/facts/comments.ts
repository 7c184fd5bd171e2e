import { kindOf } from '../syntax/kinds.ts';
import { lineAt } from '../syntax/lines.ts';
import type { Extraction } from './extraction.ts';
import type { CommentFacts } from './facts.ts';

const COMMENT = kindOf('comment');
const DIRECTIVE = /lintel:|\bnoqa\b|\btype:\s*ignore/;
const HEADER_LINES = 10;

/** The comments that somebody may ask for: directives anywhere, and whatever stands in the header of the file. */
export function readComments(x: Extraction): CommentFacts[] {
  const comments: CommentFacts[] = [];
  const { kinds } = x.tree;
  const headerEnd = x.lineStarts[HEADER_LINES] ?? x.source.length + 1;
  for (let node = kinds.indexOf(COMMENT); node >= 0; node = kinds.indexOf(COMMENT, node + 1)) {
    const start = x.start(node);
    if (start < headerEnd || DIRECTIVE.test(x.source.slice(start, x.end(node))))
      comments.push(commentAt(x, node));
  }
  return comments;
}

function commentAt(x: Extraction, node: number): CommentFacts {
  const start = x.start(node);
  const text = x.text(node).trimEnd();
  const line = lineAt(x.lineStarts, start);
  const before = x.source.slice(x.lineStarts[line - 1] ?? 0, start);
  return { start, end: start + text.length, text, line, ownLine: before.trim() === '' };
}
