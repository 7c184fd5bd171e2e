import type { Type } from '../symbols/internals.ts';
import { isMapping } from './elements.ts';
import { argument, known, libraryType, optional } from './refs.ts';

const SAME_TEXT: ReadonlySet<string> = new Set(
  [
    'capitalize casefold center expandtabs format format_map join ljust lower lstrip removeprefix removesuffix replace rjust',
    'rstrip strip swapcase title translate upper zfill decode',
  ]
    .join(' ')
    .split(' '),
);
const TEXT_LISTS: ReadonlySet<string> = new Set(['split', 'rsplit', 'splitlines']);
const SAME_COLLECTION: ReadonlySet<string> = new Set([
  'copy',
  'union',
  'intersection',
  'difference',
  'symmetric_difference',
]);

const text = libraryType('builtins.str');

/** What a method of a built-in type gives, where it follows from the receiver. */
export function methodResult(receiver: Type, method: string): Type | null {
  const name = method.slice(method.lastIndexOf('.') + 1);
  if (receiver.isClass) return null;
  if (receiver.name === 'builtins.str' || receiver.name === 'builtins.bytes') {
    return textResult(receiver, name);
  }
  if (isMapping(receiver)) return mappingResult(receiver, name);
  if (!receiver.name.startsWith('builtins.') && receiver.name !== 'collections.deque') return null;
  if (SAME_COLLECTION.has(name)) return receiver;
  const picks = name === 'pop' || name === 'popleft';
  return picks && receiver.name !== 'builtins.tuple' ? known(receiver.args[0]) : null;
}

function textResult(receiver: Type, name: string): Type | null {
  if (name === 'encode') return libraryType('builtins.bytes');
  if (name === 'decode') return text;
  if (SAME_TEXT.has(name)) return receiver;
  if (TEXT_LISTS.has(name)) return libraryType('builtins.list', [receiver]);
  if (name === 'partition' || name === 'rpartition') {
    return libraryType('builtins.tuple', [receiver, receiver, receiver]);
  }
  return null;
}

function mappingResult(receiver: Type, name: string): Type | null {
  const [key, value] = receiver.args;
  const given = known(value);
  switch (name) {
    case 'get':
      return given && optional(given);
    case 'pop':
    case 'setdefault':
      return given;
    case 'copy':
      return receiver;
    case 'keys':
      return libraryType('typing.KeysView', key ? [key] : []);
    case 'values':
      return libraryType('typing.ValuesView', value ? [value] : []);
    case 'items': {
      const pair = libraryType('builtins.tuple', [argument(key ?? null), argument(value ?? null)]);
      return libraryType('typing.ValuesView', [pair]);
    }
    default:
      return null;
  }
}
