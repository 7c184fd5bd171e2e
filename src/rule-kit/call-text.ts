import { textOf } from '../python/facts/canonical-text.ts';
import type { Argument } from '../python/facts/facts.ts';
import type { CallSite } from '../python/model/index.ts';

/** The arguments of a call as text, each as written: `timeout=5`, `*args`. */
export function argumentTexts(call: CallSite): readonly string[] {
  return call.expr.args.map(argumentText);
}

function argumentText(argument: Argument): string {
  const name = argument.name === null ? '' : `${argument.name}=`;
  return `${argument.splat}${name}${textOf(argument.value)}`;
}

/** The same call run in a thread: what it blocks is no longer the event loop. */
export function inThread(call: CallSite): string {
  return `await asyncio.to_thread(${[call.text, ...argumentTexts(call)].join(', ')})`;
}
