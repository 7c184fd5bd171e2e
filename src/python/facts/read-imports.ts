import { kindOf } from '../syntax/kinds.ts';
import { lineAt } from '../syntax/lines.ts';
import type { Extraction } from './extraction.ts';
import type { CompareExpr, Expr } from './facts.ts';
import { packed } from './packed.ts';

const DOTTED_NAME = kindOf('dotted_name');
const ALIASED_IMPORT = kindOf('aliased_import');
const WILDCARD_IMPORT = kindOf('wildcard_import');
const RELATIVE_IMPORT = kindOf('relative_import');
const IMPORT_PREFIX = kindOf('import_prefix');
const IMPORT_STATEMENT = kindOf('import_statement');
const FUTURE_IMPORT = kindOf('future_import_statement');

interface Origin {
  readonly module: string;
  readonly level: number;
}

/** Reads an import statement; gives the indices of its names in `imports`. */
export function readImport(x: Extraction, node: number): readonly number[] {
  const kind = x.kind(node);
  const first = x.firstNode(node);
  const indices: number[] = [];
  let origin: Origin | null = kind === FUTURE_IMPORT ? { module: '__future__', level: 0 } : null;
  let child = first;
  if (kind !== IMPORT_STATEMENT && kind !== FUTURE_IMPORT && first >= 0) {
    origin = originOf(x, first);
    child = x.nextNode(first);
  }
  for (; child >= 0; child = x.nextNode(child)) {
    const index = readImportedName(x, child, origin);
    if (index !== null) indices.push(index);
  }
  return packed(indices);
}

function originOf(x: Extraction, node: number): Origin {
  if (x.kind(node) !== RELATIVE_IMPORT) return { module: dottedText(x, node), level: 0 };
  const prefix = x.childOfKind(node, IMPORT_PREFIX);
  const name = x.childOfKind(node, DOTTED_NAME);
  const level =
    prefix < 0 ? 0 : x.source.slice(x.start(prefix), x.end(prefix)).replace(/[^.]/g, '').length;
  return { module: name < 0 ? '' : dottedText(x, name), level };
}

function readImportedName(x: Extraction, node: number, origin: Origin | null): number | null {
  const kind = x.kind(node);
  if (kind !== DOTTED_NAME && kind !== ALIASED_IMPORT && kind !== WILDCARD_IMPORT) return null;
  const [target = node, aliasNode] = kind === ALIASED_IMPORT ? x.nodes(node) : [node];
  const name = kind === WILDCARD_IMPORT ? '*' : dottedText(x, target);
  if (name === '') return null;
  const { typeOnly, deferred, guarded } = x.scope;
  const start = x.start(node);
  x.imports.push({
    start,
    end: x.end(node),
    module: origin?.module ?? name,
    level: origin?.level ?? 0,
    name: origin === null ? null : name,
    alias: aliasNode === undefined ? null : x.text(aliasNode),
    line: lineAt(x.lineStarts, start),
    typeOnly,
    deferred,
    guarded,
  });
  return x.imports.length - 1;
}

/** `a . b` and `a.b` name the same module. */
function dottedText(x: Extraction, node: number): string {
  const parts = x.nodes(node);
  if (x.kind(node) !== DOTTED_NAME || parts.length === 0) return x.text(node);
  return parts.length === 1
    ? x.text(parts[0] ?? node)
    : parts.map((part) => x.text(part)).join('.');
}

const IMPORT_ERRORS: ReadonlySet<string> = new Set([
  'ImportError',
  'ModuleNotFoundError',
  'Exception',
  'BaseException',
]);

/** True when a handler of these types catches a failed import. */
export function catchesImportError(types: readonly Expr[]): boolean {
  return (
    types.length === 0 || types.some((type) => type.kind === 'name' && IMPORT_ERRORS.has(type.id))
  );
}

/** `TYPE_CHECKING` or `typing.TYPE_CHECKING`, also spelled out as `TYPE_CHECKING is True`. */
export function isTypeChecking(test: Expr): boolean {
  if (test.kind === 'name') return test.id === 'TYPE_CHECKING';
  if (test.kind === 'compare')
    return isSpelledOut(test) && isTypeChecking(test.operands[0] ?? test);
  return test.kind === 'attribute' && test.object.kind === 'name' && test.name === 'TYPE_CHECKING';
}

function isSpelledOut({ operands, operators }: CompareExpr): boolean {
  const [left, right] = operands;
  const [operator] = operators;
  if (operands.length !== 2 || left?.kind === 'compare') return false;
  const isTrue = right?.kind === 'constant' && right.value === 'True';
  return isTrue && (operator === 'is' || operator === '==');
}
