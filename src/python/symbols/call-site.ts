import type { CallableFact } from '../../knowledge/entries.ts';
import type { CallExpr, Expr, Span } from '../facts/facts.ts';
import { textOf } from '../facts/expressions.ts';
import type { Operation, Region } from '../model/flow.ts';
import type { CallSite, ScheduledCallable } from '../model/symbols.ts';
import type { ArgumentPlace, CallContext } from '../names/scope.ts';
import { argumentValue, hasSplat, positionOf, scheduledArgument } from './call-arguments.ts';
import type { Arguments } from './call-arguments.ts';
import { callTarget } from './call-target.ts';
import type { CallTarget, Where } from './call-target.ts';
import { callableOf } from './callables.ts';
import type {
  ClassSymbols,
  FunctionSymbols,
  ModuleSymbols,
  Owner,
  Reader,
  Type,
} from './internals.ts';

/** The one call site of a call expression; its owner keeps it. */
export function makeCallSite(reader: Reader, owner: Owner, expr: CallExpr): CallSite {
  return new Call(reader, owner, expr);
}

class Call implements CallSite {
  readonly expr: CallExpr;
  readonly span: Span;
  private readonly reader: Reader;
  private readonly owner: Owner;
  private readonly context: CallContext | null;
  private found: CallTarget | null = null;
  private ownReceiver: Type | null | undefined;
  private ownWhere: Where | null | undefined;
  private ownText: string | null = null;

  constructor(reader: Reader, owner: Owner, expr: CallExpr) {
    this.reader = reader;
    this.owner = owner;
    this.expr = expr;
    this.span = expr;
    this.context = owner.table.contexts.get(expr) ?? null;
  }

  get module(): ModuleSymbols {
    return this.owner.module;
  }

  get function(): FunctionSymbols | null {
    return this.owner.fn;
  }

  get symbol(): string {
    const index = this.context?.classIndex ?? null;
    const cls = index === null ? null : this.module.classes[index];
    return cls?.symbol ?? this.owner.fn?.symbol ?? '';
  }

  private get called(): CallTarget {
    this.found ??= callTarget(this.reader, this.expr, this.owner);
    return this.found;
  }

  get name(): string | null {
    return this.called.name;
  }

  get target(): FunctionSymbols | ClassSymbols | null {
    return this.called.target;
  }

  get fact(): CallableFact | null {
    return this.called.fact;
  }

  get receiver(): Type | null {
    if (this.ownReceiver === undefined) this.ownReceiver = this.findReceiver();
    return this.ownReceiver;
  }

  private findReceiver(): Type | null {
    if (this.called.receiver) return this.called.receiver;
    const { callee } = this.expr;
    if (callee.kind !== 'attribute') return null;
    return this.reader.typeOf(callee.object, { owner: this.owner });
  }

  get awaited(): boolean {
    return this.context?.awaited ?? false;
  }

  get deferred(): boolean {
    return this.context?.deferred ?? false;
  }

  get runsElsewhere(): Where | null {
    if (this.ownWhere === undefined) this.ownWhere = this.findWhere();
    return this.ownWhere;
  }

  private findWhere(): Where | null {
    const { context } = this;
    if (!context) return this.called.where;
    return (
      this.called.where ??
      this.whereRun(context.consumer) ??
      (context.consumer === context.lambda ? null : this.whereRun(context.lambda))
    );
  }

  /** Where the call that takes an argument runs it, null when it just uses it. */
  private whereRun(place: ArgumentPlace | null): Where | null {
    if (!place) return null;
    const taker = this.owner.callSite(place.call);
    for (const runs of taker.fact?.runs ?? []) {
      if (scheduledArgument(place.call, runs) === place.argument) return runs.where;
    }
    return null;
  }

  get consumer(): CallSite | null {
    const { consumer } = this.context ?? {};
    return consumer ? this.owner.callSite(consumer.call) : null;
  }

  get scheduled(): readonly ScheduledCallable[] {
    const found: ScheduledCallable[] = [];
    for (const runs of this.fact?.runs ?? []) {
      const given = scheduledArgument(this.expr, runs);
      if (given)
        found.push({ ...this.callableIn(given.value), expr: given.value, where: runs.where });
    }
    return found;
  }

  private callableIn(expr: Expr): { target: FunctionSymbols | null; name: string | null } {
    // A call handed over is a coroutine, or a partial: what counts is what it calls.
    const found =
      expr.kind === 'call'
        ? callTarget(this.reader, partialTarget(expr, this.reader, this.owner), this.owner)
        : callableOf(this.reader, this.reader.resolve(expr, { owner: this.owner }));
    const { target, name } = found;
    return { target: target && 'params' in target ? target : null, name };
  }

  get operation(): Operation {
    return this.reader.services.operationOf(this.owner.flowOwner, this.expr);
  }

  get index(): number {
    return this.operation.index;
  }

  get regions(): readonly Region[] {
    return this.operation.regions;
  }

  get text(): string {
    this.ownText ??= textOf(this.expr.callee);
    return this.ownText;
  }

  private get arguments(): Arguments {
    return { bound: this.called.bound, own: this.expr.args };
  }

  argument(keyword: string, position?: number): Expr | null {
    const { target, receiver } = this.called;
    const known = positionOf(target, keyword, receiver);
    return argumentValue(this.arguments, keyword, known ?? position ?? null);
  }

  get hasSplat(): boolean {
    return hasSplat(this.arguments);
  }
}

/** `partial(f, x)` as the call `f(…)` it stands for; any other call as it is. */
function partialTarget(expr: CallExpr, reader: Reader, owner: Owner): CallExpr {
  const callee = reader.resolve(expr.callee, { owner });
  const [first, ...args] = expr.args;
  if (callee?.kind !== 'external' || callee.name !== 'functools.partial' || !first) return expr;
  return { ...expr, callee: first.value, args };
}
