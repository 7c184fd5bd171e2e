import type {
  BinaryExpr,
  ComprehensionExpr,
  ConstantExpr,
  Expr,
  SubscriptExpr,
} from '../facts/facts.ts';
import type { Place, Reader, Res, Type } from '../symbols/internals.ts';
import { typeOfCall } from './call-types.ts';
import { awaitedType, collectionOf, indexedType } from './elements.ts';
import { NONE, agreed, argument, classObject, known, libraryType, optional } from './refs.ts';
import { isBuiltinClass, looksLikeClass, typeName } from './type-names.ts';

/** Items of a literal that are looked at for its element type. */
const MAX_ITEMS = 8;

/** Type of the value of an expression; null when unknown. */
export function inferType(reader: Reader, expr: Expr, place: Place): Type | null {
  switch (expr.kind) {
    case 'name':
    case 'attribute': {
      const res = reader.resolve(expr, place);
      return res && typeOfResolution(reader, res);
    }
    case 'call':
      return typeOfCall(reader, expr, place);
    case 'await':
      return awaitedType(reader, reader.typeOf(expr.value, place));
    case 'subscript':
      return subscripted(reader, expr, place);
    case 'named':
      return reader.typeOf(expr.value, place);
    case 'conditional':
      return agreed([reader.typeOf(expr.then, place), reader.typeOf(expr.otherwise, place)]);
    case 'boolean':
      return booleanType(reader, expr, place);
    case 'binary':
      return binaryType(reader, expr, place);
    default:
      return literalType(reader, expr, place);
  }
}

/** The type of what a resolution stands for. */
export function typeOfResolution(reader: Reader, res: Res): Type | null {
  switch (res.kind) {
    case 'class':
      return classObject({ ...res.class.instance, args: res.args ?? [] });
    case 'external':
      return externalType(reader, res.name);
    case 'value':
      return known(res.type);
    case 'function':
      return res.function.decoratedType;
    case 'module':
      return null;
  }
}

function externalType(reader: Reader, name: string): Type | null {
  const isClass =
    isBuiltinClass(name) || looksLikeClass(name) || reader.services.knowledge.type(name) !== null;
  return isClass ? classObject(libraryType(typeName(name))) : null;
}

function constantType(expr: ConstantExpr): Type | null {
  if (expr.value === 'None') return libraryType(NONE);
  return expr.value === '...' ? null : libraryType('builtins.bool');
}

function literalType(reader: Reader, expr: Expr, place: Place): Type | null {
  switch (expr.kind) {
    case 'string':
      return libraryType(expr.bytes ? 'builtins.bytes' : 'builtins.str');
    case 'number': {
      if (/^0[xXbBoO]/.test(expr.text)) return libraryType('builtins.int');
      if (/[jJ]$/.test(expr.text)) return libraryType('builtins.complex');
      return libraryType(/[.eE]/.test(expr.text) ? 'builtins.float' : 'builtins.int');
    }
    case 'constant':
      return constantType(expr);
    case 'tuple':
      return tupleType(reader, expr.items, place);
    case 'list':
    case 'set':
      return collectionOf(expr.kind, itemType(reader, expr.items, place));
    case 'dict': {
      const values = expr.entries.map((entry) => (entry.key ? entry.value : null));
      const value = values.includes(null)
        ? null
        : itemType(
            reader,
            values.filter((item) => item !== null),
            place,
          );
      const key = libraryType('builtins.str');
      return libraryType('builtins.dict', value ? [key, argument(value)] : []);
    }
    case 'comprehension':
      return comprehensionType(reader, expr, place);
    case 'compare':
      return libraryType('builtins.bool');
    case 'unary':
      return expr.operator === 'not'
        ? libraryType('builtins.bool')
        : reader.typeOf(expr.operand, place);
    default:
      return null;
  }
}

function tupleType(reader: Reader, items: readonly Expr[], place: Place): Type {
  if (items.length > MAX_ITEMS || items.some((item) => item.kind === 'starred')) {
    return libraryType('builtins.tuple');
  }
  return libraryType(
    'builtins.tuple',
    items.map((item) => argument(reader.typeOf(item, place))),
  );
}

function itemType(reader: Reader, items: readonly Expr[], place: Place): Type | null {
  if (items.length === 0 || items.length > MAX_ITEMS) return null;
  return agreed(items.map((item) => (item.kind === 'starred' ? null : reader.typeOf(item, place))));
}

function comprehensionType(reader: Reader, expr: ComprehensionExpr, place: Place): Type {
  const element = reader.typeOf(expr.element, place);
  switch (expr.result) {
    case 'generator':
      return libraryType('typing.Generator', element ? [argument(element)] : []);
    case 'dict': {
      const value = expr.value && reader.typeOf(expr.value, place);
      return libraryType('builtins.dict', [argument(element), argument(value)]);
    }
    default:
      return collectionOf(expr.result, element);
  }
}

function subscripted(reader: Reader, expr: SubscriptExpr, place: Place): Type | null {
  const object = reader.typeOf(expr.object, place);
  if (!object) return null;
  if (object.isClass) {
    const generic = reader.annotation(expr, place);
    return generic && !generic.name.startsWith('~') ? classObject(generic) : null;
  }
  const [index] = expr.index;
  if (index?.kind === 'slice') return object;
  if (index?.kind === 'string' && object.class?.libraryBases.includes('typing.TypedDict')) {
    const field = reader.member(object, index.value);
    return field?.kind === 'value' ? field.type : null;
  }
  const method = object.class ? reader.member(object, '__getitem__') : null;
  if (method?.kind === 'function') return reader.returned(method);
  return indexedType(object, positionOf(index));
}

function positionOf(index: Expr | undefined): number | null {
  if (index?.kind === 'number' && /^\d+$/.test(index.text)) return Number(index.text);
  const negative = index?.kind === 'unary' && index.operator === '-' ? index.operand : null;
  if (negative?.kind === 'number' && /^\d+$/.test(negative.text)) return -Number(negative.text);
  return null;
}

/** `a or b` is a value of `a` that is not None, or `b`; `a and b` may be what made `a` false. */
function booleanType(
  reader: Reader,
  expr: Extract<Expr, { kind: 'boolean' }>,
  place: Place,
): Type | null {
  const left = reader.typeOf(expr.left, place);
  const right = reader.typeOf(expr.right, place);
  if (expr.operator === 'or') {
    return agreed([left && { ...left, optional: false }, right]);
  }
  return right && (left?.name === right.name ? right : optional(right));
}

const NUMBERS: readonly string[] = ['builtins.bool', 'builtins.int', 'builtins.float'];

function binaryType(reader: Reader, expr: BinaryExpr, place: Place): Type | null {
  const left = reader.typeOf(expr.left, place);
  if (!left || left.isClass) return null;
  if (expr.operator === '%' && left.name === 'builtins.str') return left;
  if (expr.operator === '/' && left.name.startsWith('pathlib.')) return left;
  const right = reader.typeOf(expr.right, place);
  if (!right) return null;
  const rank = NUMBERS.indexOf(left.name);
  const other = NUMBERS.indexOf(right.name);
  if (rank >= 0 && other >= 0) {
    const name = expr.operator === '/' ? 'builtins.float' : NUMBERS[Math.max(rank, other, 1)];
    return name === undefined ? null : libraryType(name);
  }
  return left.name === right.name ? left : null;
}
