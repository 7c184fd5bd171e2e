import { positionIn } from '../syntax/lines.ts';
import type {
  Argument,
  CallExpr,
  ComprehensionClause,
  ConstantExpr,
  Expr,
  MatchCase,
  ModuleFacts,
  Param,
  Stmt,
} from './facts.ts';
export { textOf } from './canonical-text.ts';

/** The expressions directly inside an expression, in source order. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'attribute':
      return [expr.object];
    case 'call':
      return [expr.callee, ...expr.args.map((argument) => argument.value)];
    case 'string':
      return expr.parts;
    case 'tuple':
    case 'list':
    case 'set':
      return expr.items;
    case 'dict':
      return expr.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]));
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
      return present(expr.lower, expr.upper, expr.step);
    case 'lambda':
      return [...expr.params.flatMap(partsOfParam), expr.body];
    case 'await':
    case 'starred':
    case 'named':
      return [expr.value];
    case 'yield':
      return present(expr.value);
    case 'comprehension':
      return [...present(expr.element, expr.value), ...expr.clauses.flatMap(partsOfClause)];
    case 'conditional':
      return [expr.then, expr.test, expr.otherwise];
    case 'name':
    case 'number':
    case 'constant':
    case 'unknown':
      return [];
  }
}

function present(...expressions: readonly (Expr | null)[]): Expr[] {
  return expressions.filter((expr) => expr !== null);
}

function partsOfParam(param: Param): Expr[] {
  return present(param.annotation, param.default);
}

function partsOfClause(clause: ComprehensionClause): Expr[] {
  return clause.kind === 'for' ? [clause.target, clause.iterable] : [clause.test];
}

/** Visits an expression and everything inside it, outer before inner, in source order. A visitor that returns false stops the way down. */
export function walkExpressions(root: Expr, visit: (expr: Expr) => void | false): void {
  const stack: Expr[] = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (visit(expr) === false) continue;
    pushReversed(stack, childrenOf(expr));
  }
}

/** One by one: a literal can have more items than a call takes arguments. */
function pushReversed<T>(stack: T[], items: readonly T[]): void {
  for (let i = items.length - 1; i >= 0; i -= 1) {
    const item = items[i];
    if (item !== undefined) stack.push(item);
  }
}

/** An expression and everything inside it, outer before inner, in source order. */
export function* expressionsIn(root: Expr): Generator<Expr> {
  const stack: Expr[] = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    yield expr;
    pushReversed(stack, childrenOf(expr));
  }
}

/** The blocks of a compound statement: bodies, handlers, `else` and `finally`, the arms of a `match`. Definitions have none: their bodies are in their facts. */
export function blocksOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'if':
    case 'for':
    case 'while':
      return [statement.body, statement.orelse];
    case 'with':
      return [statement.body];
    case 'try':
      return [
        statement.body,
        ...statement.handlers.map((handler) => handler.body),
        statement.orelse,
        statement.finalbody,
      ];
    case 'match':
      return statement.cases.map((matchCase) => matchCase.body);
    default:
      return [];
  }
}

/** The statements directly inside a statement, in source order. */
export function statementsOf(statement: Stmt): readonly Stmt[] {
  return blocksOf(statement).flat();
}

/** Visits statements and those nested in them, but not the bodies of nested functions and classes. A visitor that returns false stops the way down. */
export function walkStatements(
  statements: readonly Stmt[],
  visit: (statement: Stmt) => void | false,
): void {
  const stack: Stmt[] = statements.toReversed();
  for (let statement = stack.pop(); statement !== undefined; statement = stack.pop()) {
    if (visit(statement) !== false) pushReversed(stack, statementsOf(statement));
  }
}

/** Statements and those nested in their blocks, in source order. Bodies of nested functions and classes run elsewhere and are left out. */
export function* statementsIn(statements: readonly Stmt[]): Generator<Stmt> {
  const stack: Stmt[] = statements.toReversed();
  for (let statement = stack.pop(); statement !== undefined; statement = stack.pop()) {
    yield statement;
    pushReversed(stack, statementsOf(statement));
  }
}

/**
 * The expressions of a statement itself, without those of nested statements, in the order in which Python evaluates them
 * (the value of an assignment before its targets). A function or a class has none here: its decorators are in its facts.
 */
export function expressionsOf(statement: Stmt): readonly Expr[] {
  switch (statement.kind) {
    case 'expression':
    case 'type-alias':
      return [statement.value];
    case 'assign':
      return [...present(statement.value), ...statement.targets, ...present(statement.annotation)];
    case 'return':
      return present(statement.value);
    case 'raise':
      return present(statement.value, statement.cause);
    case 'assert':
      return present(statement.test, statement.message);
    case 'delete':
      return statement.targets;
    case 'if':
    case 'while':
      return [statement.test];
    case 'for':
      return [statement.iterable, statement.target];
    case 'with':
      return statement.items.flatMap(({ context, target }) => present(context, target));
    case 'try':
      return statement.handlers.flatMap((handler) => handler.types);
    case 'match':
      return [statement.subject, ...statement.cases.flatMap(expressionsOfCase)];
    default:
      return [];
  }
}

function expressionsOfCase(matchCase: MatchCase): Expr[] {
  return [...matchCase.values, ...present(matchCase.guard)];
}

/** `a.b.c` for names and attributes of names, else null. */
export function dottedName(expr: Expr): string | null {
  let path = '';
  let at = expr;
  while (at.kind === 'attribute') {
    path = `.${at.name}${path}`;
    at = at.object;
  }
  return at.kind === 'name' ? at.id + path : null;
}

/** The value of a plain literal: no bytes, nothing interpolated. */
export function literalString(expr: Expr | null | undefined): string | null {
  return expr?.kind === 'string' && !expr.bytes && expr.format === '' ? expr.value : null;
}

/** The value of an integer or float literal, with its sign; null for complex numbers and everything else. */
export function literalNumber(expr: Expr | null | undefined): number | null {
  if (expr?.kind === 'unary' && (expr.operator === '-' || expr.operator === '+')) {
    const value = literalNumber(expr.operand);
    return value === null || expr.operator === '+' ? value : -value;
  }
  if (expr?.kind !== 'number') return null;
  const text = expr.text.replaceAll('_', '').replace(/[lL]$/, '');
  if (/[jJ]$/.test(text) && !/^0[xX]/.test(text)) return null;
  const value = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
  return Number.isNaN(value) ? null : value;
}

/** The argument given by keyword. */
export function keywordArgument(call: CallExpr, name: string): Argument | null {
  return call.args.find((argument) => argument.name === name) ?? null;
}

/** The i-th positional argument, counted from 0; null when it is absent or an unpacked argument may have moved it. */
export function positionalArgument(call: CallExpr, i: number): Argument | null {
  let at = 0;
  for (const argument of call.args) {
    if (argument.splat === '*') return null;
    if (argument.name !== null || argument.splat === '**') continue;
    if (at === i) return argument;
    at += 1;
  }
  return null;
}

/** True when `*args` or `**kwargs` may supply what is not written. */
export function hasUnpackedArguments(call: CallExpr): boolean {
  return call.args.some((argument) => argument.splat !== '');
}

export function isConstant(expr: Expr | null | undefined, value: ConstantExpr['value']): boolean {
  return expr?.kind === 'constant' && expr.value === value;
}

/** Line and column of an offset, both from 1; columns count UTF-16 units. */
export function positionAt(
  facts: Pick<ModuleFacts, 'lineStarts'>,
  offset: number,
): { line: number; column: number } {
  return positionIn(facts.lineStarts, offset);
}
