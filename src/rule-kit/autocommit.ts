import type { Knowledge } from '../knowledge/knowledge.ts';
import type { CallExpr, Expr } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, Operation, Project } from '../python/model/index.ts';
import { booleanValue, nameOf, stringValue } from './expressions.ts';

/** The statement that a call sends is a transaction of its own while none is open: by the library's rule, not by a setting. */
export function autocommits(call: CallSite, knowledge: Knowledge): boolean {
  const { receiver } = call;
  if (receiver === null) return false;
  const names = receiver.class === null ? [receiver.name] : receiver.class.ancestors;
  return names.some((name) => knowledge.hasRole(name, 'autocommit'));
}

/** How a transaction is opened around a statement, as code: `connection.transaction()`, `transaction.atomic()`. */
export function transactionOpener(call: CallSite, knowledge: Knowledge): string {
  const { callee } = call.expr;
  const type = call.receiver?.name ?? '';
  const owner = callee.kind === 'attribute' ? nameOf(callee.object) : null;
  for (const method of ['transaction', 'begin']) {
    if (owner !== null && knowledge.hasRole(`${type}.${method}`, 'transaction'))
      return `${owner}.${method}()`;
  }
  const bases = call.receiver?.class?.ancestors ?? [type];
  const library = bases.map((base) => knowledge.libraryOf(base)).find((found) => found !== null);
  const opener = library?.callables.find(({ roles }) => roles?.includes('transaction'))?.match[0];
  const [first = '', ...rest] = opener?.split('.').slice(-2).join('.') ?? 'transaction';
  return `${first.toLowerCase()}${rest.join('')}()`;
}

const MAX_STEPS = 8;

interface Scope {
  readonly fn: FunctionModel | null;
  readonly module: CallSite['module'];
  readonly at: Operation | null;
}

/**
 * The call that puts the connection or session of a statement into autocommit: `create_engine(…, isolation_level="AUTOCOMMIT")`,
 * `connect(autocommit=True)`, `execution_options(…)`. Followed through names, `with` and factories of the module, then of others.
 */
export function autocommitSetting(call: CallSite, project: Project): CallExpr | null {
  const { callee } = call.expr;
  if (callee.kind !== 'attribute') return null;
  let expr: Expr | null = callee.object;
  let scope: Scope = { fn: call.function, module: call.module, at: call.operation };
  for (let step = 0; step < MAX_STEPS && expr !== null; step += 1) {
    if (expr.kind === 'await') {
      expr = expr.value;
    } else if (expr.kind === 'call') {
      if (turnsOn(expr)) return expr;
      expr = behind(expr);
    } else if (expr.kind === 'attribute') {
      expr = expr.object;
    } else {
      const made: { readonly value: Expr; readonly scope: Scope } | null =
        expr.kind === 'name' ? definitionOf(expr.id, scope, project) : null;
      expr = made?.value ?? null;
      scope = made?.scope ?? scope;
    }
  }
  return null;
}

function turnsOn({ args }: CallExpr): boolean {
  return args.some(
    ({ name, value }) =>
      (name === 'isolation_level' && stringValue(value)?.toUpperCase() === 'AUTOCOMMIT') ||
      (name === 'autocommit' && booleanValue(value) === true),
  );
}

/** What a connection is taken from: `engine` of `engine.connect()`, of `sessionmaker(bind=engine)`, of `Session(engine)`. */
function behind({ callee, args }: CallExpr): Expr | null {
  const bind = args.find(({ name }) => name === 'bind')?.value ?? args[0]?.value;
  if (bind?.kind === 'name' || bind?.kind === 'attribute') return bind;
  return callee.kind === 'attribute' ? callee.object : callee;
}

function definitionOf(
  name: string,
  { fn, module, at }: Scope,
  project: Project,
): { readonly value: Expr; readonly scope: Scope } | null {
  if (fn !== null && at !== null) {
    const [only, ...others] = fn.flow.definitionsOf(name, at);
    if (others.length > 0) return null;
    if (only?.kind === 'assign')
      return only.value === null ? null : { value: only.value, scope: { fn, module, at: only } };
    if (fn.params.some((param) => param.name === name)) return null;
  }
  const home = homeOf(name, module, project);
  if (home === null) return null;
  const value = assignedAtTop(home.name, home.module);
  return value === null ? null : { value, scope: { fn: null, module: home.module, at: null } };
}

/** The module that assigns a global name, this one or the one it is imported from. */
function homeOf(
  name: string,
  module: CallSite['module'],
  project: Project,
): { readonly name: string; readonly module: CallSite['module'] } | null {
  if (assignedAtTop(name, module) !== null) return { name, module };
  for (const edge of project.imports.importsOf(module.path)) {
    if (!edge.names.includes(name)) continue;
    const other = project.module(edge.imported.path);
    if (other !== null && assignedAtTop(name, other) !== null) return { name, module: other };
  }
  return null;
}

function assignedAtTop(name: string, module: CallSite['module']): Expr | null {
  const values = module.facts.body.flatMap((statement) =>
    statement.kind === 'assign' &&
    statement.value !== null &&
    statement.targets.some((target) => target.kind === 'name' && target.id === name)
      ? [statement.value]
      : [],
  );
  return values.length === 1 ? (values[0] ?? null) : null;
}
