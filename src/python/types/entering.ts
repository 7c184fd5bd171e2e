import type { Expr } from '../facts/facts.ts';
import type { Place, Reader, Type } from '../symbols/internals.ts';
import { CONTEXT_MANAGER, COROUTINE, known } from './refs.ts';

/** Wrappers whose `as` gives the wrapped object itself. */
const CLOSERS: ReadonlySet<string> = new Set(['contextlib.closing', 'contextlib.aclosing']);

/** Type bound by `with context as name`. */
export function entered(reader: Reader, context: Expr, place: Place): Type | null {
  if (context.kind === 'call') {
    const callee = reader.resolve(context.callee, place);
    const external = callee?.kind === 'external' ? callee.name : null;
    const first = context.args[0];
    if (external !== null && CLOSERS.has(external) && first) {
      return reader.typeOf(first.value, place);
    }
    const fact = external === null ? null : reader.services.knowledge.callable(external);
    if (fact?.enters) return reader.factType(fact.enters, context, place);
  }
  return enteredType(reader, reader.typeOf(context, place));
}

function enteredType(reader: Reader, type: Type | null): Type | null {
  if (!type || type.isClass) return null;
  if (type.name === CONTEXT_MANAGER) return known(type.args[0]);
  if (type.name === COROUTINE) return enteredType(reader, known(type.args.at(-1)));
  const { knowledge } = reader.services;
  for (const name of ['__aenter__', '__enter__']) {
    const method = type.class ? reader.member(type, name) : null;
    if (method?.kind === 'function') return reader.returned(method);
    const external = method?.kind === 'external' ? method.name : `${type.name}.${name}`;
    const fact = knowledge.callable(external);
    const spelling = fact?.enters ?? fact?.returns;
    if (spelling && spelling !== 'self') return reader.libraryType(spelling);
  }
  // Nothing says otherwise: clients, files and sessions give themselves. A project class would have said so.
  return type.class && type.class.libraryBases.length === 0 ? null : type;
}
