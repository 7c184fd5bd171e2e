import type { LineRange } from '../../domain/changed-file.ts';
import type { ClassFacts, Expr, Span, Stmt } from '../../python/facts/facts.ts';
import type { FunctionModel, ModuleModel } from '../../python/model/index.ts';
import { statementsIn } from '../../rule-kit/walk.ts';
import { boundNames, mentioning } from '../affected-part.ts';

/** Which functions of a module some changed lines can have altered. */
export interface Touched {
  has(fn: FunctionModel): boolean;
}

/**
 * A function keeps its guards when neither its own lines changed nor code outside of functions that it names: a router with
 * dependencies, a class attribute, a client built at module level. Code that binds no name, and the header of a class, can
 * matter to all of the module or class. Imports, comments and blank lines alter nobody.
 */
export function touchedBy(module: ModuleModel, ranges: readonly LineRange[]): Touched {
  if (ranges.length === 0) return { has: () => false };
  const isChanged = (span: Span): boolean => {
    const start = module.position(span.start).line;
    const end = module.position(Math.max(span.start, span.end - 1)).line;
    return ranges.some((range) => range.start <= end && start <= range.end);
  };
  const outside = statementsOutsideFunctions(module).filter(isChanged);
  const names = outside.map((stmt) => boundNames(stmt, module));
  if (names.some((bound) => bound.length === 0)) return { has: () => true };
  const users = mentioning(module, new Set(names.flat()));
  const classes = module.facts.classes.filter((cls) => isChanged(headerOf(cls)));
  return {
    has: ({ facts, span }) =>
      isChanged(withDecorators(facts)) ||
      users.overlaps(span) ||
      classes.some((cls) => cls.start <= span.start && span.end <= cls.end),
  };
}

/** Statements of the module and of class bodies that are no definitions and no imports. */
function statementsOutsideFunctions(module: ModuleModel): readonly Stmt[] {
  const bodies = [module.facts.body, ...module.facts.classes.map((cls) => cls.body)];
  return bodies.flatMap((body) => [...statementsIn(body)].filter(isPlain));
}

function headerOf(cls: ClassFacts): Span {
  const { start } = withDecorators(cls);
  return { start, end: Math.max(start, cls.body[0]?.start ?? cls.nameSpan.end) };
}

const COMPOUND: ReadonlySet<Stmt['kind']> = new Set(['if', 'for', 'while', 'with', 'try', 'match']);

/** Blocks speak for themselves through the statements in them; a text for readers says nothing. */
function isPlain(stmt: Stmt): boolean {
  if (stmt.kind === 'expression' && stmt.value.kind === 'string') return false;
  return !['function', 'class', 'import'].includes(stmt.kind) && !COMPOUND.has(stmt.kind);
}

function withDecorators(definition: Span & { readonly decorators: readonly Expr[] }): Span {
  const starts = definition.decorators.map((decorator) => decorator.start);
  return { start: Math.min(definition.start, ...starts), end: definition.end };
}
