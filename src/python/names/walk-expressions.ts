import type { CallExpr, ComprehensionExpr, Expr, LambdaExpr } from '../facts/facts.ts';
import { bind, openScope, within } from './builder.ts';
import type { Walk } from './builder.ts';
import type { ArgumentPlace, Scope, UnpackPath } from './scope.ts';

/** What the expression is to the one around it: awaited, or an argument. */
interface Role {
  readonly awaited: boolean;
  readonly argument: ArgumentPlace | null;
}

const PLAIN: Role = { awaited: false, argument: null };
const AWAITED: Role = { awaited: true, argument: null };

/** Walks an expression: calls with their context, inner scopes, walrus targets, yields. Depth is bounded by fact extraction. */
export function walkExpression(walk: Walk, expr: Expr, role: Role = PLAIN): void {
  switch (expr.kind) {
    case 'call':
      return walkCall(walk, expr, role);
    case 'lambda':
      return walkLambda(walk, expr, role);
    case 'comprehension':
      return walkComprehension(walk, expr, role);
    case 'await':
      return walkExpression(walk, expr.value, AWAITED);
    case 'yield':
      walk.yields.push(expr);
      if (expr.value) walkExpression(walk, expr.value);
      return;
    case 'named':
      walkExpression(walk, expr.value, role);
      bindWalrus(walk, expr.target, expr);
      return;
    case 'conditional':
      walkExpression(walk, expr.test);
      walkExpression(walk, expr.then, role);
      return walkExpression(walk, expr.otherwise, role);
    case 'boolean':
      walkExpression(walk, expr.left, role);
      return walkExpression(walk, expr.right, role);
    case 'starred':
      return walkExpression(walk, expr.value, role);
    case 'tuple':
    case 'list':
    case 'set':
      for (const item of expr.items) walkExpression(walk, item, role);
      return;
    default:
      return walkParts(walk, expr);
  }
}

function walkParts(walk: Walk, expr: Expr): void {
  switch (expr.kind) {
    case 'attribute':
      return walkExpression(walk, expr.object);
    case 'string':
      for (const part of expr.parts) walkExpression(walk, part);
      return;
    case 'dict':
      for (const entry of expr.entries) {
        if (entry.key) walkExpression(walk, entry.key);
        walkExpression(walk, entry.value);
      }
      return;
    case 'binary':
      walkExpression(walk, expr.left);
      return walkExpression(walk, expr.right);
    case 'compare':
      for (const operand of expr.operands) walkExpression(walk, operand);
      return;
    case 'unary':
      return walkExpression(walk, expr.operand);
    case 'subscript':
      walkExpression(walk, expr.object);
      for (const index of expr.index) walkExpression(walk, index);
      return;
    case 'slice':
      for (const bound of [expr.lower, expr.upper, expr.step]) {
        if (bound) walkExpression(walk, bound);
      }
      return;
    default:
      return;
  }
}

function walkCall(walk: Walk, expr: CallExpr, role: Role): void {
  walkExpression(walk, expr.callee);
  for (const argument of expr.args) {
    walkExpression(walk, argument.value, { awaited: false, argument: { call: expr, argument } });
  }
  const context = {
    expr,
    awaited: role.awaited,
    deferred: walk.deferred,
    consumer: role.argument,
    lambda: walk.lambda,
    classIndex: walk.classIndex,
    statement: walk.statement,
  };
  walk.calls.push(context);
  walk.contexts.set(expr, context);
}

function walkLambda(walk: Walk, expr: LambdaExpr, role: Role): void {
  for (const param of expr.params) if (param.default) walkExpression(walk, param.default);
  const scope = openScope(walk, { kind: 'lambda', span: expr });
  expr.params.forEach((param, index) => {
    bind(scope, {
      kind: 'param',
      name: param.name,
      at: expr.start,
      block: scope.root,
      span: param,
      param,
      index,
    });
  });
  const { deferred, lambda } = walk;
  walk.deferred = true;
  walk.lambda = role.argument ?? lambda;
  within(walk, scope, () => walkExpression(walk, expr.body));
  walk.deferred = deferred;
  walk.lambda = lambda;
}

function walkComprehension(walk: Walk, expr: ComprehensionExpr, role: Role): void {
  const first = expr.clauses[0];
  const hole = first?.kind === 'for' ? first.iterable : null;
  const scope = openScope(walk, { kind: 'comprehension', span: expr, ...(hole ? { hole } : {}) });
  if (hole) {
    const { holder } = walk;
    walk.holder = scope;
    walkExpression(walk, hole);
    walk.holder = holder;
  }
  const { deferred } = walk;
  walk.deferred = deferred || expr.result === 'generator';
  within(walk, scope, () => {
    for (const clause of expr.clauses) {
      if (clause.kind === 'if') {
        walkExpression(walk, clause.test);
        continue;
      }
      if (clause !== first) walkExpression(walk, clause.iterable);
      const { iterable, isAsync } = clause;
      forEachTarget(clause.target, [], (name, path, target) => {
        bind(scope, {
          kind: 'for',
          name,
          at: expr.start,
          block: scope.root,
          span: target,
          iterable,
          isAsync,
          path,
        });
      });
    }
    walkExpression(walk, expr.element, role);
    if (expr.value) walkExpression(walk, expr.value);
  });
  walk.deferred = deferred;
}

/** A walrus binds in the nearest scope that is not a comprehension. */
function bindWalrus(walk: Walk, name: string, expr: Extract<Expr, { kind: 'named' }>): void {
  let scope: Scope = walk.scope;
  while (scope.kind === 'comprehension' && scope.parent) scope = scope.parent;
  bind(scope, {
    kind: 'assign',
    name,
    at: expr.end,
    block: scope === walk.scope ? walk.block : scope.root,
    span: expr,
    value: expr.value,
    annotation: null,
    path: [],
  });
}

/** Calls `found` for each name of an assignment target with its place in the unpacked value. */
export function forEachTarget(
  target: Expr,
  path: UnpackPath,
  found: (name: string, path: UnpackPath, target: Expr) => void,
): void {
  if (target.kind === 'name') return found(target.id, path, target);
  // What a starred target takes is a list of unknown length: position -1 says so.
  if (target.kind === 'starred') return forEachTarget(target.value, [...path, -1], found);
  if (target.kind !== 'tuple' && target.kind !== 'list') return;
  const star = target.items.findIndex((item) => item.kind === 'starred');
  target.items.forEach((item, index) => {
    const position = star >= 0 && index > star ? -1 : index;
    forEachTarget(item, item.kind === 'starred' ? path : [...path, position], found);
  });
}
