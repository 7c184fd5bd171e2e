import type { Knowledge } from '../../knowledge/knowledge.ts';
import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { OrmColumn, OrmRelationship } from '../model/orm.ts';
import type { CallSite, ClassAttribute, ModuleModel } from '../model/symbols.ts';
import { bodyCall } from './body-calls.ts';
import { columnAt, lastWord, withoutNone, type ColumnDraft } from './column-shape.ts';
import { columnDraft } from './sqlalchemy-columns.ts';
import { isGiven, lastName, nameOf, statesOf, truth } from './literals.ts';

const REFERENCES = /(?:ForeignKey|OneToOne|ForeignKeyField|OneToOneField)$/;
const MANY = /ManyToMany/;

/** A field of a Django, Tortoise or peewee model as a column, null when it is none. */
export function fieldColumn(attribute: ClassAttribute, knowledge: Knowledge): OrmColumn | null {
  const call = fieldCall(attribute, knowledge);
  if (call === null || call.name === null || isManyField(call)) return null;
  return columnAt(attribute, attribute.name, fieldDraft(call));
}

function fieldCall(attribute: ClassAttribute, knowledge: Knowledge): CallSite | null {
  const call = bodyCall(attribute.module, attribute.value);
  if (call === null || call.name === null) return null;
  const roles = knowledge.rolesOf(call.name);
  const own = call.fact?.roles ?? [];
  const isField = [...roles, ...own].some(
    (role) =>
      role === 'column' ||
      role === 'relationship' ||
      role === 'foreign-key' ||
      role === 'float-column',
  );
  return isField || derivesFromField(call, knowledge) ? call : null;
}

/** A field class of the project derives from one of the library. */
function derivesFromField(call: CallSite, knowledge: Knowledge): boolean {
  return ancestorsOf(call).some(
    (base) => knowledge.hasRole(base, 'column') || knowledge.hasRole(base, 'relationship'),
  );
}

/** Bases of a field class that the project wrote itself. */
function ancestorsOf({ target }: CallSite): readonly string[] {
  return target === null || 'returnType' in target ? [] : target.ancestors;
}

/** A many-to-many field has a table of its own and no column, whatever its class is called. */
export function isManyField(call: CallSite): boolean {
  return [call.name ?? '', ...ancestorsOf(call)].some((name) => MANY.test(name));
}

/** `super().__init__(max_length=150, unique=True)` in a field class of the project. */
function isUniqueByItself({ target }: CallSite): boolean {
  if (target === null || 'returnType' in target) return false;
  const calls = target.method('__init__')?.calls ?? [];
  return calls.some((call) => truth(call.argument('unique')) === true);
}

/** What the arguments of a field call say. */
export function fieldDraft(call: CallSite): ColumnDraft {
  const name = call.name ?? '';
  const primaryKey =
    truth(call.argument('primary_key')) === true ||
    truth(call.argument('pk')) === true ||
    name.endsWith('AutoField');
  const isReference = REFERENCES.test(name);
  return {
    type: name,
    nullable: primaryKey ? false : truth(call.argument('null')) === true,
    unique:
      truth(call.argument('unique')) === true ||
      name.includes('OneToOne') ||
      isUniqueByItself(call),
    indexed:
      truth(call.argument('db_index')) === true ||
      truth(call.argument('index')) === true ||
      isReference ||
      name.endsWith('SlugField'),
    primaryKey,
    references: isReference ? modelName(firstArgument(call), call.module) : null,
    hasDefault: ['default', 'auto_now', 'auto_now_add'].some((name) =>
      isGiven(call.argument(name)),
    ),
    hasServerDefault: isGiven(call.argument('db_default')) || isGiven(call.argument('constraints')),
    states: statesOf(
      call.argument('choices') ?? call.argument('enum_type') ?? enumArgument(call),
      call.module,
    ),
    value: call.expr,
  };
}

function enumArgument(call: CallSite): Expr | null {
  return call.name?.endsWith('EnumField') === true ? firstArgument(call) : null;
}

function firstArgument(call: CallSite): Expr | null {
  return call.argument('to') ?? call.argument('model_name') ?? call.argument('model', 0);
}

/** `Order`, `'Order'`, `'shop.Order'`, `settings.AUTH_USER_MODEL` → the model's class name. */
function modelName(expr: Expr | null, module: ModuleModel): string | null {
  if (expr === null) return null;
  const text = literalString(expr);
  if (text !== null) return lastName(text);
  const resolved = nameOf(expr, module);
  if (resolved !== '') return lastName(resolved);
  return lastWord(expr) || null;
}

/** A reference field or many-to-many as a relationship, null when it is none. */
export function fieldRelationship(
  attribute: ClassAttribute,
  knowledge: Knowledge,
): OrmRelationship | null {
  const { module, name, span, symbol } = attribute;
  const call = fieldCall(attribute, knowledge);
  const reverse = call === null ? reverseTarget(attribute) : null;
  if (reverse !== null)
    return { module, span, symbol, name, target: reverse, many: true, loading: '' };
  if (call === null || call.name === null) return null;
  const many = isManyField(call);
  if (!many && !REFERENCES.test(call.name)) return null;
  return {
    module,
    span,
    symbol,
    name,
    target: modelName(firstArgument(call), module),
    many,
    loading: '',
  };
}

/** Tortoise: `orders: fields.ReverseRelation['Order']`. */
function reverseTarget({ annotation, module }: ClassAttribute): string | null {
  if (
    annotation?.kind !== 'subscript' ||
    !/^(?:ReverseRelation|ManyToManyRelation)$/.test(lastWord(annotation.object))
  )
    return null;
  return modelName(annotation.index[0] ?? null, module);
}

/** A field of a SQLModel table: any annotated attribute that is no relationship. */
export function sqlmodelColumn(attribute: ClassAttribute, knowledge: Knowledge): OrmColumn | null {
  const { annotation, module, name, value, origin } = attribute;
  if (origin !== 'class' || annotation === null || name.startsWith('__')) return null;
  if (lastWord(annotation.kind === 'subscript' ? annotation.object : annotation) === 'ClassVar')
    return null;
  const call = bodyCall(module, value);
  if (call !== null && call.name !== null && knowledge.hasRole(call.name, 'relationship'))
    return null;
  const { type, optional } = withoutNone(annotation);
  const declared = {
    type: nameOf(type, module),
    nullable: optional,
    states: statesOf(type, module),
  };
  if (call === null)
    return columnAt(attribute, name, { ...declared, hasDefault: value !== null, value });
  return columnAt(attribute, name, {
    ...declared,
    ...fieldArguments(call, optional, knowledge),
    value,
  });
}

/** What `Field(…)` says of the column, or the `sa_column` inside it. */
function fieldArguments(call: CallSite, optional: boolean, knowledge: Knowledge): ColumnDraft {
  const column = bodyCall(call.module, call.argument('sa_column'));
  if (column !== null) {
    const draft = columnDraft(column, knowledge);
    return { ...draft, nullable: draft.nullable ?? true };
  }
  const primaryKey = truth(call.argument('primary_key')) === true;
  const target = literalString(call.argument('foreign_key'));
  const type = sqlType(call);
  return {
    ...(type === '' ? {} : { type }),
    nullable: primaryKey ? false : (truth(call.argument('nullable')) ?? optional),
    unique: truth(call.argument('unique')) === true,
    indexed: truth(call.argument('index')) === true,
    primaryKey,
    references: target === null ? null : (target.split('.').at(-2) ?? target),
    hasDefault: isGiven(call.argument('default', 0)) || isGiven(call.argument('default_factory')),
    hasServerDefault: hasServerDefault(call),
  };
}

function sqlType(call: CallSite): string {
  const written = call.argument('sa_type');
  return nameOf(written?.kind === 'call' ? written.callee : written, call.module);
}

function hasServerDefault(call: CallSite): boolean {
  const options = call.argument('sa_column_kwargs');
  return (
    options?.kind === 'dict' &&
    options.entries.some(({ key }) => literalString(key) === 'server_default')
  );
}
