import { flowOf } from '../python/effects/chains.ts';
import { dependsOnGiven } from '../python/lifetime/given-values.ts';
import type { Expr } from '../python/facts/facts.ts';
import type {
  CallSite,
  EntryPoint,
  Lifetime,
  ParameterModel,
  Project,
} from '../python/model/index.ts';
import type { BuildsFact } from '../knowledge/entries.ts';
import type { Confidence } from '../domain/finding.ts';
import type { EvidencePlace } from './definition.ts';
import { argumentTexts } from './call-text.ts';
import { expressionsOfBody } from './local-names.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** Something that a process needs once, built again and again. */
export interface BuiltAgain {
  readonly lifetime: Exclude<Lifetime, { readonly kind: 'kept' }>;
  /** What comes new with every one: `a pool of connections`. */
  readonly cost: string;
  readonly confidence: Confidence;
  /** The entry point, and the way from it. */
  readonly evidence: readonly EvidencePlace[];
  /** It serves many calls before it is dropped: a loop of the function uses it. */
  readonly servesMany: boolean;
}

/** What a request can carry itself, so that nobody needs a client of his own because of it. */
const PER_REQUEST: ReadonlySet<string> = new Set(['headers', 'timeout', 'auth', 'params']);
/** State of a client that belongs to one user. */
const OWN_STATE: ReadonlySet<string> = new Set([
  'cookies',
  'cookie_jar',
  'cert',
  'proxies',
  'proxy',
]);

/**
 * The entry point or loop that builds a new client or pool every time when one for the process would do. Null when it is built
 * once, when that cannot be told, and when it is one of its own: made of what the request brought, with cookies of a user.
 */
export function builtAgain(
  call: CallSite,
  kind: BuildsFact['kind'],
  project: Project,
): BuiltAgain | null {
  const builds = call.fact?.builds;
  if (builds?.kind !== kind || call.hasSplat || call.deferred) return null;
  if (builds.unless?.some((name) => call.argument(name) !== null) === true) return null;
  const ways = project.lifetimesOf(call).filter((way) => way.kind !== 'kept');
  const lifetime = ways.find((way) => way.kind === 'entry') ?? ways[0];
  if (lifetime === undefined || isOneOfItsOwn(call, lifetime.path, project)) return null;
  if (keepsResult(call) || [...lifetime.path, call].some(keepsInObject)) return null;
  const isFar = lifetime.kind === 'loop' || lifetime.path.length > 2 || isTask(lifetime.entry);
  return {
    lifetime,
    cost: builds.cost,
    confidence: isFar ? 'medium' : 'high',
    evidence: evidenceOf(lifetime, call),
    servesMany: servesMany(call),
  };
}

/** `global key` … `if key: return key` … `key = fetched`: only the first call comes to the client. */
function keepsResult({ function: fn, span }: CallSite): boolean {
  if (fn === null) return false;
  const statements = [...statementsIn(fn.body)];
  const kept = new Set(
    statements.flatMap((statement) => (statement.kind === 'global' ? statement.names : [])),
  );
  return statements.some(
    (statement) =>
      statement.kind === 'if' &&
      statement.start < span.start &&
      statement.body.at(-1)?.kind === 'return' &&
      [...expressionsIn(statement.test)].some((expr) => expr.kind === 'name' && kept.has(expr.id)),
  );
}

/** `if self._key: return self._key` … `self._key = await fetch()`: the object keeps what the client was asked for. */
function keepsInObject({ function: fn, span }: CallSite): boolean {
  if (fn === null) return false;
  const statements = [...statementsIn(fn.body)];
  const kept = new Set(
    statements.flatMap((statement) =>
      statement.kind === 'assign' ? statement.targets.flatMap(ownAttributes) : [],
    ),
  );
  return statements.some((statement) => {
    if (statement.kind !== 'if' || statement.start > span.start) return false;
    const asked = ownAttributes(statement.test).filter((name) => kept.has(name));
    return [...statementsIn(statement.body)].some(
      (inner) =>
        inner.kind === 'return' &&
        inner.value !== null &&
        ownAttributes(inner.value).some((name) => asked.includes(name)),
    );
  });
}

/** Names of the attributes of `self` in an expression. */
function ownAttributes(expr: Expr): readonly string[] {
  return [...expressionsIn(expr)].flatMap((part) =>
    part.kind === 'attribute' && part.object.kind === 'name' && part.object.id === 'self'
      ? [part.name]
      : [],
  );
}

function isTask({ kind }: EntryPoint): boolean {
  return kind === 'task' || kind === 'signal';
}

/** What an entry point is asked for each time: `request`, `update`, `message`. */
export function servedUnit({ kind }: EntryPoint): string {
  switch (kind) {
    case 'bot-handler':
    case 'bot-payment':
      return 'update';
    case 'task':
      return 'run';
    case 'consumer':
      return 'message';
    case 'signal':
      return 'signal';
    default:
      return 'request';
  }
}

/** The call with its arguments as it would stand where it is built once. */
export function builtOnce(call: CallSite, name: string): string {
  return [
    '# once for the process: in the lifespan, the composition root or the module',
    `${name} = ${call.text}(${argumentTexts(call).join(', ')})`,
  ].join('\n');
}

function evidenceOf(lifetime: BuiltAgain['lifetime'], call: CallSite): readonly EvidencePlace[] {
  const steps = lifetime.path
    .filter((step) => step !== call)
    .map((step) => ({ place: step, note: `\`${step.text}\` leads to it` }));
  if (lifetime.kind === 'loop' || lifetime.entry.function === call.function) return steps;
  const { function: served } = lifetime.entry;
  const place = { module: served.module, symbol: served.symbol, span: served.facts.nameSpan };
  return [{ place, note: `\`${served.name}\` is where it begins` }, ...steps];
}

function isOneOfItsOwn(call: CallSite, path: readonly CallSite[], project: Project): boolean {
  const args = call.expr.args
    .filter(({ name }) => name === null || !PER_REQUEST.has(name))
    .map(({ value }) => value);
  const isSettings = ({ type }: ParameterModel): boolean =>
    type !== null &&
    [type.name, ...(type.class?.ancestors ?? [])].some((name) =>
      project.knowledge.hasRole(name, 'settings-base'),
    );
  return (
    dependsOnGiven(args, path, isSettings) ||
    hasOwnState(call) ||
    givenHeaders(call).some((use) =>
      dependsOnGiven(
        use.expr.args.map(({ value }) => value),
        [...path.slice(0, -1), use],
        isSettings,
      ),
    ) ||
    givenAddresses(call).some((use) =>
      dependsOnGiven(
        use.expr.args.slice(0, 1).map(({ value }) => value),
        [...path.slice(0, -1), use],
        isSettings,
      ),
    )
  );
}

/** Calls of the client whose address is a plain value, `client.get(url)`: hosts that somebody names have no connection to reuse. */
function givenAddresses(call: CallSite): readonly CallSite[] {
  const name = heldAs(call);
  if (name === null || call.argument('base_url') !== null) return [];
  return flowOf(call).calls.filter(({ expr, fact }) => {
    const { callee, args } = expr;
    if (callee.kind !== 'attribute' || callee.object.kind !== 'name') return false;
    const isSent = callee.object.id === name && fact?.effects?.includes('network') === true;
    return isSent && isPlainValue(args[0]?.value ?? null);
  });
}

/** `session.headers.update({"Authorization": token})` in the `__init__` of a wrapper: it is made for one account. */
function givenHeaders(call: CallSite): readonly CallSite[] {
  const name = heldAs(call);
  return name === null || call.function?.name !== '__init__'
    ? []
    : flowOf(call).calls.filter(({ text }) => text === `${name}.headers.update`);
}

/** `url`, `str(url)`, `hook.url`; not a literal, nor an f-string that begins with its host. */
function isPlainValue(expr: Expr | null): boolean {
  if (expr?.kind === 'call')
    return expr.args.length === 1 && isPlainValue(expr.args[0]?.value ?? null);
  return expr?.kind === 'name' || expr?.kind === 'attribute';
}

/** The local name that holds it, through `=` or `with … as`. */
function heldAs(call: CallSite): string | null {
  const { statement } = call.operation;
  if (statement.kind === 'assign') {
    const [target] = statement.targets;
    return target?.kind === 'name' ? target.id : null;
  }
  if (statement.kind !== 'with') return null;
  const item = statement.items.find(({ context }) =>
    [...expressionsIn(context)].includes(call.expr),
  );
  return item?.target?.kind === 'name' ? item.target.id : null;
}

function hasOwnState(call: CallSite): boolean {
  const name = heldAs(call);
  if (name === null || call.function === null) return false;
  return expressionsOfBody(call.function).some(
    (expr) =>
      expr.kind === 'attribute' &&
      OWN_STATE.has(expr.name) &&
      expr.object.kind === 'name' &&
      expr.object.id === name,
  );
}

function servesMany(call: CallSite): boolean {
  const name = heldAs(call);
  if (name === null) return false;
  const outside = new Set(call.regions.map(({ id }) => id));
  return flowOf(call).calls.some(
    (other) =>
      other.regions.some(
        ({ kind, id }) => (kind === 'loop' || kind === 'comprehension') && !outside.has(id),
      ) && [...expressionsIn(other.expr)].some((expr) => expr.kind === 'name' && expr.id === name),
  );
}
