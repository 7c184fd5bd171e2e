import { childrenOf, expressionsOf, walkExpressions } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import type { CallSite } from '../model/symbols.ts';
import { flowOf } from './chains.ts';

/** Builtins that run through an iterator they are given. */
const CONSUMERS = new Set([
  'list',
  'tuple',
  'set',
  'frozenset',
  'dict',
  'sorted',
  'sum',
  'any',
  'all',
  'min',
  'max',
  'next',
  'anext',
  'len',
  'enumerate',
  'zip',
  'map',
  'filter',
  'join',
  'extend',
  'update',
  'deque',
  'Counter',
]);

/** True when the coroutine that a call makes is run: awaited here or later, returned, or handed on. A bare statement runs nothing. */
export function isCoroutineRun(call: CallSite): boolean {
  if (call.awaited || call.runsElsewhere !== null) return true;
  const { statement } = call.operation;
  if (statement.kind === 'expression' && statement.value === call.expr) return false;
  if (statement.kind !== 'assign' || statement.value !== call.expr) return true;
  const [target] = statement.targets;
  return target?.kind !== 'name' || isNameUsedLater(call, target.id);
}

function isNameUsedLater(call: CallSite, name: string): boolean {
  const flow = flowOf(call);
  return flow.operations.some((operation) => {
    if (operation.index <= call.operation.index) return false;
    if (operation.kind === 'await') return isName(operation.value, name);
    if (operation.kind === 'return')
      return operation.value !== null && isName(operation.value, name);
    return (
      operation.kind === 'call' && operation.call.expr.args.some(({ value }) => isName(value, name))
    );
  });
}

function isName(expr: Expr, name: string): boolean {
  const inner = expr.kind === 'starred' ? expr.value : expr;
  return inner.kind === 'name' && inner.id === name;
}

/** True when the generator that a call makes is run through: looped over, unpacked, or handed to something that does. */
export function isGeneratorRun(call: CallSite): boolean {
  const { statement } = call.operation;
  if (statement.kind === 'for' && statement.iterable === call.expr) return true;
  if (statement.kind === 'with' && statement.items.some(({ context }) => context === call.expr))
    return true;
  return expressionsOf(statement).some((root) => runsWithin(root, call.expr));
}

function runsWithin(root: Expr, wanted: Expr): boolean {
  let runs = false;
  walkExpressions(root, (expr) => {
    if (runs) return false;
    if (!childrenOf(expr).includes(wanted)) return undefined;
    runs = consumes(expr, wanted);
    return undefined;
  });
  return runs;
}

function consumes(parent: Expr, wanted: Expr): boolean {
  switch (parent.kind) {
    case 'comprehension':
      return parent.clauses.some((clause) => clause.kind === 'for' && clause.iterable === wanted);
    case 'starred':
      return true;
    case 'yield':
      return parent.from;
    case 'compare':
      return parent.operators.some((operator) => operator === 'in' || operator === 'not in');
    case 'call': {
      const { callee } = parent;
      return CONSUMERS.has(
        callee.kind === 'name' ? callee.id : callee.kind === 'attribute' ? callee.name : '',
      );
    }
    default:
      return false;
  }
}
