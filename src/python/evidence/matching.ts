import type { Knowledge } from '../../knowledge/knowledge.ts';
import { childrenOf, literalString, textOf, walkExpressions } from '../facts/expressions.ts';
import type { Expr, Stmt } from '../facts/facts.ts';
import type { EvidenceGroup, EvidenceHit } from '../model/evidence.ts';
import type { OrmModel } from '../model/orm.ts';
import type { FunctionModel } from '../model/symbols.ts';
import type { Span } from '../facts/facts.ts';

/** What the search for evidence asks of the project. */
export interface EvidenceServices {
  readonly knowledge: Knowledge;
  ormModel(nameOrTable: string): OrmModel | null;
  implementationsOf(fn: FunctionModel): readonly FunctionModel[];
}

/** Finds the evidence of one group in one function's own body and header. */
export type Matcher = (fn: FunctionModel, services: EvidenceServices) => readonly EvidenceHit[];

export function hit(
  fn: FunctionModel,
  group: EvidenceGroup,
  at: { readonly span: Span; readonly note: string },
): EvidenceHit {
  return {
    module: fn.module,
    span: at.span,
    symbol: fn.symbol,
    group,
    note: at.note,
    function: fn,
  };
}

/** The words of names, attributes and strings in an expression. */
export function wordsOf(root: Expr): readonly string[] {
  const words: string[] = [];
  walkExpressions(root, (expr) => {
    if (expr.kind === 'name') words.push(expr.id);
    else if (expr.kind === 'attribute') words.push(expr.name);
    else if (expr.kind === 'string') words.push(literalString(expr) ?? '');
    else if (expr.kind === 'call')
      for (const { name } of expr.args) if (name !== null) words.push(name);
  });
  return words;
}

/** Tests of the function: conditions of `if`, `while`, `assert`, filters and match subjects. */
export function testsOf(fn: FunctionModel): readonly Expr[] {
  return fn.flow.operations.flatMap((operation) =>
    operation.kind === 'test' ? [operation.test] : [],
  );
}

/** Comparisons and truth tests inside a condition, each with its text. */
export function* comparisonsIn(test: Expr): Generator<Expr> {
  const stack: Expr[] = [test];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.kind === 'boolean' || (expr.kind === 'unary' && expr.operator === 'not'))
      stack.push(...childrenOf(expr));
    else yield expr;
  }
}

export function shortText(expr: Expr): string {
  const text = textOf(expr);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A statement list that leaves: its last statement returns, raises, breaks or goes on. */
export function leaves(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  return last !== undefined && /^(?:return|raise|break|continue)$/.test(last.kind);
}

/** `validateWebhook` and `WebhookStore` as `validate_webhook` and `webhook_store`. */
export function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_');
}
