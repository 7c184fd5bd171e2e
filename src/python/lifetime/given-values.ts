import type { Effect } from '../../knowledge/entries.ts';
import { childrenOf, expressionsIn } from '../facts/expressions.ts';
import type { CallExpr, Expr } from '../facts/facts.ts';
import { singleDefinition, siteIn } from '../effects/chains.ts';
import { isFunction } from '../flow/services.ts';
import type { Operation } from '../model/flow.ts';
import type { CallSite, FunctionModel, ParameterModel } from '../model/symbols.ts';

const MAX_VALUES = 40;
/** What belongs to the process although it is reached through a parameter: `settings.url`, `request.app.state.url`. */
const OF_THE_PROCESS = /^_?(?:settings|config|configuration|conf|cfg|app|env)$/iu;
/** What a name that is read from there may change any time. */
const READS: readonly Effect[] = ['database-read', 'network', 'cache-read'];

/** True for a type whose instances hold settings. */
export type IsSettings = (param: ParameterModel) => boolean;

interface Given {
  readonly expr: Expr;
  readonly fn: FunctionModel | null;
  readonly operation: Operation;
  /** Place of the call in the path. */
  readonly at: number;
}

/**
 * True when some arguments of the last call of a path depend on what its beginning was given: a tenant, a token, a file name. Follows
 * local names and parameters along the path. Settings, `self` and names of the module are the same for everybody.
 */
export function dependsOnGiven(
  args: readonly Expr[],
  path: readonly CallSite[],
  isSettings: IsSettings,
): boolean {
  const call = path.at(-1);
  if (call === undefined) return true;
  const { function: fn, operation } = call;
  const open: Given[] = args.map((expr) => ({ expr, fn, operation, at: path.length - 1 }));
  for (let steps = 0; steps < MAX_VALUES; steps += 1) {
    const next = open.pop();
    if (next === undefined) return false;
    if (next.fn === null) continue;
    if (readsOutside(next.expr, next.fn)) return true;
    for (const name of namesOf(next.expr)) {
      const sources = sourcesOf(name, next, { path, isSettings, fn: next.fn });
      if (sources === null) return true;
      open.push(...sources);
    }
  }
  return true;
}

interface Around {
  readonly path: readonly CallSite[];
  readonly isSettings: IsSettings;
  readonly fn: FunctionModel;
}

/** Where the value of a name comes from; empty when it is the same for everybody, null when it is given or cannot be told. */
function sourcesOf(name: string, given: Given, around: Around): readonly Given[] | null {
  const { fn } = around;
  const { operation, at } = given;
  const definitions = fn.flow.definitionsOf(name, operation);
  if (definitions.length > 0) {
    const only = singleDefinition(fn.flow, name, operation);
    return only === null ? null : [{ expr: only.value, fn, operation: only.operation, at }];
  }
  const index = fn.params.findIndex((param) => param.name === name);
  const param = fn.params[index];
  if (param === undefined) return fn.outer === null || isModuleName(name, fn) ? [] : null;
  const isMethod = fn.class !== null && !fn.isStatic;
  if ((isMethod && index === 0) || OF_THE_PROCESS.test(name) || around.isSettings(param)) return [];
  return passedFor(param, isMethod ? index - 1 : index, { ...given, at: at - 1 }, around);
}

/** The argument of the call before it in the path; the default when there is none. */
function passedFor(
  param: ParameterModel,
  position: number,
  { at }: Given,
  { path, fn }: Around,
): readonly Given[] | null {
  const before = path[at];
  if (before === undefined || !calls(before, fn) || before.hasSplat) return null;
  const expr = before.argument(param.name, position);
  if (expr === null) return param.facts.default === null ? null : [];
  return [{ expr, fn: before.function, operation: before.operation, at }];
}

function calls({ target }: CallSite, fn: FunctionModel): boolean {
  if (target === null) return false;
  if (!isFunction(target)) return target.method(fn.name) === fn;
  return target === fn || target.name === fn.name;
}

function isModuleName(name: string, fn: FunctionModel): boolean {
  return fn.module.member(name) !== null;
}

/** `load_account()` that asks the database: what it answers is not the same for everybody, or not for long. */
function readsOutside(expr: Expr, fn: FunctionModel): boolean {
  return [...expressionsIn(expr)].some((inner) => {
    const call = inner.kind === 'call' ? siteIn(fn.flow, inner) : null;
    if (call === null) return false;
    if (call.target === null) return call.awaited && call.name === null;
    const effects = isFunction(call.target) ? call.target.effects() : [];
    return effects.some(({ effect }) => READS.includes(effect));
  });
}

/** Names that a value is made of. `settings.url` stops at what belongs to the process. */
function namesOf(root: Expr): readonly string[] {
  const names: string[] = [];
  const open: Expr[] = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr.kind === 'name') names.push(expr.id);
    else if (expr.kind === 'attribute' && OF_THE_PROCESS.test(expr.name)) continue;
    else if (expr.kind === 'call') open.push(...partsOfCall(expr));
    else open.push(...childrenOf(expr));
  }
  return names;
}

function partsOfCall({ callee, args }: CallExpr): readonly Expr[] {
  const values = args.map(({ value }) => value);
  return callee.kind === 'attribute' ? [callee, ...values] : values;
}
