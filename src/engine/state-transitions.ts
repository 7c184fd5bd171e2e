/** Rows of a state machine: the steps of base and head by the state they lead to. */
import type { MachineTransition, TransitionChange } from '../domain/state-machine.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { FunctionModel, StateStep } from '../python/model/index.ts';
import { locate } from './place.ts';

const ANY = '*';
const UNKNOWN = '?';

export interface ComparedSteps {
  readonly base: readonly StateStep[];
  readonly head: readonly StateStep[];
  readonly baseOf: (fn: FunctionModel) => FunctionModel | null;
  readonly headOf: (fn: FunctionModel) => FunctionModel | null;
  /** States that base may lead to in code that head lets us read. */
  readonly unreadBefore: ReadonlySet<string>;
  readonly unreadNow: ReadonlySet<string>;
}

/** The former states of all steps to one state, each with the first step that has it. */
type Origins = ReadonlyMap<string, StateStep>;

export function transitionRows(compared: ComparedSteps): readonly MachineTransition[] {
  const targets = new Set([...compared.head, ...compared.base].map(({ to }) => to));
  return [...targets].flatMap((to) => {
    const base = origins(compared.base, to);
    const head = origins(compared.head, to);
    const isUnclear =
      isUnmatched(compared.base, compared.head, { to, counterpart: compared.headOf }) ||
      (base.size > 0 &&
        isUnmatched(compared.head, compared.base, { to, counterpart: compared.baseOf })) ||
      compared.unreadBefore.has(to) ||
      compared.unreadNow.has(to);
    return isUnclear ? rowsOf(head, to, () => 'kept') : comparedRows(base, head, to);
  });
}

/** A step from unknown states to `to` that is not in the same function of the other tree: it may be any of those there. */
function isUnmatched(
  steps: readonly StateStep[],
  others: readonly StateStep[],
  by: { readonly to: string; readonly counterpart: ComparedSteps['headOf'] },
): boolean {
  const unknown = ({ from, to }: StateStep): boolean => from === 'unknown' && to === by.to;
  return steps.filter(unknown).some(({ function: fn }) => {
    const other = fn === null ? null : by.counterpart(fn);
    return other === null || !others.some((one) => unknown(one) && one.function === other);
  });
}

function comparedRows(base: Origins, head: Origins, to: string): readonly MachineTransition[] {
  const was = [...base.keys()].filter((from) => from !== ANY && from !== UNKNOWN);
  const isLoosened = head.has(ANY) && !base.has(ANY) && was.length > 0;
  const rows = rowsOf(head, to, (from) => {
    if (base.has(from)) return 'kept';
    if (from === ANY && isLoosened) return 'loosened';
    // Any state could become it already.
    return base.has(ANY) && head.has(ANY) ? 'kept' : 'added';
  });
  const gone = new Map([...base].filter(([from]) => !head.has(from)));
  const removed = head.has(ANY) ? [] : rowsOf(gone, to, () => 'removed');
  return [...rows.map((row) => (row.change === 'loosened' ? { ...row, was } : row)), ...removed];
}

/** Rows of steps that base has, too. */
export function keptRows(steps: readonly StateStep[]): readonly MachineTransition[] {
  const targets = new Set(steps.map(({ to }) => to));
  return [...targets].flatMap((to) => rowsOf(origins(steps, to), to, () => 'kept'));
}

function origins(steps: readonly StateStep[], to: string): Origins {
  const found = new Map<string, StateStep>();
  for (const step of steps) {
    if (step.to !== to) continue;
    for (const from of tokens(step)) if (from !== to && !found.has(from)) found.set(from, step);
  }
  return found;
}

function tokens({ from }: StateStep): readonly string[] {
  if (from === 'any') return [ANY];
  return from === 'unknown' ? [UNKNOWN] : from;
}

/** One row for the former states that share a change and a place. */
function rowsOf(
  found: Origins,
  to: string,
  changeOf: (from: string) => TransitionChange,
): readonly MachineTransition[] {
  const rows = new Map<
    string,
    { readonly step: StateStep; readonly change: TransitionChange; from: string[] }
  >();
  for (const [from, step] of found) {
    const change = changeOf(from);
    const isNamed = from !== ANY && from !== UNKNOWN;
    const key = [change, isNamed ? '' : from, step.module.path, step.span.start].join('\0');
    const row = rows.get(key) ?? { step, change, from: [] };
    row.from.push(from);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ step, change, from }) => ({
    from: from.includes(ANY) ? 'any' : from.includes(UNKNOWN) ? 'unknown' : from,
    to,
    change,
    was: [],
    place: { path: step.module.path, line: locate(step).line },
    symbol: step.symbol,
  }));
}

/**
 * States that the other tree sets with the same words in the same function, where they could not be read as a step: a type that
 * became known makes no new transition.
 */
export function unreadStates(
  steps: readonly StateStep[],
  others: readonly StateStep[],
  counterpart: (fn: FunctionModel) => FunctionModel | null,
): ReadonlySet<string> {
  const unread = new Set<string>();
  for (const step of steps) {
    const other = step.function === null ? null : counterpart(step.function);
    if (other === null || unread.has(step.to)) continue;
    const isRead = others.some((one) => one.function === other && one.to === step.to);
    if (!isRead && says(other, step.text)) unread.add(step.to);
  }
  return unread;
}

function says(fn: FunctionModel, text: string): boolean {
  return fn.flow.operations.some((operation) => {
    if (operation.kind !== 'assign' || operation.value === null) return false;
    const value = textOf(operation.value);
    return operation.targets.some((target) => `${textOf(target)} = ${value}` === text);
  });
}
