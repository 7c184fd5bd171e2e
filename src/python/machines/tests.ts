/**
 * What a condition says of a state: `order.status == Status.NEW`, `status in (…)`, `not order.is_paid` where the property compares
 * the state. A question that cannot be read makes the state unknown: something looks at it.
 */
import { expressionsIn, statementsIn, textOf } from '../facts/expressions.ts';
import type { CallExpr, CompareExpr, Expr, Stmt } from '../facts/facts.ts';
import type { FunctionModel } from '../model/symbols.ts';
import {
  both,
  meeting,
  noneOf,
  oneOf,
  UNKNOWN,
  withKnown,
  type Known,
  type Narrowed,
} from './narrowing.ts';
import type { MachineServices, Scope } from './services.ts';
import { isStateName, stateList, stateValue } from './state-values.ts';

export interface Reading {
  readonly scope: Scope;
  readonly services: MachineServices;
  /** Local names that hold a state or an answer about one, with what they speak of: `before = order.status`. */
  readonly aliases?: ReadonlyMap<string, readonly string[]>;
}

const MAX_PREDICATES = 2;
const NOTHING: Known = new Map();

/** What is known after a condition came out true or false. */
export function afterTest(
  known: Known,
  condition: { readonly test: Expr; readonly truth: boolean },
  reading: Reading,
  depth = 0,
): Known {
  const { test, truth } = condition;
  if (test.kind === 'unary' && test.operator === 'not')
    return afterTest(known, { test: test.operand, truth: !truth }, reading, depth);
  if (test.kind === 'boolean') {
    if ((test.operator === 'and') === truth)
      return [test.left, test.right].reduce(
        (so, part) => afterTest(so, { test: part, truth }, reading, depth),
        known,
      );
    const left = afterTest(known, { test: test.left, truth }, reading, depth);
    const right = afterTest(known, { test: test.right, truth }, reading, depth);
    return meeting(left, right) ?? known;
  }
  const said = test.kind === 'compare' ? comparison(test, reading) : null;
  if (said !== null)
    return withKnown(known, said.subject, truth ? said.narrowed : opposite(said.narrowed));
  const asked = predicate(test, truth, reading, depth);
  if (asked === null) return mentioned(known, test, reading);
  const given = test.kind === 'call' ? test.args : [];
  return given.reduce((so, { value }) => mentioned(so, value, reading), all(known, asked));
}

/** Local names that hold a state, or an answer about one. */
export function aliasesIn(
  body: readonly Stmt[],
  reading: Reading,
): ReadonlyMap<string, readonly string[]> {
  const aliases = new Map<string, readonly string[]>();
  for (const stmt of statementsIn(body)) {
    const [target, ...others] = stmt.kind === 'assign' ? stmt.targets : [];
    if (stmt.kind !== 'assign' || target?.kind !== 'name' || others.length > 0) continue;
    if (stmt.value === null) continue;
    const said = afterTest(NOTHING, { test: stmt.value, truth: true }, reading);
    if (said.size > 0) aliases.set(target.id, [...said.keys()]);
  }
  return aliases;
}

function all(known: Known, said: Known): Known {
  const merged = new Map(known);
  for (const [subject, narrowed] of said) merged.set(subject, both(known.get(subject), narrowed));
  return merged;
}

function opposite(narrowed: Narrowed): Narrowed {
  if (narrowed.kind === 'unknown') return narrowed;
  return narrowed.kind === 'one-of' ? noneOf(narrowed.states) : oneOf(narrowed.states);
}

/** The text of what holds a state, null when the expression is no such thing. */
export function stateSubject(expr: Expr): string | null {
  const held = expr.kind === 'attribute' && expr.name === 'value' ? expr.object : expr;
  return held.kind === 'attribute' && isStateName(held.name) ? textOf(held) : null;
}

function comparison(
  { operators, operands }: CompareExpr,
  { scope, services }: Reading,
): { readonly subject: string; readonly narrowed: Narrowed } | null {
  const [left, right, ...more] = operands;
  const [operator] = operators;
  if (left === undefined || right === undefined || more.length > 0) return null;
  const subject = stateSubject(left) ?? stateSubject(right);
  if (subject === null) return null;
  const value = stateSubject(left) === null ? left : right;
  if (operator === 'in' || operator === 'not in') {
    const states = value === right ? stateList(right, scope, services) : null;
    if (states === null) return { subject, narrowed: UNKNOWN };
    return { subject, narrowed: operator === 'in' ? oneOf(states) : noneOf(states) };
  }
  const state = stateValue(value, scope, services);
  if (state === null) return { subject, narrowed: UNKNOWN };
  const isSame = operator === '==' || operator === 'is';
  return { subject, narrowed: isSame ? oneOf([state]) : noneOf([state]) };
}

/** `order.is_paid`, `order.can_refund()`: what the method returns, read with `order` for `self`. */
function predicate(
  test: Expr,
  truth: boolean,
  { scope, services }: Reading,
  depth: number,
): Known | null {
  const asked = test.kind === 'call' ? test.callee : test;
  if (asked.kind !== 'attribute' || depth >= MAX_PREDICATES) return null;
  const method = scope.typeOf(asked.object)?.class?.method(asked.name) ?? null;
  if (method === null) return null;
  const answer = onlyReturn(method);
  const row = textOf(asked.object);
  if (answer === null) return looksAtState(method) ? new Map([[`${row}.*`, UNKNOWN]]) : NOTHING;
  const said = afterTest(NOTHING, { test: answer, truth }, { scope: method, services }, depth + 1);
  return new Map(
    [...said].map(([subject, what]) => [subject.replace(/^self\./u, `${row}.`), what]),
  );
}

function onlyReturn({ body }: FunctionModel): Expr | null {
  const statements = body.filter(
    (stmt) => !(stmt.kind === 'expression' && stmt.value.kind === 'string'),
  );
  const [only, ...others] = statements;
  return only?.kind === 'return' && others.length === 0 ? only.value : null;
}

/** The method reads a state of its own object. */
export function looksAtState({ flow }: FunctionModel): boolean {
  return flow.operations.some(
    (operation) =>
      operation.kind === 'test' &&
      [...expressionsIn(operation.test)].some((part) => stateSubject(part) !== null),
  );
}

/** A condition that reads a state in another way. */
function mentioned(known: Known, test: Expr, { aliases }: Reading): Known {
  let now = known;
  for (const part of expressionsIn(test)) {
    const subject = stateSubject(part);
    const spoken =
      subject !== null ? [subject] : part.kind === 'name' ? (aliases?.get(part.id) ?? []) : [];
    for (const one of spoken) now = withKnown(now, one, UNKNOWN);
    if (part.kind === 'call') now = afterQuestion(now, part);
  }
  return now;
}

const ASKS =
  /(?:^|[._])(?:can|ensure|assert|check|validate|require|verify|guard|allow|allowed|is)_\w+$|transition/iu;

/** `ensure_can_refund(order)`, `order.check_transition(…)`: somebody else decides about the row. */
export function afterQuestion(known: Known, call: CallExpr): Known {
  if (!ASKS.test(textOf(call.callee))) return known;
  const rows = [
    ...(call.callee.kind === 'attribute' ? [call.callee.object] : []),
    ...call.args.map(({ value }) =>
      value.kind === 'attribute' && isStateName(value.name) ? value.object : value,
    ),
  ];
  return rows.reduce((so: Known, row) => withKnown(so, `${textOf(row)}.*`, UNKNOWN), known);
}
