import type { ComprehensionClause, Expr, Param, Stmt } from '../python/facts/facts.ts';

/** Direct parts of an expression, in source order of its kind. Lambda bodies and comprehensions are included. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'attribute':
      return [expr.object];
    case 'call':
      return [expr.callee, ...expr.args.map((arg) => arg.value)];
    case 'string':
      return expr.parts;
    case 'tuple':
    case 'list':
    case 'set':
      return expr.items;
    case 'dict':
      return expr.entries.flatMap((entry) => present([entry.key, entry.value]));
    case 'binary':
    case 'boolean':
      return [expr.left, expr.right];
    case 'compare':
      return expr.operands;
    case 'unary':
      return [expr.operand];
    case 'subscript':
      return [expr.object, ...expr.index];
    case 'slice':
      return present([expr.lower, expr.upper, expr.step]);
    case 'lambda':
      return [...expr.params.flatMap(defaultsOf), expr.body];
    case 'await':
    case 'starred':
    case 'named':
      return [expr.value];
    case 'yield':
      return present([expr.value]);
    case 'comprehension':
      return [...present([expr.element, expr.value]), ...expr.clauses.flatMap(clauseParts)];
    case 'conditional':
      return [expr.test, expr.then, expr.otherwise];
    default:
      return [];
  }
}

function present(values: readonly (Expr | null)[]): Expr[] {
  return values.filter((value) => value !== null);
}

function defaultsOf(param: Param): Expr[] {
  return present([param.default]);
}

function clauseParts(clause: ComprehensionClause): Expr[] {
  return clause.kind === 'if' ? [clause.test] : [clause.target, clause.iterable];
}

/** An expression and everything inside it, outermost first. */
export function* expressionsIn(root: Expr): Generator<Expr> {
  const stack: Expr[] = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    yield expr;
    stack.push(...[...childrenOf(expr)].reverse());
  }
}

/** Statements and those nested in their blocks, in source order. Bodies of nested `def`s and `class`es run elsewhere and are left out. */
export function* statementsIn(body: readonly Stmt[]): Generator<Stmt> {
  const stack: Stmt[] = [...body].reverse();
  for (let stmt = stack.pop(); stmt !== undefined; stmt = stack.pop()) {
    yield stmt;
    for (const block of [...blocksOf(stmt)].reverse()) stack.push(...[...block].reverse());
  }
}

/** The blocks of a compound statement: bodies, handlers, `else` and `finally`, the arms of a `match`. */
export function blocksOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'if':
    case 'for':
    case 'while':
      return [stmt.body, stmt.orelse];
    case 'with':
      return [stmt.body];
    case 'try':
      return [
        stmt.body,
        ...stmt.handlers.map((handler) => handler.body),
        stmt.orelse,
        stmt.finalbody,
      ];
    case 'match':
      return stmt.cases.map((arm) => arm.body);
    default:
      return [];
  }
}
