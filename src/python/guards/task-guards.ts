import { textOf } from '../facts/expressions.ts';
import { methodName } from '../flow/expression-text.ts';
import type { Guard } from '../model/guards.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { deferredName, guardAt } from './guard-at.ts';

/** Callbacks that only forget the task say nothing about its failure. */
const FORGETS = /(?:^|\.)(?:discard|remove|pop)$/u;

/** Tasks that somebody keeps, and tasks whose end somebody watches. */
export function taskGuards(fn: FunctionModel): readonly Guard[] {
  return fn.calls.flatMap((call) => [...kept(call), ...watched(fn, call)]);
}

function kept(call: CallSite): readonly Guard[] {
  if (!spawnsTask(call) || isDropped(call)) return [];
  const subject = spawnedName(call);
  return [guardAt(call, 'kept-task', { subject, text: textOf(call.expr) })];
}

/** `task.add_done_callback(log_failure)`. */
function watched(fn: FunctionModel, call: CallSite): readonly Guard[] {
  const callback = call.expr.args[0]?.value;
  if (methodName(call.expr.callee) !== 'add_done_callback' || callback === undefined) return [];
  if (FORGETS.test(textOf(callback))) return [];
  const spawn = fn.calls.find((other) => spawnsTask(other) && isTaskOf(call, other));
  if (spawn === undefined) return [];
  return [
    guardAt(call, 'kept-task', {
      subject: `end of ${spawnedName(spawn)}`,
      text: textOf(call.expr),
    }),
  ];
}

/** The callback is added to what the other call returned: in one chain, or through the name it was assigned to. */
function isTaskOf(call: CallSite, spawn: CallSite): boolean {
  const { callee } = call.expr;
  const receiver = callee.kind === 'attribute' ? callee.object : null;
  if (receiver === null) return false;
  if (receiver === spawn.expr) return true;
  const { statement } = spawn.operation;
  return (
    statement.kind === 'assign' &&
    statement.value === spawn.expr &&
    statement.targets.some((target) => textOf(target) === textOf(receiver))
  );
}

export function spawnsTask(call: CallSite): boolean {
  return call.fact?.roles?.includes('task-spawn') === true;
}

/** Name of the coroutine function that a spawned task runs. */
export function spawnedName(call: CallSite): string {
  const run = call.expr.args[0]?.value;
  return run === undefined ? 'task' : deferredName(run);
}

/** The statement is the call alone, or assigns it to `_`. A group keeps its tasks itself. */
export function isDropped(call: CallSite): boolean {
  if (call.fact?.roles?.includes('weak-task') !== true) return false;
  const { statement } = call.operation;
  if (statement.kind === 'assign') {
    const [target] = statement.targets;
    return statement.value === call.expr && target !== undefined && textOf(target) === '_';
  }
  return statement.kind === 'expression' && statement.value === call.expr;
}
