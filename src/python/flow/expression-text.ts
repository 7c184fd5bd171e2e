import type { Expr } from '../facts/facts.ts';

/** Text of a name, attribute chain or call chain, arguments left out: `self.uow`, `get_session()`. Empty when it is none of these. */
export function chainText(expr: Expr): string {
  const parts: string[] = [];
  let at = expr;
  for (;;) {
    if (at.kind === 'attribute') {
      parts.push(`.${at.name}`);
      at = at.object;
    } else if (at.kind === 'call') {
      parts.push('()');
      at = at.callee;
    } else if (at.kind === 'await') {
      at = at.value;
    } else if (at.kind === 'subscript') {
      parts.push('[]');
      at = at.object;
    } else {
      break;
    }
  }
  if (at.kind !== 'name') return '';
  parts.push(at.id);
  return parts.reverse().join('');
}

/** Text of a string, what is interpolated as `{}`; null for anything else. */
export function stringText(expr: Expr | null): string | null {
  return expr?.kind === 'string' && !expr.bytes ? expr.value : null;
}

/** The object before the last dot of a callee, null when it has none. */
export function receiverOf(callee: Expr): Expr | null {
  return callee.kind === 'attribute' ? callee.object : null;
}

/** Last name of a callee: `save` of `order.save(…)`. */
export function methodName(callee: Expr): string {
  if (callee.kind === 'attribute') return callee.name;
  return callee.kind === 'name' ? callee.id : '';
}

/** Names that an assignment target binds. */
export function boundNames(target: Expr): readonly string[] {
  const names: string[] = [];
  const queue: Expr[] = [target];
  for (let expr = queue.pop(); expr !== undefined; expr = queue.pop()) {
    if (expr.kind === 'name') names.push(expr.id);
    else if (expr.kind === 'starred') queue.push(expr.value);
    else if (expr.kind === 'tuple' || expr.kind === 'list') queue.push(...expr.items);
  }
  return names;
}
