import type { BuildsFact } from '../../knowledge/entries.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Expr } from '../facts/facts.ts';
import { textOf } from '../facts/expressions.ts';
import { destinationOf } from '../lifetime/destination.ts';
import { isFirstTimeOnly } from '../lifetime/first-time.ts';
import type { Guard } from '../model/guards.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { guardAt } from './guard-at.ts';

type Kind = BuildsFact['kind'];

const GUARDS = { client: 'client-reuse', pool: 'pool-reuse' } as const;
const shared = new WeakMap<Knowledge, ReadonlyMap<string, Kind>>();

/** Clients and pools that a function uses and did not build: somebody keeps them for all calls. */
export function reuseGuards(fn: FunctionModel, knowledge: Knowledge): readonly Guard[] {
  const seen = new Set<string>();
  return fn.calls.flatMap((call) => {
    const { callee } = call.expr;
    if (callee.kind !== 'attribute' || call.receiver === null) return [];
    const subject = call.receiver.name;
    const kind = kindsByType(knowledge).get(subject);
    if (kind === undefined || seen.has(subject) || !comesFromOutside(callee.object, fn)) return [];
    seen.add(subject);
    const text = textOf(callee.object);
    return [guardAt(call, GUARDS[kind], { subject, text, span: callee.object })];
  });
}

/** A function that builds for itself, every time it runs, what it was given before. */
export function buildsOwn(fn: FunctionModel, { subject }: Guard): boolean {
  return fn.calls.some((call) => {
    if (call.fact?.builds === undefined || call.fact.returns !== subject) return false;
    if (call.fact.builds.unless?.some((name) => call.argument(name) !== null) === true)
      return false;
    return isDropped(call);
  });
}

function isDropped(call: CallSite): boolean {
  const { returned, field, kept, unknown } = destinationOf(call);
  return !returned && field === null && kept === null && !unknown && !isFirstTimeOnly(call);
}

/** Types that the knowledge base says are built once and shared. */
function kindsByType(knowledge: Knowledge): ReadonlyMap<string, Kind> {
  const known = shared.get(knowledge);
  if (known !== undefined) return known;
  const kinds = new Map<string, Kind>();
  for (const { callables } of knowledge.libraries)
    for (const { builds, returns } of callables)
      if (builds !== undefined && returns !== undefined)
        kinds.set(knowledge.canonical(returns), builds.kind);
  shared.set(knowledge, kinds);
  return kinds;
}

/** A name of the module, an attribute of the object, a parameter whose dependency does not build it either. */
function comesFromOutside(expr: Expr, fn: FunctionModel): boolean {
  if (expr.kind === 'attribute') return expr.object.kind === 'name' && expr.object.id === 'self';
  if (expr.kind !== 'name') return false;
  const param = fn.params.find(({ name }) => name === expr.id);
  if (param !== undefined)
    return param.dependency?.calls.some(({ fact }) => fact?.builds !== undefined) !== true;
  const resolved = fn.resolve(expr);
  return resolved?.kind === 'value' && resolved.name.endsWith(`.${expr.id}`);
}
