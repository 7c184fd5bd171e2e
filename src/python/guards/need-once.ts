import { expressionsOf, textOf, walkStatements } from '../facts/expressions.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { statementOf } from '../effects/statement.ts';
import { CONSEQUENCES, callersIn, isRewritten, stillDoes, WRITES, type Need } from './need.ts';
import { idempotencyKeys } from './once-guards.ts';

const ONCE = /idempot|dedup|once\b|nx\b|on_conflict|upsert|already/iu;

const KEYS = /idempot/iu;

/** Head has the same consequences, and nothing on the way keeps them from happening twice. */
export function isOnceNeeded(need: Need): boolean {
  const { guard, fn, project } = need;
  if (isRewritten(need) || !stillDoes(need, CONSEQUENCES)) return false;
  if (guard.text === 'ON CONFLICT') return insertsPlainly(need);
  if (guard.text.startsWith('catches ') && !stillDoes(need, WRITES)) return false;
  const around = [fn, ...callersIn(need)];
  return !around.some(
    (one) =>
      project.evidence(one, 'idempotency').found.length > 0 ||
      project.evidence(one, 'lock').found.some(({ note }) => !note.startsWith('holds')) ||
      one.decorators.some(({ expr }) => ONCE.test(textOf(expr))),
  );
}

/** The same table gets rows by an INSERT that says nothing of conflicts, and nobody catches them. */
function insertsPlainly({ guard, fn, project }: Need): boolean {
  const { knowledge } = project;
  const services = { knowledge, ormModel: (name: string) => project.ormModel(name) };
  const inserts = fn.calls.some((call) => {
    const statement = statementOf(call, services);
    return (
      statement?.kind === 'insert' &&
      !statement.onConflict &&
      call.fact?.roles?.includes('idempotency-check') !== true &&
      (statement.model?.class.name ?? (statement.table || 'row')) === guard.subject
    );
  });
  return inserts && project.evidence(fn, 'idempotency').found.length === 0;
}

/** The same call is made without a key, and neither it nor the client behind it brings one. */
export function isKeyNeeded({ guard, fn }: Need): boolean {
  return fn.calls.some(
    (call) =>
      (call.name ?? call.text) === guard.subject &&
      !call.hasSplat &&
      idempotencyKeys(call).length === 0 &&
      !bringsKey(call) &&
      !speaksOfKeys(fn),
  );
}

/** A function that is called, a constructor behind the receiver or a helper that makes an argument speaks of keys. */
function bringsKey(call: CallSite): boolean {
  const inside = call.function?.calls.filter(
    ({ span }) => call.span.start <= span.start && span.end <= call.span.end,
  );
  const init = call.receiver?.class?.method('__init__') ?? null;
  const targets = [call, ...(inside ?? [])].map(({ target }) => target);
  return [init, ...targets].some(
    (target) => target !== null && 'flow' in target && speaksOfKeys(target),
  );
}

function speaksOfKeys(fn: FunctionModel): boolean {
  if (fn.params.some(({ name }) => KEYS.test(name))) return true;
  let speaks = false;
  walkStatements(fn.body, (statement) => {
    speaks ||= expressionsOf(statement).some((expr) => KEYS.test(textOf(expr)));
    return speaks ? false : undefined;
  });
  return speaks;
}
