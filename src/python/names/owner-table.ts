import type { CallExpr, FunctionFacts, ModuleFacts, Param, Span, Stmt } from '../facts/facts.ts';
import { bindStatements } from './bind-statements.ts';
import { bind, scopeOf, startWalk } from './builder.ts';
import type { Walk } from './builder.ts';
import type { CallContext, OwnerTable, Scope } from './scope.ts';

const EVERYWHERE: Span = { start: 0, end: Number.MAX_SAFE_INTEGER };
const NOWHERE: Stmt = { kind: 'pass', start: 0, end: 0 };

function bySource(a: CallContext, b: CallContext): number {
  return a.expr.start - b.expr.start || a.expr.end - b.expr.end;
}

/** Scopes are met out of order where a comprehension's element stands before its clauses, bindings where a body comes first. */
function sortAll(scope: Scope): void {
  const pending = [scope];
  for (let next = pending.pop(); next; next = pending.pop()) {
    next.children.sort((a, b) => a.span.start - b.span.start);
    for (const bindings of next.bindings.values()) {
      if (bindings.length > 1) bindings.sort((a, b) => a.at - b.at);
    }
    for (const child of next.children) pending.push(child);
  }
}

function finish(walk: Walk, scope: Scope): OwnerTable {
  sortAll(scope);
  return {
    scope,
    calls: walk.calls.sort(bySource),
    contexts: walk.contexts,
    returns: walk.returns,
    yields: walk.yields,
    attributes: walk.attributes,
    classScopes: walk.classScopes,
  };
}

/** Names, scopes and calls of a module's top level and its class bodies. */
export function tableOfModule(facts: ModuleFacts): OwnerTable {
  const scope = scopeOf({ kind: 'module', parent: null, span: EVERYWHERE });
  const walk = startWalk(scope, facts.body[0] ?? NOWHERE);
  bindStatements(walk, facts, facts.body);
  return finish(walk, scope);
}

/** Names, scopes and calls of a function body, without the functions inside it. */
export function tableOfFunction(facts: ModuleFacts, fn: FunctionFacts): OwnerTable {
  const { typeParams, typeBounds } = fn;
  const scope = scopeOf({ kind: 'function', parent: null, span: fn, typeParams, typeBounds });
  fn.params.forEach((param, index) => bindParam(scope, param, index));
  const walk = startWalk(scope, fn.body[0] ?? NOWHERE);
  bindStatements(walk, facts, fn.body);
  return finish(walk, scope);
}

/** Tables hold nothing of a tree, so the trees and reviews that share facts share them too. */
const tables = new WeakMap<ModuleFacts | FunctionFacts, OwnerTable>();

/** The table of a function body, or of a module's top level. */
export function sharedTable(facts: ModuleFacts, fn: FunctionFacts | null): OwnerTable {
  const known = tables.get(fn ?? facts);
  if (known !== undefined) return known;
  const made = fn === null ? tableOfModule(facts) : tableOfFunction(facts, fn);
  tables.set(fn ?? facts, made);
  return made;
}

/** Every call of a module, at top level and in its functions. */
export function* callsOfModule(facts: ModuleFacts): Generator<CallExpr> {
  for (const fn of [null, ...facts.functions])
    for (const { expr } of sharedTable(facts, fn).calls) yield expr;
}

function bindParam(scope: Scope, param: Param, index: number): void {
  const place = { at: -1, block: scope.root, span: param };
  bind(scope, { kind: 'param', name: param.name, param, index, ...place });
}

/** Name of the first parameter of a method, through which it reaches its object. */
export function receiverName(fn: FunctionFacts): string | null {
  const first = fn.params[0];
  if (!first || fn.owner.kind !== 'class') return null;
  return first.kind === 'positional' || first.kind === 'positional-only' ? first.name : null;
}
