import type { CallExpr, Expr, Span, Stmt } from '../facts/facts.ts';
import type { Operation, Region } from '../model/flow.ts';
import type { CallSite } from '../model/symbols.ts';
import { GraphBuilder } from './graph-builder.ts';

/** An operation before it knows its place. */
type Step = Operation extends infer O
  ? O extends Operation
    ? Omit<O, 'index' | 'regions' | 'statement' | 'start' | 'end'>
    : never
  : never;

type RegionShape = Region extends infer R
  ? R extends Region
    ? Omit<R, 'id' | 'start' | 'end'>
    : never
  : never;

/** Collects operations in evaluation order with the regions they stand in, and feeds the control-flow graph. */
export class Emitter {
  readonly operations: Operation[] = [];
  readonly calls: CallSite[] = [];
  readonly graph = new GraphBuilder();
  statement: Stmt | null = null;
  private regions: readonly Region[] = [];
  private nextRegion = 0;
  private readonly callSiteOf: (expr: CallExpr) => CallSite;

  constructor(callSiteOf: (expr: CallExpr) => CallSite) {
    this.callSiteOf = callSiteOf;
  }

  /** Appends an operation at the current place. */
  emit(span: Span, step: Step): void {
    if (this.statement === null) return;
    const index = this.operations.length;
    const operation = {
      ...step,
      start: span.start,
      end: span.end,
      index,
      regions: this.regions,
      statement: this.statement,
    } as Operation;
    this.operations.push(operation);
    this.graph.add(index);
  }

  call(expr: CallExpr): void {
    const call = this.site(expr);
    this.calls.push(call);
    this.emit(expr, { kind: 'call', call });
  }

  site(expr: CallExpr): CallSite {
    return this.callSiteOf(expr);
  }

  regionId(): number {
    this.nextRegion += 1;
    return this.nextRegion;
  }

  /** Runs `body` inside a region; without an id it is a new one. */
  inside(span: Span, shape: RegionShape & { readonly id?: number }, body: () => void): void {
    const outer = this.regions;
    const region = {
      ...shape,
      id: shape.id ?? this.regionId(),
      start: span.start,
      end: span.end,
    } as Region;
    this.regions = [...outer, region];
    body();
    this.regions = outer;
  }

  /** Makes a name for what binds without an expression (walrus, `except … as`, match captures). */
  static nameAt(id: string, span: Span): Expr {
    return { kind: 'name', id, start: span.start, end: span.end };
  }
}
