import type {
  AssignStmt,
  Expr,
  ForStmt,
  IfStmt,
  MatchCase,
  MatchStmt,
  ModuleFacts,
  Stmt,
  TryStmt,
  WithStmt,
} from '../facts/facts.ts';
import { bind, declare, openBlock, openScope, within } from './builder.ts';
import type { Walk } from './builder.ts';
import { bindTargets, bindTargetsOf } from './bind-targets.ts';
import { walkExpression } from './walk-expressions.ts';
import { narrowings } from './narrowing.ts';
import type { Block } from './scope.ts';

type BlockTraits = Partial<Pick<Block, 'loop' | 'choice'>>;

/** How control leaves the end of a body. */
function leavesOf(body: readonly Stmt[]): Block['leaves'] {
  const last = body.at(-1);
  if (!last) return null;
  if (last.kind === 'return' || last.kind === 'raise') return 'exit';
  if (last.kind === 'continue' || last.kind === 'break') return 'jump';
  if (last.kind === 'if' && last.orelse.length > 0) {
    const then = leavesOf(last.body);
    return then === leavesOf(last.orelse) ? then : null;
  }
  return null;
}

function bindBlock(
  walk: Walk,
  facts: ModuleFacts,
  body: readonly Stmt[],
  traits: BlockTraits,
): void {
  const first = body[0];
  const last = body.at(-1);
  if (!first || !last) return;
  const outer = walk.block;
  const block = openBlock(outer, { start: first.start, end: last.end });
  block.loop = traits.loop ?? false;
  block.choice = traits.choice ?? null;
  block.leaves = leavesOf(body);
  walk.block = block;
  bindStatements(walk, facts, body);
  walk.block = outer;
}

/** Binds the names of statements and walks their expressions, class bodies included, function bodies not. */
export function bindStatements(walk: Walk, facts: ModuleFacts, body: readonly Stmt[]): void {
  for (const statement of body) {
    walk.statement = statement;
    bindStatement(walk, facts, statement);
  }
}

function bindStatement(walk: Walk, facts: ModuleFacts, statement: Stmt): void {
  switch (statement.kind) {
    case 'if':
      return bindIf(walk, facts, statement);
    case 'for':
      return bindFor(walk, facts, statement);
    case 'while':
      walkExpression(walk, statement.test);
      bindBlock(walk, facts, statement.body, { loop: true });
      return bindBlock(walk, facts, statement.orelse, {});
    case 'with':
      return bindWith(walk, facts, statement);
    case 'try':
      return bindTry(walk, facts, statement);
    case 'match':
      return bindMatch(walk, facts, statement);
    case 'function':
      return bindFunction(walk, facts, statement);
    case 'class':
      return bindClass(walk, facts, statement);
    case 'import':
      for (const index of statement.indices) bindImport(walk, facts, statement, index);
      return;
    default:
      return bindSimple(walk, statement);
  }
}

function bindSimple(walk: Walk, statement: Stmt): void {
  switch (statement.kind) {
    case 'expression':
      return walkExpression(walk, statement.value);
    case 'assign':
      return bindAssign(walk, statement);
    case 'return':
      if (statement.value) walkExpression(walk, statement.value);
      walk.returns.push(statement.value);
      return;
    case 'raise':
      if (statement.value) walkExpression(walk, statement.value);
      if (statement.cause) walkExpression(walk, statement.cause);
      return;
    case 'assert':
      walkExpression(walk, statement.test);
      if (statement.message) walkExpression(walk, statement.message);
      return bindNarrowings(walk, statement.test, statement.end);
    case 'delete':
      return bindDelete(walk, statement.targets, statement);
    case 'global':
    case 'nonlocal':
      return declare(walk.scope, statement.kind, statement.names);
    case 'type-alias': {
      const { name, value } = statement;
      walkExpression(walk, value);
      return bind(walk.scope, { kind: 'type-alias', name, value, ...placeOf(walk, statement) });
    }
    default:
      return;
  }
}

function placeOf(walk: Walk, statement: Stmt): { at: number; block: Block; span: Stmt } {
  return { at: statement.end, block: walk.block, span: statement };
}

function bindNarrowings(walk: Walk, test: Expr, at: number): void {
  for (const { name, types } of narrowings(test)) {
    bind(walk.scope, { kind: 'narrow', name, types, at, block: walk.block, span: test });
  }
}

function bindAssign(walk: Walk, statement: AssignStmt): void {
  if (statement.value) walkExpression(walk, statement.value);
  if (statement.annotation) walkExpression(walk, statement.annotation);
  for (const target of statement.targets) {
    // Targets hold calls too (`cache[key()] = v`); a plain name has nothing to walk.
    if (target.kind !== 'name') walkExpression(walk, target);
  }
  bindTargetsOf(walk, statement);
}

function bindDelete(walk: Walk, targets: readonly Expr[], statement: Stmt): void {
  for (const target of targets) {
    walkExpression(walk, target);
    if (target.kind !== 'name') continue;
    bind(walk.scope, { kind: 'delete', name: target.id, ...placeOf(walk, statement) });
  }
}

function bindIf(walk: Walk, facts: ModuleFacts, statement: IfStmt): void {
  walkExpression(walk, statement.test);
  const first = statement.body[0];
  bindBlock(walk, facts, statement.body, { choice: statement });
  const then = walk.block.children.at(-1);
  if (first && then) {
    for (const { name, types } of narrowings(statement.test)) {
      const narrow = { name, types, at: first.start, block: then, span: statement.test };
      bind(walk.scope, { kind: 'narrow', ...narrow });
    }
  }
  bindBlock(walk, facts, statement.orelse, { choice: statement });
  const { test } = statement;
  if (test.kind !== 'unary' || test.operator !== 'not' || leavesOf(statement.body) === null) return;
  if (statement.orelse.length === 0) bindNarrowings(walk, test.operand, statement.end);
}

function bindFor(walk: Walk, facts: ModuleFacts, statement: ForStmt): void {
  walkExpression(walk, statement.iterable);
  if (statement.target.kind !== 'name') walkExpression(walk, statement.target);
  const at = statement.body[0]?.start ?? statement.end;
  const { iterable, isAsync } = statement;
  bindTargets(walk, statement.target, at, (place, path) => ({
    ...place,
    kind: 'for',
    iterable,
    isAsync,
    path,
  }));
  bindBlock(walk, facts, statement.body, { loop: true });
  bindBlock(walk, facts, statement.orelse, {});
}

function bindWith(walk: Walk, facts: ModuleFacts, statement: WithStmt): void {
  const { isAsync } = statement;
  for (const { context, target } of statement.items) {
    walkExpression(walk, context);
    if (!target) continue;
    if (target.kind !== 'name') walkExpression(walk, target);
    bindTargets(walk, target, target.end, (place, path) => ({
      ...place,
      kind: 'with',
      context,
      isAsync,
      path,
    }));
  }
  bindStatements(walk, facts, statement.body);
}

function bindTry(walk: Walk, facts: ModuleFacts, statement: TryStmt): void {
  bindBlock(walk, facts, statement.body, {});
  for (const handler of statement.handlers) {
    for (const type of handler.types) walkExpression(walk, type);
    const { name, types, start, end } = handler;
    const before = walk.block.children.length;
    bindBlock(walk, facts, handler.body, { choice: statement });
    const block = walk.block.children[before];
    if (!name || !block) continue;
    const at = block.start;
    bind(walk.scope, { kind: 'except', name, types, at, block, span: { start, end } });
  }
  bindBlock(walk, facts, statement.orelse, { choice: statement });
  bindStatements(walk, facts, statement.finalbody);
}

function bindMatch(walk: Walk, facts: ModuleFacts, statement: MatchStmt): void {
  walkExpression(walk, statement.subject);
  for (const arm of statement.cases) {
    for (const value of arm.values) walkExpression(walk, value);
    const at = arm.start;
    for (const name of arm.captures) {
      const matched = arm.matched?.find((match) => match.name === name) ?? null;
      bind(walk.scope, { kind: 'capture', name, matched, at, block: walk.block, span: arm });
    }
    if (arm.guard) walkExpression(walk, arm.guard);
    bindBlock(walk, facts, arm.body, { choice: statement });
    narrowSubject(walk, statement.subject, arm);
  }
}

/** `match event: case Paid(): …`: the subject has the class of the pattern inside the arm. */
function narrowSubject(walk: Walk, subject: Expr, arm: MatchCase): void {
  const type = arm.matched?.find(({ name }) => name === null)?.type;
  const [first] = arm.body;
  const block = walk.block.children.at(-1);
  if (subject.kind !== 'name' || !type || !first || !block) return;
  const { start, end } = type;
  const narrow = { name: subject.id, types: type, at: first.start, block, span: { start, end } };
  bind(walk.scope, { kind: 'narrow', ...narrow });
}

function bindFunction(
  walk: Walk,
  facts: ModuleFacts,
  statement: Extract<Stmt, { kind: 'function' }>,
): void {
  const fn = facts.functions[statement.index];
  if (!fn) return;
  for (const decorator of fn.decorators) walkExpression(walk, decorator);
  for (const param of fn.params) {
    if (param.annotation) walkExpression(walk, param.annotation);
    if (param.default) walkExpression(walk, param.default);
  }
  if (fn.returns) walkExpression(walk, fn.returns);
  const { name, index } = fn;
  bind(walk.scope, { kind: 'function', name, index, ...placeOf(walk, statement) });
}

function bindClass(
  walk: Walk,
  facts: ModuleFacts,
  statement: Extract<Stmt, { kind: 'class' }>,
): void {
  const cls = facts.classes[statement.index];
  if (!cls) return;
  const { name, index, typeParams, typeBounds } = cls;
  for (const decorator of cls.decorators) walkExpression(walk, decorator);
  for (const base of cls.bases) walkExpression(walk, base);
  for (const keyword of cls.keywords) walkExpression(walk, keyword.value);
  const first = cls.body[0];
  const last = cls.body.at(-1);
  if (first && last) {
    const span = { start: first.start, end: last.end };
    const brackets = { typeParams, typeBounds };
    const scope = openScope(walk, { kind: 'class', span, ...brackets, classIndex: index });
    walk.classScopes.set(index, scope);
    const outer = walk.classIndex;
    walk.classIndex = index;
    within(walk, scope, () => bindStatements(walk, facts, cls.body));
    walk.classIndex = outer;
  }
  bind(walk.scope, { kind: 'class', name, index, ...placeOf(walk, statement) });
}

function bindImport(walk: Walk, facts: ModuleFacts, statement: Stmt, index: number): void {
  const imported = facts.imports[index];
  if (!imported) return;
  if (imported.name === '*') {
    walk.scope.stars.push(index);
    return;
  }
  const whole = imported.name ?? imported.module.split('.')[0] ?? imported.module;
  const name = imported.alias ?? whole;
  bind(walk.scope, { kind: 'import', name, index, ...placeOf(walk, statement) });
}
