import { defineRule, endlessLoopsOf, expressionsIn, nameOf, statementsIn } from '#rule-kit';
import type { CallSite, ClassModel, Effect, FunctionModel, Knowledge, Stmt } from '#rule-kit';

const CRITICAL: readonly Effect[] = ['payment', 'database-write', 'transaction-commit'];

export default defineRule({
  title: 'Background task that nobody stops or watches',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    'never-stopped':
      'The endless task `{task}` is started here, and nothing cancels or awaits it when the service stops.',
    daemon:
      'The daemon thread `{task}` writes to the database: the process stops it in the middle of a write.',
    lost: '`{call}` runs `{task}` after the response, in memory only: a restart loses {effect}.',
  },
  library: 'lifespan with cancel and gather; a durable queue for what must not be lost',
  create({ knowledge, report }) {
    return {
      call(call) {
        for (const { target, where } of call.scheduled) {
          if (target === null) continue;
          if (
            where === 'task' &&
            isKept(call) &&
            isEndless(target) &&
            !isStopped(call, knowledge)
          ) {
            report(call, 'never-stopped', { task: target.name }, { severity: 'medium' });
          }
          if (where === 'thread' && isDaemon(call) && writes(target)) {
            report(call, 'daemon', { task: target.name }, { severity: 'medium' });
          }
          const isAfterResponse = call.text.endsWith('.add_task') && where === 'later';
          if (isAfterResponse && hasPayment(target)) {
            const params = { call: call.text, task: target.name, effect: 'a payment' };
            report(call, 'lost', params, { severity: 'medium' });
          }
        }
      },
    };
  },
});

/** A task that nothing refers to is another rule's. */
function isKept(call: CallSite): boolean {
  const { statement } = call.operation;
  return statement.kind === 'assign' || call.consumer?.text.endsWith('.append') === true;
}

function isEndless(fn: FunctionModel): boolean {
  return endlessLoopsOf(fn).some((loop) => loop.kind === 'while');
}

function isDaemon(call: CallSite): boolean {
  const daemon = call.argument('daemon');
  return daemon?.kind === 'constant' && daemon.value === 'True';
}

function writes(fn: FunctionModel): boolean {
  return isEndless(fn) && fn.effects().some(({ effect }) => CRITICAL.includes(effect));
}

function hasPayment(fn: FunctionModel): boolean {
  return fn.effects().some(({ effect }) => effect === 'payment');
}

/** The task's name, or the list it is put into, is cancelled, awaited, watched, returned or handed on somewhere that can see it. */
function isStopped(call: CallSite, knowledge: Knowledge): boolean {
  if (knowledge.hasRole(call.receiver?.name ?? '', 'task-group')) return true;
  const { statement } = call.operation;
  const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
  const kept =
    target === undefined ? call.consumer?.text.replace(/\.append$/u, '') : nameOf(target);
  // Kept in a way that is not followed: a dict, a tuple of targets.
  if (
    kept === undefined ||
    kept === null ||
    (statement.kind === 'assign' && statement.value !== call.expr)
  )
    return true;
  if (!kept.includes('.')) return call.function === null || isUsed(kept, call, call.function);
  const field = kept.split('.').at(-1) ?? kept;
  const cls = call.function?.class ?? null;
  return cls !== null && kept.startsWith('self.')
    ? isFieldUsed(field, call, cls)
    : isMentioned(field, call);
}

/** Any later mention of a local name: `task.cancel()`, `await task`, `return task`, `tasks.add(task)`. */
function isUsed(name: string, call: CallSite, fn: FunctionModel): boolean {
  const isGlobal = [...statementsIn(fn.body)].some(
    (stmt) => (stmt.kind === 'global' || stmt.kind === 'nonlocal') && stmt.names.includes(name),
  );
  if (isGlobal) return isMentioned(name, call);
  return [...statementsIn(fn.body)].some(
    (stmt) => stmt !== call.operation.statement && mentions(stmt, name),
  );
}

function isFieldUsed(field: string, call: CallSite, cls: ClassModel): boolean {
  if (cls.hasUnknownBase || cls.subclasses.length > 0) return true;
  const statements = cls.methods.flatMap((method) => [...statementsIn(method.body)]);
  return statements.some((stmt) => stmt !== call.operation.statement && mentions(stmt, field));
}

function isMentioned(name: string, call: CallSite): boolean {
  const bodies = [call.module.facts.body, ...call.module.functions.map((fn) => fn.body)];
  return bodies.some((body) =>
    [...statementsIn(body)].some((stmt) => stmt !== call.operation.statement && reads(stmt, name)),
  );
}

function mentions(stmt: Stmt, name: string): boolean {
  return stmt.kind === 'function' || stmt.kind === 'class' ? false : reads(stmt, name);
}

/** Reads the name or the attribute; an assignment to it is no use. */
function reads(stmt: Stmt, name: string): boolean {
  return valuesOf(stmt).some((value) =>
    [...expressionsIn(value)].some(
      (expr) =>
        (expr.kind === 'name' && expr.id === name) ||
        (expr.kind === 'attribute' && expr.name === name) ||
        (expr.kind === 'string' && expr.value === name),
    ),
  );
}

function valuesOf(stmt: Stmt) {
  switch (stmt.kind) {
    case 'expression':
      return [stmt.value];
    case 'assign':
    case 'return':
      return stmt.value === null ? [] : [stmt.value];
    case 'if':
    case 'while':
      return [stmt.test];
    case 'for':
      return [stmt.iterable];
    case 'with':
      return stmt.items.map(({ context }) => context);
    default:
      return [];
  }
}
