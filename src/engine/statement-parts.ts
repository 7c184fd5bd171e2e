import type {
  ExceptHandler,
  Expr,
  MatchCase,
  ModuleFacts,
  Span,
  Stmt,
} from '../python/facts/facts.ts';
import { textOf } from '../python/facts/canonical-text.ts';

/** A statement taken apart: its own expressions, its canonical first line, and the blocks it holds. */
export interface StatementParts {
  readonly header: readonly Expr[];
  /** Canonical text of the statement without its blocks. */
  readonly text: string;
  readonly blocks: readonly (readonly Stmt[])[];
}

/** Definitions are looked up in the facts, so that one walk sees nested functions and classes in place. */
export function partsOf(stmt: Stmt, facts: ModuleFacts): StatementParts {
  switch (stmt.kind) {
    case 'function':
    case 'class':
      return definitionParts(stmt.kind, stmt.index, facts);
    case 'if':
    case 'while':
      return parts([stmt.test], `${stmt.kind} ${textOf(stmt.test)}:`, [stmt.body, stmt.orelse]);
    case 'for':
      return parts(
        [stmt.target, stmt.iterable],
        `${stmt.isAsync ? 'async ' : ''}for ${textOf(stmt.target)} in ${textOf(stmt.iterable)}:`,
        [stmt.body, stmt.orelse],
      );
    case 'with':
      return parts(
        stmt.items.flatMap((item) => present([item.context, item.target])),
        `${stmt.isAsync ? 'async ' : ''}with ${stmt.items.map((item) => `${textOf(item.context)}${item.target === null ? '' : ` as ${textOf(item.target)}`}`).join(', ')}:`,
        [stmt.body],
      );
    case 'try':
      return parts(
        stmt.handlers.flatMap((handler) => handler.types),
        `try: ${stmt.handlers.map(handlerText).join(' ')}`,
        [stmt.body, ...stmt.handlers.map((handler) => handler.body), stmt.orelse, stmt.finalbody],
      );
    case 'match':
      return parts(
        [stmt.subject, ...stmt.cases.flatMap(caseExpressions)],
        `match ${textOf(stmt.subject)}:`,
        stmt.cases.map((arm) => arm.body),
      );
    default:
      return simpleParts(stmt);
  }
}

type SimpleStmt = Exclude<
  Stmt,
  { readonly kind: 'function' | 'class' | 'if' | 'while' | 'for' | 'with' | 'try' | 'match' }
>;

function simpleParts(stmt: SimpleStmt): StatementParts {
  switch (stmt.kind) {
    case 'expression':
      return parts([stmt.value], textOf(stmt.value), []);
    case 'assign':
      return parts(
        present([...stmt.targets, stmt.annotation, stmt.value]),
        `${stmt.targets.map(textOf).join(' = ')}${annotated(stmt.annotation)} ${stmt.operator ?? '='} ${stmt.value === null ? '' : textOf(stmt.value)}`,
        [],
      );
    case 'return':
      return keyword('return', [stmt.value]);
    case 'raise':
      return keyword('raise', [stmt.value, stmt.cause]);
    case 'assert':
      return keyword('assert', [stmt.test, stmt.message]);
    case 'delete':
      return keyword('del', stmt.targets);
    case 'global':
    case 'nonlocal':
      return parts([], `${stmt.kind} ${stmt.names.join(', ')}`, []);
    case 'type-alias':
      return keyword(`type ${stmt.name} =`, [stmt.value]);
    default:
      return parts([], stmt.kind, []);
  }
}

function definitionParts(
  kind: 'function' | 'class',
  index: number,
  facts: ModuleFacts,
): StatementParts {
  if (kind === 'class') {
    const cls = facts.classes[index];
    if (cls === undefined) return parts([], 'class', []);
    const header = [...cls.decorators, ...cls.bases, ...cls.keywords.map((arg) => arg.value)];
    return parts(header, `class ${cls.name}(${header.map(textOf).join(', ')}):`, [cls.body]);
  }
  const fn = facts.functions[index];
  if (fn === undefined) return parts([], 'def', []);
  const defaults = fn.params.flatMap((param) => present([param.annotation, param.default]));
  const header = [...fn.decorators, ...defaults, ...present([fn.returns])];
  const params = [...fn.params.map((param) => param.name), ...header.map(textOf)].join(', ');
  return parts(header, `${fn.isAsync ? 'async ' : ''}def ${fn.name}(${params}):`, [fn.body]);
}

function parts(
  header: readonly Expr[],
  text: string,
  blocks: readonly (readonly Stmt[])[],
): StatementParts {
  return { header, text, blocks };
}

function keyword(word: string, values: readonly (Expr | null)[]): StatementParts {
  const header = present(values);
  return parts(header, `${word} ${header.map(textOf).join(', ')}`.trim(), []);
}

function present(values: readonly (Expr | null)[]): Expr[] {
  return values.filter((value) => value !== null);
}

function annotated(annotation: Expr | null): string {
  return annotation === null ? '' : `: ${textOf(annotation)}`;
}

function handlerText(handler: ExceptHandler): string {
  return `except${handler.group ? '*' : ''} ${handler.types.map(textOf).join(', ')}:`;
}

function caseExpressions(arm: MatchCase): Expr[] {
  return [...arm.values, ...present([arm.guard])];
}

/** Canonical lines of some statements and everything below them, in source order. */
export function linesOf(body: readonly Stmt[], facts: ModuleFacts): readonly string[] {
  const lines: string[] = [];
  const stack: Stmt[] = [...body].reverse();
  for (let stmt = stack.pop(); stmt !== undefined; stmt = stack.pop()) {
    const { text, blocks } = partsOf(stmt, facts);
    lines.push(text);
    for (const block of [...blocks].reverse()) stack.push(...[...block].reverse());
  }
  return lines;
}

/** The innermost statement around an offset, null outside every statement. */
export function statementAt(facts: ModuleFacts, offset: number): Stmt | null {
  let found: Stmt | null = null;
  let blocks: readonly (readonly Stmt[])[] = [facts.body];
  for (;;) {
    const next = innermost(blocks, offset, facts);
    if (next === null) return found;
    found = next;
    blocks = partsOf(next, facts).blocks;
  }
}

function innermost(
  blocks: readonly (readonly Stmt[])[],
  offset: number,
  facts: ModuleFacts,
): Stmt | null {
  for (const block of blocks) {
    for (const stmt of block) if (covers(fullSpan(stmt, facts), offset)) return stmt;
  }
  return null;
}

/** Decorators belong to the definition, whether or not its span begins with them. */
function fullSpan(stmt: Stmt, facts: ModuleFacts): Span {
  if (stmt.kind !== 'function' && stmt.kind !== 'class') return stmt;
  const definition = (stmt.kind === 'function' ? facts.functions : facts.classes)[stmt.index];
  if (definition === undefined) return stmt;
  const starts = definition.decorators.map((decorator) => decorator.start);
  return {
    start: Math.min(stmt.start, definition.start, ...starts),
    end: Math.max(stmt.end, definition.end),
  };
}

function covers(span: Span, offset: number): boolean {
  return span.start <= offset && offset < Math.max(span.end, span.start + 1);
}
