import { createHash } from 'node:crypto';
import type { DefinitionHeader } from '../domain/suppression.ts';
import type {
  ClassFacts,
  Expr,
  FunctionFacts,
  ModuleFacts,
  Span,
  Stmt,
} from '../python/facts/facts.ts';
import type { ModuleModel, Placed } from '../python/model/index.ts';
import type { FilePlace } from '../rule-kit/definition.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import { chainText } from '../python/flow/expression-text.ts';
import { childrenOf } from '../rule-kit/walk.ts';
import type { RawFinding } from './raw-finding.ts';
import { linesOf, partsOf, statementAt } from './statement-parts.ts';

/** Where a place is, in lines and columns that count from 1. */
export interface Location {
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
}

/** What identifies a place besides its symbol. */
export interface PlaceText {
  /** What stays the same while arguments are edited: the callee of a call (`select().where`), the text of anything else. */
  readonly context: string;
  /** The whole text: tells equal contexts apart and recognises moved code. */
  readonly exact: string;
}

/** What a finding may stand on. */
export type AnyPlace = Placed | FilePlace;

export function isFilePlace(place: AnyPlace): place is FilePlace {
  return 'file' in place;
}

/** Path of the file that a place is in. */
export function pathOf(place: AnyPlace): string {
  return isFilePlace(place) ? place.file.path : place.module.path;
}

/** A file as a whole has no line: its first one stands for it. */
function locateInFile({ line = 1, column = 1 }: FilePlace): Location {
  return { line, endLine: line, column };
}

/** Definitions are shown at their name: nobody wants a comment over forty lines. */
export function locate(place: AnyPlace): Location {
  if (isFilePlace(place)) return locateInFile(place);
  const span = shownSpan(place);
  const start = place.module.position(span.start);
  const end = place.module.position(Math.max(span.start, span.end - 1));
  return { line: start.line, column: start.column, endLine: Math.max(start.line, end.line) };
}

function shownSpan(place: Placed): Span {
  return definitionOf(place)?.nameSpan ?? place.span;
}

function definitionOf(place: Placed): FunctionFacts | ClassFacts | null {
  const facts: unknown = 'facts' in place ? place.facts : null;
  if (facts === null || typeof facts !== 'object' || !('nameSpan' in facts)) return null;
  return facts as FunctionFacts | ClassFacts;
}

/** Texts by which the place is recognised in another version of the code. */
export function placeText(place: AnyPlace): PlaceText {
  if (isFilePlace(place)) {
    const line = place.line === undefined ? '' : (place.file.lines?.[place.line - 1] ?? '');
    return { context: line, exact: line };
  }
  const facts = place.module.facts;
  const definition = definitionOf(place);
  if (definition !== null) return { context: '', exact: digest(linesOf(definition.body, facts)) };
  const call = callOf(place);
  if (call !== null) {
    return { context: chainText(call.callee) || textOf(call.callee), exact: textOf(call) };
  }
  const text = textAt(facts, place.span);
  return { context: text, exact: text };
}

function callOf(place: Placed): (Expr & { readonly kind: 'call' }) | null {
  const expr: unknown = 'expr' in place ? place.expr : null;
  if (expr === null || typeof expr !== 'object' || !('kind' in expr) || expr.kind !== 'call')
    return null;
  return expr as Expr & { readonly kind: 'call' };
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** The expression or statement that has this span, or else the first line of the statement around it. */
function textAt(facts: ModuleFacts, span: Span): string {
  const stmt = statementAt(facts, span.start);
  if (stmt === null) return '';
  const { header, text } = partsOf(stmt, facts);
  const expr = expressionAt(header, span);
  return expr === null ? text : textOf(expr);
}

/** Breadth first, so that the outermost expression with this span wins. */
function expressionAt(roots: readonly Expr[], span: Span): Expr | null {
  const queue = [...roots];
  for (let i = 0; i < queue.length; i++) {
    const expr = queue[i];
    if (expr === undefined || expr.start > span.start || expr.end < span.end) continue;
    if (expr.start === span.start && expr.end === span.end) return expr;
    queue.push(...childrenOf(expr));
  }
  return null;
}

/** The lines that a suppression may speak for. Files that are no Python have none: their findings are waived in the configuration. */
export function suppressionTarget(place: AnyPlace): RawFinding['target'] {
  if (!isFilePlace(place)) return { ...extentOf(place), definitions: definitionHeaders(place) };
  const { line } = locate(place);
  return { start: line, end: line, definitions: [] };
}

/** First and last line of the simple statement around a place, or of the place alone inside a compound one. */
export function extentOf(place: Placed): { readonly start: number; readonly end: number } {
  const { line, endLine } = locate(place);
  const stmt = statementAt(place.module.facts, shownSpan(place).start);
  if (stmt === null || isCompound(stmt)) return { start: line, end: endLine };
  const start = place.module.position(stmt.start).line;
  const end = place.module.position(Math.max(stmt.start, stmt.end - 1)).line;
  return { start: Math.min(start, line), end: Math.max(end, endLine) };
}

function isCompound(stmt: Stmt): boolean {
  return ['function', 'class', 'if', 'for', 'while', 'with', 'try', 'match'].includes(stmt.kind);
}

/** Headers of the definitions around a place, itself included when it is one. */
export function definitionHeaders(place: Placed): readonly DefinitionHeader[] {
  const { functions, classes } = place.module.facts;
  const at = shownSpan(place).start;
  return [...functions, ...classes]
    .filter((definition) => startOf(definition) <= at && at < definition.end)
    .map((definition) => headerOf(place.module, definition));
}

function headerOf(module: ModuleModel, definition: FunctionFacts | ClassFacts): DefinitionHeader {
  const keyword = module.position(definition.nameSpan.start).line;
  const bodyStarts = [
    ...definition.body.slice(0, 1),
    ...(definition.docstring === null ? [] : [definition.docstring]),
  ];
  const bodyLine = Math.min(...bodyStarts.map((span) => module.position(span.start).line));
  return {
    start: module.position(startOf(definition)).line,
    keyword,
    end: Number.isFinite(bodyLine) ? Math.max(keyword, bodyLine - 1) : keyword,
  };
}

function startOf(definition: FunctionFacts | ClassFacts): number {
  return Math.min(definition.start, ...definition.decorators.map((decorator) => decorator.start));
}
