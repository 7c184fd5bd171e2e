import { argumentTexts, booleanValue, defineRule, isNone, stringValue } from '#rule-kit';
import type { CallSite, FunctionModel } from '#rule-kit';

const EXPIRY = ['ex', 'px', 'exat', 'pxat', 'keepttl'];
/** Names of keys, functions and variables that are about a lock; other keys may well be kept for good. */
const LOCK_WORD = /lock|mutex|lease|semaphore|leader|running|in_progress|acquire|claim/iu;

export default defineRule({
  title: 'Distributed lock that never expires',
  severity: 'medium',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    lock: '`{call}` makes a lock without `{parameter}`: when its holder dies, nobody gets it again.',
    'set-if-absent':
      '`{call}` takes a lock that has no expiry: when its holder dies, the key stays and nobody gets the lock again.',
    advisory:
      '`{call}` takes `pg_advisory_lock` for the whole session and releases it outside of a `finally`: an error keeps it on a pooled connection.',
  },
  library: 'a lock with a timeout and a token, or pg_advisory_xact_lock',
  create({ knowledge, report }) {
    return {
      call(call) {
        if (call.hasSplat) return;
        const { fact } = call;
        const isLock = fact?.roles?.some((role) => role === 'lock' || role === 'async-lock');
        if (isLock === true && fact?.timeout?.default === 'none') {
          const { parameter, position } = fact.timeout;
          const given = call.argument(parameter, position);
          if (given === null || isNone(given))
            report(
              call,
              'lock',
              { call: call.text, parameter },
              { fixCode: withTimeout(call, parameter) },
            );
          return;
        }
        const isRedis = call.receiver !== null && knowledge.hasRole(call.receiver.name, 'redis');
        if (isRedis && setsForever(call) && isAboutLock(call) && !expiresLater(call))
          report(call, 'set-if-absent', { call: call.text }, { fixCode: setOnce(call) });
        else if (isSessionLock(call)) report(call, 'advisory', { call: call.text });
      },
    };
  },
});

function withTimeout(call: CallSite, parameter: string): string {
  const kept = argumentTexts(call).filter((text) => !text.startsWith(`${parameter}=`));
  return `${call.text}(${[...kept, `${parameter}=30`, 'blocking_timeout=5'].join(', ')})`;
}

/** `setnx(key, value)`, or `set(key, value, nx=True)` without an expiry. */
function setsForever(call: CallSite): boolean {
  if (call.text.endsWith('.setnx')) return true;
  return (
    call.text.endsWith('.set') &&
    booleanValue(call.argument('nx')) === true &&
    EXPIRY.every((name, index) => call.argument(name, index < 2 ? index + 2 : undefined) === null)
  );
}

function isAboutLock(call: CallSite): boolean {
  const key = call.expr.args[0];
  const words = [call.function?.name ?? '', call.function?.class?.name ?? ''];
  return [...(key === undefined ? [] : argumentTexts(call).slice(0, 1)), ...words].some((text) =>
    LOCK_WORD.test(text),
  );
}

/** The same key gets its expiry by another call: then only a crash between the two keeps it. */
function expiresLater(call: CallSite): boolean {
  const [key] = argumentTexts(call);
  const fn = call.function;
  if (fn === null) return false;
  return fn.calls.some(
    (other) =>
      /\.p?expire(?:at)?$/u.test(other.text) &&
      argumentTexts(other)[0] === key &&
      other.receiver?.name === call.receiver?.name,
  );
}

function setOnce(call: CallSite): string {
  const [key = 'key', value = 'token'] = argumentTexts(call);
  const owner = call.text.replace(/\.\w+$/u, '');
  return `${call.awaited ? 'await ' : ''}${owner}.set(${key}, ${value}, nx=True, ex=30)`;
}

/** `SELECT pg_advisory_lock(…)`, without an unlock in a `finally` of the same function. */
function isSessionLock(call: CallSite): boolean {
  if (call.fact?.effects?.includes('blocking') !== true && !call.awaited) return false;
  if (call.fact?.sql === undefined || call.function === null) return false;
  return (
    textsOf(call).some((text) => /\bpg_advisory_lock\s*\(/iu.test(text)) && !unlocks(call.function)
  );
}

function unlocks(fn: FunctionModel): boolean {
  return fn.calls.some(
    (call) =>
      textsOf(call).some((text) => /pg_advisory_unlock/iu.test(text)) &&
      (call.regions.some(({ kind }) => kind === 'finally') || fn.facts.isGenerator),
  );
}

function textsOf(call: CallSite): readonly string[] {
  return call.expr.args.flatMap(({ value }) => {
    const inner = value.kind === 'call' ? value.args.map((arg) => stringValue(arg.value)) : [];
    return [stringValue(value), ...inner].filter((text) => text !== null);
  });
}
