import type { Effect } from '../knowledge/entries.ts';
import type { CallSite } from '../python/model/index.ts';

/** The call that matters most among those of a block, and how many there are besides, for a sentence: `bot.send()`, `, and 2 more calls,`. */
export function triedCalls(
  all: readonly CallSite[],
  grave: readonly Effect[],
): { readonly what: string; readonly more: string } {
  const rank = (call: CallSite): number => rankOf(call, grave);
  const calls = all.filter(({ text }) => text !== '').sort((a, b) => rank(a) - rank(b));
  const [gravest] = calls;
  if (gravest === undefined) return { what: 'the block', more: '' };
  const least = Math.max(rank(gravest), OUTSIDE);
  const texts = new Set(calls.filter((call) => rank(call) <= least).map(({ text }) => text));
  const more = texts.size === 2 ? '1 more call' : `${texts.size - 1} more calls`;
  return { what: `${gravest.text}()`, more: texts.size === 1 ? '' : `, and ${more},` };
}

const OUTSIDE = 1;

/** What has grave effects, then what reaches outside or is waited for; what only builds an object comes last. */
function rankOf({ fact, awaited, target }: CallSite, grave: readonly Effect[]): number {
  const effects = fact?.effects ?? [];
  if (grave.some((effect) => effects.includes(effect))) return 0;
  if (effects.length > 0 || awaited) return OUTSIDE;
  return target !== null && !('flow' in target) ? 3 : 2;
}
