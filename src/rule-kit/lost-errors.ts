import type { Confidence } from '../domain/finding.ts';
import type { Effect } from '../knowledge/entries.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type {
  CallExpr,
  CommentFacts,
  ExceptHandler,
  Stmt,
  TryStmt,
  WithStmt,
} from '../python/facts/facts.ts';
import type { CallSite } from '../python/model/index.ts';
import { callsWithin } from './handlers.ts';
import type { CodeBody } from './handlers.ts';
import { blocksOf, expressionsIn, statementsIn } from './walk.ts';

/**
 * What is lost when an error of some statements is dropped: a payment, a write of consequence, another effect outside, only what
 * was looked up, only a courtesy (a message, a cache entry, a line of a log), or nothing that is known.
 */
export type Loss = 'payment' | 'write' | 'outside' | 'lookup' | 'courtesy' | 'unknown';

const ORDER: readonly Loss[] = ['payment', 'write', 'outside', 'lookup', 'courtesy'];
const OF_EFFECT: Readonly<Partial<Record<Effect, Loss>>> = {
  payment: 'payment',
  'database-write': 'write',
  publish: 'write',
  'task-dispatch': 'write',
  email: 'outside',
  network: 'outside',
  subprocess: 'outside',
  filesystem: 'outside',
  'database-read': 'lookup',
  'message-send': 'courtesy',
  'cache-write': 'courtesy',
  log: 'courtesy',
};

/** Steps that must not disturb what they tell of, whatever they do it with. */
const COURTESY =
  /^_*(?:log|track|trace|measure|metrics?|stats?)(?:_|$)|(?:^|_)(?:notif(?:y|ies|ication)s?|alert)(?:_|$)/u;
const LOOKUP =
  /^_*(?:current|detect|get(?!_or_)|fetch|find|guess|head|list|load|lookup|probe|query|read|resolve|search|select)(?:_|$)|^_*(?:is|has|check)_/u;
/** Writes that tell what happened, and are not what happened. */
const RECORD = /audit|history|journal/iu;
/** Questions that write by the way: a row that is made when it is asked for, a folder that a probe makes. */
const QUESTION =
  /^_*(?:current|detect|find|get(?!_or_)|guess|has|is|lookup|probe|resolve)(?:_|$)|^_*check_\w*(?:access|binar|dirs?|folder|health|path|permission|version)/u;
const SCREEN = /_handler$|^_*(?:display|render|show|view)_/u;
const STAMP = /(?:^|_)(?:last|seen|login|visit\w*|accessed|activity)(?:_|$)/u;

/** What a bot shows in a chat. */
const SHOWN =
  /^(?:answer|copy|delete|edit|forward|pin|react|reply|send|set_message_reaction|stop_poll|unpin)(?:_|$)/u;

const ANSWERS =
  /(?:^|\.)(?:answer(?:_\w+)?|edit_(?:caption|media|reply_markup|text)|edit_message_\w+|reply(?:_\w+)?|send_(?:message|photo))$/u;

/** The gravest thing that is lost when an error of the statements is dropped. */
export function lossOf(body: CodeBody, statements: readonly Stmt[], knowledge: Knowledge): Loss {
  const lossBy = (path: readonly CallSite[], effect: Effect): Loss =>
    isShown(path.at(-1), effect, knowledge) ? 'courtesy' : lossAlong(path, effect);
  const calls = new Set(callsWithin(body, statements));
  const losses = new Set<Loss>();
  for (const call of calls)
    for (const effect of call.fact?.effects ?? []) losses.add(lossBy([call], effect));
  for (const { effect, origin, path } of body.function?.effects() ?? [])
    if (calls.has(origin)) losses.add(lossBy(path, effect));
  if (losses.size === 0) return [...calls].some(isNamedCourtesy) ? 'courtesy' : 'unknown';
  const gravest = ORDER.find((loss) => losses.has(loss)) ?? 'unknown';
  // A message that names what was looked up for it is a courtesy all the same.
  if (gravest === 'lookup' && losses.has('courtesy')) return 'courtesy';
  return gravest === 'write' && isStamp(statements) ? 'outside' : gravest;
}

function lossAlong(path: readonly CallSite[], effect: Effect): Loss {
  // What goes over the network is told by what it is for, where that is known.
  const others = effect === 'network' ? (path.at(-1)?.fact?.effects ?? []) : [];
  const loss = others.map(lossOfEffect).find(isTelling) ?? lossOfEffect(effect);
  if (loss === 'payment') return loss;
  const names = path.map(({ text }) => text.split('.').at(-1) ?? '');
  if (names.some((name) => COURTESY.test(name))) return 'courtesy';
  if (loss === 'outside' && names.some((name) => LOOKUP.test(name))) return 'lookup';
  if (loss !== 'write') return loss === 'outside' && isReading(path.at(-1)) ? 'lookup' : loss;
  if (path.length > 1 && QUESTION.test(names[0] ?? '')) return 'lookup';
  return names.some((name) => RECORD.test(name)) || path.some(isScreen) ? 'outside' : loss;
}

/** `open(path)`, `open(path, "rb")`: nothing is lost but what the file says. */
function isReading(leaf: CallSite | undefined): boolean {
  if (leaf?.name !== 'builtins.open' && leaf?.name !== 'io.open') return false;
  const mode = leaf.argument('mode', 1);
  return mode === null || (mode.kind === 'string' && /^[rbt]*$/u.test(mode.value));
}

/** By its words: an answer in a chat, on a message of no known type, or a notification. */
function isNamedCourtesy({ awaited, text, target }: CallSite): boolean {
  if (awaited && target === null && ANSWERS.test(text)) return true;
  return COURTESY.test(text.split('.').at(-1) ?? '');
}

function isShown(leaf: CallSite | undefined, effect: Effect, knowledge: Knowledge): boolean {
  if (leaf === undefined || effect !== 'network') return false;
  const method = leaf.text.split('.').at(-1) ?? '';
  return SHOWN.test(method) && knowledge.kindsOf(leaf.name ?? '').includes('bot-framework');
}

function lossOfEffect(effect: Effect): Loss {
  return OF_EFFECT[effect] ?? 'unknown';
}

function isTelling(loss: Loss): boolean {
  return loss !== 'unknown' && loss !== 'outside';
}

/** The handler of another button, which shows its screen once more. */
function isScreen({ target }: CallSite): boolean {
  if (target === null || !('flow' in target)) return false;
  return SCREEN.test(target.name) || target.entries.some(({ kind }) => kind === 'bot-handler');
}

/** Nothing is changed but when somebody was seen last. */
function isStamp(statements: readonly Stmt[]): boolean {
  const targets = [...statementsIn(statements)].flatMap((statement) =>
    statement.kind === 'assign' ? statement.targets : [],
  );
  return (
    targets.length > 0 &&
    targets.every((target) => target.kind === 'attribute' && STAMP.test(target.name))
  );
}

const CHANGES =
  /^a?(?:add|apply|charge|create|delete|insert|move|pay|publish|push|put|remove|save|send|set|settle|store|submit|update|upload|upsert|write)(?:_|$)/u;

/** How sure it is that something is lost: less where nothing is known of the calls, and none of them changes anything by its name. */
export function certaintyOf(loss: Loss, calls: readonly CallSite[]): Confidence {
  if (loss !== 'unknown') return 'high';
  return calls.some(({ text }) => CHANGES.test(text.split('.').at(-1) ?? '')) ? 'medium' : 'low';
}

const LATER = /\b(?:todo|fixme|xxx|hack)\b/iu;
const SAID =
  /best.?effort|\bdefensive|safeguard|non.?(?:critical|fatal|essential)|must (?:not|never)|never (?:block|break|fail|raise)|not critical|optional|fire.and.forget|\bignor/iu;

const PARSING =
  /^(?:datetime\.(?:date|datetime|time|timedelta)|urllib\.parse\.\w+|(?:json|orjson|ujson)\.loads|(?:\w+\.)*(?:fromisoformat|fromtimestamp|strptime)|decimal\.Decimal|uuid\.UUID|re\.\w+|html\.escape)$/u;
const ON_VALUES =
  /\.(?:append|capitalize|date|decode|encode|extend|format|get|group|i?like|insert|isoformat|items|join|keys|lower|lstrip|now|replace|rstrip|split|strftime|strip|time|timestamp|title|today|total_seconds|upper|values)$/u;
const FORMATTING = /(?:^|[._])(?:format|fmt)_\w+$|(?:Keyboard\w*|Button)$/u;

/** Reading a value out of another, and putting together what is shown: what fails keeps the default that it had before. */
export function isParsing({ name, text, fact, awaited }: CallSite): boolean {
  if (awaited || fact?.effects?.some((effect) => OF_EFFECT[effect] !== undefined) === true)
    return false;
  return PARSING.test(name ?? text) || ON_VALUES.test(text) || FORMATTING.test(text);
}

/** Lines of a comment above a statement. */
const ABOVE = 4;

/** `# raises when the row is gone` right above `except Exception:`. */
function commentEndsAt(comments: readonly CommentFacts[], line: number): boolean {
  return comments.some((comment) => comment.ownLine && comment.line === line);
}

/**
 * What is left where the attempt fails is a default: what its last statement sets had a value before, or is a part of an object
 * that was made empty before: `settings = Settings()` … `settings.domain = read()`.
 */
export function keepsDefault(tried: readonly Stmt[], body: CodeBody): boolean {
  const [first] = tried;
  const last = tried.at(-1);
  if (first === undefined || last === undefined) return false;
  const before = [...statementsIn(body.statements)].filter(({ end }) => end <= first.start);
  const given = assignedNames(before.filter(({ kind }) => kind === 'assign'));
  const params = body.function?.params.map(({ name }) => name) ?? [];
  const names = assignedNames(statementsIn([last]));
  if ([...names].some((name) => given.has(name) || params.includes(name))) return true;
  const made = assignedNames(before.filter(isMadeEmpty));
  return filledNames(statementsIn(tried)).some((name) => made.has(name));
}

/**
 * The next statement looks at what was tried and goes on elsewhere: `make(folder)` … `if is_writable(folder): return folder`. So
 * does a loop that goes on to the next way, and is left below when one has worked.
 */
export function isCheckedNext(
  statement: TryStmt | WithStmt,
  handler: ExceptHandler | null,
  body: CodeBody,
): boolean {
  const blocks = [body.statements, ...[...statementsIn(body.statements)].flatMap(blocksOf)];
  const block = blocks.find((one) => one.includes(statement)) ?? [];
  const after = block.slice(block.indexOf(statement) + 1);
  if (handler?.body.at(-1)?.kind === 'continue' && after.at(-1)?.kind === 'return') return true;
  const [next] = after;
  if (next?.kind !== 'if' || !LEAVES.has(next.body.at(-1)?.kind ?? '')) return false;
  const tried = new Set(callsWithin(body, statement.body).flatMap(givenNames));
  return [...expressionsIn(next.test)].some(
    (expr) => expr.kind === 'call' && namesGivenTo(expr).some((name) => tried.has(name)),
  );
}

const LEAVES: ReadonlySet<string> = new Set(['return', 'break', 'continue']);

function givenNames({ expr }: CallSite): readonly string[] {
  return namesGivenTo(expr);
}

function namesGivenTo({ args }: CallExpr): readonly string[] {
  return args.flatMap(({ value }) => (value.kind === 'name' ? [value.id] : []));
}

const TELLS_OF_ERRORS =
  /(?:^|_)(?:emit|log|record|report|save|send|store|track)_(?:\w+_)?(?:error|exception|failure)s?$/u;

/** `record_background_error(…)`: what fails while it tells of an error has nobody left to tell. */
export function tellsOfErrors({ function: fn }: CodeBody): boolean {
  return TELLS_OF_ERRORS.test(fn?.name ?? '');
}

/** In a handler or a `finally` of another `try`: what fails there must not hide the first error. */
export function isLastResort({ start, end }: Stmt, body: CodeBody): boolean {
  return [...statementsIn(body.statements)].some((other) => {
    if (other.kind !== 'try' || other.start === start) return false;
    const blocks = [...other.handlers.map((handler) => handler.body), other.finalbody];
    return blocks.some((block) => {
      const from = block[0]?.start ?? Infinity;
      return from <= start && end <= (block.at(-1)?.end ?? 0);
    });
  });
}

/** `settings = Settings()`: an object of nothing but its defaults. */
function isMadeEmpty(statement: Stmt): boolean {
  return (
    statement.kind === 'assign' &&
    statement.value?.kind === 'call' &&
    statement.value.args.length === 0
  );
}

/** `settings` of `settings.domain = …`. */
function filledNames(statements: Iterable<Stmt>): readonly string[] {
  return [...statements].flatMap((statement) =>
    statement.kind === 'assign'
      ? statement.targets.flatMap((target) =>
          target.kind === 'attribute' && target.object.kind === 'name' ? [target.object.id] : [],
        )
      : [],
  );
}

function assignedNames(statements: Iterable<Stmt>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    if (statement.kind !== 'assign') continue;
    for (const target of statement.targets) {
      const items = target.kind === 'tuple' ? target.items : [target];
      for (const item of items) if (item.kind === 'name') names.add(item.id);
    }
  }
  return names;
}

/** True when somebody wrote down why the error does not matter: in the handler, or in the lines above the statement. */
export function saysWhy(at: number, handler: ExceptHandler | null, body: CodeBody): boolean {
  const { module } = body;
  const line = (offset: number): number => module.position(offset).line;
  const start = line(at);
  const first = line(handler?.start ?? at);
  const last = handler === null ? first : line(Math.max(handler.start, handler.end - 1));
  const { comments } = module.facts;
  const aboveHandler = handler !== null && commentEndsAt(comments, first - 1);
  return comments.some((comment) => {
    if (LATER.test(comment.text)) return false;
    if (aboveHandler && comment.ownLine && comment.line === first - 1)
      return /\p{L}{3}/u.test(comment.text);
    if (first < comment.line && comment.line <= last) return /\p{L}{3}/u.test(comment.text);
    const isAbove = comment.ownLine && start - ABOVE <= comment.line && comment.line < start;
    return (isAbove || [start, first].includes(comment.line)) && SAID.test(comment.text);
  });
}
