/** A pattern for one of the words, standing alone; what is special in them is taken as it is. */
export function wordPattern(words: readonly string[], flags = 'u'): RegExp {
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'));
  return new RegExp(`(?<![\\w])(?:${escaped.join('|')})(?![\\w])`, flags);
}

/** The word that a text ends with, `charge` of `self.gateway.charge`; empty when it ends with something else. */
export function lastWord(text: string): string {
  let start = text.length;
  while (start > 0 && /\w/u.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start);
}
