import type {
  Expr,
  ForStmt,
  IfStmt,
  MatchCase,
  MatchStmt,
  Stmt,
  WhileStmt,
  WithStmt,
} from '../facts/facts.ts';
import { Emitter } from './emitter.ts';
import { emitExpression } from './expressions.ts';
import type { BodyContext } from './body-context.ts';

export function emitIf(context: BodyContext, statement: IfStmt): void {
  const { out } = context;
  const { graph } = out;
  emitExpression(out, statement.test);
  out.emit(statement.test, { kind: 'test', test: statement.test });
  const from = graph.current;
  graph.branchFrom(from);
  out.inside(statement, { kind: 'branch', test: statement.test, arm: 'then' }, () =>
    context.block(statement.body),
  );
  const then = graph.current;
  if (statement.orelse.length === 0) {
    graph.join([then, from]);
    return;
  }
  graph.branchFrom(from);
  out.inside(statement, { kind: 'branch', test: statement.test, arm: 'else' }, () =>
    context.block(statement.orelse),
  );
  graph.join([then, graph.current]);
}

export function emitFor(context: BodyContext, statement: ForStmt): void {
  const { out } = context;
  const { graph } = out;
  const { target, iterable, isAsync } = statement;
  const id = out.regionId();
  const shape = {
    kind: 'loop',
    id,
    loop: isAsync ? 'async-for' : 'for',
    target,
    header: iterable,
  } as const;
  out.inside(statement, { ...shape, part: 'header' }, () => emitExpression(out, iterable));
  const head = graph.branchFrom(graph.current);
  if (isAsync) {
    out.inside(statement, { ...shape, part: 'header' }, () =>
      out.emit(iterable, { kind: 'implicit-await', of: iterable }),
    );
  }
  const frame = graph.openLoop(head, graph.newBlock());
  graph.branchFrom(head);
  out.inside(statement, { ...shape, part: 'body' }, () => {
    emitExpression(out, target);
    out.emit(target, {
      kind: 'assign',
      targets: [target],
      value: null,
      operator: null,
      source: null,
    });
    context.block(statement.body);
  });
  graph.edge(graph.current, head);
  graph.closeFrame();
  closeLoop(context, {
    orelse: statement.orelse,
    exit: head,
    after: frame.after,
    broken: frame.broken,
  });
}

export function emitWhile(context: BodyContext, statement: WhileStmt): void {
  const { out } = context;
  const { graph } = out;
  const shape = {
    kind: 'loop',
    id: out.regionId(),
    loop: 'while',
    target: null,
    header: statement.test,
  } as const;
  const head = graph.branchFrom(graph.current);
  out.inside(statement, { ...shape, part: 'header' }, () => {
    emitExpression(out, statement.test);
    out.emit(statement.test, { kind: 'test', test: statement.test });
  });
  const tested = graph.current;
  const frame = graph.openLoop(head, graph.newBlock());
  graph.branchFrom(tested);
  out.inside(statement, { ...shape, part: 'body' }, () => context.block(statement.body));
  graph.edge(graph.current, head);
  graph.closeFrame();
  const exit = isForever(statement.test) ? null : tested;
  closeLoop(context, { orelse: statement.orelse, exit, after: frame.after, broken: frame.broken });
}

/** `while True:` ends by `break` alone. */
function isForever(test: Expr): boolean {
  return (
    (test.kind === 'constant' && test.value === 'True') ||
    (test.kind === 'number' && test.text === '1')
  );
}

interface LoopEnd {
  readonly orelse: readonly Stmt[];
  readonly exit: number | null;
  readonly after: number;
  readonly broken: boolean;
}

function closeLoop(context: BodyContext, loop: LoopEnd): void {
  const { graph } = context.out;
  graph.current = loop.exit;
  if (loop.orelse.length > 0) {
    if (loop.exit !== null) graph.branchFrom(loop.exit);
    context.block(loop.orelse);
  }
  const end = graph.current;
  graph.edge(end, loop.after);
  graph.current = end === null && !loop.broken ? null : loop.after;
}

export function emitWith(context: BodyContext, statement: WithStmt): void {
  const { graph } = context.out;
  const first = graph.blocks.length;
  emitItems(context, statement, 0);
  if (!statement.items.some(({ context: item }) => isSuppress(item))) return;
  graph.join([graph.current, graph.newBlock()]);
  if (graph.current !== null) graph.raising(first, graph.current, graph.current);
}

/** `contextlib.suppress(…)`: what raises inside goes on after it. Told by its name: a wrong guess only adds a way. */
function isSuppress(context: Expr): boolean {
  if (context.kind !== 'call') return false;
  const { callee } = context;
  return (
    (callee.kind === 'name' && callee.id === 'suppress') ||
    (callee.kind === 'attribute' && callee.name === 'suppress')
  );
}

/** A later item stands inside the earlier ones. An async manager is awaited when entered and when left. */
function emitItems(context: BodyContext, statement: WithStmt, from: number): void {
  const { out } = context;
  const item = statement.items[from];
  if (item === undefined) {
    out.graph.branchFrom(out.graph.current);
    context.block(statement.body);
    return;
  }
  emitExpression(out, item.context);
  if (statement.isAsync) out.emit(item.context, { kind: 'implicit-await', of: item.context });
  const call = item.context.kind === 'call' ? out.site(item.context) : null;
  const { isAsync } = statement;
  out.inside(
    statement,
    { kind: 'with', statement, context: item.context, target: item.target, isAsync, call },
    () => {
      if (item.target !== null) {
        emitExpression(out, item.target);
        out.emit(item.target, {
          kind: 'assign',
          targets: [item.target],
          value: item.context,
          operator: null,
          source: null,
        });
      }
      emitItems(context, statement, from + 1);
    },
  );
  out.statement = statement;
  if (statement.isAsync && out.graph.current !== null)
    out.emit(item.context, { kind: 'implicit-await', of: item.context });
}

export function emitMatch(context: BodyContext, statement: MatchStmt): void {
  const { out } = context;
  const { graph } = out;
  emitExpression(out, statement.subject);
  out.emit(statement.subject, { kind: 'test', test: statement.subject });
  let open: (number | null)[] = [graph.current];
  const ends: (number | null)[] = [];
  for (const arm of statement.cases) {
    graph.join(open);
    const passed = emitCase(context, statement, arm);
    ends.push(graph.current);
    open = arm.irrefutable && arm.guard === null ? [] : passed;
  }
  graph.join([...ends, ...open]);
}

/** Emits one arm; gives the blocks from which the next arm is tried. */
function emitCase(context: BodyContext, statement: MatchStmt, arm: MatchCase): (number | null)[] {
  const { out } = context;
  const { graph } = out;
  const entry = graph.current;
  let tested: number | null = entry;
  const test = arm.guard ?? arm.values[0] ?? null;
  graph.branchFrom(entry);
  out.statement = statement;
  out.inside(arm, { kind: 'branch', test, arm: 'case' }, () => {
    for (const value of arm.values) emitExpression(out, value);
    for (const name of arm.captures) {
      const targets = [Emitter.nameAt(name, { start: arm.start, end: arm.start })];
      out.emit(arm, {
        kind: 'assign',
        targets,
        value: statement.subject,
        operator: null,
        source: null,
      });
    }
    if (arm.guard !== null) {
      emitExpression(out, arm.guard);
      out.emit(arm.guard, { kind: 'test', test: arm.guard });
      tested = graph.current;
      graph.branchFrom(tested);
    }
    context.block(arm.body);
  });
  return [entry, tested];
}
