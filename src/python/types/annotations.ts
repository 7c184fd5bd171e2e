import type { CallExpr, Expr, StringExpr, SubscriptExpr } from '../facts/facts.ts';
import type { Assigned, Place, Reader, Res, Type } from '../symbols/internals.ts';
import { scopeAt } from '../names/scope.ts';
import { parseAnnotation } from './annotation-text.ts';
import {
  ANY,
  NONE,
  agreed,
  argument,
  classObject,
  instanceOf,
  isNone,
  libraryType,
  optional,
  typeVariable,
} from './refs.ts';
import { typeName } from './type-names.ts';

/** Forms that say something about a variable and nothing about its type. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'typing.Annotated',
  'typing.ClassVar',
  'typing.Final',
  'typing.Required',
  'typing.NotRequired',
  'typing.ReadOnly',
  'dataclasses.InitVar',
]);

/** `Final` and `ClassVar` without brackets: the type is that of the value. */
const QUALIFIERS: ReadonlySet<string> = new Set(['typing.Final', 'typing.ClassVar']);

/** True for what an annotation declares when it qualifies the variable and leaves its type to the value. */
export function leavesTypeToValue(declared: Type | null | undefined): boolean {
  return declared != null && QUALIFIERS.has(declared.name);
}

/** Type that an annotation declares, with type variables left in; null when unknown or a union of several. */
export function annotationType(reader: Reader, expr: Expr, place: Place): Type | null {
  const { annotations } = place.owner;
  // Bracketed names change what an expression means; such definitions read theirs once, under their own place.
  return reader.memo.ask(annotations, expr, () => evaluate(reader, expr, place));
}

function evaluate(reader: Reader, expr: Expr, place: Place): Type | null {
  switch (expr.kind) {
    case 'string': {
      const parsed = quoted(expr, place);
      return parsed && reader.annotation(parsed, place);
    }
    case 'constant':
      if (expr.value === 'None') return libraryType(NONE);
      return expr.value === '...' ? libraryType('builtins.Ellipsis') : null;
    case 'name':
      return namedType(reader, expr, place);
    case 'attribute': {
      const res = reader.resolve(expr, place);
      return res && typeOfRes(reader, res);
    }
    case 'subscript':
      return subscriptType(reader, expr, place);
    case 'binary': {
      if (expr.operator !== '|') return null;
      return union([reader.annotation(expr.left, place), reader.annotation(expr.right, place)]);
    }
    default:
      return null;
  }
}

/** The expression inside a quoted annotation. */
export function quoted(expr: StringExpr, place: Place): Expr | null {
  if (expr.bytes || expr.format !== '') return null;
  const { texts } = place.owner;
  const known = texts.get(expr);
  if (known !== undefined) return known;
  const parsed = parseAnnotation(expr.value, expr);
  texts.set(expr, parsed);
  return parsed;
}

function union(types: readonly (Type | null)[]): Type | null {
  const type = agreed(types);
  return type?.name === ANY ? null : type;
}

function namedType(
  reader: Reader,
  expr: Extract<Expr, { kind: 'name' }>,
  place: Place,
): Type | null {
  const meaning = reader.name(expr.id, expr.start, place);
  if (meaning.kind === 'type-param') return typeVariable(expr.id, meaning.bound);
  if (!meaning.res) return null;
  if (meaning.res.kind === 'external' && typeName(meaning.res.name) === 'typing.Self') {
    return selfType(place, expr.start);
  }
  return typeOfRes(reader, meaning.res);
}

/** `Self` in a class: a type variable bound to the class itself. */
function selfType(place: Place, offset: number): Type | null {
  const { owner } = place;
  const { classIndex } = scopeAt(owner.table.scope, offset);
  const cls = classIndex === null ? owner.fn?.class : owner.module.classes[classIndex];
  return cls ? typeVariable('Self', cls.instance) : null;
}

/** Instance type of what a name in an annotation stands for. */
function typeOfRes(reader: Reader, res: Res): Type | null {
  if (res.kind === 'class') return instanceOf(res.class, res.args ?? []);
  if (res.kind === 'external') return libraryType(typeName(res.name));
  return res.kind === 'value' && res.assigned ? aliasType(reader, res.assigned) : null;
}

/** `UserId = NewType(...)`, `T = TypeVar(...)`, `SessionDep = Annotated[...]`: what the alias was assigned. */
function aliasType(reader: Reader, { expr, owner }: Assigned): Type | null {
  if (expr.kind !== 'call') return reader.annotation(expr, { owner });
  const callee = reader.resolve(expr.callee, { owner });
  if (callee?.kind !== 'external') return null;
  const name = typeName(callee.name);
  if (name === 'typing.TypeVar') return typeVariableOf(reader, expr, { owner });
  const base = expr.args[1];
  return name === 'typing.NewType' && base ? reader.annotation(base.value, { owner }) : null;
}

function typeVariableOf(reader: Reader, expr: CallExpr, place: Place): Type | null {
  const name = expr.args[0]?.value;
  if (name?.kind !== 'string') return null;
  const bound = expr.args.find((arg) => arg.name === 'bound');
  return typeVariable(name.value, bound ? reader.annotation(bound.value, place) : null);
}

function subscriptType(reader: Reader, expr: SubscriptExpr, place: Place): Type | null {
  const res = reader.resolve(expr.object, place);
  const first = expr.index[0];
  if (!res || !first) return null;
  if (res.kind === 'class') return instanceOf(res.class, argumentTypes(reader, expr, place));
  if (res.kind !== 'external') return typeOfRes(reader, res);
  const name = typeName(res.name);
  // `FromDishka[Service]` is a service that a container hands in.
  const isMarker = reader.services.knowledge.hasRole(res.name, 'dependency-marker');
  if (TRANSPARENT.has(name) || isMarker) return reader.annotation(first, place);
  switch (name) {
    case 'typing.Optional': {
      const type = reader.annotation(first, place);
      return type && optional(type);
    }
    case 'typing.Union':
      return union(expr.index.map((item) => reader.annotation(item, place)));
    case 'typing.Literal':
      return reader.typeOf(first, place);
    case 'builtins.type': {
      const type = reader.annotation(first, place);
      return type && !isNone(type) ? classObject(type) : null;
    }
    case 'typing.Callable': {
      const result = expr.index[1];
      return libraryType(name, result ? [argument(reader.annotation(result, place))] : []);
    }
    default:
      return libraryType(name, argumentTypes(reader, expr, place));
  }
}

function argumentTypes(reader: Reader, expr: SubscriptExpr, place: Place): readonly Type[] {
  return expr.index.map((item) => argument(reader.annotation(item, place)));
}
