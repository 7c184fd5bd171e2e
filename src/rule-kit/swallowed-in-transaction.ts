import type { ExceptHandler, Expr, TryStmt } from '../python/facts/facts.ts';
import type { Effect } from '../knowledge/entries.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  Operation,
  Project,
  Region,
  TransactionScope,
} from '../python/model/index.ts';
import { sessionOf } from '../python/flow/implicit-transactions.ts';
import { needsResultOf } from './after-failure.ts';
import { catchesEverything, codeBodyOf } from './handlers.ts';
import { statementsIn } from './walk.ts';

/** A failed statement whose error is dropped while its transaction goes on. */
export interface SwallowedInTransaction {
  readonly handler: ExceptHandler;
  /** What opened the transaction; `implicit` is that of a session, from its first statement on. */
  readonly scope: Pick<TransactionScope, 'kind' | 'opener' | 'session'>;
  /** The call that fails. */
  readonly failing: CallSite;
  /** What the failure spoils: a statement after it, a write before it, or another write of the same `try`. */
  readonly spoiled: CallSite;
  /** `aborted`: what follows fails too. `lost`: what was written before is not stored. `half`: one of two writes is. */
  readonly kind: 'aborted' | 'lost' | 'half';
  /** Any error is caught, and not those of the database alone. */
  readonly broad: boolean;
}

const WRITES: readonly Effect[] = ['database-write', 'flush'];
const STATEMENTS: readonly Effect[] = [...WRITES, 'database-read', 'row-lock'];
/** Stages in memory; the statement is sent at the flush. */
const STAGING = /\.(?:add|add_all|delete|expunge|expunge_all|expire|expire_all)$/u;
/** Says what was found, and not that a statement failed. */
const NO_FAILURE = /(?:NoResultFound|MultipleResultsFound|DoesNotExist|MultipleObjects\w*)$/u;

/** Handlers inside a transaction that drop the failure of a statement, one finding for each `try`. */
export function swallowedInTransaction(
  fn: FunctionModel,
  project: Project,
): readonly SwallowedInTransaction[] {
  const found: SwallowedInTransaction[] = [];
  const seen = new Set<TryStmt>();
  for (const { regions } of fn.flow.operations) {
    for (const region of regions) {
      if (region.kind !== 'try' || seen.has(region.statement)) continue;
      seen.add(region.statement);
      const caught = swallowingHandler(region.statement, fn, project);
      if (caught === null) continue;
      const swallowed = new Swallowed(fn, project, {
        ...caught,
        statement: region.statement,
      }).find();
      if (swallowed !== null) found.push(swallowed);
    }
  }
  return found;
}

interface Caught {
  readonly handler: ExceptHandler;
  readonly reach: 'everything' | 'database' | 'integrity';
  /** On some way: what comes after the handler is not spoken of then, what stands in it is. */
  readonly raises: boolean;
}

/** The first handler that a failed statement comes to, when it does not end the transaction. */
function swallowingHandler(
  { handlers }: TryStmt,
  fn: FunctionModel,
  project: Project,
): Caught | null {
  const body = codeBodyOf(fn);
  for (const handler of handlers) {
    const reach = catchesEverything(handler.types, body)
      ? 'everything'
      : databaseReach(handler.types, body, project);
    if (reach === null) continue;
    const raises = [...statementsIn(handler.body)].some(({ kind }) => kind === 'raise');
    const ends = fn.calls.some(
      (call) => isIn(call, handler) && /(?:rollback|abort|_exit|\.exit|\.fail)$/u.test(call.text),
    );
    return ends ? null : { handler, reach, raises };
  }
  return null;
}

function databaseReach(
  types: readonly Expr[],
  body: ReturnType<typeof codeBodyOf>,
  { knowledge }: Project,
): 'database' | 'integrity' | null {
  const names = types.flatMap((type) => body.externalName(type) ?? []);
  const ofDatabase = names.filter(
    (name) => knowledge.hasRole(name, 'database-exception') && !NO_FAILURE.test(name),
  );
  if (ofDatabase.length === 0) return null;
  return ofDatabase.every((name) => knowledge.hasRole(name, 'integrity-error'))
    ? 'integrity'
    : 'database';
}

function isIn(
  { span }: CallSite,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return start <= span.start && span.end <= end;
}

/** The `with` that binds a session around a call; null when it is bound otherwise. */
function blockOf(session: string, { regions }: CallSite): Region | null {
  return (
    regions.findLast(
      (region) =>
        region.kind === 'with' && region.target?.kind === 'name' && region.target.id === session,
    ) ?? null
  );
}

class Swallowed {
  private readonly fn: FunctionModel;
  private readonly project: Project;
  private readonly caught: Caught & { readonly statement: TryStmt };

  constructor(
    fn: FunctionModel,
    project: Project,
    caught: Caught & { readonly statement: TryStmt },
  ) {
    this.fn = fn;
    this.project = project;
    this.caught = caught;
  }

  find(): SwallowedInTransaction | null {
    const { handler, reach, statement } = this.caught;
    const inBody = this.fn
      .effects()
      .filter(({ origin, spawned }) => spawned !== true && this.isInBody(origin.operation));
    const wanted = reach === 'database' ? STATEMENTS : WRITES;
    const failing = inBody.find((one) => wanted.includes(one.effect) && this.mayFail(one));
    if (failing === undefined) return null;
    const scope = this.scopeOutside(failing.origin.operation, statement);
    if (scope === null) return this.inSession(failing.origin);
    if (inBody.some(({ effect }) => effect === 'transaction-commit')) return null;
    const base = { handler, scope, failing: failing.origin, broad: reach === 'everything' };
    const next = this.nextStatement(failing.origin, scope);
    if (next !== null) return { ...base, kind: 'aborted', spoiled: next };
    if (this.caught.raises) return null;
    const before = this.writeBefore(failing.origin, scope);
    if (before !== null) return { ...base, kind: 'lost', spoiled: before };
    const other = reach === 'everything' ? this.otherWrite(failing.origin, inBody) : null;
    return other === null ? null : { ...base, kind: 'half', spoiled: other };
  }

  /** A session whose statement failed answers nothing more until it is rolled back, block or no block. */
  private inSession(failing: CallSite): SwallowedInTransaction | null {
    const { handler, reach } = this.caught;
    const session = sessionOf(failing, this.project);
    if (reach === 'everything' || session === null) return null;
    // The block that opened the session closes it again: whoever comes later has another one of the same name.
    const opened = blockOf(session.text, failing);
    if (opened !== null && opened.start > this.caught.statement.start) return null;
    const spoiled = this.statementWhere(
      'find',
      STATEMENTS,
      (call) =>
        this.comesAfter(call.operation, failing, opened?.start ?? 0) &&
        blockOf(session.text, call)?.id === opened?.id &&
        sessionOf(call, this.project)?.text === session.text,
    );
    if (spoiled === null) return null;
    const scope = { kind: 'implicit', opener: session.type, session: session.text } as const;
    return { handler, scope, failing, spoiled, kind: 'aborted', broad: false };
  }

  private isInBody({ regions }: Operation): boolean {
    return regions.some(
      (region) => region.kind === 'try' && region.statement === this.caught.statement,
    );
  }

  /** The statement is sent here, and no savepoint on its way keeps its failure to itself. */
  private mayFail({ leaf, path }: EffectOccurrence): boolean {
    if (STAGING.test(leaf.text) || leaf.deferred) return false;
    if (leaf.fact?.roles?.includes('idempotency-check') === true) return false;
    const own = path[0]?.operation;
    const isInner = own === undefined ? false : this.hasInnerBlock(own);
    return (
      !isInner &&
      path
        .slice(1)
        .every(({ function: at, operation }) => at?.flow.openedAt(operation)[0] === undefined)
    );
  }

  private hasInnerBlock(operation: Operation): boolean {
    return this.fn.flow
      .openedAt(operation)
      .some(({ kind, start }) => kind === 'block' && start > this.caught.statement.start);
  }

  /** The innermost transaction that was open before the `try` began. */
  private scopeOutside(operation: Operation, { start }: TryStmt): TransactionScope | null {
    return (
      this.fn.flow
        .transactionsAt(operation)
        .findLast((scope) => scope.kind !== 'implicit' && scope.start <= start) ?? null
    );
  }

  /** A statement of the same transaction to which control comes after the handler. */
  private nextStatement(failing: CallSite, scope: TransactionScope): CallSite | null {
    return this.statementWhere(
      'find',
      STATEMENTS,
      (call) => this.comesAfter(call.operation, failing, scope.start) && this.isOpenAt(call, scope),
    );
  }

  /** Control comes to it from the handler; a loop that began after `start` brings it back to the `try`. */
  private comesAfter(operation: Operation, failing: CallSite, start: number): boolean {
    const { handler, statement } = this.caught;
    const { flow } = this.fn;
    const last = handler.body.at(-1)?.kind;
    const steps = flow.operations.filter(({ regions }) =>
      regions.some((region) => region.kind === 'except' && region.handler === handler),
    );
    if (steps.includes(operation)) return true;
    if (last === 'return' || this.caught.raises) return false;
    if (this.isInBody(operation)) return last !== 'break' && this.isRepeated(start);
    if (operation.regions.some((one) => one.kind === 'try-else' && one.statement === statement))
      return false;
    const from = steps.length === 0 ? [failing.operation] : steps;
    return from.some((step) => step !== operation && flow.canFollow(step, operation));
  }

  /** The `try` stands in a loop of the transaction: the next round works in it too. */
  private isRepeated(from: number): boolean {
    const { start } = this.caught.statement;
    return this.fn.flow.operations.some(({ regions }) =>
      regions.some(
        (region) =>
          region.kind === 'loop' &&
          region.start >= from &&
          region.start < start &&
          start < region.end,
      ),
    );
  }

  private writeBefore(failing: CallSite, scope: TransactionScope): CallSite | null {
    if (this.leavesUncommitted(scope)) return null;
    const { start } = this.caught.statement;
    return this.statementWhere(
      'findLast',
      WRITES,
      (call) =>
        call.span.end <= start &&
        this.fn.flow.canFollow(call.operation, failing.operation) &&
        this.isOpenAt(call, scope),
    );
  }

  /** A unit of work of the project that is left without its commit rolls back, and is meant to. */
  private leavesUncommitted({ opener }: TransactionScope): boolean {
    return this.project.findClass(opener) !== null;
  }

  private otherWrite(failing: CallSite, inBody: readonly EffectOccurrence[]): CallSite | null {
    const other = inBody.find(
      ({ effect, origin, leaf }) =>
        WRITES.includes(effect) &&
        origin !== failing &&
        origin.index > failing.index &&
        !STAGING.test(leaf.text) &&
        this.fn.flow.canFollow(failing.operation, origin.operation),
    );
    return other?.origin ?? null;
  }

  private statementWhere(
    order: 'find' | 'findLast',
    effects: readonly Effect[],
    holds: (call: CallSite) => boolean,
  ): CallSite | null {
    const all = this.fn.effects().filter(({ spawned }) => spawned !== true);
    const isWanted = ({ effect, origin }: EffectOccurrence): boolean =>
      effects.includes(effect) && holds(origin) && !needsResultOf(this.caught.statement, origin);
    const found = order === 'find' ? all.find(isWanted) : all.findLast(isWanted);
    return found?.origin ?? null;
  }

  private isOpenAt({ operation }: CallSite, { id }: TransactionScope): boolean {
    return this.fn.flow.transactionsAt(operation).some((scope) => scope.id === id);
  }
}
