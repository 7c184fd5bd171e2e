/** Conditions on a state in a query: `.filter(status=A)`, `.where(Order.status.in_([A, B]))`, `.exclude(status=A)`. */
import { expressionsIn } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { CallSite } from '../model/symbols.ts';
import { both, noneOf, oneOf, UNKNOWN, type Narrowed } from './narrowing.ts';
import { afterTest, type Reading } from './tests.ts';
import { isStateName, stateList, stateValue } from './state-values.ts';

const CONDITIONS = /(?:^|\.)a?(?:where|filter|filter_by|exclude|get|first|get_object_or_404)$/u;

/** What the calls of a query say of a state column; null when nothing does. */
export function queriedStates(
  calls: readonly CallSite[],
  column: string,
  reading: Reading,
): Narrowed | null {
  let found: Narrowed | null = null;
  for (const { expr, text } of calls) {
    if (!CONDITIONS.test(text)) continue;
    for (const { name, value } of expr.args) {
      const said =
        name === null
          ? columnCondition(value, column, reading)
          : lookup(name, value, { column, reading });
      if (said === null) continue;
      const narrowed = text.endsWith('exclude') ? turned(said) : said;
      found = both(found ?? undefined, narrowed);
    }
  }
  return found;
}

function turned(said: Narrowed): Narrowed {
  if (said.kind === 'unknown') return said;
  return said.kind === 'one-of' ? noneOf(said.states) : oneOf(said.states);
}

/** Django and `filter_by`: `status=A`, `status__in=[A, B]`. */
function lookup(
  name: string,
  value: Expr,
  { column, reading }: { readonly column: string; readonly reading: Reading },
): Narrowed | null {
  const { scope, services } = reading;
  if (name === column) {
    const state = stateValue(value, scope, services);
    return state === null ? UNKNOWN : oneOf([state]);
  }
  if (!name.startsWith(`${column}__`)) return null;
  const states = name === `${column}__in` ? stateList(value, scope, services) : null;
  return states === null ? UNKNOWN : oneOf(states);
}

/** SQLAlchemy: `Order.status == A`, `Order.status.in_([A, B])`, joined by `and_` or `&`. */
function columnCondition(condition: Expr, column: string, reading: Reading): Narrowed | null {
  const { scope, services } = reading;
  if (condition.kind === 'call' && condition.callee.kind === 'attribute') {
    const { object, name } = condition.callee;
    const isColumn = object.kind === 'attribute' && object.name === column && isStateName(column);
    if (isColumn && /^(?:in_|not_in|notin_)$/u.test(name)) {
      const [only] = condition.args;
      const states = only === undefined ? null : stateList(only.value, scope, services);
      if (states === null) return UNKNOWN;
      return name === 'in_' ? oneOf(states) : noneOf(states);
    }
  }
  if (condition.kind === 'compare') {
    for (const narrowed of afterTest(new Map(), { test: condition, truth: true }, reading))
      if (narrowed[0].endsWith(`.${column}`)) return narrowed[1];
    return null;
  }
  const isMentioned = [...expressionsIn(condition)].some(
    (part) => part.kind === 'attribute' && part.name === column,
  );
  return isMentioned ? UNKNOWN : null;
}
