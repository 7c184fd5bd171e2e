import type { Effect } from '../knowledge/entries.ts';
import type { ExceptHandler, Expr, TryStmt } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, Operation, Project } from '../python/model/index.ts';
import { answersSuccess } from './answers.ts';
import { catchesEverything, codeBodyOf } from './handlers.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** Work that fails inside a function which tells nobody: the caller goes on as if it were done. */
export interface SwallowedWork {
  readonly callee: FunctionModel;
  readonly statement: TryStmt;
  readonly handler: ExceptHandler;
  readonly work: CallSite;
  /** The call in the function asked about; whatever it returns, success is answered. */
  readonly call: CallSite;
  /** More calls of the same kind. */
  readonly others: readonly CallSite[];
}

/**
 * What a function swallows, where somebody who is asked by a sender answers with success all the same: the result is not read, or
 * it is `False` after a failure and leads to a line in the log and the same answer.
 */
export function swallowedByCallee(
  callee: FunctionModel,
  works: ReadonlySet<Effect>,
  project: Project,
): SwallowedWork | null {
  const found = swallowedIn(callee, works);
  if (found === null) return null;
  const calls = project.callersOf(callee).calls.filter((call) => {
    const fn = call.function;
    if (fn === null || call.target !== callee || call.runsElsewhere !== null) return false;
    if (!fn.entries.some(({ kind }) => kind === 'webhook') || !endsWell(call, fn)) return false;
    return isUnread(call) || isOnlyLogged(call, found.handler, fn);
  });
  const [first, ...others] = [...calls].sort(byPlace);
  return first === undefined ? null : { ...found, callee, call: first, others };
}

function byPlace(a: CallSite, b: CallSite): number {
  if (a.module.path !== b.module.path) return a.module.path < b.module.path ? -1 : 1;
  return a.span.start - b.span.start;
}

function isUnread({ operation: { statement }, expr }: CallSite): boolean {
  if (statement.kind !== 'expression') return false;
  const { value } = statement;
  return value === expr || (value.kind === 'await' && value.value === expr);
}

const LOGS =
  /(?:^|[._])(?:log\w*|print|print_exc|debug|info|warning|error|exception|critical)(?:\.|$)|^(?:str|repr|int)$/u;

/** `done = apply(event)`, where the branch for `not done` writes to the log and nothing else. */
function isOnlyLogged(call: CallSite, handler: ExceptHandler, fn: FunctionModel): boolean {
  const { statement } = call.operation;
  const [target] = statement.kind === 'assign' ? statement.targets : [];
  if (target?.kind !== 'name' || !saysFailed(handler)) return false;
  const name = target.id;
  const tests = fn.flow.operations.filter(
    (operation) =>
      operation.kind === 'test' &&
      operation.index > call.operation.index &&
      mentions(operation.test, name),
  );
  const read = fn.flow.operations.filter(
    (operation) => operation.index > call.operation.index && readsElsewhere(operation, name),
  );
  if (tests.length === 0 || read.length > 0) return false;
  return fn.calls
    .filter((other) => other.operation.index > call.operation.index && isFailed(other, name))
    .every(({ text }) => LOGS.test(text));
}

function saysFailed({ body }: ExceptHandler): boolean {
  const last = body.at(-1);
  if (last?.kind !== 'return') return false;
  return last.value === null || (last.value.kind === 'constant' && last.value.value !== 'True');
}

/** In the branch that is taken when the name is false. */
function isFailed({ regions }: CallSite, name: string): boolean {
  return regions.some((region) => {
    if (region.kind !== 'branch' || region.test === null || !mentions(region.test, name))
      return false;
    const isNegated = region.test.kind === 'unary' && region.test.operator === 'not';
    return region.arm === (isNegated ? 'then' : 'else');
  });
}

/** Handed on, kept or returned: somebody else may act on it. */
function readsElsewhere(operation: Operation, name: string): boolean {
  switch (operation.kind) {
    case 'call':
      return operation.call.expr.args.some(({ value }) => mentions(value, name));
    case 'assign':
    case 'return':
      return operation.value !== null && mentions(operation.value, name);
    default:
      return false;
  }
}

function mentions(root: Expr, name: string): boolean {
  return [...expressionsIn(root)].some((expr) => expr.kind === 'name' && expr.id === name);
}

/** Every answer that the call leads to is a success; what handles errors of the caller is not reached. */
function endsWell(call: CallSite, { flow }: FunctionModel): boolean {
  const answers = flow.operations.filter(
    (operation) =>
      (operation.kind === 'return' || operation.kind === 'raise') &&
      operation.index > call.operation.index &&
      flow.canFollow(call.operation, operation) &&
      !operation.regions.some(({ kind }) => kind === 'except'),
  );
  return (
    answers.length > 0 &&
    answers.every((operation) => operation.kind === 'return' && answersSuccess(operation.value))
  );
}

function swallowedIn(
  callee: FunctionModel,
  works: ReadonlySet<Effect>,
): Pick<SwallowedWork, 'statement' | 'handler' | 'work'> | null {
  const body = codeBodyOf(callee);
  for (const statement of callee.body) {
    if (statement.kind !== 'try') continue;
    const handler = statement.handlers.find(({ types }) => catchesEverything(types, body));
    if (handler === undefined) continue;
    if ([...statementsIn(handler.body)].some(({ kind }) => kind === 'raise')) continue;
    const work = workIn(statement, callee, works);
    if (work !== null) return { statement, handler, work };
  }
  return null;
}

/** The first call that writes, pays or sends; a commit counts where a column was changed for it. */
function workIn(
  statement: TryStmt,
  callee: FunctionModel,
  works: ReadonlySet<Effect>,
): CallSite | null {
  const isInside = ({ regions }: Operation): boolean =>
    regions.some((region) => region.kind === 'try' && region.statement === statement);
  const inside = callee
    .effects()
    .filter(({ effect, origin }) => works.has(effect) && isInside(origin.operation));
  const isChanged = callee.flow.operations.some(
    (operation) => isInside(operation) && changesColumn(operation, callee),
  );
  const found = inside.find(({ leaf }) => {
    if (leaf.fact?.effects?.includes('transaction-commit') !== true || isChanged) return true;
    const { function: by } = leaf;
    return by !== null && by.flow.operations.some((operation) => changesColumn(operation, by));
  });
  return found?.origin ?? null;
}

/** `order.paid = True` on a row. */
function changesColumn(operation: Operation, fn: FunctionModel): boolean {
  if (operation.kind !== 'assign') return false;
  return operation.targets.some(
    (target) =>
      target.kind === 'attribute' &&
      fn.typeOf(target.object)?.class?.orm?.column(target.name) != null,
  );
}
