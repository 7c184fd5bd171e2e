import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { CallSite, ClassModel, FunctionModel, TypeRef } from '../python/model/index.ts';
import { singleDefinition } from '../python/effects/chains.ts';
import { expressionsOfBody } from './local-names.ts';

/** A session or connection whose statements are awaited: it serves one task at a time. */
export function isAsyncSession(type: TypeRef | null, knowledge: Knowledge): boolean {
  if (type === null || type.isClass) return false;
  if (knowledge.hasRole(type.name, 'async-session')) return true;
  return (
    knowledge.hasRole(type.name, 'connection') &&
    knowledge.callable(`${type.name}.execute`)?.async === true
  );
}

/** The async sessions a call works on, as text in its function: given to it, called on, or held by the object it is called on. */
export function sessionsUsedBy(call: CallSite, knowledge: Knowledge): readonly string[] {
  const { function: fn, expr, target } = call;
  if (fn === null) return [];
  const given = expr.args
    .map(({ value }) => value)
    .filter((value) => isAsyncSession(fn.typeOf(value), knowledge))
    .map(textOf);
  if (expr.callee.kind !== 'attribute') return given;
  const { object } = expr.callee;
  if (isAsyncSession(call.receiver, knowledge)) return [...given, textOf(object)];
  if (target === null || !('isAsync' in target) || target.class === null) return given;
  const held = heldSessions(target, target.class, knowledge);
  return [...given, ...held.map((attribute) => sessionBehind(object, attribute, call, knowledge))];
}

const MAX_STEPS = 2;

/** Attributes of `self` through which a method works on a session, dotted: `_session`, `orders._session`. */
function heldSessions(
  method: FunctionModel,
  cls: ClassModel,
  knowledge: Knowledge,
): readonly string[] {
  const found = new Set<string>();
  const open = [{ method, cls, prefix: '', steps: 0 }];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    for (const attribute of ownAttributes(at.method)) {
      const type = at.cls.attributeType(attribute);
      if (isAsyncSession(type, knowledge)) found.add(`${at.prefix}${attribute}`);
    }
    if (at.steps === MAX_STEPS) continue;
    for (const { target, expr } of at.method.calls) {
      if (target === null || !('isAsync' in target) || target.class === null) continue;
      const held = expr.callee.kind === 'attribute' ? selfAttribute(expr.callee.object) : null;
      if (held === null) continue;
      const prefix = held === '' ? at.prefix : `${at.prefix}${held}.`;
      open.push({ method: target, cls: target.class, prefix, steps: at.steps + 1 });
    }
  }
  return [...found];
}

function ownAttributes(method: FunctionModel): ReadonlySet<string> {
  const names = new Set<string>();
  for (const expr of expressionsOfBody(method)) {
    const name = selfAttribute(expr);
    if (name !== null && name !== '') names.add(name);
  }
  return names;
}

/** `self.x` → `x`, `self` → empty, anything else → null. */
function selfAttribute(expr: Expr): string | null {
  if (expr.kind === 'name') return expr.id === 'self' ? '' : null;
  return expr.kind === 'attribute' && expr.object.kind === 'name' && expr.object.id === 'self'
    ? expr.name
    : null;
}

/** The session as the caller names it: `OrderRepository(session)` was built here, so its `_session` is that `session`. */
function sessionBehind(
  object: Expr,
  attribute: string,
  call: CallSite,
  knowledge: Knowledge,
): string {
  const { function: fn, operation } = call;
  const built =
    fn !== null && object.kind === 'name'
      ? singleDefinition(fn.flow, object.id, operation)?.value
      : object;
  if (built?.kind === 'call' && fn !== null) {
    const given = built.args.filter(({ value }) => isAsyncSession(fn.typeOf(value), knowledge));
    if (given[0] !== undefined && given.length === 1) return textOf(given[0].value);
  }
  return `${textOf(object)}.${attribute}`;
}
