import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, Region } from '../python/model/index.ts';
import type { Effect } from '../knowledge/entries.ts';
import type { StateTransition } from './transitions.ts';
import { expressionsIn } from './walk.ts';

/** What must not happen twice. */
const WORK: ReadonlySet<Effect> = new Set<Effect>([
  'payment',
  'database-write',
  'publish',
  'task-dispatch',
  'email',
]);
const SAVES: ReadonlySet<Effect> = new Set<Effect>(['transaction-commit', 'flush']);
/** Rows that only tell what happened. */
const RECORD = /(?:Audit\w*|History|Log|Journal)$/u;

/** Something besides the state itself is done by whoever passes the test: another row is written, money moves, others are told. */
export function hasConsequence(transition: StateTransition, fn: FunctionModel): boolean {
  const { change, write, model } = transition;
  if (write?.operation === change) return true;
  const follows = followsTest(transition, fn);
  return fn.effects().some(({ effect, origin, leaf, model: written }) => {
    if (!WORK.has(effect) || origin.operation === change || !follows(origin)) return false;
    if (effect !== 'database-write') return true;
    if (isRepeatable(leaf) || RECORD.test(written?.class.name ?? '')) return false;
    const isSaving = leaf.fact?.effects?.some((one) => SAVES.has(one)) === true;
    return !isSaving && (written === null ? origin !== write : written !== model);
  });
}

/** Whether a call runs for whoever passes the test: in the branch of the change, or after a test that sends the others away. */
function followsTest(transition: StateTransition, fn: FunctionModel): (call: CallSite) => boolean {
  const { test, source, change } = transition;
  const branch = branchOfTest(transition, fn);
  if (branch !== null)
    return ({ regions }) =>
      regions.some(({ id }) => id === branch.id) && !isInOtherArm(regions, change.regions);
  const isHere = test !== null && fn.flow.operations.includes(test);
  const from = isHere ? test : (source?.call?.operation ?? null);
  return ({ operation }) => from === null || fn.flow.canFollow(from, operation);
}

/** One or the other runs, never both. */
function isInOtherArm(regions: readonly Region[], others: readonly Region[]): boolean {
  return regions.some(
    (one) =>
      one.kind === 'branch' &&
      one.test !== null &&
      others.some(
        (other) => other.kind === 'branch' && other.test === one.test && other.arm !== one.arm,
      ),
  );
}

type Branch = Extract<Region, { readonly kind: 'branch' }>;

/** The innermost branch on the state that a change stands in, where whoever does not pass goes on after it; null behind a guard. */
function branchOfTest({ change, column }: StateTransition, fn: FunctionModel): Branch | null {
  const isOnState = (region: Region): region is Branch =>
    region.kind === 'branch' && region.test !== null && asksFor(column, region.test);
  const branch = change.regions.findLast(isOnState);
  if (branch === undefined) return null;
  const isLeft = fn.flow.operations.some(({ kind, regions }) => {
    const innermost = regions.findLast((region) => region.kind === 'branch');
    const leaves = kind === 'return' || kind === 'raise';
    return leaves && innermost?.test === branch.test && innermost.arm !== branch.arm;
  });
  return isLeft ? null : branch;
}

function asksFor(column: string, test: Expr): boolean {
  return [...expressionsIn(test)].some((expr) => expr.kind === 'attribute' && expr.name === column);
}

/** Done twice, it is as done once: rows that are deleted, and columns that are set to what the code says. */
function isRepeatable({ text, expr }: CallSite): boolean {
  if (/\.a?delete$/u.test(text)) return true;
  const statement = expr.args[0]?.value;
  const set =
    statement?.kind === 'call' && textOf(statement.callee).endsWith('.values') ? statement : null;
  return (
    set !== null &&
    textOf(set.callee).startsWith('update(') &&
    set.args.every(({ name, value }) => name !== null && LITERALS.has(value.kind))
  );
}

const LITERALS: ReadonlySet<string> = new Set(['constant', 'string', 'number']);

/** The state is set in the branch of its own test and nothing else is done there: twice is little worse than once. */
export function isOnlySet(transition: StateTransition, fn: FunctionModel): boolean {
  return branchOfTest(transition, fn) !== null && !hasConsequence(transition, fn);
}

/** Set twice it is as good as set once, or another run has another row. */
export function isHarmlessTwice(transition: StateTransition, fn: FunctionModel): boolean {
  return isTheSameTwice(transition, fn) || isProgressOfOneRun(transition, fn);
}

/** A state that says what has passed, and one that is only set where it is not set yet, with nothing else done. */
function isTheSameTwice(transition: StateTransition, fn: FunctionModel): boolean {
  const { state, test } = transition;
  if (SAID.test(state)) return true;
  const word = state.split('.').at(-1) ?? state;
  const around = branchOfTest(transition, fn)?.test ?? null;
  const tests = [test?.kind === 'test' ? test.test : null, around];
  const isAsked = tests.some((one) => one !== null && textOf(one).includes(word));
  return isAsked && !hasConsequence(transition, fn);
}

const SAID = /(?:^|[._"'])(?:expired|answered|open|read)$/iu;

const OF_ONE_RUN = /(?:Job|Attempt|Run|Execution|Process|Progress)$/u;
const PROGRESS =
  /(?:^|[._"'])(?:active|completed?|done|error|exited|failed|failure|finished|in_?progress|processing|running|started|succeeded|success)$/iu;
const WAITING =
  /new|pending|queued?|scheduled|created|waiting|idle|ready|todo|open|draft|not_?started|initial/iu;

/**
 * The row of a job, run or process that writes its own progress: another run has another row. Where it asks for a state that waits
 * for a run, two may take the same.
 */
function isProgressOfOneRun(transition: StateTransition, fn: FunctionModel): boolean {
  const { owner, state, test } = transition;
  if (!OF_ONE_RUN.test(owner) || !PROGRESS.test(state)) return false;
  if (test?.kind === 'test' && WAITING.test(textOf(test.test))) return false;
  return fn.entries.every(({ kind }) => kind === 'task');
}
