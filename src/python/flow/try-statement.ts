import type { ExceptHandler, Expr, TryStmt } from '../facts/facts.ts';
import { Emitter } from './emitter.ts';
import { emitExpression } from './expressions.ts';
import type { BodyContext } from './body-context.ts';

/** Emits a `try`: any block of its body may raise into any of its handlers; `finally` runs on every way out. */
export function emitTry(context: BodyContext, statement: TryStmt): void {
  const { graph } = context.out;
  if (statement.finalbody.length === 0) {
    emitProtected(context, statement);
    return;
  }
  const frame = graph.openFinally();
  const protectedFrom = graph.blocks.length;
  emitProtected(context, statement);
  graph.closeFrame();
  const first = graph.blocks.length;
  graph.branchFrom(graph.current);
  context.out.statement = statement;
  context.out.inside(statement, { kind: 'finally', statement }, () =>
    context.block(statement.finalbody),
  );
  graph.cloneFinally(frame, { first, end: graph.blocks.length, protectedFrom });
}

function emitProtected(context: BodyContext, statement: TryStmt): void {
  const { out } = context;
  const { graph } = out;
  const first = graph.blocks.length;
  graph.branchFrom(graph.current);
  out.inside(statement, { kind: 'try', statement }, () => context.block(statement.body));
  const end = graph.blocks.length;
  const bodyEnd = graph.current;
  if (statement.orelse.length > 0) {
    graph.branchFrom(bodyEnd);
    out.inside(statement, { kind: 'try-else', statement }, () => context.block(statement.orelse));
  }
  const ends: (number | null)[] = [graph.current];
  for (const handler of statement.handlers) {
    const entry = graph.branchFrom(null);
    graph.raising(first, end, entry);
    emitHandler(context, statement, handler);
    ends.push(graph.current);
  }
  graph.join(ends);
}

function emitHandler(context: BodyContext, statement: TryStmt, handler: ExceptHandler): void {
  const { out } = context;
  out.statement = statement;
  out.inside(handler, { kind: 'except', statement, handler }, () => {
    for (const type of handler.types) emitExpression(out, type);
    if (handler.name !== null) {
      const name: Expr = Emitter.nameAt(handler.name, { start: handler.start, end: handler.start });
      out.emit(handler, {
        kind: 'assign',
        targets: [name],
        value: null,
        operator: null,
        source: null,
      });
    }
    context.block(handler.body);
  });
}
