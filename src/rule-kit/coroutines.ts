import type { Knowledge } from '../knowledge/knowledge.ts';
import type { CallSite, DecoratorModel, FunctionModel } from '../python/model/index.ts';

/** True when a call only makes a coroutine: its work starts when somebody awaits it. */
export function makesCoroutine({ target, fact }: CallSite, knowledge: Knowledge): boolean {
  if (target === null) return fact?.async === true && fact.roles?.includes('future') !== true;
  return 'isAsync' in target && isCoroutineFunction(target, knowledge);
}

/** An `async def` without `yield` whose decorators are known to hand on what it returns. */
export function isCoroutineFunction(fn: FunctionModel, knowledge: Knowledge): boolean {
  if (!fn.isAsync || fn.facts.isGenerator) return false;
  return fn.decorators.every((decorator) => keepsCoroutine(decorator, knowledge));
}

/** What another decorator may return is not known: a task, a plain function, an object of its own. */
function keepsCoroutine({ name, fact, target }: DecoratorModel, knowledge: Knowledge): boolean {
  if (name === null || target !== null) return false;
  const roles = fact?.roles ?? [];
  return roles.includes('retry') || knowledge.kindsOf(name).includes('stdlib');
}
