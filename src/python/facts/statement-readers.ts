import { KIND_NAMES, kindOf, kindSet } from '../syntax/kinds.ts';
import type { KindName } from '../syntax/kinds.ts';
import { lineAt } from '../syntax/lines.ts';
import type { Extraction, StatementReader } from './extraction.ts';
import type { Stmt } from './facts.ts';
import { MAX_BLOCK_DEPTH } from './limits.ts';
import {
  readFor,
  readIf,
  readMatch,
  readTry,
  readWhile,
  readWith,
} from './read-compound-statements.ts';
import { readClass, readDecorated, readFunction } from './read-definitions.ts';
import {
  broken,
  readAssert,
  readDeclaration,
  readDelete,
  readExpressionStatement,
  readImportStatement,
  readKeyword,
  readRaise,
  readReturn,
  readTypeAlias,
  readUnsupported,
} from './read-simple-statements.ts';
import { packed } from './packed.ts';

const ERROR = kindOf('ERROR');

const BY_NAME: readonly (readonly [KindName, StatementReader])[] = [
  ['expression_statement', readExpressionStatement],
  ['return_statement', readReturn],
  ['raise_statement', readRaise],
  ['assert_statement', readAssert],
  ['delete_statement', readDelete],
  ['global_statement', readDeclaration('global')],
  ['nonlocal_statement', readDeclaration('nonlocal')],
  ['pass_statement', readKeyword('pass')],
  ['break_statement', readKeyword('break')],
  ['continue_statement', readKeyword('continue')],
  ['import_statement', readImportStatement],
  ['import_from_statement', readImportStatement],
  ['future_import_statement', readImportStatement],
  ['type_alias_statement', readTypeAlias],
  ['print_statement', readUnsupported],
  ['exec_statement', readUnsupported],
  ['if_statement', readIf],
  ['for_statement', readFor],
  ['while_statement', readWhile],
  ['with_statement', readWith],
  ['try_statement', readTry],
  ['match_statement', readMatch],
  ['function_definition', readFunction],
  ['class_definition', readClass],
  ['decorated_definition', readDecorated],
];

function table(): StatementReader[] {
  const readers = new Array<StatementReader>(KIND_NAMES.length).fill(broken);
  for (const [name, reader] of BY_NAME) readers[kindOf(name)] = reader;
  return readers;
}

const READERS = table();
const STATEMENTS = kindSet(...BY_NAME.map(([name]) => name));

/** The statements of a module or a block. What is broken becomes unknown; what stands whole beside it is kept. */
export function readBlock(x: Extraction, node: number, depth: number): readonly Stmt[] {
  if (depth > MAX_BLOCK_DEPTH) {
    x.hit('block-depth', node);
    return [{ kind: 'unknown', start: x.start(node), end: x.end(node), reason: 'too-deep' }];
  }
  const statements: Stmt[] = [];
  const column = x.broken ? columnOf(x, node) : 0;
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child)) {
    if (x.kind(child) === ERROR) {
      for (const each of readAround(x, child, { depth, column })) statements.push(each);
    } else if (x.countStatement(child)) {
      const misplaced = x.broken && isMisplaced(x, child, column);
      statements.push(misplaced ? broken(x, child) : readStatement(x, child, depth));
    }
  }
  return packed(statements);
}

function readStatement(x: Extraction, node: number, depth: number): Stmt {
  return (READERS[x.kind(node)] ?? broken)(x, node, depth);
}

interface Place {
  readonly depth: number;
  readonly column: number;
}

/** Whole statements that the parser swept into an error; the rest of it becomes unknown. */
function readAround(x: Extraction, error: number, place: Place): Stmt[] {
  const statements: Stmt[] = [];
  let from = x.start(error);
  for (let child = x.firstNode(error); child >= 0; child = x.nextNode(child)) {
    if (
      STATEMENTS[x.kind(child)] !== 1 ||
      isMisplaced(x, child, place.column) ||
      !x.countStatement(child)
    )
      continue;
    if (x.start(child) > from) statements.push(gap(from, x.start(child)));
    statements.push(readStatement(x, child, place.depth));
    from = x.end(child);
  }
  if (x.end(error) > from || statements.length === 0) statements.push(gap(from, x.end(error)));
  return statements;
}

function gap(start: number, end: number): Stmt {
  return { kind: 'unknown', start, end, reason: 'syntax-error' };
}

/** Where the statements of a block begin on their lines. */
function columnOf(x: Extraction, node: number): number {
  for (let child = x.firstNode(node); child >= 0; child = x.nextNode(child)) {
    const column = indentOf(x, child);
    if (x.kind(child) !== ERROR && column !== null) return node === 0 ? 0 : column;
  }
  return 0;
}

/** The column of a node that is the first thing on its line, else null. */
function indentOf(x: Extraction, node: number): number | null {
  const start = x.start(node);
  const lineStart = x.lineStarts[lineAt(x.lineStarts, start) - 1] ?? 0;
  return /^\s*$/.test(x.source.slice(lineStart, start)) ? start - lineStart : null;
}

/** After an error the parser may lose count of the indents; a method must not turn into a function of the module. */
function isMisplaced(x: Extraction, node: number, column: number): boolean {
  const indent = indentOf(x, node);
  return indent !== null && indent !== column;
}
