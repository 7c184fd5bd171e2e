import type { Knowledge } from '../knowledge/knowledge.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { ExceptHandler, Expr, Span, Stmt, WithStmt } from '../python/facts/facts.ts';
import type { CallSite, FunctionModel, ModuleModel, Placed } from '../python/model/index.ts';
import { placeAt } from './expressions.ts';
import { statementsIn } from './walk.ts';

/** A body of code that runs as one: a function's, or the top level of a module. */
export interface CodeBody extends Placed {
  /** Null for the top level. */
  readonly function: FunctionModel | null;
  readonly statements: readonly Stmt[];
  readonly calls: readonly CallSite[];
  /** Canonical name of a library's or a builtin name, null for anything else. */
  externalName(expr: Expr): string | null;
}

/** Every body of a module: the top level first, then its functions in source order. */
export function codeBodiesOf(module: ModuleModel): readonly CodeBody[] {
  const top: CodeBody = {
    module,
    span: { start: 0, end: 0 },
    symbol: '',
    function: null,
    statements: module.facts.body,
    calls: module.topLevel.calls,
    externalName: (expr) => externalOf(module, expr),
  };
  return [top, ...module.functions.map(codeBodyOf)];
}

/** The body of one function. */
export function codeBodyOf(fn: FunctionModel): CodeBody {
  const { module, span, symbol, calls, body: statements } = fn;
  const externalName = (expr: Expr): string | null => externalOf(fn, expr);
  return { module, span, symbol, function: fn, statements, calls, externalName };
}

function externalOf(scope: Pick<ModuleModel, 'resolve'>, expr: Expr): string | null {
  const found = scope.resolve(expr);
  return found?.kind === 'external' ? found.name : null;
}

/** Calls that stand in some statements of a body. */
export function callsWithin(body: CodeBody, statements: readonly Stmt[]): readonly CallSite[] {
  const start = statements[0]?.start ?? 0;
  const end = statements.at(-1)?.end ?? 0;
  return body.calls.filter((call) => start <= call.span.start && call.span.end <= end);
}

/** `except:`, `except Exception`, `except (ValueError, BaseException)`. */
export function catchesEverything(types: readonly Expr[], body: CodeBody): boolean {
  if (types.length === 0) return true;
  return types.some((type) => {
    const name = body.externalName(type);
    return name === 'builtins.Exception' || name === 'builtins.BaseException';
  });
}

/** A call in a `try` of its own function that catches everything and does not raise: its errors go no further. */
export function handlesItself({ regions, function: fn }: CallSite): boolean {
  if (fn === null) return false;
  const body = codeBodyOf(fn);
  return regions.some(
    (region) =>
      region.kind === 'try' &&
      region.statement.handlers.some(
        (handler) =>
          catchesEverything(handler.types, body) &&
          [...statementsIn(handler.body)].every(({ kind }) => kind !== 'raise'),
      ),
  );
}

/** `pass`, `...`, `continue`, a string and nothing else: nobody hears of the error. */
export function isSilentHandler({ body }: ExceptHandler): boolean {
  return body.every((statement) => {
    if (statement.kind === 'pass' || statement.kind === 'continue') return true;
    if (statement.kind !== 'expression') return false;
    return statement.value.kind === 'constant' || statement.value.kind === 'string';
  });
}

/** The `except …` line of a handler, without its body. */
export function handlerPlace(handler: ExceptHandler, body: CodeBody): Placed {
  const end = handler.types.at(-1)?.end ?? handler.start + 'except'.length;
  const span: Span = { start: handler.start, end };
  return placeAt(body, span);
}

/** `except`, `except Exception`, `except (A, B)` as written. */
export function handlerText({ types, group }: ExceptHandler): string {
  const word = group ? 'except*' : 'except';
  const [only] = types;
  if (only === undefined) return word;
  return `${word} ${types.length === 1 ? textOf(only) : `(${types.map(textOf).join(', ')})`}`;
}

/** True when a comment for linters stands on the handler: somebody meant it. */
export function hasLinterComment(handler: ExceptHandler, body: CodeBody): boolean {
  const first = body.module.position(handler.start).line;
  const last = body.module.position(Math.max(handler.start, handler.end - 1)).line;
  return body.module.facts.comments.some(
    ({ line, text }) =>
      first <= line && line <= last && /noqa(?!:)|noqa:.*\b(?:S110|S112|BLE001|E722)\b/u.test(text),
  );
}

/** The call in `with contextlib.suppress(Exception):`, null where it names what is expected. */
export function suppressionOfAll(
  { items }: WithStmt,
  body: CodeBody,
  knowledge: Knowledge,
): CallSite | null {
  const starts = new Set(items.map(({ context }) => context.start));
  const call = body.calls.find(
    ({ span, name }) =>
      starts.has(span.start) &&
      name?.endsWith('.suppress') === true &&
      knowledge.kindsOf(name).includes('stdlib'),
  );
  const types = call?.expr.args.map((arg) => arg.value) ?? [];
  return call !== undefined && types.length > 0 && catchesEverything(types, body) ? call : null;
}
