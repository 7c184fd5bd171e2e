import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { enclosingAll } from '../python/flow/questions.ts';
import { expressionsOfBody } from './local-names.ts';
import { expressionsIn } from './walk.ts';

/** A value that work which runs elsewhere is given, or catches in a closure. */
export interface EscapingValue {
  readonly expr: Expr;
  readonly name: string;
}

/** Names that a call hands to the work it starts: arguments, those of the coroutine it is given, and what a closure catches. */
export function escapingValues(call: CallSite, fn: FunctionModel): readonly EscapingValue[] {
  const own = call.expr.args.flatMap(({ value }) => namesIn(value));
  const given = call.scheduled.flatMap(({ expr, target }) => {
    if (expr.kind === 'call') return expr.args.flatMap(({ value }) => namesIn(value));
    if (expr.kind === 'lambda') return caught([...expressionsIn(expr.body)], expr);
    return target?.outer === fn ? caught(expressionsOfBody(target), expr, target) : [];
  });
  const closures = call.scheduled.flatMap(({ expr, target }) =>
    expr.kind === 'call' && target?.outer === fn
      ? caught(expressionsOfBody(target), expr, target)
      : [],
  );
  return [...own, ...given, ...closures];
}

/** A name, or names in a tuple, list or dict of arguments: `Thread(target=f, args=(session,))`. */
function namesIn(expr: Expr): readonly EscapingValue[] {
  if (expr.kind === 'name') return [{ expr, name: expr.id }];
  if (expr.kind === 'tuple' || expr.kind === 'list') return expr.items.flatMap(nameItself);
  if (expr.kind === 'dict') return expr.entries.flatMap(({ value }) => nameItself(value));
  return [];
}

function nameItself(expr: Expr): readonly EscapingValue[] {
  return expr.kind === 'name' ? [{ expr, name: expr.id }] : [];
}

/** Names of the outer function in the body of an inner one. */
function caught(
  body: readonly Expr[],
  at: Expr,
  inner: FunctionModel | null = null,
): readonly EscapingValue[] {
  const own = new Set(inner?.params.map(({ name }) => name) ?? []);
  for (const operation of inner?.flow.operations ?? []) {
    if (operation.kind !== 'assign') continue;
    for (const target of operation.targets) if (target.kind === 'name') own.add(target.id);
    for (const region of enclosingAll(operation, 'with'))
      if (region.target?.kind === 'name') own.add(region.target.id);
  }
  for (const call of inner?.calls ?? [])
    for (const region of enclosingAll(call, 'with'))
      if (region.target?.kind === 'name') own.add(region.target.id);
  return body.flatMap((expr) =>
    expr.kind === 'name' && !own.has(expr.id) ? [{ expr: at, name: expr.id }] : [],
  );
}
