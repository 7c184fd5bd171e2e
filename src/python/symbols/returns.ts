import {
  agreed,
  argument,
  classObject,
  isNone,
  known,
  libraryType,
  typeVariable,
} from '../types/refs.ts';
import { receiverName } from '../names/owner-table.ts';
import type { FunctionSymbols, Reader, Type } from './internals.ts';

/** More returns than this are not compared. */
const MAX_RETURNS = 4;

/** Annotations whose first argument is what is yielded. */
const YIELDING: ReadonlySet<string> = new Set([
  'typing.Iterator',
  'typing.Iterable',
  'typing.Generator',
  'typing.AsyncIterator',
  'typing.AsyncIterable',
  'typing.AsyncGenerator',
  'contextlib.AbstractContextManager',
]);

/** Declared return type, or what the few returns agree on; type variables are left in. */
export function returnTypeOf(reader: Reader, fn: FunctionSymbols): Type | null {
  const { returns } = fn.facts;
  if (returns) return known(reader.annotation(returns, fn.definition));
  if (fn.facts.isGenerator) return generatorType(fn);
  const { table } = fn.owner;
  if (table.returns.length === 0 || table.returns.length > MAX_RETURNS || fn.isAbstract)
    return null;
  const self = receiverName(fn.facts);
  const types = table.returns.map((value) => {
    if (!value) return libraryType('builtins.None');
    if (value.kind === 'name' && value.id === self && fn.class) {
      const variable = typeVariable('Self', fn.class.instance);
      return fn.isClassMethod ? classObject(variable) : variable;
    }
    return reader.typeOf(value, { owner: fn.owner });
  });
  const type = agreed(types);
  return type && isNone(type) ? null : type;
}

function generatorType(fn: FunctionSymbols): Type {
  const name = fn.isAsync ? 'typing.AsyncGenerator' : 'typing.Generator';
  return libraryType(name, [argument(fn.rawYield)]);
}

/** What the function yields, by its annotation or by its few yields. */
export function yieldTypeOf(reader: Reader, fn: FunctionSymbols): Type | null {
  const { returns } = fn.facts;
  if (returns) {
    const declared = reader.annotation(returns, fn.definition);
    return declared && YIELDING.has(declared.name) ? known(declared.args[0]) : null;
  }
  const { yields } = fn.owner.table;
  if (yields.length === 0 || yields.length > MAX_RETURNS) return null;
  if (yields.some((expr) => expr.from)) return null;
  const types = yields.map(({ value }) => {
    if (!value) return libraryType('builtins.None');
    const isReceiver = value.kind === 'name' && value.id === receiverName(fn.facts);
    if (isReceiver && fn.class) return typeVariable('Self', fn.class.instance);
    return reader.typeOf(value, { owner: fn.owner });
  });
  return agreed(types);
}
