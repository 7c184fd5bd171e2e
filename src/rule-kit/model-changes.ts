import { literalNumber, literalString } from '../python/facts/expressions.ts';
import type { Expr } from '../python/facts/facts.ts';
import type {
  ClassModel,
  OrmColumn,
  OrmConstraint,
  OrmModel,
  Placed,
} from '../python/model/index.ts';
import { typeFamily } from './column-types.ts';

/** One way in which the table that a model describes is no longer the one of base. */
export interface SchemaDifference {
  readonly kind:
    'added' | 'removed' | 'loosened' | 'tightened' | 'retyped' | 'constrained' | 'indexed';
  /** Column, or the columns of a constraint. */
  readonly columns: readonly string[];
  /** For a reader: `adds region`, `makes nr unique`. */
  readonly words: string;
  readonly place: Placed;
}

/**
 * What the database would have to follow. Silent on what it does not see (Python defaults, properties, relationships,
 * labels), on what mixins bring, and on what goes away without hurting: a nullable column that the model forgets.
 */
export function schemaDifferences(base: OrmModel, head: OrmModel): readonly SchemaDifference[] {
  const added = ownColumns(head).filter(
    (column) =>
      base.column(column.name) === null && !isNamed(base.class, attributeOf(column, head)),
  );
  return [
    ...added.map((column) => difference('added', column, `adds ${column.name}`)),
    ...removals(base, head),
    ...ownColumns(head).flatMap((column) => {
      const before = base.column(column.name);
      return before === null ? [] : columnDifferences(before, column);
    }),
    ...constraintDifferences(base, head),
  ];
}

function difference(
  kind: SchemaDifference['kind'],
  column: OrmColumn,
  words: string,
): SchemaDifference {
  return { kind, columns: [column.name], words, place: column };
}

/** Columns that the class itself declares; for SQLModel also those of its bases in the same file, which are no mixins. */
function ownColumns({ class: cls, columns, kind }: OrmModel): readonly OrmColumn[] {
  const isOwn = ({ module, span }: OrmColumn): boolean =>
    module === cls.module &&
    (kind === 'sqlmodel' || (cls.facts.start <= span.start && span.end <= cls.facts.end));
  return columns.filter(isOwn);
}

/** The Python name, which is not always the column's. */
function attributeOf({ span, name }: OrmColumn, { class: cls }: OrmModel): string {
  return cls.attributes.find((attribute) => attribute.span.start === span.start)?.name ?? name;
}

/** Something of that name is there, if not as a column that can be read. */
function isNamed(cls: ClassModel, name: string): boolean {
  return (
    cls.method(name) !== null ||
    cls.attributeType(name) !== null ||
    cls.attributes.some((attribute) => attribute.name === name)
  );
}

/** New rows come without the column: that fails where it is NOT NULL without a default in the database. */
function removals(base: OrmModel, head: OrmModel): readonly SchemaDifference[] {
  if (head.class.hasUnknownBase) return [];
  return ownColumns(base)
    .filter(
      (column) =>
        column.nullable === false &&
        !column.primaryKey &&
        !column.hasServerDefault &&
        head.column(column.name) === null &&
        !isNamed(head.class, attributeOf(column, base)),
    )
    .map((column) => ({
      ...difference('removed', column, `forgets ${column.name}, which is NOT NULL`),
      place: placeOf(head),
    }));
}

function placeOf({ class: cls }: OrmModel): Placed {
  return { module: cls.module, span: cls.facts.nameSpan, symbol: cls.symbol };
}

function columnDifferences(before: OrmColumn, now: OrmColumn): readonly SchemaDifference[] {
  const { name } = now;
  const found: SchemaDifference[] = [];
  if (isSameStyle(before, now) && before.nullable !== now.nullable && !now.primaryKey) {
    if (now.nullable === true && before.nullable === false)
      found.push(difference('loosened', now, `makes ${name} nullable`));
    if (now.nullable === false && before.nullable === true)
      found.push(difference('tightened', now, `makes ${name} NOT NULL`));
  }
  if (isRetyped(before, now)) found.push(difference('retyped', now, `changes the type of ${name}`));
  if (now.unique && !before.unique && !now.primaryKey && !before.primaryKey)
    found.push(difference('constrained', now, `makes ${name} unique`));
  if (now.references !== null && before.references === null)
    found.push(difference('constrained', now, `lets ${name} refer to ${now.references}`));
  if (now.indexed && !before.indexed && !now.unique && now.references === null)
    found.push(difference('indexed', now, `indexes ${name}`));
  return found;
}

/** From `Column(…)` to `Mapped[…]` nullability is written in another way, and meant to be the same. */
function isSameStyle(before: OrmColumn, now: OrmColumn): boolean {
  return isAnnotated(before) === isAnnotated(now);
}

function isAnnotated({ module, span }: OrmColumn): boolean {
  return module.classes.some((cls) =>
    cls.attributes.some(
      (attribute) => attribute.span.start === span.start && attribute.annotation !== null,
    ),
  );
}

function isRetyped(before: OrmColumn, now: OrmColumn): boolean {
  const from = typeFamily(before.type);
  const to = typeFamily(now.type);
  if (from === null || to === null) return false;
  if (from !== to) return true;
  const [old, length] = [lengthOf(before.value), lengthOf(now.value)];
  return old !== null && length !== null && old !== length;
}

/** `max_length=20`, `String(20)`. */
function lengthOf(value: Expr | null): number | null {
  if (value?.kind !== 'call') return null;
  for (const { name, value: given } of value.args) {
    if (name === 'max_length' || name === 'length') return literalNumber(given);
    if (name !== null || given.kind !== 'call') continue;
    const [first] = given.args;
    const isText =
      given.callee.kind !== 'subscript' && typeFamily(lastWord(given.callee)) === 'text';
    if (isText && first !== undefined) return literalNumber(first.value);
  }
  return null;
}

function lastWord(expr: Expr): string {
  if (expr.kind === 'attribute') return expr.name;
  return expr.kind === 'name' ? expr.id : '';
}

/** Constraints that head has and base has not; those that went are the ledger's. */
function constraintDifferences(base: OrmModel, head: OrmModel): readonly SchemaDifference[] {
  const known = new Set(base.constraints.map(keyOf));
  return head.constraints
    .filter((constraint) => constraint.module === head.class.module)
    .filter((constraint) => !known.has(keyOf(constraint)) && !isColumnsOwn(constraint, base))
    .map((constraint): SchemaDifference => {
      const { kind, columns, name } = constraint;
      const what =
        kind === 'unique' ? 'unique constraint' : kind === 'index' ? 'index' : `${kind} constraint`;
      return {
        kind: kind === 'index' ? 'indexed' : 'constrained',
        columns,
        words: `adds the ${what} ${columns.length > 0 ? `(${columns.join(', ')})` : name}`.trim(),
        place: constraint,
      };
    });
}

/** By what it does, not by its name; by its name where its columns cannot be read. */
function keyOf({ kind, columns, name }: OrmConstraint): string {
  return `${kind} ${columns.length > 0 ? [...columns].sort().join('+') : name}`;
}

/** `unique=True` at the column in base, a constraint of the table in head. */
function isColumnsOwn({ kind, columns }: OrmConstraint, base: OrmModel): boolean {
  const [only, ...others] = columns;
  const column = only === undefined || others.length > 0 ? null : base.column(only);
  if (column === null) return false;
  return kind === 'unique' ? column.unique : kind === 'index' && column.indexed;
}

/** Django is told not to look after the table (`managed = False`), or it is another model's (`proxy = True`). */
export function isUnmanaged({ class: cls }: OrmModel): boolean {
  const meta = cls.module.classes.find(
    ({ name, facts }) =>
      name === 'Meta' && facts.owner.kind === 'class' && facts.owner.index === cls.facts.index,
  );
  return (meta?.attributes ?? []).some(
    ({ name, value }) =>
      value !== null &&
      ((name === 'managed' && isConstant(value, 'False')) ||
        (name === 'proxy' && isConstant(value, 'True')) ||
        (name === 'app_label' && literalString(value) !== null)),
  );
}

function isConstant(expr: Expr, value: string): boolean {
  return expr.kind === 'constant' && expr.value === value;
}
