import type { CallExpr, Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, Project } from '../python/model/index.ts';
import { expressionsOfBody } from './local-names.ts';
import { nameOf } from './expressions.ts';

/** True when an expression is a parameter and every call that is known gives a literal text for it: the code itself chooses. */
export function isAlwaysLiteral(expr: Expr, at: CallSite, project: Project): boolean {
  const { function: fn } = at;
  if (fn === null || expr.kind !== 'name') return false;
  const position = fn.params
    .filter(({ name }) => name !== 'self' && name !== 'cls')
    .findIndex(({ name }) => name === expr.id);
  if (position === -1) return false;
  const given = project
    .callersOf(fn)
    .calls.filter((call) => call.function !== fn)
    .map((call) => valueGiven(call, { fn, name: expr.id, position }));
  return (
    given.length > 0 && given.every((value) => value?.kind === 'string' && !value.parts.length)
  );
}

interface Wanted {
  readonly fn: FunctionModel;
  readonly name: string;
  readonly position: number;
}

/** `f("x")`, `to_thread(f, "x")`, `sync_to_async(f)("x")`; null when it cannot be told. */
function valueGiven(call: CallSite, { fn, name, position }: Wanted): Expr | null {
  if (call.hasSplat) return null;
  if (call.target === fn) return call.argument(name, position);
  const handed = call.expr.args.findIndex(({ value }) => nameOf(value)?.endsWith(fn.name) === true);
  if (handed === -1) return null;
  const beside = inArguments(call.expr, { name, position: handed + 1 + position });
  if (beside !== null || call.function === null) return beside;
  const outer = expressionsOfBody(call.function).find(
    (expr): expr is CallExpr => expr.kind === 'call' && expr.callee === call.expr,
  );
  return outer === undefined ? null : inArguments(outer, { name, position });
}

function inArguments(
  { args }: CallExpr,
  { name, position }: Pick<Wanted, 'name' | 'position'>,
): Expr | null {
  const named = args.find((arg) => arg.name === name);
  return (named ?? args.filter((arg) => arg.name === null)[position])?.value ?? null;
}
