import { chainOf, singleDefinition } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { Effect, Role } from '../knowledge/entries.ts';
import type { Expr } from '../python/facts/facts.ts';
import { boundNames, methodName } from '../python/flow/expression-text.ts';
import { isNone, numberValue } from './expressions.ts';
import { repeatingLoop } from '../python/flow/questions.ts';
import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  Operation,
} from '../python/model/index.ts';
import { isLimited } from './query-keys.ts';
import { rootName } from './rows.ts';
import { expressionsIn } from './walk.ts';

/** A query that runs once for each item of a loop. */
export interface LoopQuery {
  readonly occurrence: EffectOccurrence;
  /** What is iterated. */
  readonly iterable: Expr;
  readonly item: Expr;
  /** Identity of the loop in its function. */
  readonly loop: number;
}

/** Batches are what the fix would look like; tables, classes and tenants are few, and each needs a query of its own. */
const BATCHES =
  /batch|chunk|page|partition|slice|window|split|retr|attempt|tables?\b|class|schema|metadata|tenant|plugins?\b|shard|provider|superuser|(?:^|[._])(?:config|settings)\.|(?:media|event|item)_types?\b|languages?\b|locales?\b|currenc/iu;

/** Reads of the database in the body of a `for` or comprehension that depend on its item: directly or through functions. */
export function loopQueries(fn: FunctionModel): readonly LoopQuery[] {
  const working = new Set(
    fn
      .effects()
      .filter(({ effect }) => !READS.includes(effect))
      .map(({ origin }) => origin),
  );
  return fn.effects().flatMap((occurrence) => {
    if (occurrence.effect !== 'database-read' || working.has(occurrence.origin)) return [];
    const query = buildsWrite(occurrence) ? null : inLoop(occurrence);
    return query === null ? [] : [query];
  });
}

/** A call that sends, writes or commits does a piece of work for each item; what it reads on the way is not the point. */
const READS: readonly Effect[] = ['database-read', 'blocking', 'cpu', 'time', 'log', 'random'];
const WRITES: readonly Role[] = ['insert-statement', 'update-statement', 'delete-statement'];

/** A function on the way builds a statement that writes, whoever runs it. */
function buildsWrite({ path, origin }: EffectOccurrence): boolean {
  const functions = path.flatMap(({ target }) =>
    target !== null && 'flow' in target ? [target] : [],
  );
  const calls = [...functions.flatMap((fn) => fn.calls), ...chainOf(origin.expr, origin).calls];
  return [...calls, ...argumentCalls(origin)].some(({ fact }) =>
    fact?.roles?.some((role) => WRITES.includes(role)),
  );
}

function argumentCalls(call: CallSite): readonly CallSite[] {
  return call.expr.args.flatMap(({ value }) => chainOf(value, call).calls);
}

/** Functions whose name says that they do a piece of work, not that they look something up. */
const WORKS =
  /^_*(?:\w+_)?(?:send|create|make|update|delete|remove|add|log|sync|mark|open|close|handle|process|run|enqueue|dispatch|notify|inactivate|activate|link|save|store|import|export|build|generate)/u;

function inLoop(occurrence: EffectOccurrence): LoopQuery | null {
  const { origin, leaf } = occurrence;
  if (leaf.fact?.effects?.includes('database-write') === true) return null;
  const region = repeatingLoop(origin);
  if (region === null || (region.kind === 'loop' && region.loop === 'while')) return null;
  const { target: item } = region;
  const iterable = region.kind === 'loop' ? region.header : region.iterable;
  const items = within(iterable);
  if (item === null || contains(iterable, origin.expr) || !isLong(items, item, origin)) return null;
  if (/(?:^|_)(?:un)?lock(?:_|$)/u.test(methodName(origin.expr.callee))) return null;
  if (occurrence.path.length > 1 && WORKS.test(methodName(origin.expr.callee))) return null;
  if (opensSession(origin, region.id) || isCached(occurrence)) return null;
  if (isFilledOnce(origin) || asksItself(origin, items, item)) return null;
  if (isLimited(occurrence.path) || isCommand(leaf)) return null;
  if (!dependsOn(origin, boundNames(item), region.id) || isOfRow(occurrence)) return null;
  return { occurrence, iterable, item, loop: region.id };
}

/** `if not event: event = get_event(ticket)`: asked for once, whatever the number of rounds. */
function isFilledOnce({ operation, regions }: CallSite): boolean {
  const { statement } = operation;
  if (statement.kind !== 'assign') return false;
  const set = new Set(statement.targets.flatMap((target) => boundNames(target)));
  return regions.some((region) => {
    if (region.kind !== 'branch' || region.arm !== 'then' || region.test === null) return false;
    const { test } = region;
    const missing =
      test.kind === 'unary' && test.operator === 'not'
        ? test.operand
        : test.kind === 'compare' && test.operators[0] === 'is' && isNone(test.operands[1] ?? null)
          ? test.operands[0]
          : null;
    return missing?.kind === 'name' && set.has(missing.id);
  });
}

/** `for part in self.parts.values(): part.count()`: parts of one object, each with a question of its own that no common query answers. */
function asksItself({ expr, target }: CallSite, items: Expr, item: Expr): boolean {
  const { callee } = expr;
  const held = viewed(items);
  if (callee.kind !== 'attribute' || held.kind !== 'attribute') return false;
  if (held.object.kind !== 'name' || held.object.id !== 'self') return false;
  const isOnItem = callee.object.kind === 'name' && boundNames(item).includes(callee.object.id);
  const owner = target !== null && 'flow' in target ? target.class : null;
  return isOnItem && owner !== null && owner.orm === null;
}

const COMMAND =
  /^\s*(?:kill|drop|create|alter|truncate|grant|revoke|set|vacuum|analyze|reindex|refresh|copy|lock|notify|execute|call)\b/iu;

/** `KILL 7`, `DROP TABLE …`: one command for each, which no condition puts together. */
function isCommand({ expr }: CallSite): boolean {
  return expr.args.some(({ value }) =>
    [...expressionsIn(value)].some((part) => part.kind === 'string' && COMMAND.test(part.value)),
  );
}

function contains(outer: Expr, inner: Expr): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** What is counted, sorted or turned around: `enumerate(NAMES)` → `NAMES`. */
function within(iterable: Expr): Expr {
  let at = iterable;
  while (at.kind === 'call' && AROUND.test(textOf(at.callee))) {
    const [first] = at.args;
    if (first === undefined) return at;
    at = first.value;
  }
  return at;
}

const AROUND = /^(?:enumerate|sorted|reversed|list|tuple|set)$/u;

/** Literals, enums and a handful of numbers are short. */
function isLong(iterable: Expr, item: Expr, at: CallSite): boolean {
  const fn = at.function;
  if (BATCHES.test(textOf(iterable)) || BATCHES.test(textOf(item))) return false;
  if (isBounded(iterable) || isSessionName(item)) return false;
  if (iterable.kind === 'tuple' || iterable.kind === 'list' || iterable.kind === 'dict')
    return false;
  if (iterable.kind === 'call' && /^(?:range|count)$/u.test(textOf(iterable.callee))) return false;
  if (fn === null || fn.resolve(iterable)?.kind === 'class') return false;
  const named = viewed(iterable);
  const made = named.kind === 'name' ? singleDefinition(fn.flow, named.id, at.operation) : null;
  if (made !== null && LITERALS.has(made.value.kind) && hasParts(made.value)) return false;
  const upper = textOf(iterable).replace(/\.(?:items|values|keys)\(\)$/u, '');
  return !/^(?:\w+\.)*[A-Z][A-Z0-9_]*$/u.test(upper);
}

const LITERALS: ReadonlySet<Expr['kind']> = new Set(['list', 'tuple', 'dict', 'set']);

/** A literal that is filled later says nothing about its length. */
function hasParts(expr: Expr): boolean {
  if (expr.kind === 'dict') return expr.entries.length > 0;
  return expr.kind !== 'list' && expr.kind !== 'set' ? true : expr.items.length > 0;
}

/** `periods.items()` → `periods`. */
function viewed(expr: Expr): Expr {
  if (expr.kind !== 'call' || expr.callee.kind !== 'attribute') return expr;
  return /^(?:items|values|keys)$/u.test(expr.callee.name) ? expr.callee.object : expr;
}

const FEW = 20;

/** `requests[:10]`: a page on a screen. */
function isBounded(iterable: Expr): boolean {
  if (iterable.kind !== 'subscript') return false;
  const [index] = iterable.index;
  const upper = index?.kind === 'slice' ? numberValue(index.upper) : null;
  return upper !== null && upper > 0 && upper <= FEW;
}

/** `async for session in get_session():` opens one session. */
function isSessionName(item: Expr): boolean {
  return (
    item.kind === 'name' && /^(?:db|session|db_session|conn|connection|cursor)$/u.test(item.id)
  );
}

/** Each round opens its own session: the rounds are separate on purpose. */
function opensSession(call: CallSite, loop: number): boolean {
  const inside = call.regions.slice(call.regions.findIndex(({ id }) => id === loop) + 1);
  return inside.some(({ kind }) => kind === 'with');
}

function isCached({ path }: EffectOccurrence): boolean {
  return path.some(({ target }) =>
    target !== null && 'flow' in target
      ? target.decorators.some(
          ({ fact, name }) =>
            fact?.roles?.includes('lru-cache') === true || /cache/iu.test(name ?? ''),
        )
      : false,
  );
}

/** The call uses the item, or a name that the body makes from it. */
function dependsOn(call: CallSite, items: readonly string[], loop: number): boolean {
  const { function: fn } = call;
  if (fn === null) return false;
  return namesIn(call.expr).some((name) => {
    if (items.includes(name)) return true;
    const before = singleDefinition(fn.flow, name, call.operation);
    return (
      before !== null &&
      before.operation.regions.some(({ id }) => id === loop) &&
      namesIn(before.value).some((other) => items.includes(other))
    );
  });
}

function namesIn(expr: Expr): readonly string[] {
  return [...expressionsIn(expr)].flatMap((part) => (part.kind === 'name' ? [part.id] : []));
}

/** `order.lines.all()`: whether it queries depends on how the row was loaded. */
function isOfRow({ leaf }: EffectOccurrence): boolean {
  const { function: fn } = leaf;
  const { root } = chainOf(leaf.expr, leaf);
  if (fn === null || rootName(root) === null) return false;
  let at = root;
  while (at.kind === 'attribute' || at.kind === 'subscript') at = at.object;
  const type = fn.typeOf(at);
  return type === null
    ? root.kind === 'attribute' && isItem(at, leaf.operation)
    : !type.isClass && (type.class?.orm ?? null) !== null;
}

function isItem(expr: Expr, { regions }: Operation): boolean {
  return regions.some(
    (region) =>
      (region.kind === 'loop' || region.kind === 'comprehension') &&
      region.target !== null &&
      expr.kind === 'name' &&
      boundNames(region.target).includes(expr.id),
  );
}
