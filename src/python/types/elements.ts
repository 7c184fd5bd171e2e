import type { UnpackPath } from '../names/scope.ts';
import type { Reader, Type } from '../symbols/internals.ts';
import { COROUTINE, argument, closed, known, libraryType } from './refs.ts';

/** Types whose iteration gives their first argument. */
const ITERABLE: ReadonlySet<string> = new Set([
  ...['list', 'set', 'frozenset', 'tuple', 'dict', 'reversed'].map((name) => `builtins.${name}`),
  ...[
    'Iterable Iterator Sequence MutableSequence Collection Container AbstractSet Set MutableSet Generator Reversible',
    'AsyncIterable AsyncIterator AsyncGenerator KeysView ValuesView Mapping MutableMapping',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `typing.${name}`),
  'collections.deque',
  'collections.defaultdict',
  'collections.OrderedDict',
  'collections.Counter',
]);

const MAPPINGS: ReadonlySet<string> = new Set([
  'builtins.dict',
  'typing.Mapping',
  'typing.MutableMapping',
  'collections.defaultdict',
  'collections.OrderedDict',
]);

const AWAITABLE: ReadonlySet<string> = new Set([
  COROUTINE,
  'typing.Awaitable',
  'asyncio.Task',
  'asyncio.Future',
]);

export function isMapping(type: Type): boolean {
  return MAPPINGS.has(type.name);
}

/** Items of a tuple type with one place each; null for `tuple[X, ...]` and everything else. */
function tupleItems(type: Type): readonly Type[] | null {
  if (type.name !== 'builtins.tuple' || type.args[1]?.name === 'builtins.Ellipsis') return null;
  return type.args;
}

/** What iterating over a value gives; null when unknown or not the same for all. */
export function elementOf(reader: Reader, type: Type | null): Type | null {
  if (!type || type.isClass) return null;
  if (ITERABLE.has(type.name)) {
    const items = tupleItems(type);
    const [first, ...others] = items ?? type.args.slice(0, 1);
    return first && others.every((item) => item.name === first.name) ? known(first) : null;
  }
  if (!type.class) {
    const fact = reader.services.knowledge.callable(`${type.name}.__iter__`);
    return fact?.returns ? elementOf(reader, reader.libraryType(fact.returns)) : reader.rowOf(type);
  }
  return projectElement(reader, type) ?? reader.rowOf(type);
}

/** An iterator of the project says it in `__next__`; what only makes one says it in `__iter__`. */
function projectElement(reader: Reader, type: Type): Type | null {
  for (const name of ['__next__', '__anext__']) {
    const method = reader.member(type, name);
    if (method?.kind === 'function') return reader.returned(method);
  }
  for (const name of ['__iter__', '__aiter__']) {
    const method = reader.member(type, name);
    const iterator = method?.kind === 'function' ? reader.returned(method) : null;
    // A project class as iterator would have to be asked again, and may give itself.
    if (iterator && !iterator.class) return elementOf(reader, iterator);
  }
  return null;
}

/** The part of an unpacked value that a target at this path gets. */
export function unpacked(reader: Reader, type: Type | null, path: UnpackPath): Type | null {
  let part = type;
  for (const position of path) {
    if (!part) return null;
    const items = tupleItems(part);
    if (items) part = position < 0 ? null : known(items[position]);
    else part = elementOf(reader, part);
  }
  return part;
}

/** What `await` makes of a value. */
export function awaitedType(reader: Reader, type: Type | null): Type | null {
  if (!type || type.isClass) return null;
  if (AWAITABLE.has(type.name)) return known(type.args.at(-1));
  const method = type.class ? reader.member(type, '__await__') : null;
  if (method?.kind === 'function') return null;
  // A library call that is awaited gives what the knowledge base says it returns: its own type, or a row of a model.
  return type.class && !isModel(reader, type.class.libraryBases) ? null : closed(type);
}

function isModel(reader: Reader, bases: readonly string[]): boolean {
  return bases.some((base) => reader.services.knowledge.hasRole(base, 'orm-base'));
}

/** `value[index]` of a typed container. */
export function indexedType(type: Type, position: number | null): Type | null {
  if (isMapping(type)) return known(type.args[1]);
  const items = tupleItems(type);
  if (items) return position === null ? null : known(items.at(position));
  return type.name === 'builtins.dict' || !ITERABLE.has(type.name) ? null : known(type.args[0]);
}

/** `list[X]` from the types of its items, as far as they agree. */
export function collectionOf(name: string, item: Type | null): Type {
  return libraryType(`builtins.${name}`, item ? [argument(item)] : []);
}
