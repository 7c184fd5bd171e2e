import { kindOf } from '../../python/syntax/kinds.ts';
import type { SyntaxTree } from '../../python/syntax/tree.ts';
import { withoutDedentedComments } from './dedented-comments.ts';

/**
 * Keeps an error from swallowing its neighbours. The parser recovers well from most errors, but an unclosed bracket may take
 * every definition after it along. Then the smallest block of lines around the first error is replaced by `pass`, character
 * for character, and the file parsed again; in the tree the block is one error.
 */

const ERROR = kindOf('ERROR');
const PASS = kindOf('pass_statement');
const PLACEHOLDER = 'pass';
const MAX_ATTEMPTS = 12;
const DEFINITION = /\n[ \t]*(?:def|class|async|import|from|@)/;
const STATEMENT_START = /[A-Za-z_@]/;

interface Region {
  readonly start: number;
  readonly end: number;
}

/** Parses a text of the same length as the source; null when it takes too long. */
export type Reparse = (text: string) => SyntaxTree | null;

/** The tree itself when its errors are contained, else a better one if there is any. */
export function repaired(tree: SyntaxTree, reparse: Reparse): SyntaxTree {
  let current = betterWithoutComments(tree, reparse);
  const regions: Region[] = [];
  let attempts = MAX_ATTEMPTS;
  while (attempts > 0 && spillsOver(current)) {
    const culprit = startOfFirstError(current);
    const tried = replaceAround(current.source, culprit, { attempts, reparse });
    attempts -= tried.attempts;
    if (tried.found === null) break;
    current = tried.found.tree;
    regions.push(tried.found.region);
  }
  return markRegions({ ...current, source: tree.source }, regions);
}

/** Comments that the grammar stumbles over are no errors. */
function betterWithoutComments(tree: SyntaxTree, reparse: Reparse): SyntaxTree {
  const text = withoutDedentedComments(tree.source);
  const other = text === null ? null : reparse(text);
  return other !== null && other.errors.length < tree.errors.length ? other : tree;
}

/** True when an error reaches over the beginning of another definition or import. */
function spillsOver(tree: SyntaxTree): boolean {
  return tree.errors.some((node) =>
    DEFINITION.test(tree.source.slice(tree.starts[node], tree.ends[node])),
  );
}

function startOfFirstError(tree: SyntaxTree): number {
  const [first = 0] = tree.errors;
  const start = tree.starts[first] ?? 0;
  const text = tree.source.slice(start, tree.ends[first]);
  // An error may begin with the line break before it.
  return start + (text.length - text.trimStart().length);
}

interface Budget {
  readonly attempts: number;
  readonly reparse: Reparse;
}

interface Outcome {
  readonly attempts: number;
  readonly found: { readonly tree: SyntaxTree; readonly region: Region } | null;
}

function replaceAround(text: string, offset: number, budget: Budget): Outcome {
  let attempts = 0;
  for (const region of regionsAround(text, offset)) {
    if (attempts === budget.attempts) break;
    attempts += 1;
    const tree = budget.reparse(withPlaceholder(text, region));
    if (tree === null) break;
    if (tree.errors.length === 0 || startOfFirstError(tree) >= region.end)
      return { attempts, found: { tree, region } };
  }
  return { attempts, found: null };
}

function withPlaceholder(text: string, region: Region): string {
  const blank = text.slice(region.start + PLACEHOLDER.length, region.end).replace(/[^\r\n]/g, ' ');
  return text.slice(0, region.start) + PLACEHOLDER + blank + text.slice(region.end);
}

/** Blocks of lines that hold an offset, each from a less indented line than the one before. */
function* regionsAround(text: string, offset: number): Generator<Region> {
  let line = text.lastIndexOf('\n', offset - 1) + 1;
  let start = startOfText(text, line);
  for (;;) {
    const indent = start - line;
    const end = endOfBlock(text, Math.max(offset, start), indent);
    const firstLine = text.indexOf('\n', start);
    const room = (firstLine < 0 ? end : Math.min(end, firstLine)) - start;
    if (room >= PLACEHOLDER.length) yield { start, end };
    if (indent === 0 && STATEMENT_START.test(text.charAt(start))) return;
    const above = lineAbove(text, line, indent);
    if (above === null) return;
    line = above;
    start = startOfText(text, line);
  }
}

function startOfText(text: string, line: number): number {
  let at = line;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

/** The nearest line above that begins a statement with a smaller indent, or with none. */
function lineAbove(text: string, line: number, indent: number): number | null {
  let at = line;
  while (at > 0) {
    at = at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
    const start = startOfText(text, at);
    const isStatement = STATEMENT_START.test(text.charAt(start));
    if (isStatement && (start - at < indent || start === at)) return at;
  }
  return null;
}

/** The end of the last line before the next statement that is not indented deeper. */
function endOfBlock(text: string, from: number, indent: number): number {
  let lineEnd = text.indexOf('\n', from);
  while (lineEnd >= 0) {
    const start = startOfText(text, lineEnd + 1);
    if (start - lineEnd - 1 <= indent && STATEMENT_START.test(text.charAt(start))) return lineEnd;
    lineEnd = text.indexOf('\n', lineEnd + 1);
  }
  return text.length;
}

/** Turns the placeholders into errors. */
function markRegions(tree: SyntaxTree, regions: readonly Region[]): SyntaxTree {
  if (regions.length === 0) return tree;
  const ends = new Map(regions.map((region) => [region.start, region.end]));
  const errors = new Set(tree.errors);
  for (let node = tree.kinds.indexOf(PASS); node >= 0; node = tree.kinds.indexOf(PASS, node + 1)) {
    const end = ends.get(tree.starts[node] ?? -1);
    if (end === undefined) continue;
    tree.kinds[node] = ERROR;
    tree.ends[node] = end;
    errors.add(node);
  }
  return { ...tree, errors: [...errors].sort((a, b) => a - b) };
}
