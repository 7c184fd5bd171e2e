import type { CallableFact } from '../../knowledge/entries.ts';
import type { ClassSymbols, FunctionSymbols, Reader, Res, Type } from './internals.ts';

/** What is called when a resolution is called. */
export interface Callable {
  /** Canonical qualified name, null when unknown. */
  readonly name: string | null;
  readonly target: FunctionSymbols | ClassSymbols | null;
  readonly receiver: Type | null;
  readonly fact: CallableFact | null;
}

const UNKNOWN: Callable = { name: null, target: null, receiver: null, fact: null };

export function callableOf(reader: Reader, res: Res | null): Callable {
  if (!res) return UNKNOWN;
  switch (res.kind) {
    case 'class':
      return { ...UNKNOWN, name: res.class.qualifiedName, target: res.class };
    case 'function': {
      const { function: target, receiver = null } = res;
      return { ...UNKNOWN, name: target.qualifiedName, target, receiver };
    }
    case 'external': {
      const { name, receiver = null } = res;
      return { name, target: null, receiver, fact: reader.services.knowledge.callable(name) };
    }
    case 'value':
      return res.type ? callableValue(reader, res.type) : UNKNOWN;
    case 'module':
      return UNKNOWN;
  }
}

/** A class held in a variable, or an instance with `__call__`. */
function callableValue(reader: Reader, type: Type): Callable {
  if (type.isClass) {
    return type.class
      ? callableOf(reader, { kind: 'class', class: type.class })
      : callableOf(reader, { kind: 'external', name: type.name });
  }
  if (type.name === 'typing.Callable') return UNKNOWN;
  const method = reader.member(type, '__call__');
  return method?.kind === 'value' ? UNKNOWN : callableOf(reader, method);
}
