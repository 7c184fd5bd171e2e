import type { AttributeExpr, Expr } from '../facts/facts.ts';
import { isBuiltin } from '../names/builtins.ts';
import { lookupLate, lookupName } from '../names/lookup.ts';
import type { Lookup } from '../names/lookup.ts';
import { resolveCandidates } from './bindings.ts';
import type { NameMeaning, Owner, Place, Reader, Res } from './internals.ts';
import { memberOfClass, memberOfFunction, superMember } from './members.ts';
import { memberOfModule, starMember } from './modules.ts';

/** What an expression names. Anything but a name, an attribute or a subscripted class is a value with its type. */
export function resolveExpression(reader: Reader, expr: Expr, place: Place): Res | null {
  switch (expr.kind) {
    case 'name': {
      const meaning = nameMeaning(reader, { id: expr.id, at: expr.start, late: false }, place);
      return meaning.kind === 'resolved' ? meaning.res : null;
    }
    case 'attribute':
      return reader.memo.ask(place.owner.resolutions, expr, () =>
        resolveAttribute(reader, expr, place),
      );
    case 'subscript': {
      const generic = reader.resolve(expr.object, place);
      if (generic?.kind === 'class') {
        const args = reader.annotation(expr, place)?.args ?? [];
        return { ...generic, args };
      }
      // `sessionmaker[AsyncSession]` is still the library's class.
      return generic?.kind === 'external' ? generic : valueOf(reader, expr, place);
    }
    default:
      return valueOf(reader, expr, place);
  }
}

function valueOf(reader: Reader, expr: Expr, place: Place): Res | null {
  const type = reader.typeOf(expr, place);
  if (!type) return null;
  if (type.isClass) {
    return type.class
      ? { kind: 'class', class: type.class, args: type.args }
      : { kind: 'external', name: type.name };
  }
  return { kind: 'value', name: '', type };
}

/** A name with the place it is read at; `late` when an annotation may be read after everything has run. */
export interface NameUse {
  readonly id: string;
  readonly at: number;
  readonly late: boolean;
}

export function nameMeaning(reader: Reader, use: NameUse, place: Place): NameMeaning {
  if (place.typeParams?.includes(use.id)) {
    const found = place.typeBounds?.find(({ name }) => name === use.id);
    return { kind: 'type-param', bound: found ? reader.annotation(found.bound, place) : null };
  }
  const first = lookupName(place.owner, use.id, use.at);
  const lookup =
    use.late && first.kind === 'unbound' ? lookupLate(place.owner, use.id, use.at) : first;
  if (lookup.kind === 'type-param') {
    const { bound, frame } = lookup;
    return { kind: 'type-param', bound: bound && reader.annotation(bound, { owner: frame }) };
  }
  return { kind: 'resolved', res: meaningOf(reader, lookup, use.id) };
}

function meaningOf(
  reader: Reader,
  lookup: Exclude<Lookup<Owner>, { kind: 'type-param' }>,
  id: string,
): Res | null {
  if (lookup.kind === 'bound') return resolveCandidates(reader, lookup.candidates);
  const star = starMember(reader, lookup.module.module, id);
  if (star !== undefined) return star;
  return isBuiltin(id) ? { kind: 'external', name: `builtins.${id}` } : null;
}

function resolveAttribute(reader: Reader, expr: AttributeExpr, place: Place): Res | null {
  const { object, name } = expr;
  if (isSuper(object)) return superMember(reader, object, { place, name });
  const base = reader.resolve(object, place);
  if (!base) return null;
  switch (base.kind) {
    case 'module':
      return memberOfModule(reader, base, { name, importer: place.owner.module.info });
    case 'class':
      return memberOfClass(reader, base, name);
    case 'function':
      return memberOfFunction(reader, base.function, name);
    case 'external':
      return externalMember(reader, base.name, name);
    case 'value':
      return base.type && reader.member(base.type, name);
  }
}

function isSuper(expr: Expr): expr is Extract<Expr, { kind: 'call' }> {
  return expr.kind === 'call' && expr.callee.kind === 'name' && expr.callee.id === 'super';
}

/** `package.name`: a known attribute of a known type has its own type, everything else is a longer name. */
function externalMember(reader: Reader, owner: string, name: string): Res | null {
  const { knowledge } = reader.services;
  const type = knowledge.attributeType(owner, name);
  if (type) return { kind: 'value', name: `${owner}.${name}`, type: reader.libraryType(type) };
  return { kind: 'external', name: knowledge.canonical(`${owner}.${name}`) };
}
