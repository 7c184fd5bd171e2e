import type { CallExpr, Expr } from '../python/facts/facts.ts';
import { literalString } from '../python/facts/expressions.ts';
import type { CallSite, Operation, Resolution, TypeRef } from '../python/model/index.ts';

/** A value that is put into a text, with the literal text right before it. */
export interface InsertedPart {
  readonly expr: Expr;
  /** Literal text before the part, empty when it cannot be told. */
  readonly before: string;
}

interface Scope {
  resolve(expr: Expr): Resolution | null;
  typeOf(expr: Expr): TypeRef | null;
}

const MAX_DEPTH = 4;

/** Types whose text form cannot carry a quote. */
const HARMLESS_TYPES = new Set([
  'builtins.int',
  'builtins.float',
  'builtins.bool',
  'decimal.Decimal',
  'datetime.date',
  'datetime.datetime',
  'datetime.timedelta',
  'uuid.UUID',
]);
const HARMLESS_CALLS = new Set(['builtins.int', 'builtins.float', 'builtins.len', 'builtins.bool']);

/**
 * The values that are put into a text which is built at run time (f-string, `%`, `.format`, `+`, `join`), through local
 * variables, and that may hold anything. Constants, numbers, enum members, placeholders and table names are left out.
 */
export function insertedParts(text: Expr, at: CallSite): readonly InsertedPart[] {
  return partsOf(text, at, at.operation, 0).filter(
    (part) => !isHarmless(part.expr, at, at.operation, 0),
  );
}

function partsOf(expr: Expr, at: CallSite, operation: Operation, depth: number): InsertedPart[] {
  if (depth > MAX_DEPTH) return [];
  const inner = (part: Expr, before = ''): InsertedPart[] =>
    isComposed(part) ? partsOf(part, at, operation, depth + 1) : [{ expr: part, before }];
  switch (expr.kind) {
    case 'string': {
      const literals = expr.value.split('{}');
      return expr.parts.flatMap((part, i) => inner(part, literals[i] ?? ''));
    }
    case 'binary':
      if (expr.operator === '%') return isText(expr.left) ? formatted(expr.right) : [];
      if (expr.operator !== '+' || !mentionsText(expr)) return [];
      return [...inner(expr.left), ...inner(expr.right, literalString(expr.left) ?? '')].filter(
        (part) => part.expr.kind !== 'string',
      );
    case 'call':
      return formatCall(expr) ?? [];
    case 'name':
      return definitionsOf(expr.id, at, operation).flatMap((definition) =>
        partsOf(definition.value, at, definition.operation, depth + 1),
      );
    default:
      return [];
  }
}

function isComposed(expr: Expr): boolean {
  return expr.kind === 'string' || (expr.kind === 'binary' && mentionsText(expr));
}

function isText(expr: Expr): boolean {
  return expr.kind === 'string' && !expr.bytes;
}

/** A sum in which some part is a text: sums of numbers compose nothing. */
function mentionsText(expr: Expr): boolean {
  if (expr.kind === 'binary') return mentionsText(expr.left) || mentionsText(expr.right);
  return isText(expr);
}

function formatted(right: Expr): InsertedPart[] {
  if (right.kind === 'tuple') return right.items.map((expr) => ({ expr, before: '' }));
  if (right.kind === 'dict') return right.entries.map(({ value }) => ({ expr: value, before: '' }));
  return [{ expr: right, before: '' }];
}

function formatCall(call: CallExpr): InsertedPart[] | null {
  const { callee } = call;
  if (callee.kind !== 'attribute' || callee.name !== 'format' || !isText(callee.object))
    return null;
  return call.args.map((arg) => ({ expr: arg.value, before: '' }));
}

interface Definition {
  readonly operation: Operation;
  readonly value: Expr;
}

function definitionsOf(name: string, at: CallSite, operation: Operation): readonly Definition[] {
  const flow = at.function === null ? at.module.topLevel : at.function.flow;
  return flow
    .definitionsOf(name, operation)
    .flatMap((found) =>
      found.kind === 'assign' && found.value !== null && found.targets[0]?.kind === 'name'
        ? [{ operation: found, value: found.value }]
        : [],
    );
}

function isHarmless(expr: Expr, at: CallSite, operation: Operation, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const again = (part: Expr): boolean => isHarmless(part, at, operation, depth + 1);
  if (isHarmlessByKind(expr, again)) return true;
  const scope: Scope = at.function ?? at.module;
  const type = scope.typeOf(expr);
  if (type !== null && isHarmlessType(type)) return true;
  if (expr.kind === 'attribute') return isConstantAttribute(expr.name, expr.object, scope);
  if (expr.kind !== 'name') return false;
  if (/^_?[A-Z][A-Z0-9_]*$/u.test(expr.id)) return true;
  const definitions = definitionsOf(expr.id, at, operation);
  return (
    definitions.length > 0 &&
    definitions.every((each) => isHarmless(each.value, at, each.operation, depth + 1))
  );
}

function isHarmlessByKind(expr: Expr, again: (part: Expr) => boolean): boolean {
  switch (expr.kind) {
    case 'number':
    case 'constant':
      return true;
    case 'string':
      return expr.parts.every(again);
    case 'tuple':
    case 'list':
    case 'set':
      return expr.items.every(again);
    case 'binary':
      return again(expr.left) && (expr.operator === '*' || again(expr.right));
    case 'conditional':
      return again(expr.then) && again(expr.otherwise);
    case 'boolean':
      return again(expr.left) && again(expr.right);
    case 'comprehension':
      return again(expr.element);
    case 'call':
      return isHarmlessCall(expr, again);
    default:
      return false;
  }
}

/** `int(x)`, `len(x)`, and `", ".join(["%s"] * n)`: placeholders and numbers. */
function isHarmlessCall(call: CallExpr, again: (part: Expr) => boolean): boolean {
  const { callee } = call;
  if (callee.kind === 'name') return HARMLESS_CALLS.has(`builtins.${callee.id}`);
  const [first] = call.args;
  return (
    callee.kind === 'attribute' &&
    callee.name === 'join' &&
    first !== undefined &&
    again(first.value)
  );
}

function isHarmlessType(type: TypeRef): boolean {
  return HARMLESS_TYPES.has(type.name) || type.class?.isSubtypeOf('enum.Enum') === true;
}

/** `Model.__tablename__`, `model._meta.db_table`, `Status.PAID.value`, `self.TABLE`: written in the code, not by a user. */
function isConstantAttribute(name: string, object: Expr, scope: Scope): boolean {
  if (/^(?:__table__|__tablename__|_meta|db_table|table_name)$/u.test(name)) return true;
  if (/^_?[A-Z][A-Z0-9_]*$/u.test(name)) return true;
  if (object.kind === 'attribute' && isConstantAttribute(object.name, object.object, scope))
    return true;
  const type = scope.typeOf(object);
  return type !== null && isHarmlessType(type);
}
