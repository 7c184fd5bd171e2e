import type { LineRange } from '../../domain/changed-file.ts';
import type { Expr, Span, Stmt } from '../../python/facts/facts.ts';
import type { FunctionModel, ModuleModel } from '../../python/model/index.ts';
import { statementsIn } from '../../rule-kit/walk.ts';

/** Which functions of a module some changed lines can have altered. */
export interface Touched {
  has(fn: FunctionModel): boolean;
}

/**
 * A function keeps its guards when neither its own lines nor any code outside of functions changed: a router's dependencies, a
 * class attribute, a client built at module level. Imports, comments and blank lines alter nobody.
 */
export function touchedBy(module: ModuleModel, ranges: readonly LineRange[]): Touched {
  if (ranges.length === 0) return { has: () => false };
  const isChanged = (span: Span): boolean => {
    const start = module.position(span.start).line;
    const end = module.position(Math.max(span.start, span.end - 1)).line;
    return ranges.some((range) => range.start <= end && start <= range.end);
  };
  const outside = codeOutsideFunctions(module).some(isChanged);
  return { has: (fn) => outside || isChanged(withDecorators(fn.facts)) };
}

/** Statements of the module and of class bodies that are no definitions and no imports, and the headers of classes. */
function codeOutsideFunctions(module: ModuleModel): Span[] {
  const bodies = [module.facts.body, ...module.facts.classes.map((cls) => cls.body)];
  const headers = module.facts.classes.map((cls) => {
    const from = withDecorators(cls).start;
    return { start: from, end: Math.max(from, cls.body[0]?.start ?? cls.nameSpan.end) };
  });
  return [...headers, ...bodies.flatMap((body) => [...statementsIn(body)].filter(isPlain))];
}

const COMPOUND: ReadonlySet<Stmt['kind']> = new Set(['if', 'for', 'while', 'with', 'try', 'match']);

/** Blocks speak for themselves through the statements in them. */
function isPlain(stmt: Stmt): boolean {
  return !['function', 'class', 'import'].includes(stmt.kind) && !COMPOUND.has(stmt.kind);
}

function withDecorators(definition: Span & { readonly decorators: readonly Expr[] }): Span {
  const starts = definition.decorators.map((decorator) => decorator.start);
  return { start: Math.min(definition.start, ...starts), end: definition.end };
}
