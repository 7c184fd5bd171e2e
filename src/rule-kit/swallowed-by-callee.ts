import type { Effect } from '../knowledge/entries.ts';
import type { ExceptHandler, TryStmt } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { answersSuccess } from './answers.ts';
import { catchesEverything, codeBodyOf } from './handlers.ts';
import { statementsIn } from './walk.ts';

/** Work that fails inside a function which tells nobody: the caller goes on as if it were done. */
export interface SwallowedWork {
  readonly callee: FunctionModel;
  readonly statement: TryStmt;
  readonly handler: ExceptHandler;
  readonly work: CallSite;
  /** The call in the function asked about; what it returns is not read. */
  readonly call: CallSite;
}

/** Calls of a function whose result nobody reads, of functions that catch every error of their own work, where only success is answered afterwards. */
export function swallowedByCallees(
  fn: FunctionModel,
  works: ReadonlySet<Effect>,
): readonly SwallowedWork[] {
  return fn.calls.flatMap((call) => {
    const { target } = call;
    if (target === null || !('flow' in target) || !isUnread(call) || !endsWell(call, fn)) return [];
    const found = swallowedIn(target, works);
    return found === null ? [] : [{ ...found, callee: target, call }];
  });
}

function isUnread({ operation: { statement }, expr, runsElsewhere }: CallSite): boolean {
  if (runsElsewhere !== null || statement.kind !== 'expression') return false;
  const { value } = statement;
  return value === expr || (value.kind === 'await' && value.value === expr);
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
    const work = callee
      .effects()
      .find(
        ({ effect, origin }) =>
          works.has(effect) &&
          origin.regions.some((region) => region.kind === 'try' && region.statement === statement),
      );
    if (work !== undefined) return { statement, handler, work: work.origin };
  }
  return null;
}
