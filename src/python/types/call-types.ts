import type { CallableFact } from '../../knowledge/entries.ts';
import type { CallExpr, Expr } from '../facts/facts.ts';
import type {
  ClassSymbols,
  FunctionSymbols,
  Place,
  Reader,
  Res,
  Type,
} from '../symbols/internals.ts';
import { variablesOf } from '../symbols/members.ts';
import { entered } from './entering.ts';
import { awaitedType, collectionOf, elementOf } from './elements.ts';
import { methodResult } from './methods.ts';
import {
  CONTEXT_MANAGER,
  argument,
  closed,
  coroutineOf,
  instance,
  known,
  libraryType,
  substitute,
} from './refs.ts';
import { isBuiltinClass, looksLikeClass, typeName } from './type-names.ts';

/** Calls that give back what their first argument is. */
const IDENTITY: ReadonlySet<string> = new Set([
  'copy.copy',
  'copy.deepcopy',
  'asyncio.wait_for',
  'asyncio.shield',
  'contextlib.aclosing',
  'contextlib.closing',
]);

/** Calls that give one element of their first argument. */
const PICKS: ReadonlySet<string> = new Set([
  'builtins.next',
  'builtins.anext',
  'builtins.min',
  'builtins.max',
  'random.choice',
]);

const COLLECTS: ReadonlyMap<string, string> = new Map([
  ['builtins.list', 'list'],
  ['builtins.sorted', 'list'],
  ['builtins.set', 'set'],
  ['builtins.frozenset', 'frozenset'],
  ['builtins.reversed', 'list'],
  ['builtins.iter', 'list'],
]);

/** Builtin classes whose instances stand for what they wrap. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'builtins.property',
  'builtins.staticmethod',
  'builtins.classmethod',
  'builtins.super',
]);

/** Type of what a call gives; null when unknown. */
export function typeOfCall(reader: Reader, expr: CallExpr, place: Place): Type | null {
  const callee = reader.resolve(expr.callee, place);
  if (!callee) return null;
  switch (callee.kind) {
    case 'class':
      return instanceFrom(reader, callee, { expr, place });
    case 'function':
      return closed(resultOf(reader, callee, { expr, place }));
    case 'external':
      return externalResult(reader, callee, { expr, place });
    case 'value':
      return callee.type && resultOfValue(reader, callee.type, { expr, place });
    case 'module':
      return null;
  }
}

interface Call {
  readonly expr: CallExpr;
  readonly place: Place;
}

function instanceFrom(reader: Reader, callee: Extract<Res, { kind: 'class' }>, call: Call): Type {
  const cls = callee.class;
  const args = callee.args ?? inferredArguments(reader, cls, call);
  return { ...cls.instance, args };
}

/** `Box(item)` of `class Box(Generic[T])` with `def __init__(self, item: T)`. */
function inferredArguments(reader: Reader, cls: ClassSymbols, call: Call): readonly Type[] {
  if (cls.typeVariables.length === 0) return [];
  const init = cls.ownMethod('__init__');
  if (!init) return [];
  const found = boundVariables(reader, init, call);
  if (found.size === 0) return [];
  return cls.typeVariables.map((name) => argument(found.get(`~${name}`) ?? null));
}

/** Type variables of a function that its arguments in this call decide. */
function boundVariables(reader: Reader, fn: FunctionSymbols, call: Call): Map<string, Type> {
  const found = new Map<string, Type>();
  const skipped = fn.class && !fn.isStatic ? 1 : 0;
  fn.facts.params.forEach((param, index) => {
    const raw = index < skipped || !param.annotation ? null : fn.rawParam(index);
    if (!raw?.name.startsWith('~') || found.has(raw.name)) return;
    const value = argumentAt(call.expr, param.name, index - skipped);
    const type = value && reader.typeOf(value, call.place);
    if (type && type.isClass === raw.isClass) found.set(raw.name, instance(type));
  });
  return found;
}

function argumentAt(expr: CallExpr, name: string, position: number): Expr | null {
  const named = expr.args.find((arg) => arg.name === name);
  if (named) return named.value;
  const positional = expr.args[position];
  const before = expr.args.slice(0, position + 1);
  const isPlain = before.every((arg) => arg.name === null && arg.splat === '');
  return positional && isPlain ? positional.value : null;
}

type Callable = Extract<Res, { kind: 'function' }>;

/** What calling a project function gives, before await, type variables of its own put in. */
function resultOf(reader: Reader, callee: Callable, call: Call): Type | null {
  const fn = callee.function;
  const variables = boundVariables(reader, fn, call);
  for (const [name, type] of receiverVariables(callee)) variables.set(name, type);
  if (fn.isContextManager) {
    return libraryType(CONTEXT_MANAGER, [argument(substitute(fn.rawYield, variables))]);
  }
  const returned = sameRows(substitute(fn.rawReturn, variables), callee.receiver);
  return fn.isAsync && !fn.facts.isGenerator ? coroutineOf(returned) : returned;
}

/** A query class that returns itself is still about the receiver's model. */
function sameRows(returned: Type | null, receiver: Type | undefined): Type | null {
  if (!returned?.class || !receiver || receiver.args.length === 0) return returned;
  const plain = returned.args.length === 0 && returned.class.typeVariables.length === 0;
  return plain && returned.class === receiver.class
    ? { ...returned, args: receiver.args }
    : returned;
}

function receiverVariables(callee: Callable): ReadonlyMap<string, Type> {
  const { receiver, function: fn } = callee;
  if (!receiver?.class || !fn.class) return new Map();
  const step = receiver.class.lineage.find((candidate) => candidate.class === fn.class);
  return step ? variablesOf(receiver, step) : new Map();
}

/** What a method gives once awaited, its receiver's type arguments put in. */
export function returnedType(callee: Callable): Type | null {
  return known(substitute(callee.function.rawReturn, receiverVariables(callee)));
}

function externalResult(
  reader: Reader,
  callee: Extract<Res, { kind: 'external' }>,
  call: Call,
): Type | null {
  const { name } = callee;
  const own =
    builtinResult(reader, name, call) ?? (callee.receiver && methodResult(callee.receiver, name));
  if (own) return own;
  const fact = reader.services.knowledge.callable(name);
  const type = reader.entityOf(callee, call.expr, call.place);
  if (!fact) return type ?? constructed(reader, callee, call);
  const given = type ?? statedResult(reader, { callee, fact }, call);
  return fact.async ? coroutineOf(given) : (given ?? constructed(reader, callee, call));
}

interface Known {
  readonly callee: Extract<Res, { kind: 'external' }>;
  readonly fact: CallableFact;
}

/** What the knowledge base says a call returns, once awaited. */
function statedResult(reader: Reader, { callee, fact }: Known, call: Call): Type | null {
  const { receiver } = callee;
  if (callee.name.endsWith('.__call__') && receiver?.args[0] && isFactory(reader, receiver)) {
    return known(receiver.args[0]);
  }
  if (!fact.returns) return fact.async ? ranResult(reader, fact, call) : null;
  const type = reader.factType(fact.returns, call.expr, call.place);
  if (!type || type.class || type.args.length > 0) return type;
  if (isFactory(reader, type)) return factoryOf(reader, type, call);
  return type.name === 'asyncio.Task' ? taskOf(reader, type, call) : type;
}

function isFactory(reader: Reader, type: Type): boolean {
  return reader.services.knowledge.hasRole(type.name, 'session-factory');
}

/** `sessionmaker(class_=AsyncSession)` makes what it is told to. */
function factoryOf(reader: Reader, type: Type, { expr, place }: Call): Type {
  const generic = expr.callee.kind === 'subscript' ? reader.annotation(expr.callee, place) : null;
  if (generic) return generic;
  const made = expr.args.find((arg) => arg.name === 'class_');
  const session = made ? reader.typeOf(made.value, place) : null;
  return session?.isClass ? { ...type, args: [instance(session)] } : type;
}

/** A task gives what its coroutine gives. */
function taskOf(reader: Reader, type: Type, { expr, place }: Call): Type {
  const [first] = expr.args;
  const result = first ? awaitedType(reader, reader.typeOf(first.value, place)) : null;
  return result ? { ...type, args: [result] } : type;
}

/** `await to_thread(f, x)` gives what `f` gives; `await gather(a(), b())` a tuple of both. */
function ranResult(reader: Reader, fact: CallableFact, { expr, place }: Call): Type | null {
  if (fact.roles?.includes('gather')) {
    if (expr.args.some((arg) => arg.splat !== '')) return null;
    const items = expr.args.filter((arg) => arg.name === null);
    return libraryType(
      'builtins.tuple',
      items.map((arg) => argument(awaitedType(reader, reader.typeOf(arg.value, place)))),
    );
  }
  const runs = fact.runs?.[0];
  const given = typeof runs?.argument === 'number' ? expr.args[runs.argument] : undefined;
  const callee = given ? reader.resolve(given.value, place) : null;
  return callee?.kind === 'function' ? returnedType(callee) : null;
}

function constructed(
  reader: Reader,
  callee: Extract<Res, { kind: 'external' }>,
  { expr, place }: Call,
): Type | null {
  const { name } = callee;
  if (WRAPPERS.has(name) || (callee.receiver && !callee.receiver.isClass)) return null;
  const isClass =
    isBuiltinClass(name) || looksLikeClass(name) || reader.services.knowledge.type(name) !== null;
  if (!isClass) return null;
  const generic = expr.callee.kind === 'subscript' ? reader.annotation(expr.callee, place) : null;
  return generic ?? libraryType(typeName(name));
}

function builtinResult(reader: Reader, name: string, { expr, place }: Call): Type | null {
  const first = expr.args[0];
  if (!first || first.name !== null || first.splat !== '') return null;
  const type = (): Type | null => reader.typeOf(first.value, place);
  if (IDENTITY.has(name)) return type();
  if (PICKS.has(name)) return elementOf(reader, type());
  const collected = COLLECTS.get(name);
  if (collected !== undefined) return collectionOf(collected, elementOf(reader, type()));
  switch (name) {
    case 'typing.cast':
      return closed(reader.annotation(first.value, place));
    case 'builtins.type': {
      const value = expr.args.length === 1 ? type() : null;
      return value && { ...value, isClass: true };
    }
    case 'builtins.enumerate': {
      const element = argument(elementOf(reader, type()));
      const pair = libraryType('builtins.tuple', [libraryType('builtins.int'), element]);
      return libraryType('typing.Iterator', [pair]);
    }
    case 'builtins.zip': {
      const parts = expr.args.map((arg) => reader.typeOf(arg.value, place));
      const items = parts.map((part) => argument(elementOf(reader, part)));
      return libraryType('typing.Iterator', [libraryType('builtins.tuple', items)]);
    }
    case 'contextlib.ExitStack.enter_context':
    case 'contextlib.AsyncExitStack.enter_context':
      return entered(reader, first.value, place);
    case 'contextlib.AsyncExitStack.enter_async_context':
      return coroutineOf(entered(reader, first.value, place));
    case 'functools.partial': {
      const wrapped = reader.resolve(first.value, place);
      const result =
        wrapped?.kind === 'function' ? closed(resultOf(reader, wrapped, { expr, place })) : null;
      return result && libraryType('typing.Callable', [result]);
    }
    default:
      return null;
  }
}

/** What calling a value gives: an instance with `__call__`, a class held in a variable, a `Callable[…, X]`. */
function resultOfValue(reader: Reader, type: Type, call: Call): Type | null {
  if (type.isClass) return instance(type);
  if (type.name === 'typing.Callable') return known(type.args[0]);
  const method = reader.member(type, '__call__');
  if (method?.kind === 'function') return closed(resultOf(reader, method, call));
  return method?.kind === 'external' ? externalResult(reader, method, call) : null;
}
