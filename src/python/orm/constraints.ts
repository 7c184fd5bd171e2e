import type { Knowledge } from '../../knowledge/knowledge.ts';
import { literalString } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { OrmConstraint } from '../model/orm.ts';
import type { CallSite, ClassModel, ModuleModel } from '../model/symbols.ts';
import { bodyCall } from './body-calls.ts';
import { lastWord } from './column-shape.ts';
import { itemsOf, strings, truth } from './literals.ts';

/** Constraints of `__table_args__` and of `class Meta`. */
export function classConstraints(
  cls: ClassModel,
  meta: ClassModel | null,
  knowledge: Knowledge,
): readonly OrmConstraint[] {
  const args = attributeValue(cls, '__table_args__');
  const table = itemsOf(args).flatMap((item) => constraintOf(item, cls.module, knowledge) ?? []);
  return meta === null ? table : [...table, ...metaConstraints(meta, knowledge)];
}

export function attributeValue(cls: ClassModel, name: string): Expr | null {
  return (
    cls.attributes.find((attribute) => attribute.name === name && attribute.origin === 'class')
      ?.value ?? null
  );
}

function metaConstraints(meta: ClassModel, knowledge: Knowledge): readonly OrmConstraint[] {
  const { module } = meta;
  const listed = ['constraints', 'indexes'].flatMap((name) =>
    itemsOf(attributeValue(meta, name)).flatMap(
      (item) => constraintOf(item, module, knowledge) ?? [],
    ),
  );
  const together = ['unique_together', 'index_together'].flatMap((name) =>
    groupsOf(attributeValue(meta, name)).map((group): OrmConstraint => {
      const kind = name === 'unique_together' ? 'unique' : 'index';
      return { module, span: group, symbol: meta.symbol, kind, columns: strings(group), name: '' };
    }),
  );
  return [...listed, ...together];
}

/** `('a', 'b')` is one group, `(('a', 'b'), ('c', 'd'))` are two. */
function groupsOf(expr: Expr | null): readonly Expr[] {
  if (expr === null) return [];
  const items = itemsOf(expr);
  return items.some((item) => item.kind === 'tuple' || item.kind === 'list') ? items : [expr];
}

/** One constraint or index call, null when it is none. */
export function constraintOf(
  expr: Expr,
  module: ModuleModel,
  knowledge: Knowledge,
): OrmConstraint | null {
  const call = bodyCall(module, expr);
  if (call === null) return null;
  const kind = kindOf(call, knowledge);
  if (kind === null) return null;
  const columns = call.argument('fields') ?? call.argument('columns');
  const positional = call.expr.args
    .filter(({ name, splat }) => name === null && splat === '')
    .map(({ value }) => value);
  const isNamedFirst = kind.first === 'name';
  const name =
    literalString(call.argument('name')) ??
    (isNamedFirst ? literalString(positional[0]) : null) ??
    '';
  const listed = positional.slice(isNamedFirst ? 1 : 0).flatMap((value) => [...columnNames(value)]);
  return {
    module,
    span: expr,
    symbol: call.symbol,
    kind: kind.kind,
    columns: columnsOf(kind.kind, columns ?? null, { listed, positional }),
    name,
  };
}

function columnsOf(
  kind: OrmConstraint['kind'],
  written: Expr | null,
  found: { readonly listed: readonly string[]; readonly positional: readonly Expr[] },
): readonly string[] {
  if (kind === 'check') return [];
  if (kind === 'foreign-key') return strings(found.positional[0] ?? written);
  return written === null ? found.listed : strings(written);
}

function columnNames(expr: Expr): readonly string[] {
  if (expr.kind === 'string' || expr.kind === 'list' || expr.kind === 'tuple') return strings(expr);
  if (expr.kind === 'name' || expr.kind === 'attribute') return [lastWord(expr)];
  return [];
}

interface ConstraintKind {
  readonly kind: OrmConstraint['kind'];
  /** What the first positional argument is. */
  readonly first: 'name' | 'column';
}

function kindOf(call: CallSite, knowledge: Knowledge): ConstraintKind | null {
  const { name } = call;
  if (name === null) return null;
  const has = (role: 'unique-constraint' | 'check-constraint' | 'index'): boolean =>
    knowledge.hasRole(name, role) || call.fact?.roles?.includes(role) === true;
  if (has('unique-constraint')) return { kind: 'unique', first: 'column' };
  if (has('check-constraint')) return { kind: 'check', first: 'column' };
  if (has('index')) {
    const first = name.startsWith('sqlalchemy.') ? 'name' : 'column';
    return { kind: truth(call.argument('unique')) === true ? 'unique' : 'index', first };
  }
  return name.endsWith('ForeignKeyConstraint') ? { kind: 'foreign-key', first: 'column' } : null;
}
