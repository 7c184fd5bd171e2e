import type { CallExpr, Expr } from '../python/facts/facts.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { CallSite } from '../python/model/index.ts';
import { nameOf, numberValue } from './expressions.ts';
import { expressionsIn } from './walk.ts';

const BOUNDS =
  /semaphore|limiter|limit|throttle|chunk|batch|slice|page|bounded|pool|window|max_|at_once|top_?\d/iu;
const CONSTANT = /^_*[A-Z][A-Z0-9_]*$/u;

/** What somebody set up by hand, and not what users or data make more of. */
const SET_UP =
  /(?:^|[._])(?:panels?|nodes?|servers?|hosts?|providers?|backends?|mirrors?|replicas?|shards?|regions?|clusters?|brokers?|gateways?|exchanges?|plugins?)(?:$|\.(?:items|values|keys)$)/iu;

/** True when a name speaks of a bound: a semaphore, a limiter, chunks. */
export function saysBound(text: string): boolean {
  return BOUNDS.test(text);
}

/** The first dotted name in an expression, for messages. */
export function firstName(expr: Expr): string {
  const names = [...expressionsIn(expr)].flatMap((inner) => nameOf(inner) ?? []);
  return names[0] ?? 'the items';
}

/** The collection in `gather(*[f(x) for x in xs])` and in `group.create_task(f(x))` inside `for x in xs`. */
export function fannedOver(call: CallSite, knowledge: Knowledge): Expr | null {
  if (call.fact?.roles?.includes('gather') === true) {
    for (const { value } of call.expr.args) {
      const inner = value.kind === 'starred' ? value.value : value;
      if (inner.kind !== 'comprehension') continue;
      const clauses = inner.clauses.filter((clause) => clause.kind === 'for');
      const [clause] = clauses;
      if (clause?.kind === 'for' && !clause.isAsync) return clause.iterable;
    }
    return null;
  }
  if (
    !knowledge.hasRole(call.receiver?.name ?? '', 'task-group') ||
    !/\.(?:create_task|start_soon)$/u.test(call.text)
  )
    return null;
  const loop = call.regions.findLast((region) => region.kind === 'loop');
  const group = call.regions.findLast((region) => region.kind === 'with');
  if (loop?.kind !== 'loop' || loop.loop !== 'for' || loop.part !== 'body') return null;
  return group === undefined || group.start < loop.start ? loop.header : null;
}

/** A literal, a short range, names in capitals, or a name that only ever holds such: somebody knew how many. */
export function isFewItems(items: Expr, small: number, call: CallSite): boolean {
  if (isFew(items, small) || SET_UP.test(firstName(items))) return true;
  if (items.kind !== 'name' || call.function === null) return false;
  const definitions = call.function.flow.definitionsOf(items.id, call.operation);
  return (
    definitions.length > 0 &&
    definitions.every(
      (operation) =>
        operation.kind === 'assign' && operation.value !== null && isFew(operation.value, small),
    )
  );
}

function isFew(items: Expr, small: number): boolean {
  switch (items.kind) {
    case 'tuple':
    case 'list':
    case 'set':
    case 'dict':
      return true;
    case 'name':
      return CONSTANT.test(items.id);
    case 'attribute':
      return CONSTANT.test(items.name);
    case 'subscript':
      return items.index.some((index) => index.kind === 'slice');
    case 'call':
      return isFewFromCall(items, small);
    default:
      return false;
  }
}

/** `range(5)`, `batched(…)`, `enumerate(NAMES)`, `NAMES.items()`. */
function isFewFromCall({ callee, args }: CallExpr, small: number): boolean {
  const name = nameOf(callee) ?? '';
  const first = args[0]?.value;
  if (name === 'range') {
    const count = first === undefined ? null : numberValue(first);
    return count !== null && count <= small;
  }
  if (saysBound(name)) return true;
  if (/^(?:enumerate|zip|sorted|list|set|reversed)$/u.test(name))
    return first !== undefined && isFew(first, small);
  const isView = callee.kind === 'attribute' && /^(?:items|values|keys)$/u.test(callee.name);
  return isView && isFew(callee.object, small);
}
