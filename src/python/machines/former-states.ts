/** The states that a change can start from: by what the function knows at that place, by the query that read the row, by its callers. */
import type { AssignStmt, Expr } from '../facts/facts.ts';
import { chainOf, siteIn } from '../effects/chains.ts';
import { boundNames } from '../flow/expression-text.ts';
import type { Operation } from '../model/flow.ts';
import type { FormerStates, StateHolder } from '../model/machines.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import type { Known, Narrowed } from './narrowing.ts';
import { queriedStates } from './query-conditions.ts';
import type { MachineServices } from './services.ts';

interface Change {
  readonly fn: FunctionModel;
  readonly stmt: AssignStmt;
  readonly target: Extract<Expr, { kind: 'attribute' }>;
  readonly subject: string;
  readonly known: Known;
}

export function formerStates(
  change: Change,
  holder: StateHolder,
  services: MachineServices,
): FormerStates {
  const { known, subject, target } = change;
  const row = subject.slice(0, -target.name.length - 1);
  const narrowed = known.get(subject) ?? known.get(`${row}.*`) ?? ofQuery(change, services);
  if (narrowed !== null) return statesOf(narrowed, holder);
  return isDecidedElsewhere(change, services) ? 'unknown' : 'any';
}

/** What is excluded is said by what is left, where all states are known. */
export function statesOf(narrowed: Narrowed, { states }: StateHolder): FormerStates {
  if (narrowed.kind === 'unknown') return 'unknown';
  if (narrowed.kind === 'one-of') return [...narrowed.states];
  if (states.length === 0) return 'unknown';
  return states.filter((state) => !narrowed.states.has(state));
}

/** `order = repo.get(status=…)`, `for order in Order.objects.filter(status=…)`. */
function ofQuery(change: Change, services: MachineServices): Narrowed | null {
  const { fn, target } = change;
  const site = readerOf(change);
  if (site === null) return null;
  const { calls } = chainOf(site.expr, site);
  const within = [...calls, ...calls.flatMap(({ expr }) => inner(fn, expr))];
  return queriedStates(within, target.name, { scope: fn, services });
}

/** The call that reads the row, null when it is none or unknown. */
function readerOf({ fn, stmt, target }: Change): CallSite | null {
  if (target.object.kind !== 'name') return null;
  const at = fn.flow.operations.find(
    (operation) => operation.kind === 'assign' && operation.source === stmt,
  );
  const read = at === undefined ? null : readAt(fn, target.object.id, at);
  return read === null ? null : siteIn(fn.flow, read);
}

/** Statements handed to a call: `session.execute(select(Order).where(…))`. */
function inner(
  fn: FunctionModel,
  call: Extract<Expr, { kind: 'call' }>,
): ReturnType<typeof chainOf>['calls'] {
  return call.args.flatMap(({ value }) => {
    const outer = siteIn(fn.flow, call);
    return outer !== null && (value.kind === 'call' || value.kind === 'name')
      ? chainOf(value, outer).calls
      : [];
  });
}

const MAX_STEPS = 6;

/** The call at the bottom of what the only definition of a name holds. */
function readAt(
  fn: FunctionModel,
  name: string,
  at: Operation,
): Extract<Expr, { kind: 'call' }> | null {
  let id = name;
  let operation = at;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const [only, ...others] = fn.flow.definitionsOf(id, operation);
    if (only?.kind !== 'assign' || others.length > 0) return null;
    let value = only.value ?? iterated(only, id);
    while (value?.kind === 'await' || value?.kind === 'subscript')
      value = value.kind === 'await' ? value.value : value.object;
    if (value?.kind === 'call') return value;
    if (value?.kind !== 'name') return null;
    id = value.id;
    operation = only;
  }
  return null;
}

function iterated(definition: Operation, name: string): Expr | null {
  const loop = definition.regions.findLast(
    (region) =>
      region.kind === 'loop' && region.target !== null && boundNames(region.target).includes(name),
  );
  return loop?.kind === 'loop' ? loop.header : null;
}

/** A row that is handed in: a caller may have looked at its state. A row that is read: by its state, perhaps. */
function isDecidedElsewhere(change: Change, services: MachineServices): boolean {
  const { fn, target } = change;
  if (target.object.kind !== 'name') return true;
  const { id } = target.object;
  if (id !== 'self' && !fn.params.some(({ name }) => name === id)) {
    const reader = readerOf(change)?.target ?? null;
    if (reader === null || !('flow' in reader)) return false;
    return services.stateGuards(reader, 1).found.length > 0 || choosesByState(reader);
  }
  return services
    .callersOf(fn)
    .calls.some(
      ({ function: caller }) => caller !== null && services.stateGuards(caller, 1).found.length > 0,
    );
}

function choosesByState(fn: FunctionModel): boolean {
  return fn.calls.some(({ expr, text }) =>
    /\.(?:where|filter|filter_by|exclude|get)$/u.test(text)
      ? expr.args.some(({ name, value }) =>
          /(?:^|_)(?:status|state|stage|phase)(?:__\w+)?$/iu.test(
            name ??
              (value.kind === 'compare' && value.operands[0]?.kind === 'attribute'
                ? value.operands[0].name
                : ''),
          ),
        )
      : false,
  );
}
