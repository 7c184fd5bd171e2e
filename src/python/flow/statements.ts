import type { ClassFacts, FunctionFacts, ModuleFacts, Stmt } from '../facts/facts.ts';
import type { BodyContext } from './body-context.ts';
import { emitFor, emitIf, emitMatch, emitWhile, emitWith } from './compound.ts';
import type { Emitter } from './emitter.ts';
import { emitDefaults, emitExpression } from './expressions.ts';
import { emitTry } from './try-statement.ts';

/** Emits the operations of a body in evaluation order. Nesting is bounded by the facts. */
export function emitBody(out: Emitter, facts: ModuleFacts, body: readonly Stmt[]): void {
  const context: BodyContext = {
    out,
    facts,
    block: (statements) => {
      for (const statement of statements) {
        out.statement = statement;
        emitStatement(context, statement);
      }
    },
  };
  context.block(body);
}

function emitStatement(context: BodyContext, statement: Stmt): void {
  switch (statement.kind) {
    case 'if':
      return emitIf(context, statement);
    case 'for':
      return emitFor(context, statement);
    case 'while':
      return emitWhile(context, statement);
    case 'with':
      return emitWith(context, statement);
    case 'try':
      return emitTry(context, statement);
    case 'match':
      return emitMatch(context, statement);
    case 'function':
      return emitFunctionHeader(context, context.facts.functions[statement.index]);
    case 'class':
      return emitClass(context, context.facts.classes[statement.index]);
    default:
      return emitSimple(context.out, statement);
  }
}

function emitSimple(out: Emitter, statement: Stmt): void {
  switch (statement.kind) {
    case 'expression':
    case 'type-alias':
      return emitExpression(out, statement.value);
    case 'assign':
      return emitAssign(out, statement);
    case 'return':
      if (statement.value !== null) emitExpression(out, statement.value);
      out.emit(statement, { kind: 'return', value: statement.value });
      return out.graph.jump('leave');
    case 'raise':
      if (statement.value !== null) emitExpression(out, statement.value);
      if (statement.cause !== null) emitExpression(out, statement.cause);
      out.emit(statement, { kind: 'raise', value: statement.value });
      out.graph.current = null;
      return;
    case 'assert':
      emitExpression(out, statement.test);
      out.emit(statement, { kind: 'test', test: statement.test });
      if (statement.message !== null) emitExpression(out, statement.message);
      return;
    case 'delete':
      for (const target of statement.targets) emitExpression(out, target);
      return out.emit(statement, { kind: 'delete', targets: statement.targets });
    case 'break':
    case 'continue':
      return out.graph.jump(statement.kind);
    default:
      return;
  }
}

function emitAssign(out: Emitter, statement: Extract<Stmt, { kind: 'assign' }>): void {
  if (statement.value !== null) emitExpression(out, statement.value);
  for (const target of statement.targets) emitExpression(out, target);
  if (statement.annotation !== null) emitExpression(out, statement.annotation);
  if (statement.value === null) return;
  const { targets, value, operator } = statement;
  out.emit(statement, { kind: 'assign', targets, value, operator, source: statement });
}

/** Decorators, defaults and annotations run where the function is defined; its body does not. */
function emitFunctionHeader({ out }: BodyContext, facts: FunctionFacts | undefined): void {
  if (facts === undefined) return;
  for (const decorator of facts.decorators) emitExpression(out, decorator);
  emitDefaults(out, facts.params);
  for (const { annotation } of facts.params)
    if (annotation !== null) emitExpression(out, annotation);
  if (facts.returns !== null) emitExpression(out, facts.returns);
}

function emitClass(context: BodyContext, facts: ClassFacts | undefined): void {
  if (facts === undefined) return;
  for (const decorator of facts.decorators) emitExpression(context.out, decorator);
  for (const base of facts.bases) emitExpression(context.out, base);
  for (const keyword of facts.keywords) emitExpression(context.out, keyword.value);
  context.block(facts.body);
}
