import type { Expr, Stmt } from './facts.ts';

/** The names of `__all__` when everything done to it in the module's own statements is literal, else null. */
export function exportsOf(body: readonly Stmt[]): readonly string[] | null {
  let names: string[] | null = null;
  for (const statement of body) {
    const change = changeOf(statement);
    if (change === null) continue;
    const literal = literalNames(change.value);
    if (literal === null || (change.adds && names === null)) return null;
    names = change.adds ? [...(names ?? []), ...literal] : literal;
  }
  return names;
}

interface Change {
  readonly adds: boolean;
  readonly value: Expr;
}

/** `__all__ = […]`, `__all__ += […]` or `__all__.extend([…])`. */
function changeOf(statement: Stmt): Change | null {
  if (statement.kind === 'assign' && statement.value !== null && statement.targets.some(isAll)) {
    return { adds: statement.operator !== null, value: statement.value };
  }
  if (statement.kind !== 'expression' || statement.value.kind !== 'call') return null;
  const { callee, args } = statement.value;
  if (callee.kind !== 'attribute' || !isAll(callee.object)) return null;
  const [first] = args;
  const unknown: Expr = {
    kind: 'unknown',
    start: statement.start,
    end: statement.end,
    reason: 'unsupported',
  };
  if (first === undefined || args.length !== 1) return { adds: true, value: unknown };
  if (callee.name === 'extend') return { adds: true, value: first.value };
  const { start, end } = first;
  return {
    adds: true,
    value: callee.name === 'append' ? { kind: 'list', start, end, items: [first.value] } : unknown,
  };
}

function isAll(expr: Expr): boolean {
  return expr.kind === 'name' && expr.id === '__all__';
}

function literalNames(value: Expr): string[] | null {
  if (value.kind === 'binary' && value.operator === '+') {
    const left = literalNames(value.left);
    const right = literalNames(value.right);
    return left === null || right === null ? null : [...left, ...right];
  }
  if (value.kind !== 'list' && value.kind !== 'tuple' && value.kind !== 'set') return null;
  const names: string[] = [];
  for (const item of value.items) {
    if (item.kind !== 'string' || item.format !== '' || item.bytes) return null;
    names.push(item.value);
  }
  return names;
}
