import { childrenOf } from '../facts/expressions.ts';
import type { ComprehensionExpr, Expr, Param } from '../facts/facts.ts';
import { Emitter } from './emitter.ts';

/** Emits the operations of an expression in evaluation order. Depth is bounded by the facts. */
export function emitExpression(out: Emitter, expr: Expr): void {
  switch (expr.kind) {
    case 'name':
    case 'number':
    case 'constant':
    case 'unknown':
      return;
    case 'attribute':
      return emitExpression(out, expr.object);
    case 'call':
      emitExpression(out, expr.callee);
      for (const argument of expr.args) emitExpression(out, argument.value);
      return out.call(expr);
    case 'await':
      emitExpression(out, expr.value);
      return out.emit(expr, { kind: 'await', value: expr.value });
    case 'yield':
      if (expr.value !== null) emitExpression(out, expr.value);
      return out.emit(expr, { kind: 'yield', value: expr.value });
    case 'named':
      emitExpression(out, expr.value);
      return out.emit(expr, {
        kind: 'assign',
        targets: [Emitter.nameAt(expr.target, expr)],
        value: expr.value,
        operator: null,
        source: null,
      });
    case 'boolean':
    case 'conditional':
    case 'lambda':
    case 'comprehension':
      return emitBranching(out, expr);
    default:
      for (const part of childrenOf(expr)) emitExpression(out, part);
  }
}

type Branching = Extract<Expr, { kind: 'boolean' | 'conditional' | 'lambda' | 'comprehension' }>;
/** Nothing in it can call, await, bind or branch. */
function isInert(expr: Expr): boolean {
  return (
    expr.kind === 'name' ||
    expr.kind === 'number' ||
    expr.kind === 'constant' ||
    (expr.kind === 'string' && expr.parts.length === 0)
  );
}

function emitBranching(out: Emitter, expr: Branching): void {
  switch (expr.kind) {
    case 'boolean': {
      emitExpression(out, expr.left);
      if (isInert(expr.right)) return;
      const arm = expr.operator === 'and' ? 'then' : 'else';
      return emitOptional(out, () =>
        out.inside(expr.right, { kind: 'branch', test: expr.left, arm }, () =>
          emitExpression(out, expr.right),
        ),
      );
    }
    case 'conditional':
      return emitConditional(out, expr);
    case 'lambda':
      emitDefaults(out, expr.params);
      return emitOptional(out, () =>
        out.inside(expr, { kind: 'lambda' }, () => emitExpression(out, expr.body)),
      );
    case 'comprehension':
      return emitComprehension(out, expr);
  }
}

/** A part that control may pass by. */
function emitOptional(out: Emitter, body: () => void): void {
  const from = out.graph.current;
  out.graph.branchFrom(from);
  body();
  out.graph.join([from, out.graph.current]);
}

function emitConditional(out: Emitter, expr: Extract<Expr, { kind: 'conditional' }>): void {
  const { graph } = out;
  emitExpression(out, expr.test);
  out.emit(expr.test, { kind: 'test', test: expr.test });
  if (isInert(expr.then) && isInert(expr.otherwise)) return;
  const from = graph.current;
  graph.branchFrom(from);
  out.inside(expr.then, { kind: 'branch', test: expr.test, arm: 'then' }, () =>
    emitExpression(out, expr.then),
  );
  const then = graph.current;
  graph.branchFrom(from);
  out.inside(expr.otherwise, { kind: 'branch', test: expr.test, arm: 'else' }, () =>
    emitExpression(out, expr.otherwise),
  );
  graph.join([then, graph.current]);
}

/** Default values of parameters run where the function is defined. */
export function emitDefaults(out: Emitter, params: readonly Param[]): void {
  for (const { default: value } of params) if (value !== null) emitExpression(out, value);
}

function emitComprehension(out: Emitter, expr: ComprehensionExpr): void {
  emitClauses(out, expr, 0);
}

/** The first iterable runs outside of the comprehension, every later one inside of those before it. */
function emitClauses(out: Emitter, expr: ComprehensionExpr, from: number): void {
  const clause = expr.clauses[from];
  if (clause === undefined) {
    emitExpression(out, expr.element);
    if (expr.value !== null) emitExpression(out, expr.value);
    return;
  }
  if (clause.kind === 'if') {
    emitFilter(out, clause.test, () => emitClauses(out, expr, from + 1));
    return;
  }
  emitExpression(out, clause.iterable);
  const { target, iterable, isAsync } = clause;
  const shape = {
    kind: 'comprehension',
    target,
    iterable,
    generator: expr.result === 'generator',
    isAsync,
  } as const;
  const { graph } = out;
  const head = graph.branchFrom(graph.current);
  out.inside(expr, shape, () => {
    if (isAsync) out.emit(iterable, { kind: 'implicit-await', of: iterable });
    graph.branchFrom(graph.current);
    out.emit(target, {
      kind: 'assign',
      targets: [target],
      value: null,
      operator: null,
      source: null,
    });
    emitClauses(out, expr, from + 1);
  });
  graph.edge(graph.current, head);
  graph.branchFrom(head);
}

function emitFilter(out: Emitter, test: Expr, body: () => void): void {
  const { graph } = out;
  emitExpression(out, test);
  out.emit(test, { kind: 'test', test });
  const from = graph.current;
  graph.branchFrom(from);
  out.inside(test, { kind: 'branch', test, arm: 'then' }, body);
  graph.join([from, graph.current]);
}
