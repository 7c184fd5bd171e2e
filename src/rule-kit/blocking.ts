import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { CallSite } from '../python/model/index.ts';
import { factByWords } from './words-of-library.ts';

/** What a blocking call waits for: each kind has a remedy of its own, and so a rule of its own. */
export type BlockingKind = 'http' | 'sleep' | 'subprocess' | 'database' | 'sdk' | 'other';

/**
 * What a call blocks on, null when it does not block where it stands: awaited, put off in a lambda, or handed to a thread,
 * a process or a later step.
 */
export function blockingKindOf(
  call: CallSite,
  knowledge: Knowledge,
  fact: CallSite['fact'] = call.fact,
): BlockingKind | null {
  const effects = fact?.effects ?? [];
  if (!effects.includes('blocking') || fact?.async === true) return null;
  if (call.awaited || call.deferred || call.runsElsewhere !== null) return null;
  if (effects.includes('sleep')) return 'sleep';
  if (effects.includes('subprocess')) return 'subprocess';
  const kinds = knowledge.kindsOf(call.name ?? '');
  if (effects.some((effect) => effect.startsWith('database-') || effect.startsWith('transaction-')))
    return 'database';
  if (kinds.includes('orm') || kinds.includes('database-driver')) return 'database';
  if (kinds.includes('http-client')) return 'http';
  if (kinds.includes('stdlib')) return effects.includes('network') ? 'http' : 'other';
  return effects.includes('network') ? 'sdk' : 'other';
}

/**
 * True when a call blocks the event loop on `kind`: it stands directly in an `async def`. In a chain
 * (`urlopen(url).read()`) only the first blocking call counts: the rest goes away with it.
 */
export function blocksEventLoop(call: CallSite, kind: BlockingKind, knowledge: Knowledge): boolean {
  if (call.function?.isAsync !== true || blockingKindOf(call, knowledge) !== kind) return false;
  const isBlocking = (other: CallSite): boolean => blockingKindOf(other, knowledge) !== null;
  return !chainBefore(call).some(isBlocking) && !isPartOfBlock(call, isBlocking);
}

const FETCHES = /\.fetch(?:one|all|many|val)$/u;

/** The rest of a block that one call opened (`with SMTP(…) as smtp: smtp.login(…)`), and the rows of a statement that blocks itself. */
function isPartOfBlock(call: CallSite, isBlocking: (other: CallSite) => boolean): boolean {
  const { callee } = call.expr;
  const receiver =
    callee.kind === 'attribute' && callee.object.kind === 'name' ? callee.object.id : null;
  if (receiver === null) return false;
  const isOpened = call.regions.some(
    (region) =>
      region.kind === 'with' &&
      region.target?.kind === 'name' &&
      region.target.id === receiver &&
      region.call !== null &&
      isBlocking(region.call),
  );
  if (isOpened || !FETCHES.test(call.text)) return isOpened;
  return (call.function?.calls ?? []).some(
    (other) =>
      other.text === `${receiver}.execute` && other.index < call.index && isBlocking(other),
  );
}

/**
 * `self.stripe.Charge.create(…)` in an `async def` of a module that imports the library: its blocking call by every word, though the
 * client was handed in. A client of the same shape that is asynchronous would be awaited.
 */
export function blocksByWords(call: CallSite, knowledge: Knowledge): boolean {
  const fact = factByWords(call, knowledge);
  if (fact === null || call.function?.isAsync !== true) return false;
  const [library] = /\w+(?=\.\w+\.\w+$)/u.exec(call.text) ?? [''];
  const isImported = call.module.facts.imports.some(
    ({ module }) => module.split('.')[0] === library,
  );
  return isImported && blockingKindOf(call, knowledge, fact) === 'sdk';
}

/** The calls whose result this call is made on, within one expression. */
function chainBefore(call: CallSite): readonly CallSite[] {
  const inner = new Set<Expr>();
  let at: Expr = call.expr.callee;
  while (at.kind === 'attribute' || at.kind === 'call' || at.kind === 'subscript') {
    if (at.kind === 'call') inner.add(at);
    at = at.kind === 'call' ? at.callee : at.object;
  }
  if (inner.size === 0) return [];
  return (call.function?.calls ?? []).filter((other) => inner.has(other.expr));
}
