import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Role } from '../../knowledge/entries.ts';
import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { OrmColumn, OrmRelationship } from '../model/orm.ts';
import type { CallSite, ClassAttribute, ModuleModel } from '../model/symbols.ts';
import { bodyCall } from './body-calls.ts';
import { columnAt, inside, lastWord, withoutNone, type ColumnDraft } from './column-shape.ts';
import { isGiven, itemsOf, lastName, nameOf, statesOf, truth } from './literals.ts';

/** A `Column(…)`, `mapped_column(…)` or bare `Mapped[…]` attribute as a column, null when it is none. */
export function sqlalchemyColumn(
  attribute: ClassAttribute,
  knowledge: Knowledge,
): OrmColumn | null {
  const { module, name, annotation, value } = attribute;
  const mapped = inside(annotation, (callee) => lastWord(callee) === 'Mapped');
  const call = bodyCall(module, value);
  const isColumn = call !== null && has(call, 'column', knowledge);
  if (!isColumn && (mapped === null || value !== null || isCollection(mapped, module))) return null;
  const declared = mapped === null ? null : withoutNone(mapped);
  const draft = call === null ? {} : columnDraft(call, knowledge);
  const type =
    draft.type === undefined || draft.type === ''
      ? nameOf(declared?.type ?? null, module)
      : draft.type;
  const nullable = draft.nullable ?? (declared === null ? true : declared.optional);
  const states = draft.states?.length ? draft.states : statesOf(declared?.type ?? null, module);
  return columnAt(attribute, columnName(call) ?? name, {
    ...draft,
    type,
    states,
    nullable: draft.primaryKey === true ? false : nullable,
    value,
  });
}

/** `Mapped[list[Order]]` and `Mapped[Order]` without a value are relationships written elsewhere. */
function isCollection(mapped: Expr, module: ModuleModel): boolean {
  const { type } = withoutNone(mapped);
  if (
    type.kind === 'subscript' &&
    /^(?:list|List|set|Set|Sequence|WriteOnlyMapped)$/.test(lastWord(type.object))
  )
    return true;
  const resolved = module.resolve(type);
  return resolved?.kind === 'class' && resolved.class.orm !== null;
}

function columnName(call: CallSite | null): string | null {
  const first = call?.expr.args[0];
  return first === undefined || first.name !== null ? null : literalString(first.value);
}

/** What the arguments of a column call say. */
export function columnDraft(call: CallSite, knowledge: Knowledge): ColumnDraft {
  const { module } = call;
  const positional = call.expr.args
    .filter(({ name, splat }) => name === null && splat === '')
    .map(({ value }) => value);
  const named = call.argument('type_') ?? call.argument('sa_type');
  const parts = [...(named === null ? [] : [named]), ...positional];
  const foreign =
    parts.map((part) => reference(part, module, knowledge)).find((part) => part !== null) ??
    call.argument('foreign_key');
  const typeExpr = parts.find((part) => isType(part, module, knowledge)) ?? null;
  const primaryKey = truth(call.argument('primary_key')) === true;
  return {
    type: nameOf(plainType(typeExpr), module),
    nullable: primaryKey ? false : truth(call.argument('nullable')),
    unique: truth(call.argument('unique')) === true,
    indexed: truth(call.argument('index')) === true,
    primaryKey,
    references:
      foreign === null || foreign === undefined
        ? null
        : typeof foreign === 'string'
          ? foreign
          : tableOf(literalString(foreign)),
    hasDefault:
      ['default', 'default_factory', 'insert_default'].some((name) =>
        isGiven(call.argument(name)),
      ) || parts.some((part) => isIdentity(part)),
    hasServerDefault:
      isGiven(call.argument('server_default')) || parts.some((part) => isIdentity(part)),
    states: typeExpr === null ? [] : enumArguments(typeExpr, module),
  };
}

/** `String` of `String(20)` and of `MutableDict.as_mutable(String)`. */
function plainType(expr: Expr | null): Expr | null {
  if (expr?.kind !== 'call') return expr;
  if (lastWord(expr.callee) !== 'as_mutable') return expr.callee;
  const inner = expr.args[0]?.value ?? null;
  return inner?.kind === 'call' ? inner.callee : inner;
}

function isIdentity(expr: Expr): boolean {
  return expr.kind === 'call' && /^(?:Identity|Computed|Sequence)$/.test(lastWord(expr.callee));
}

function isType(expr: Expr, module: ModuleModel, knowledge: Knowledge): boolean {
  if (expr.kind === 'string' || isIdentity(expr)) return false;
  const target = expr.kind === 'call' ? expr.callee : expr;
  const name = nameOf(target, module);
  if (name === '') return false;
  const roles = knowledge.rolesOf(name);
  return (
    !(['foreign-key', 'check-constraint', 'index', 'unique-constraint'] as Role[]).some((role) =>
      roles.includes(role),
    ) && !/ForeignKey$|Constraint$/.test(name)
  );
}

/** Table of `ForeignKey('users.id')` or `ForeignKey(User.id)`. */
function reference(expr: Expr, module: ModuleModel, knowledge: Knowledge): string | null {
  if (expr.kind !== 'call') return null;
  const name = nameOf(expr.callee, module);
  if (!knowledge.hasRole(name, 'foreign-key') && lastName(name) !== 'ForeignKey') return null;
  const target = expr.args[0]?.value;
  if (target === undefined) return null;
  if (target.kind === 'attribute') return lastWord(target.object) || null;
  return tableOf(literalString(target));
}

/** `users` of `users.id` and of `public.users.id`. */
function tableOf(column: string | null): string | null {
  if (column === null) return null;
  const parts = column.split('.');
  return parts.length < 2 ? column : (parts.at(-2) ?? null);
}

/** `Enum(OrderStatus)`, `Enum('new', 'paid')`. */
function enumArguments(type: Expr, module: ModuleModel): readonly string[] {
  if (type.kind !== 'call' || !lastWord(type.callee).endsWith('Enum')) return [];
  const literals = type.args
    .filter(({ name }) => name === null)
    .flatMap(({ value }) => literalString(value) ?? []);
  return literals.length > 0 ? literals : statesOf(type.args[0]?.value ?? null, module);
}

function has(call: CallSite, role: Role, knowledge: Knowledge): boolean {
  if (call.fact?.roles?.includes(role) === true) return true;
  return call.name !== null && knowledge.hasRole(call.name, role);
}

/** A `relationship(…)` attribute, null when it is none. */
export function sqlalchemyRelationship(
  attribute: ClassAttribute,
  knowledge: Knowledge,
): OrmRelationship | null {
  const { module, name, annotation, value, span, symbol } = attribute;
  const call = bodyCall(module, value);
  if (call === null || !has(call, 'relationship', knowledge)) return null;
  const mapped = annotation?.kind === 'subscript' ? (annotation.index[0] ?? null) : null;
  const declared = mapped === null ? null : elementOf(mapped);
  const first = call.expr.args[0];
  const written =
    first !== undefined && first.name === null ? targetName(first.value, module) : null;
  return {
    module,
    span,
    symbol,
    name,
    target: written ?? (declared === null ? null : targetName(declared.type, module)),
    many:
      declared === null || mapped === null
        ? truth(call.argument('uselist')) !== false
        : declared.many,
    loading: literalString(call.argument('lazy')) ?? '',
  };
}

function elementOf(annotation: Expr): { readonly type: Expr; readonly many: boolean } {
  const { type } = withoutNone(annotation);
  const element = type.kind === 'subscript' ? itemsOf(type.index[0] ?? null)[0] : undefined;
  return element === undefined ? { type, many: false } : { type: element, many: true };
}

function targetName(expr: Expr, module: ModuleModel): string | null {
  const text = literalString(expr);
  if (text !== null) return lastName(text.replace(/["'\]]/g, '').replace(/^.*\[/, ''));
  if (expr.kind === 'lambda') return targetName(expr.body, module);
  const resolved = module.resolve(expr);
  if (resolved?.kind === 'class') return resolved.class.name;
  return expr.kind === 'name' ? expr.id : null;
}
