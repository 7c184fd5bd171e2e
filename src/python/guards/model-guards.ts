import { textOf, walkExpressions } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { Guard } from '../model/guards.ts';
import type { OrmColumn, OrmConstraint, OrmModel } from '../model/orm.ts';
import type { ClassModel, ModuleModel } from '../model/symbols.ts';
import { guardAt } from './guard-at.ts';

const EXACT = /(?:^|\.)(?:Numeric|DECIMAL|DecimalField|Decimal|MONEY|MoneyField)$/;
const MONEY =
  /(?:^|_)(?:amount|price|total|balance|cost|fee|tax|salary|payment|paid|charge|credit|debit|refund|discount|subtotal|revenue|wage|rate)s?(?:_|$)/i;

/** Guards of a database model: what its table does not let happen. */
export function ormGuards(model: OrmModel): readonly Guard[] {
  const owner = model.class.name;
  const version = model.versionColumn;
  return [
    ...model.columns.flatMap((column) => columnGuards(column, owner)),
    ...model.constraints.flatMap((constraint) => constraintGuards(constraint, model)),
    ...(version === null
      ? []
      : [
          guardAt(model.class, 'version-column', {
            subject: `${owner}.${version}`,
            text: `version_id_col: ${version}`,
            span: model.class.facts.nameSpan,
          }),
        ]),
  ];
}

function columnGuards(column: OrmColumn, owner: string): readonly Guard[] {
  const subject = `${owner}.${column.name}`;
  const guards: Guard[] = [];
  const text = column.value === null ? column.name : `${column.name} = ${textOf(column.value)}`;
  if (column.unique && !column.primaryKey)
    guards.push(guardAt(column, 'unique-constraint', { subject, text }));
  if (column.indexed && !column.unique && column.references === null)
    guards.push(guardAt(column, 'index', { subject, text }));
  if (column.references !== null) guards.push(guardAt(column, 'foreign-key', { subject, text }));
  if (EXACT.test(column.type) && MONEY.test(column.name))
    guards.push(guardAt(column, 'exact-money', { subject, text }));
  return guards;
}

function constraintGuards(constraint: OrmConstraint, model: OrmModel): readonly Guard[] {
  const owner = model.class.name;
  const { name, kind } = constraint;
  const columns = kind === 'check' ? checkColumns(constraint, model) : constraint.columns;
  const subject = `${owner}.${columns.length > 0 ? [...columns].sort().join('+') : name}`;
  const listed = columns.length > 0 ? columns.join(', ') : name;
  switch (kind) {
    case 'unique':
      return [guardAt(constraint, 'unique-constraint', { subject, text: `unique (${listed})` })];
    case 'check':
      return columns.length === 0
        ? []
        : [guardAt(constraint, 'check-constraint', { subject, text: checkText(constraint, name) })];
    case 'foreign-key':
      return [guardAt(constraint, 'foreign-key', { subject, text: `foreign key (${listed})` })];
    case 'index':
      return [guardAt(constraint, 'index', { subject, text: `index (${listed})` })];
  }
}

/** Columns that a check speaks of, by the words of its condition. */
export function checkColumns(constraint: OrmConstraint, model: OrmModel): readonly string[] {
  const expr = conditionOf(constraint);
  if (expr === null) return [];
  const words = new Set<string>();
  walkExpressions(expr, (inner) => {
    if (inner.kind === 'name') words.add(inner.id);
    else if (inner.kind === 'attribute') words.add(inner.name);
    else if (inner.kind === 'string')
      for (const word of inner.value.split(/[^\p{L}\p{N}_]+/u)) words.add(word);
    else if (inner.kind === 'call')
      for (const { name } of inner.args) words.add(name?.split('__')[0] ?? '');
  });
  return model.columns.map(({ name }) => name).filter((name) => words.has(name));
}

/** The call that makes the constraint, without its name: a name may speak of columns that it does not check. */
function conditionOf({ module, span }: OrmConstraint): Expr | null {
  const call = module.topLevel.calls.find(
    ({ expr }) => expr.start === span.start && expr.end === span.end,
  );
  if (call === undefined) return null;
  return { ...call.expr, args: call.expr.args.filter(({ name }) => name !== 'name') };
}

function checkText(constraint: OrmConstraint, name: string): string {
  const expr = conditionOf(constraint);
  return expr === null ? `check ${name}`.trim() : textOf(expr);
}

/** Guards of a plain class: frozen records, exact amounts. */
export function classGuards(cls: ClassModel): readonly Guard[] {
  const { record } = cls;
  if (record === null) return [];
  const guards: Guard[] = [];
  if (record.frozen && record.kind !== 'named-tuple') {
    guards.push(
      guardAt(cls, 'immutability', {
        subject: cls.name,
        text: 'frozen=True',
        span: cls.decorators[0]?.span ?? cls.facts.nameSpan,
      }),
    );
  }
  for (const field of record.fields) {
    if (field.type?.name !== 'decimal.Decimal') continue;
    guards.push(
      guardAt(field, 'exact-money', {
        subject: `${cls.name}.${field.name}`,
        text: `${field.name}: Decimal`,
      }),
    );
  }
  return guards;
}

/** Guards of the models and classes of a module. Those of a mixin count where it is mixed in. */
export function moduleGuards(module: ModuleModel): readonly Guard[] {
  return module.classes.flatMap((cls) => {
    const { orm } = cls;
    if (orm === null) return classGuards(cls);
    return ormGuards(orm).filter((guard) => guard.module === module);
  });
}
