import { chainOf, type Chain } from '../python/effects/chains.ts';
import { modelOfExpr, statementOf } from '../python/effects/statement.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { CallSite, OrmColumn, OrmModel, Project } from '../python/model/index.ts';
import { isNone } from './expressions.ts';

/** A read that fails when there are two rows: whoever wrote it takes the columns for unique. */
export interface UniqueLookup {
  readonly call: CallSite;
  readonly model: OrmModel;
  /** Columns that are compared with a value. */
  readonly columns: readonly OrmColumn[];
  /** Column that marks rows as deleted, where those are left out. */
  readonly deletedMark: string | null;
}

const ONE = /(?:^|\.)(?:scalar_one|scalar_one_or_none|one|one_or_none)$/u;
const GET = /(?:^|\.)a?(?:get|get_or_none|get_object_or_404)$/u;
const EXECUTES = /\.(?:execute|scalars)$/u;
/** Methods that change nothing about which rows are found. */
const NEUTRAL =
  /(?:^|\.)(?:select|query|options|execution_options|with_for_update|unique|scalars|mappings|select_related|prefetch_related|only|defer|using|select_for_update|all|populate_existing|enable_eagerloads)$/u;
const FILTER =
  /(?:^|\.)(?:where|filter|filter_by|get|aget|get_or_none|get_object_or_404|aget_object_or_404)$/u;
const DELETED = /^(?:is_)?(?:deleted|archived|removed)(?:_at|_on)?$/u;

/** Null where more than one row is taken as well, the query is not known whole, or something else limits it. */
export function uniqueLookup(call: CallSite, project: Project): UniqueLookup | null {
  if (ONE.test(call.text)) return lookupInQuery(call);
  return GET.test(call.text) && !call.hasSplat ? lookupInManager(call, project) : null;
}

/** `session.execute(select(User).where(…)).scalar_one()`, `session.query(User).filter(…).one()`. */
function lookupInQuery(call: CallSite): UniqueLookup | null {
  const outer = chainOf(call.expr, call).calls.filter((one) => one !== call);
  const sent = outer.find(({ text }) => EXECUTES.test(text));
  const statement = sent?.argument('statement', 0) ?? null;
  if (sent !== undefined && statement === null) return null;
  const chain: Chain =
    sent === undefined ? { root: call.expr, calls: outer } : chainOf(statement ?? call.expr, sent);
  const [start] = chain.calls;
  if (start === undefined || !/(?:^|\.)(?:select|query)$/u.test(start.text)) return null;
  const model = selectedModel(start);
  const others =
    sent === undefined ? [] : outer.filter((one) => one !== sent && isAfter(one, sent));
  return model === null ? null : lookupOf(call, model, [...chain.calls, ...others]);
}

function isAfter(one: CallSite, sent: CallSite): boolean {
  return one.span.end > sent.span.end;
}

/** `select(User)`, `select(User.id, User.name)`: one model, no functions. */
function selectedModel(start: CallSite): OrmModel | null {
  const models = start.expr.args.map(({ value, name }) =>
    name === null && (value.kind === 'name' || value.kind === 'attribute')
      ? modelOfExpr(value, start)
      : null,
  );
  const [first] = models;
  return first !== undefined && models.every((model) => model === first) ? first : null;
}

/** `User.objects.get(email=…)`, `get_object_or_404(User, email=…)`, `await User.get(email=…)`. */
function lookupInManager(call: CallSite, project: Project): UniqueLookup | null {
  const { root, calls } = chainOf(call.expr, call);
  const isShortcut = call.text.endsWith('get_object_or_404');
  const start = isShortcut ? (call.expr.args[0]?.value ?? root) : root;
  const resolved = (call.function ?? call.module).resolve(
    start.kind === 'attribute' ? start.object : start,
  );
  if (resolved?.kind !== 'class' || (start.kind === 'attribute' && start.name !== 'objects'))
    return null;
  const model = resolved.class.orm;
  if (model === null || (model.kind !== 'django' && model.kind !== 'tortoise')) return null;
  if (!isShortcut && statementOf(call, project)?.model !== model) return null;
  return lookupOf(call, model, calls);
}

function lookupOf(
  call: CallSite,
  model: OrmModel,
  calls: readonly CallSite[],
): UniqueLookup | null {
  const columns: OrmColumn[] = [];
  let deletedMark: string | null = null;
  for (const one of calls) {
    if (!FILTER.test(one.text)) {
      if (NEUTRAL.test(one.text)) continue;
      return null;
    }
    const isShortcut = one.text.endsWith('get_object_or_404');
    for (const [index, { name, value, splat }] of one.expr.args.entries()) {
      if (isShortcut && index === 0) continue;
      const found =
        splat !== ''
          ? null
          : name === null
            ? compared(value, model, one)
            : field(name, value, model);
      if (found === null) return null;
      if (typeof found === 'string') deletedMark = found;
      else columns.push(found);
    }
  }
  return columns.length === 0 ? null : { call, model, columns, deletedMark };
}

/** `User.email == email`; `User.deleted_at.is_(None)` and `User.deleted == False` leave out what is gone. */
function compared(expr: Expr, model: OrmModel, at: CallSite): OrmColumn | string | null {
  if (expr.kind === 'call' && expr.callee.kind === 'attribute' && expr.callee.name === 'is_')
    return deletedMarkIn(expr.callee.object);
  if (expr.kind === 'unary') return deletedMarkIn(expr.operand);
  if (expr.kind !== 'compare' || expr.operators.length !== 1) return null;
  const [left, right] = expr.operands;
  if (left?.kind !== 'attribute' || right === undefined) return null;
  if (deletedMarkIn(left) !== null) return left.name;
  // `is None` finds many rows, a literal is a row that somebody put there by hand.
  if (expr.operators[0] !== '==' || isNone(right) || right.kind === 'string') return null;
  if (
    right.kind === 'attribute' &&
    (at.function ?? at.module).resolve(right.object)?.kind === 'class'
  )
    return null;
  const owner = (at.function ?? at.module).resolve(left.object);
  return owner?.kind === 'class' && owner.class.orm === model ? columnOf(left.name, model) : null;
}

function deletedMarkIn(expr: Expr): string | null {
  return expr.kind === 'attribute' && DELETED.test(expr.name) ? expr.name : null;
}

function field(name: string, value: Expr, model: OrmModel): OrmColumn | string | null {
  const plain = name.replace(/__(?:exact|iexact|isnull)$/u, '');
  if (DELETED.test(plain)) return plain;
  if (name.endsWith('__isnull') || isNone(value) || value.kind === 'string') return null;
  return columnOf(plain, model);
}

function columnOf(name: string, model: OrmModel): OrmColumn | null {
  return model.column(name) ?? model.column(name.replace(/_id$/u, ''));
}
