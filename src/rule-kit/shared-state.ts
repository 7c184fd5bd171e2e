import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { FunctionModel, ModuleModel, Operation } from '../python/model/index.ts';
import { singleDefinition } from '../python/effects/chains.ts';
import { enclosingAll } from '../python/flow/questions.ts';
import { expressionsIn, statementsIn } from './walk.ts';

/** A decision or a computation on shared state that other tasks can overtake at an await. */
export interface OvertakenWrite {
  readonly write: Operation;
  /** The shared variable as written: `client`, `CACHE[key]`. */
  readonly text: string;
  /** Where it was looked at. */
  readonly read: Operation;
  readonly wait: Operation;
  /** `lost`: the new value is made of the old one; `checked`: a test decided to write. */
  readonly kind: 'lost' | 'checked';
  /** One entry of a container. */
  readonly isEntry: boolean;
}

interface SharedPlace {
  readonly text: string;
  /** What a read mentions: the variable, or the container of the entry. */
  readonly root: string;
  readonly isEntry: boolean;
}

type Assign = Extract<Operation, { readonly kind: 'assign' }>;

/** Writes of an `async def` to state of the process, made after an await on what was read before it. Silent under a lock. */
export function overtakenWrites(fn: FunctionModel): readonly OvertakenWrite[] {
  const found = new Map<string, OvertakenWrite>();
  for (const operation of fn.flow.operations) {
    if (operation.kind !== 'assign' || isReset(operation.value)) continue;
    const [target, ...others] = operation.targets;
    if (target === undefined || others.length > 0) continue;
    const place = sharedPlace(target, fn);
    if (place === null || found.has(place.text) || isLocked(operation, fn)) continue;
    const overtaken = lost(operation, place, fn) ?? checked(operation, place, fn);
    if (overtaken !== null) found.set(place.text, overtaken);
  }
  return [...found.values()];
}

function isReset(value: Expr | null): boolean {
  return value === null || (value.kind === 'constant' && value.value !== 'True');
}

function sharedPlace(target: Expr, fn: FunctionModel): SharedPlace | null {
  const text = textOf(target);
  if (target.kind === 'name')
    return isGlobal(target.id, fn) ? { text, root: text, isEntry: false } : null;
  if (target.kind === 'attribute')
    return isSharedOwner(target.object, fn) ? { text, root: text, isEntry: false } : null;
  if (target.kind !== 'subscript') return null;
  const { object } = target;
  const isShared =
    object.kind === 'name'
      ? isModuleContainer(object.id, fn)
      : object.kind === 'attribute' && isSharedOwner(object.object, fn);
  return isShared ? { text, root: textOf(object), isEntry: true } : null;
}

function isGlobal(name: string, fn: FunctionModel): boolean {
  return [...statementsIn(fn.body)].some(
    (statement) => statement.kind === 'global' && statement.names.includes(name),
  );
}

/** A dict or list of the module, not hidden by a local name. */
function isModuleContainer(name: string, fn: FunctionModel): boolean {
  const isLocal =
    fn.outer !== null ||
    fn.params.some((param) => param.name === name) ||
    fn.flow.operations.some(
      (operation) =>
        operation.kind === 'assign' &&
        operation.targets.some((target) => target.kind === 'name' && target.id === name),
    );
  if (isLocal) return false;
  return fn.module.facts.body.some(
    (statement) =>
      statement.kind === 'assign' &&
      statement.value !== null &&
      isContainer(statement.value) &&
      statement.targets.some((target) => target.kind === 'name' && target.id === name),
  );
}

const CONTAINERS: ReadonlySet<string> = new Set(['dict', 'list', 'defaultdict', 'OrderedDict']);

function isContainer(value: Expr): boolean {
  if (value.kind === 'dict' || value.kind === 'list') return true;
  return value.kind === 'call' && value.callee.kind === 'name' && CONTAINERS.has(value.callee.id);
}

/** A class, or `self` of a class of which the module makes its one object. */
function isSharedOwner(owner: Expr, fn: FunctionModel): boolean {
  if (owner.kind !== 'name' || fn.class === null) return false;
  if (owner.id === 'cls') return fn.isClassMethod;
  if (owner.id === fn.class.name) return true;
  return owner.id === 'self' && isMadeByModule(fn.class, fn.module);
}

function isMadeByModule(cls: NonNullable<FunctionModel['class']>, module: ModuleModel): boolean {
  return module.topLevel.calls.some(({ target }) => target === cls);
}

/** Under a lock here, or in a function that some caller calls under one. A name that says lock is believed. */
function isLocked(at: Operation, fn: FunctionModel): boolean {
  if (holdsLock(at, fn)) return true;
  return fn.module.calls.some(
    (call) =>
      call.target === fn && call.function !== null && holdsLock(call.operation, call.function),
  );
}

function holdsLock(at: Operation, fn: FunctionModel): boolean {
  if (fn.flow.locksAt(at).length > 0) return true;
  return enclosingAll(at, 'with').some(({ context }) =>
    /lock|mutex|semaphore|guard/iu.test(textOf(context)),
  );
}

/** `total += await f()`, or `n = total; await …; total = n + 1`. */
function lost(write: Assign, place: SharedPlace, fn: FunctionModel): OvertakenWrite | null {
  const { value } = write;
  if (value === null) return null;
  const common = { write, text: place.text, kind: 'lost', isEntry: place.isEntry } as const;
  const inner = [...expressionsIn(value)];
  if (write.operator !== null && inner.some(({ kind }) => kind === 'await')) {
    const wait = fn.flow.operations.find(
      (each) => each.kind === 'await' && value.start <= each.start && each.end <= value.end,
    );
    return wait === undefined ? null : { ...common, read: write, wait };
  }
  for (const expr of inner) {
    if (expr.kind !== 'name') continue;
    const before = singleDefinition(fn.flow, expr.id, write);
    if (before === null || !isMadeOf(before.value, place)) continue;
    const wait = fn.flow.awaitsBetween(before.operation, write).at(0);
    if (wait !== undefined) return { ...common, read: before.operation, wait };
  }
  return null;
}

/** The old value itself: the entry, or the variable. A call on it (`client.get()`) is something else. */
function isMadeOf(value: Expr, place: SharedPlace): boolean {
  const isPick =
    value.kind === 'call' && value.callee.kind === 'attribute' && value.callee.name === 'get';
  if (isPick && place.isEntry && value.callee.kind === 'attribute')
    return textOf(value.callee.object) === place.root;
  return textOf(value) === place.text;
}

/** The last test of the variable before the write, with an await in between. */
function checked(write: Assign, place: SharedPlace, fn: FunctionModel): OvertakenWrite | null {
  const tests = fn.flow.operations.filter(
    (operation) =>
      operation.kind === 'test' &&
      operation.index < write.index &&
      reads(operation.test, place, operation, fn) &&
      fn.flow.canFollow(operation, write),
  );
  const read = tests.at(-1);
  const wait = read === undefined ? undefined : fn.flow.awaitsBetween(read, write).at(0);
  if (read === undefined || wait === undefined) return null;
  return { write, text: place.text, read, wait, kind: 'checked', isEntry: place.isEntry };
}

function reads(test: Expr, place: SharedPlace, at: Operation, fn: FunctionModel): boolean {
  return [...expressionsIn(test)].some((expr) => {
    if (textOf(expr) === place.root) return true;
    if (expr.kind !== 'name') return false;
    const before = singleDefinition(fn.flow, expr.id, at);
    return before !== null && isMadeOf(before.value, place);
  });
}
