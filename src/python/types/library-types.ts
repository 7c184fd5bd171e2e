import type { CallExpr, Expr } from '../facts/facts.ts';
import type { Place, Reader, Type } from '../symbols/internals.ts';
import { parseAnnotation } from './annotation-text.ts';
import { instance, libraryType } from './refs.ts';
import { typeName } from './type-names.ts';

const NOWHERE = { start: 0, end: 0 };
const ARGUMENT = /^arg:(\d+)$/;

/** Reads a type as the knowledge base spells it: a qualified name, with brackets where it is generic. */
export function readLibraryType(reader: Reader, spelling: string): Type {
  if (!spelling.includes('[')) {
    return libraryType(typeName(reader.services.knowledge.canonical(spelling)));
  }
  const expr = parseAnnotation(spelling, NOWHERE);
  const type = expr && fromExpression(reader, expr);
  return type ?? libraryType(spelling);
}

function fromExpression(reader: Reader, expr: Expr): Type | null {
  if (expr.kind === 'subscript') {
    const base = fromExpression(reader, expr.object);
    const args = expr.index.map((item) => fromExpression(reader, item));
    return base && { ...base, args: args.filter((arg) => arg !== null) };
  }
  const name = spelled(expr);
  return name === null ? null : libraryType(typeName(reader.services.knowledge.canonical(name)));
}

function spelled(expr: Expr): string | null {
  const parts: string[] = [];
  let at = expr;
  while (at.kind === 'attribute') {
    parts.unshift(at.name);
    at = at.object;
  }
  return at.kind === 'name' ? [at.id, ...parts].join('.') : null;
}

/** What a spelling means for one call: `self` is the receiver's type, `arg:0` an instance of the class passed there. */
export function factType(
  reader: Reader,
  spelling: string,
  call: { readonly expr: CallExpr; readonly place: Place },
): Type | null {
  const { expr, place } = call;
  if (spelling === 'self') return receiverOf(reader, expr, place);
  const position = ARGUMENT.exec(spelling)?.[1];
  if (position === undefined) return readLibraryType(reader, spelling);
  const given = expr.args[Number(position)];
  if (!given || given.name !== null || given.splat !== '') return null;
  const type = reader.typeOf(given.value, place);
  return type?.isClass ? instance(type) : null;
}

function receiverOf(reader: Reader, expr: CallExpr, place: Place): Type | null {
  const callee = reader.resolve(expr.callee, place);
  if (callee?.kind !== 'external') return null;
  if (callee.receiver) return instance(callee.receiver);
  // `redis.Redis.from_url(...)`: the class itself is the receiver.
  const owner = callee.name.slice(0, callee.name.lastIndexOf('.'));
  return reader.services.knowledge.type(owner) ? libraryType(owner) : null;
}
