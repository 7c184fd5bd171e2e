import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { LockScope, Operation } from '../model/flow.ts';
import type { CallSite, ClassModel, FunctionModel, TypeRef } from '../model/symbols.ts';
import { chainText, methodName, receiverOf, stringText } from './expression-text.ts';
import type { Flow } from './function-flow.ts';
import { openStretch } from './open-stretch.ts';
import type { RegionOf } from './questions.ts';
import { isFunction, isModule, type FlowServices } from './services.ts';
import { isContextManagerFunction } from './transaction-shapes.ts';

const ACQUIRES = new Set(['acquire', 'acquire_lock', '__enter__', '__aenter__']);
const RELEASES = new Set(['release', 'release_lock', '__exit__', '__aexit__']);
const ADVISORY = /\b(?:pg_(?:try_)?advisory_(?:xact_)?lock|GET_LOCK)\s*\(/i;
const ADVISORY_END = /\b(?:pg_advisory_unlock|RELEASE_LOCK)\w*\s*\(/i;

export interface HeldLock {
  readonly scope: LockScope;
  holds(operation: Operation): boolean;
}

/** Locks of a flow: `with lock:`, acquire and release, advisory locks of the database, lock managers of the project. */
export function heldLocks(flow: Flow, services: FlowServices): readonly HeldLock[] {
  return [...blockLocks(flow, services), ...explicitLocks(flow, services), ...advisoryLocks(flow)];
}

function blockLocks(flow: Flow, services: FlowServices): readonly HeldLock[] {
  const seen = new Set<number>();
  const locks: HeldLock[] = [];
  for (const operation of flow.operations) {
    for (const region of operation.regions) {
      if (region.kind !== 'with' || seen.has(region.id)) continue;
      seen.add(region.id);
      const kind = kindOfBlock(flow, region, services);
      if (kind === null) continue;
      const scope: LockScope = {
        kind,
        text: chainText(region.context),
        start: region.start,
        end: region.end,
      };
      locks.push({ scope, holds: (at) => at.regions.some(({ id }) => id === region.id) });
    }
  }
  return locks;
}

function kindOfBlock(
  flow: Flow,
  region: RegionOf<'with'>,
  services: FlowServices,
): LockScope['kind'] | null {
  const { knowledge } = services;
  const type = flow.owner.typeOf(region.context);
  const byType = kindOfType(type, knowledge);
  if (byType !== null) return byType;
  const { call } = region;
  if (call === null) return null;
  if (call.name !== null && call.target === null && knowledge.hasRole(call.name, 'lock'))
    return kindOfName(call.name, knowledge);
  const { target } = call;
  if (target === null || target === flow.owner) return null;
  if (isFunction(target))
    return isContextManagerFunction(target) && yieldsLocked(target) ? 'project' : null;
  return null;
}

function kindOfType(type: TypeRef | null, knowledge: Knowledge): LockScope['kind'] | null {
  if (type === null || type.isClass) return null;
  if (type.class !== null) return isLockClass(type.class, knowledge) ? 'project' : null;
  const roles = knowledge.rolesOf(type.name);
  if (roles.includes('async-lock') || roles.includes('lock'))
    return kindOfName(type.name, knowledge);
  return null;
}

function kindOfName(name: string, knowledge: Knowledge): LockScope['kind'] {
  const top = name.split('.', 1)[0] ?? '';
  if (top === 'asyncio' || top === 'anyio' || top === 'trio') return 'asyncio';
  if (knowledge.kindsOf(name).includes('stdlib')) return 'threading';
  return /file|portalocker/.test(top) ? 'file' : 'distributed';
}

/** A context manager class of the project whose way in acquires a lock. */
function isLockClass(cls: ClassModel, knowledge: Knowledge): boolean {
  const enter = cls.method('__aenter__') ?? cls.method('__enter__');
  return (
    enter !== null &&
    enter.calls.some(
      (call) => acquires(call, knowledge) || isAdvisory(call) || isSetIfAbsent(call, knowledge),
    )
  );
}

/** Acquires a lock of a library; `super().__enter__()` leads back here and says nothing. */
function acquires(call: CallSite, knowledge: Knowledge): boolean {
  if (call.receiver === null || call.receiver.class !== null) return false;
  return (
    ACQUIRES.has(methodName(call.expr.callee)) && kindOfType(call.receiver, knowledge) !== null
  );
}

/** `redis.set(key, token, nx=True)`. */
export function isSetIfAbsent(call: CallSite, knowledge: Knowledge): boolean {
  if (call.receiver === null || !knowledge.hasRole(call.receiver.name, 'redis')) return false;
  if (methodName(call.expr.callee) === 'setnx') return true;
  const value = call.argument('nx');
  return (
    methodName(call.expr.callee) === 'set' && value?.kind === 'constant' && value.value === 'True'
  );
}

function yieldsLocked(fn: FunctionModel): boolean {
  return fn.flow.operations.some(
    (operation) => operation.kind === 'yield' && fn.flow.locksAt(operation).length > 0,
  );
}

function explicitLocks(flow: Flow, { knowledge }: FlowServices): readonly HeldLock[] {
  const texts = new Map<string, LockScope['kind']>();
  for (const call of flow.calls) {
    if (!ACQUIRES.has(methodName(call.expr.callee))) continue;
    const kind = kindOfType(call.receiver, knowledge);
    const text = lockText(call);
    if (kind !== null && text !== '' && !isInsideOwnClass(flow, call)) texts.set(text, kind);
  }
  return [...texts].flatMap(([text, kind]) => {
    const inside = openStretch(flow, {
      opens: (operation) => isLockCall(operation, text, ACQUIRES),
      closes: (operation) => isLockCall(operation, text, RELEASES),
    });
    return stretch(flow, inside, { kind, text });
  });
}

/** A lock class that acquires itself is not its own lock. */
function isInsideOwnClass(flow: Flow, call: CallSite): boolean {
  return (
    !isModule(flow.owner) && flow.owner.class !== null && flow.owner.class === call.receiver?.class
  );
}

function isLockCall(operation: Operation, text: string, names: ReadonlySet<string>): boolean {
  return (
    operation.kind === 'call' &&
    names.has(methodName(operation.call.expr.callee)) &&
    lockText(operation.call) === text
  );
}

function lockText(call: CallSite): string {
  const receiver = receiverOf(call.expr.callee);
  return receiver === null ? '' : chainText(receiver);
}

function advisoryLocks(flow: Flow): readonly HeldLock[] {
  if (!flow.calls.some(isAdvisory)) return [];
  const inside = openStretch(flow, {
    opens: (operation) => operation.kind === 'call' && isAdvisory(operation.call),
    closes: (operation) =>
      operation.kind === 'call' && textsOf(operation.call).some((text) => ADVISORY_END.test(text)),
  });
  return stretch(flow, inside, { kind: 'advisory', text: 'advisory lock' });
}

function stretch(
  flow: Flow,
  inside: ReadonlySet<number>,
  of: Pick<LockScope, 'kind' | 'text'>,
): readonly HeldLock[] {
  const held = flow.operations.filter(({ index }) => inside.has(index));
  const first = held[0];
  if (first === undefined) return [];
  const end = Math.max(...held.map((operation) => operation.end));
  return [{ scope: { ...of, start: first.start, end }, holds: ({ index }) => inside.has(index) }];
}

/** Takes a lock of the database by its SQL function, as text or as `func.pg_advisory_xact_lock(…)`. */
export function isAdvisory(call: CallSite): boolean {
  if (/^(?:pg_(?:try_)?advisory_(?:xact_)?lock|get_lock)$/i.test(methodName(call.expr.callee)))
    return true;
  return textsOf(call).some((text) => ADVISORY.test(text));
}

/** String arguments of a call, and of a call that is its argument (`execute(text('…'))`). */
function textsOf(call: CallSite): readonly string[] {
  return call.expr.args.flatMap(({ value }) => {
    const own = stringText(value);
    if (own !== null) return [own];
    return value.kind === 'call'
      ? value.args.flatMap((inner) => stringText(inner.value) ?? [])
      : [];
  });
}
