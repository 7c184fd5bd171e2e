import { hasTimeout } from '../evidence/holding.ts';
import { expressionsOf, textOf, walkExpressions, walkStatements } from '../facts/expressions.ts';
import type { Guard, GuardKind } from '../model/guards.ts';
import type { Project } from '../model/project.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { holderOf } from './guard-at.ts';
import { isColumnLeft } from './need-columns.ts';
import {
  isCancellationNeeded,
  isLockNeeded,
  isTaskNeeded,
  isWorkerGuardNeeded,
} from './need-concurrency.ts';
import { isKeyNeeded, isOnceNeeded } from './need-once.ts';
import { isBoundNeeded, isBreakerNeeded, isRetryNeeded, isUnbounded } from './need-outside.ts';
import { isRollbackNeeded } from './need-rollback.ts';
import { CONSEQUENCES, has, isRewritten, OUTSIDE, WRITES, type Need } from './need.ts';
import { buildsOwn } from './reuse-guards.ts';
import { isStopNeeded } from './shutdown-guards.ts';

export interface HeadPlace {
  readonly project: Project;
  readonly function: FunctionModel | null;
}

type Question = (need: Need) => boolean;

const isRepeated: Question = ({ fn, project }) =>
  project.guardsOf(fn).some(({ kind }) => kind === 'retry') && has(fn, OUTSIDE);
const isWriting: Question = ({ fn }) => has(fn, WRITES);
const hasConsequences: Question = ({ fn }) => has(fn, CONSEQUENCES);
const isEntered: Question = ({ fn }) => fn.entries.length > 0;
const isNamed: Question = ({ fn, guard }) => mentions(fn, guard.subject.split('.').at(-1) ?? '');
/** Itself or through one call: what was moved into steps of their own may have its lock there. */
const isReadAndWritten: Question = ({ fn }) =>
  [['database-read'] as const, WRITES].every((wanted) =>
    fn
      .effects()
      .some(({ effect, path }) => path.length <= 2 && wanted.some((one) => one === effect)),
  );

/** Whether a function still needs a guard it held; kinds that are not here go by the name of their subject. */
const QUESTIONS: Readonly<Partial<Record<GuardKind, Question>>> = {
  // `**options` may carry what is no longer written out.
  timeout: ({ fn, guard: { subject } }) =>
    fn.calls.some((call) => call.name === subject && !call.hasSplat && !hasTimeout(call)),
  'context-manager': ({ fn, guard: { subject } }) =>
    fn.calls.some((call) => call.name === subject && !isEnteredByWith(call)),
  'idempotency-key': isKeyNeeded,
  retry: isRetryNeeded,
  breaker: isBreakerNeeded,
  'client-reuse': ({ fn, guard }) => buildsOwn(fn, guard),
  'pool-reuse': ({ fn, guard }) => buildsOwn(fn, guard),
  'retry-limit': isRepeated,
  backoff: isRepeated,
  bound: isBoundNeeded,
  transaction: isWriting,
  rollback: isRollbackNeeded,
  lock: isLockNeeded,
  // Another row that is locked now may stand for the one that was: a parent for its children.
  'row-lock': (need) =>
    isReadAndWritten(need) && !isRewritten(need) && !need.fn.calls.some(locksRow),
  'exclusive-claim': (need) =>
    isReadAndWritten(need) &&
    !isRewritten(need) &&
    !need.fn.calls.some(locksRow) &&
    !isClaimed(need),
  'signature-check': (need) => isEntered(need) || hasConsequences(need),
  'idempotency-check': isOnceNeeded,
  'status-guard': (need) => hasConsequences(need) && !isRewritten(need) && !testsStatus(need),
  'auth-dependency': (need) => isEntered(need) && !isSecuredUnseen(need),
  'rate-limit': isEntered,
  'lock-ttl': ({ fn }) =>
    fn.flow.operations.some((operation) => fn.flow.locksAt(operation).length > 0),
  'kept-task': isTaskNeeded,
  'exception-guard': isWorkerGuardNeeded,
  'cancellation-handling': isCancellationNeeded,
};

/** True when head still does what a guard of base protected; a guard that went together with its operation is no loss. */
export function isStillNeeded(guard: Guard, { project, function: fn }: HeadPlace): boolean {
  if (fn !== null) {
    const need = { guard, fn, base: holderOf(guard), project };
    return (QUESTIONS[guard.kind] ?? isNamed)(need);
  }
  if (guard.kind === 'shutdown') return isStopNeeded(guard, project);
  if (guard.kind === 'bound') {
    const calls = project.module(guard.module.path)?.topLevel.calls ?? [];
    return calls.some((call) => isUnbounded(call, guard.subject));
  }
  return isColumnLeft(guard, project);
}

const STATE = /[\w.]*\.(?:\w+_)?(?:status|state|stage|phase)\b/iu;

/** The state is still compared, in a test of another shape or kept in a name, or it is tested in what is called. */
function testsStatus({ guard, fn, project }: Need): boolean {
  const state = STATE.exec(guard.text)?.[0] ?? '';
  let compared = false;
  walkStatements(fn.body, (statement) => {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expr) => {
        compared ||= state !== '' && expr.kind === 'compare' && textOf(expr).includes(state);
      });
    }
  });
  return compared || project.evidence(fn, 'state-guard', 1).found.length > 0;
}

const SECURES = /^(?:guards|dependencies|permission_classes|permissions|security|auth)$/u;

/** Guards are handed to the route that nobody recognises, or the framework hands in who calls: what they let through is unknown. */
function isSecuredUnseen({ fn }: Need): boolean {
  const handedIn = fn.params.some(
    ({ name, facts, dependency }) =>
      name.startsWith('current_') && facts.default === null && dependency === null,
  );
  return (
    handedIn ||
    fn.decorators.some(({ args }) =>
      args.some(
        ({ name, value }) =>
          name !== null &&
          SECURES.test(name) &&
          (value.kind === 'list' || value.kind === 'tuple') &&
          value.items.length > 0,
      ),
    )
  );
}

/** A lock or an UPDATE that looks at the state takes the rows instead. */
function isClaimed({ fn, project }: Need): boolean {
  return (
    project.evidence(fn, 'lock').found.length > 0 ||
    project.evidence(fn, 'state-guard').found.some(({ note }) => note.startsWith('UPDATE'))
  );
}

/** `select_for_update()`, a function of the project that locks, or one that is told to (`for_update=True`). */
function locksRow(call: CallSite): boolean {
  const isLock = ({ fact }: CallSite): boolean => fact?.roles?.includes('row-lock-call') === true;
  const { target } = call;
  if (isLock(call) || (target !== null && 'flow' in target && target.calls.some(isLock)))
    return true;
  return call.expr.args.some(
    ({ name, value }) =>
      name !== null &&
      name.endsWith('for_update') &&
      !(value.kind === 'constant' && (value.value === 'False' || value.value === 'None')),
  );
}

function isEnteredByWith(call: CallSite): boolean {
  const { statement } = call.operation;
  return statement.kind === 'with' && statement.items.some(({ context }) => context === call.expr);
}

function mentions(fn: FunctionModel, word: string): boolean {
  if (word === '') return false;
  let found = false;
  walkStatements(fn.body, (statement) => {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expr) => {
        found ||=
          (expr.kind === 'name' && expr.id === word) ||
          (expr.kind === 'attribute' && expr.name === word);
      });
    }
    return found ? false : undefined;
  });
  return found;
}
