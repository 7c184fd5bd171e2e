import { textOf } from '../python/facts/canonical-text.ts';
import { expressionsOf } from '../python/facts/expressions.ts';
import type { Expr, ExceptHandler, Span, Stmt, TryStmt, WithStmt } from '../python/facts/facts.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { CallSite, FunctionModel } from '../python/model/index.ts';
import { blocksOf, expressionsIn, statementsIn } from './walk.ts';

/** A place of an `async def` where a cancellation ends without being passed on. */
export interface SwallowedCancellation {
  readonly span: Span;
  /** `except asyncio.CancelledError`, `suppress(BaseException)`. */
  readonly text: string;
  /** The wait at which the cancellation arrives. */
  readonly wait: Expr;
  /** What the function does afterwards: it ends, or it goes on, in a loop for ever. */
  readonly then: 'ends' | 'goes-on' | 'loops';
  /** The cancellation is named: its author thought of it. Not so for a bare `except:` or `BaseException`. */
  readonly isNamed: boolean;
}

interface Within {
  readonly fn: FunctionModel;
  readonly knowledge: Knowledge;
}

/** Statement with the loops around it. Cleanup (`finally`, other handlers) is not visited. */
interface Standing {
  readonly statement: Stmt;
  readonly inLoop: boolean;
  /** Nothing of the function comes after it. */
  readonly isLast: boolean;
}

export function swallowedCancellations(
  fn: FunctionModel,
  knowledge: Knowledge,
): readonly SwallowedCancellation[] {
  const within = { fn, knowledge };
  return standings(fn.body).flatMap((standing) => {
    const { statement } = standing;
    if (statement.kind === 'try') return handled(statement, standing, within);
    return statement.kind === 'with' ? suppressed(statement, standing, within) : [];
  });
}

function standings(body: readonly Stmt[]): readonly Standing[] {
  const found: Standing[] = [];
  const open: Standing[] = blockOf(body, { inLoop: false, isLast: true });
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    found.push(at);
    const { statement } = at;
    const isLoop = statement.kind === 'for' || statement.kind === 'while';
    const inside = { inLoop: at.inLoop || isLoop, isLast: at.isLast && !isLoop };
    const blocks =
      statement.kind === 'try' ? [statement.body, statement.orelse] : blocksOf(statement);
    for (const block of blocks) open.push(...blockOf(block, inside));
  }
  return found;
}

function blockOf(body: readonly Stmt[], around: Omit<Standing, 'statement'>): Standing[] {
  return body.map((statement, index) => ({
    statement,
    inLoop: around.inLoop,
    isLast: around.isLast && index === body.length - 1,
  }));
}

function handled(
  statement: TryStmt,
  standing: Standing,
  within: Within,
): readonly SwallowedCancellation[] {
  const handler = statement.handlers.find((each) => catchesCancellation(each.types, within));
  const wait = waitIn(statement.body, within);
  if (handler === undefined || wait === null || passesOn(handler)) return [];
  const [first] = handler.types;
  const text = first === undefined ? 'except' : `except ${handler.types.map(textOf).join(', ')}`;
  const span = first ?? { start: handler.start, end: handler.start + 'except'.length };
  return [
    {
      span,
      text,
      wait,
      then: afterwards(handler, standing, within),
      isNamed: namesIt(handler.types),
    },
  ];
}

function suppressed(
  statement: WithStmt,
  standing: Standing,
  within: Within,
): readonly SwallowedCancellation[] {
  return statement.items.flatMap(({ context }) => {
    if (context.kind !== 'call') return [];
    const site = siteOf(context, within);
    if (site?.fact?.roles?.includes('suppress') !== true) return [];
    const types = context.args.map(({ value }) => value);
    const wait = waitIn(statement.body, within);
    if (types.length === 0 || wait === null || !catchesCancellation(types, within)) return [];
    const then = endOf(standing, within);
    return [{ span: context, text: textOf(context), wait, then, isNamed: namesIt(types) }];
  });
}

/** What is left to do counts only when it waits: a plain `return response` is the end. */
function endOf(
  { statement, inLoop, isLast }: Standing,
  { fn }: Within,
): SwallowedCancellation['then'] {
  if (isLast) return 'ends';
  if (inLoop) return 'loops';
  const waitsAfter = fn.flow.operations.some(
    ({ kind, start }) => (kind === 'await' || kind === 'implicit-await') && start >= statement.end,
  );
  return waitsAfter ? 'goes-on' : 'ends';
}

function afterwards(
  handler: ExceptHandler,
  standing: Standing,
  within: Within,
): SwallowedCancellation['then'] {
  const leaves = [...statementsIn(handler.body)].some(
    ({ kind }) => kind === 'return' || (kind === 'break' && standing.inLoop),
  );
  return leaves ? 'ends' : endOf(standing, within);
}

function namesIt(types: readonly Expr[]): boolean {
  return types.length > 0 && !types.some((type) => textOf(type).includes('BaseException'));
}

/** A bare `except:`, the cancellation itself, or the base of all exceptions. */
function catchesCancellation(types: readonly Expr[], within: Within): boolean {
  if (types.length === 0) return true;
  return types
    .flatMap((type) => (type.kind === 'tuple' ? type.items : [type]))
    .some((type) => isCancellation(type, within));
}

function isCancellation(type: Expr, { fn, knowledge }: Within): boolean {
  const named = fn.resolve(type);
  if (named?.kind !== 'external') return false;
  const isBase =
    named.name.endsWith('.BaseException') && knowledge.kindsOf(named.name).includes('stdlib');
  return isBase || knowledge.hasRole(named.name, 'cancellation');
}

/** The first wait of a block that a cancellation of this very function can interrupt. Waiting for a task may end by the task's own. */
function waitIn(body: readonly Stmt[], within: Within): Expr | null {
  for (const statement of statementsIn(body)) {
    if (statement.kind === 'for' && statement.isAsync) return statement.iterable;
    if (statement.kind === 'with' && statement.isAsync) return statement.items[0]?.context ?? null;
    for (const root of expressionsOf(statement)) {
      for (const expr of expressionsIn(root)) {
        if (expr.kind === 'await' && !isHandle(expr.value, within)) return expr.value;
      }
    }
  }
  return null;
}

const OF_HANDLES: ReadonlySet<string> = new Set(['gather', 'future', 'timeout-scope']);

/** A task or future that exists already, or a collection of them. */
function isHandle(value: Expr, within: Within): boolean {
  if (value.kind === 'name' || value.kind === 'attribute' || value.kind === 'subscript')
    return true;
  if (value.kind !== 'call') return false;
  const roles = siteOf(value, within)?.fact?.roles ?? [];
  const given = value.args.filter(({ name }) => name === null);
  return (
    roles.some((role) => OF_HANDLES.has(role)) &&
    given.every((each) => isHandle(each.value, within))
  );
}

function siteOf(expr: Expr, { fn }: Within): CallSite | undefined {
  return fn.calls.find((call) => call.expr === expr);
}

const HANDS_ON: ReadonlySet<string> = new Set(['set_exception', 'append', 'put', 'put_nowait']);

/** It raises at some point, or the exception goes on by another way: returned, kept, set on a future. */
function passesOn({ name, body }: ExceptHandler): boolean {
  for (const statement of statementsIn(body)) {
    if (statement.kind === 'raise') return true;
    const value =
      statement.kind === 'return' || statement.kind === 'assign' ? statement.value : null;
    if (value !== null && mentions(value, name)) return true;
    for (const root of expressionsOf(statement)) {
      for (const expr of expressionsIn(root)) {
        if (expr.kind !== 'call' || expr.callee.kind !== 'attribute') continue;
        const given = expr.args.some((argument) => mentions(argument.value, name));
        if (HANDS_ON.has(expr.callee.name) && given) return true;
      }
    }
  }
  return false;
}

function mentions(expr: Expr, name: string | null): boolean {
  if (name === null) return false;
  return [...expressionsIn(expr)].some((each) => each.kind === 'name' && each.id === name);
}
