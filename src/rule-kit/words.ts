/** A pattern for one of the words, standing alone; what is special in them is taken as it is. */
export function wordPattern(words: readonly string[], flags = 'u'): RegExp {
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&'));
  return new RegExp(`(?<![\\w])(?:${escaped.join('|')})(?![\\w])`, flags);
}
