import type { CallableFact } from '../knowledge/entries.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { CallSite } from '../python/model/index.ts';

const BEHIND_SELF = /^(?:self|cls)\._*(\w+\.\w+\.\w+)$/u;

/** `self.stripe.Charge.create`: the words of a library behind `self`, where the type of the client is not known. */
export function factByWords(
  { text, name }: Pick<CallSite, 'text' | 'name'>,
  knowledge: Knowledge,
): CallableFact | null {
  const words = name === null ? BEHIND_SELF.exec(text)?.[1] : undefined;
  return words === undefined ? null : knowledge.callable(words);
}
