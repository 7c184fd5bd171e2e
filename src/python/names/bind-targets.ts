import type { AssignStmt, Expr, Span } from '../facts/facts.ts';
import { bind } from './builder.ts';
import type { Walk } from './builder.ts';
import type { Binding, Block, UnpackPath } from './scope.ts';
import { forEachTarget } from './walk-expressions.ts';

interface TargetPlace {
  readonly name: string;
  readonly at: number;
  readonly block: Block;
  readonly span: Span;
}

/** Binds every name of a target from `at` on. */
export function bindTargets(
  walk: Walk,
  target: Expr,
  at: number,
  make: (place: TargetPlace, path: UnpackPath) => Binding,
): void {
  forEachTarget(target, [], (name, path, span) => {
    bind(walk.scope, make({ name, at, block: walk.block, span }, path));
  });
}

/**
 * Binds the targets of an assignment: names, and attributes of names (`self.x = …`). An augmented one changes the value and
 * keeps its kind: it binds nothing.
 */
export function bindTargetsOf(walk: Walk, statement: AssignStmt): void {
  const { value, annotation, operator } = statement;
  if (operator !== null) return;
  for (const target of statement.targets) {
    bindAssigned(walk, { target, value, annotation, path: [] }, statement);
  }
}

interface Assigned {
  readonly target: Expr;
  readonly value: Expr | null;
  readonly annotation: Expr | null;
  readonly path: UnpackPath;
}

function bindAssigned(walk: Walk, assigned: Assigned, statement: AssignStmt): void {
  const { target, value, annotation, path } = assigned;
  if (target.kind === 'name') {
    const place = { name: target.id, at: statement.end, block: walk.block, span: statement };
    bind(walk.scope, { kind: 'assign', value, annotation, path, ...place });
    return;
  }
  if (target.kind === 'attribute' && target.object.kind === 'name') {
    const { start, end } = target;
    const attribute = { object: target.object.id, name: target.name, span: { start, end } };
    walk.attributes.push({ ...attribute, value, annotation, path });
    return;
  }
  if (target.kind !== 'tuple' && target.kind !== 'list') return;
  bindUnpacked(walk, { ...assigned, target }, statement);
}

/** `a, b = x, y` binds each name to its own value; other values keep their place in what is unpacked. */
function bindUnpacked(
  walk: Walk,
  assigned: Assigned & { readonly target: Extract<Expr, { items: readonly Expr[] }> },
  statement: AssignStmt,
): void {
  const { target, value, path } = assigned;
  const pairs = value?.kind === 'tuple' || value?.kind === 'list' ? value.items : null;
  const direct =
    pairs !== null &&
    path.length === 0 &&
    pairs.length === target.items.length &&
    ![...pairs, ...target.items].some((item) => item.kind === 'starred');
  const star = target.items.findIndex((item) => item.kind === 'starred');
  target.items.forEach((item, index) => {
    const inner = item.kind === 'starred' ? item.value : item;
    const position = star >= 0 && index >= star ? -1 : index;
    const next: Assigned = direct
      ? { target: inner, value: pairs[index] ?? null, annotation: null, path: [] }
      : { target: inner, value, annotation: null, path: [...path, position] };
    bindAssigned(walk, next, statement);
  });
}
