import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { EffectOccurrence } from '../model/effects.ts';
import type { OrmModel } from '../model/orm.ts';
import type { FunctionModel } from '../model/symbols.ts';
import { isConditional } from '../flow/questions.ts';
import { isContextManagerFunction } from '../flow/transaction-shapes.ts';
import { calleesOf, type Callee } from './callees.ts';
import { isRuledOut } from './decided.ts';
import { directEffects, type DirectEffect } from './direct.ts';

/** What the effect engine asks of the project. */
export interface EffectServices {
  readonly knowledge: Knowledge;
  ormModel(nameOrTable: string): OrmModel | null;
  implementationsOf(fn: FunctionModel): readonly FunctionModel[];
}

export type EffectsOf = (fn: FunctionModel, depth: number) => readonly EffectOccurrence[];

/** Library calls kept for one effect of one call: enough to tell them apart, few enough to stay small. */
const MAX_LEAVES = 6;

/** Summaries of functions by depth; the same question always gets the same answer. A function's depth shrinks with every call, so cycles end. */
export function createEffects(services: EffectServices): EffectsOf {
  const summaries = new WeakMap<FunctionModel, Map<number, readonly EffectOccurrence[]>>();
  const direct = new WeakMap<FunctionModel, readonly EffectOccurrence[]>();
  const callees = new WeakMap<FunctionModel, readonly Callee[]>();

  const directOf = (fn: FunctionModel): readonly EffectOccurrence[] => {
    const known = direct.get(fn) ?? shortest(directEffects(fn, services).map(occurrence));
    direct.set(fn, known);
    return known;
  };
  const calleesOfFn = (fn: FunctionModel): readonly Callee[] => {
    const known = callees.get(fn) ?? calleesOf(fn, services);
    callees.set(fn, known);
    return known;
  };
  const effectsOf: EffectsOf = (fn, depth) => {
    const byDepth = summaries.get(fn) ?? new Map<number, readonly EffectOccurrence[]>();
    summaries.set(fn, byDepth);
    const known = byDepth.get(depth);
    if (known !== undefined) return known;
    const own = directOf(fn);
    const reached =
      depth <= 0
        ? []
        : calleesOfFn(fn).flatMap((callee) =>
            through(callee, effectsOf(callee.function, depth - 1)),
          );
    const summary = reached.length === 0 ? own : shortest([...own, ...reached]);
    byDepth.set(depth, summary);
    return summary;
  };
  return effectsOf;
}

function occurrence({ effect, call, model, spawned }: DirectEffect): EffectOccurrence {
  return {
    effect,
    path: [call],
    origin: call,
    leaf: call,
    model,
    conditional: isConditional(call),
    spawned,
  };
}

function through(
  { call, spawned, function: callee }: Callee,
  inner: readonly EffectOccurrence[],
): readonly EffectOccurrence[] {
  const conditional = isConditional(call);
  return inner
    .filter(({ path, origin }) => !path.includes(call) && !isRuledOut(call, callee, origin))
    .map((one) => ({
      ...one,
      path: [call, ...one.path],
      origin: call,
      conditional: conditional || one.conditional,
      spawned: spawned || one.spawned === true,
      atExit: isAtExit(callee, one),
    }));
}

const EXITS = new Set(['__exit__', '__aexit__']);

/** What a context manager does once the block that it was entered for has ended. */
function isAtExit(callee: FunctionModel, { origin, atExit }: EffectOccurrence): boolean {
  if (EXITS.has(callee.name)) return true;
  if (!isContextManagerFunction(callee)) return false;
  const { flow } = callee;
  return (
    atExit === true ||
    flow.operations.some(
      (yielding) =>
        yielding.kind === 'yield' &&
        flow.canFollow(yielding, origin.operation) &&
        !flow.canFollow(origin.operation, yielding),
    )
  );
}

/** One way per effect, first call and library call: the shortest. In source order of the first call, then by length. */
function shortest(all: readonly EffectOccurrence[]): readonly EffectOccurrence[] {
  const ordered = all
    .map((one, order) => ({ one, order }))
    .sort(
      (a, b) =>
        a.one.origin.index - b.one.origin.index ||
        a.one.path.length - b.one.path.length ||
        a.order - b.order,
    )
    .map(({ one }) => one);
  const leaves = new Map<string, Set<unknown>>();
  return ordered.filter(({ effect, origin, leaf }) => {
    const key = `${origin.index} ${effect}`;
    const seen = leaves.get(key) ?? new Set();
    leaves.set(key, seen);
    if (seen.has(leaf) || seen.size >= MAX_LEAVES) return false;
    seen.add(leaf);
    return true;
  });
}
