import type { Knowledge } from '../../knowledge/knowledge.ts';
import { textOf } from '../facts/expressions.ts';
import type { Expr, Span } from '../facts/facts.ts';
import { methodName } from '../flow/expression-text.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Guard, GuardKind } from '../model/guards.ts';
import type { OrmModel } from '../model/orm.ts';
import type { FunctionModel, Placed } from '../model/symbols.ts';

/** What the inventory of guards asks of the project. */
export interface GuardServices {
  readonly knowledge: Knowledge;
  readonly evidence: Evidence;
  ormModel(nameOrTable: string): OrmModel | null;
  implementationsOf(fn: FunctionModel): readonly FunctionModel[];
}

interface GuardDraft {
  readonly subject: string;
  readonly text: string;
  readonly strength?: number;
  readonly unmeasured?: boolean;
  /** Default: the place itself. */
  readonly span?: Span;
}

/** A guard that stands at a place. */
export function guardAt(
  place: Placed,
  kind: GuardKind,
  { subject, text, strength = 1, unmeasured = false, span }: GuardDraft,
): Guard {
  return {
    module: place.module,
    span: span ?? place.span,
    symbol: place.symbol,
    kind,
    subject,
    strength,
    ...(unmeasured ? { unmeasured } : {}),
    text: short(text),
  };
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 97)}…` : line;
}

/** Name of what a callable passed on runs: `lambda: send(x)`, `partial(send, x)`, `send(x)`, `send`. */
export function deferredName(expr: Expr): string {
  let at = expr;
  while (at.kind === 'lambda' || at.kind === 'call') {
    if (at.kind === 'lambda') {
      at = at.body;
      continue;
    }
    const wrapped = methodName(at.callee) === 'partial' ? at.args[0] : undefined;
    if (wrapped === undefined) return textOf(at.callee);
    at = wrapped.value;
  }
  return textOf(at);
}

/** The function that holds or held a guard, null for guards of modules and classes. */
export function holderOf({ module, symbol }: Placed): FunctionModel | null {
  return module.functions.find((fn) => fn.symbol === symbol) ?? null;
}

export function keywordText(name: string, value: Expr): string {
  return `${name}=${textOf(value)}`;
}
