/**
 * State machines of base and head compared: transitions that the change adds, loosens or takes away. Only machines that the change
 * alters are told of. What cannot be read on one side is never called a difference.
 */
import { compareText, sortedBy } from '../domain/order.ts';
import type { MachineTransition, StateMachineChange } from '../domain/state-machine.ts';
import type { ModuleModel, Project, StateHolder, StateStep } from '../python/model/index.ts';
import { locate } from './place.ts';
import { keptRows, transitionRows, unreadStates } from './state-transitions.ts';
import type { Tracking } from './tracking.ts';

export interface MachineInput {
  readonly head: Project;
  readonly base: Project;
  readonly headModules: readonly ModuleModel[];
  readonly baseModules: readonly ModuleModel[];
  readonly tracking: Tracking;
}

/** A machine of one tree. */
interface Machine {
  readonly holder: StateHolder;
  readonly steps: readonly StateStep[];
}

const MAX_MACHINES = 5;
/** Modules read besides the reviewed ones, to show an altered machine as a whole. */
const MAX_USERS = 15;

export function stateMachineChanges(input: MachineInput): readonly StateMachineChange[] {
  const { head, base, tracking } = input;
  const ofHead = machinesOf(input.headModules, head, (holder) => identityOf(holder, tracking));
  const ofBase = machinesOf(input.baseModules, base, keyOf);
  const changes = [...ofHead].flatMap(([key, machine]) => {
    const change = changeOf(machine, ofBase.get(key) ?? unusedIn(machine, input), input);
    return change === null ? [] : [change];
  });
  return sortedBy(changes, ({ name, place }) => [name, place.path, place.line]).slice(
    0,
    MAX_MACHINES,
  );
}

function keyOf({ owner, column }: StateHolder): string {
  return [owner.module.path, owner.symbol, column].join('\0');
}

/** The key in base, through renames. */
function identityOf({ owner, column }: StateHolder, tracking: Tracking): string {
  const { path, symbol } = tracking.identityOf(owner.module.path, owner.symbol);
  return [path, symbol, column].join('\0');
}

function machinesOf(
  modules: readonly ModuleModel[],
  project: Project,
  keyFor: (holder: StateHolder) => string,
): ReadonlyMap<string, Machine> {
  const machines = new Map<string, { readonly holder: StateHolder; readonly steps: StateStep[] }>();
  const at = (holder: StateHolder): { readonly steps: StateStep[] } => {
    const key = keyFor(holder);
    const known = machines.get(key) ?? { holder, steps: [] };
    machines.set(key, known);
    return known;
  };
  for (const module of modules) {
    if (module.kind !== 'source') continue;
    const { holders, steps } = project.stateMachinesIn(module);
    for (const holder of holders) at(holder);
    for (const step of steps) at(step.holder).steps.push(step);
  }
  return machines;
}

/** The machine in base when nothing of it was reviewed there; null when base has none. */
function unusedIn({ holder }: Machine, { base, tracking }: MachineInput): Machine | null {
  const { path, symbol } = tracking.identityOf(holder.owner.module.path, holder.owner.symbol);
  const module = base.module(path);
  if (module === null) return null;
  const before = base
    .stateMachinesIn(module)
    .holders.find(({ owner, column }) => owner.symbol === symbol && column === holder.column);
  if (before !== undefined) return { holder: before, steps: [] };
  const isDeclared = holder.column === '' && module.classes.some((cls) => cls.symbol === symbol);
  return isDeclared ? { holder: { ...holder, states: [] }, steps: [] } : null;
}

function changeOf(
  machine: Machine,
  before: Machine | null,
  input: MachineInput,
): StateMachineChange | null {
  const { holder, steps } = machine;
  const baseSteps = before?.steps ?? [];
  const { tracking } = input;
  const rows = transitionRows({
    base: baseSteps,
    head: steps,
    baseOf: tracking.baseOf,
    headOf: tracking.headOf,
    unreadBefore: unreadStates(steps, baseSteps, tracking.baseOf),
    unreadNow: unreadStates(baseSteps, steps, tracking.headOf),
  });
  const old = before?.holder.states ?? [];
  const statesAdded = old.length === 0 ? [] : without(holder.states, old);
  const statesRemoved = holder.states.length === 0 ? [] : without(old, holder.states);
  const isAltered =
    statesAdded.length + statesRemoved.length > 0 || rows.some(({ change }) => change !== 'kept');
  const isNew = before === null;
  if (!isAltered || (isNew && rows.length < 2)) return null;
  const transitions = [...rows, ...rowsElsewhere(holder, rows, input)];
  if (transitions.length === 0) return null;
  return {
    name: holder.column === '' ? holder.owner.name : `${holder.owner.name}.${holder.column}`,
    isNew,
    place: { path: holder.module.path, line: locate(holder).line },
    statesAdded,
    statesRemoved,
    transitions,
  };
}

function without(states: readonly string[], others: readonly string[]): readonly string[] {
  return states.filter((state) => !others.includes(state));
}

/** What files that the change does not touch do with the machine; they do the same in base. */
function rowsElsewhere(
  holder: StateHolder,
  rows: readonly MachineTransition[],
  { head, headModules }: MachineInput,
): readonly MachineTransition[] {
  const reviewed = new Set(headModules.map(({ path }) => path));
  const home = holder.owner.module.path;
  const users = head.imports
    .importersOf(home)
    .filter(({ importer }) => importer.kind === 'source')
    .map(({ importer }) => importer.path);
  const paths = [...new Set([home, ...users])]
    .filter((path) => !reviewed.has(path))
    .sort(compareText)
    .slice(0, MAX_USERS);
  const steps = paths.flatMap((path) => {
    const module = head.module(path);
    return module === null ? [] : head.stateMachinesIn(module).steps;
  });
  const own = steps.filter((step) => keyOf(step.holder) === keyOf(holder));
  return keptRows(own).filter(
    ({ from, to }) => !rows.some((row) => row.to === to && sameStates(row.from, from)),
  );
}

function sameStates(a: MachineTransition['from'], b: MachineTransition['from']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
