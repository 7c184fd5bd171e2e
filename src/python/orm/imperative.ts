import type { Knowledge } from '../../knowledge/knowledge.ts';
import { literalString } from '../facts/expressions.ts';
import type { CallExpr, Expr } from '../facts/facts.ts';
import type { OrmColumn, OrmConstraint, OrmRelationship } from '../model/orm.ts';
import type { CallSite, ClassModel, ModuleModel } from '../model/symbols.ts';
import { bodyCall } from './body-calls.ts';
import { columnAt, lastWord } from './column-shape.ts';
import { constraintOf } from './constraints.ts';
import type { OrmServices } from './services.ts';
import { columnDraft } from './sqlalchemy-columns.ts';

/** A class mapped by `registry.map_imperatively(Order, orders)` or the classical `mapper(Order, orders)`. */
export interface ImperativeMapping {
  readonly class: ClassModel;
  readonly table: string;
  readonly columns: readonly OrmColumn[];
  readonly relationships: readonly OrmRelationship[];
  readonly constraints: readonly OrmConstraint[];
}

const MAPS = /^(?:map_imperatively|mapper)$/;

/** Imperative mappings that a module makes, in source order. */
export function imperativeMappings(
  module: ModuleModel,
  { knowledge }: Pick<OrmServices, 'knowledge'>,
): readonly ImperativeMapping[] {
  return module.calls.flatMap((call) => {
    if (!MAPS.test(lastWord(call.expr.callee))) return [];
    const mapped = call.argument('class_', 0);
    const table = call.argument('local_table', 1);
    const resolved = mapped === null ? null : module.resolve(mapped);
    const made = table?.kind === 'name' ? tableCall(module, table.id) : null;
    if (resolved?.kind !== 'class' || made === null) return [];
    return [
      { class: resolved.class, ...tableOf(made, knowledge), relationships: relationshipsOf(call) },
    ];
  });
}

/** `orders = Table('orders', metadata, …)` at the top level. */
function tableCall(module: ModuleModel, name: string): CallSite | null {
  let found: CallExpr | null = null;
  for (const statement of module.facts.body) {
    if (statement.kind !== 'assign' || statement.value?.kind !== 'call') continue;
    if (statement.targets.some((target) => target.kind === 'name' && target.id === name))
      found = statement.value;
  }
  return bodyCall(module, found);
}

function tableOf(
  call: CallSite,
  knowledge: Knowledge,
): Pick<ImperativeMapping, 'table' | 'columns' | 'constraints'> {
  const { module } = call;
  const parts = call.expr.args.slice(1).map(({ value }) => value);
  return {
    table: literalString(call.argument('name', 0)) ?? '',
    columns: parts.flatMap((part) => tableColumn(bodyCall(module, part), knowledge) ?? []),
    constraints: parts.flatMap((part) => constraintOf(part, module, knowledge) ?? []),
  };
}

/** A `Column(…)` inside a `Table(…)`. */
export function tableColumn(call: CallSite | null, knowledge: Knowledge): OrmColumn | null {
  if (call === null || call.name === null || !knowledge.hasRole(call.name, 'column')) return null;
  const name = literalString(call.argument('name', 0));
  if (name === null) return null;
  const draft = columnDraft(call, knowledge);
  return columnAt(call, name, { ...draft, nullable: draft.nullable ?? true, value: call.expr });
}

/** `properties={'lines': relationship(Line)}`. */
function relationshipsOf(call: CallSite): readonly OrmRelationship[] {
  const { module, symbol } = call;
  const properties = call.argument('properties');
  if (properties?.kind !== 'dict') return [];
  return properties.entries.flatMap(({ key, value }) => {
    const name = literalString(key);
    if (name === null || value.kind !== 'call' || lastWord(value.callee) !== 'relationship')
      return [];
    const first = value.args[0]?.value;
    const target = literalString(first) ?? (first === undefined ? null : targetOf(call, first));
    const lazy = value.args.find((argument) => argument.name === 'lazy')?.value;
    return [
      { module, span: value, symbol, name, target, many: true, loading: literalString(lazy) ?? '' },
    ];
  });
}

/** A class, or the mapper that an earlier statement kept (`lines_mapper = mapper(Line, lines)`). */
function targetOf(call: CallSite, expr: Expr): string | null {
  const resolved = call.module.resolve(expr);
  if (resolved?.kind === 'class') return resolved.class.name;
  if (expr.kind !== 'name') return null;
  const flow = call.function === null ? call.module.topLevel : call.function.flow;
  for (const made of flow.definitionsOf(expr.id, call.operation)) {
    const value = made.kind === 'assign' ? made.value : null;
    const mapped =
      value?.kind === 'call' && MAPS.test(lastWord(value.callee)) ? value.args[0] : undefined;
    if (mapped !== undefined) return lastWord(mapped.value) || null;
  }
  return null;
}
