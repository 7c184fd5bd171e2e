/**
 * Path patterns of the configuration: `*` within one segment, `**` across segments, `?` one character. A pattern without a
 * wildcard also matches everything below it, and so does one that ends in `/`. Written without regular expressions: patterns
 * are untrusted, and this cannot backtrack exponentially.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const clean = pattern.replace(/^\.?\//u, '');
  if (clean === '') return false;
  if (clean.endsWith('/')) return matchSegments(`${clean}**`.split('/'), path.split('/'));
  if (!/[*?]/u.test(clean)) return path === clean || path.startsWith(`${clean}/`);
  return matchSegments(clean.split('/'), path.split('/'));
}

/** True when any of the patterns matches. */
export function matchesAny(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, path));
}

/** Greedy match with one point of return for `**`: O(pattern × path). */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  return matchWithStar(
    { length: pattern.length, isStar: (i) => pattern[i] === '**' },
    path.length,
    (i, j) => matchSegment(pattern[i] ?? '', path[j] ?? ''),
  );
}

function matchSegment(pattern: string, text: string): boolean {
  return matchWithStar(
    { length: pattern.length, isStar: (i) => pattern[i] === '*' },
    text.length,
    (i, j) => pattern[i] === '?' || pattern[i] === text[j],
  );
}

interface StarPattern {
  readonly length: number;
  isStar(index: number): boolean;
}

/** Classic wildcard matching: the last star takes one element more whenever the rest fails. */
function matchWithStar(
  pattern: StarPattern,
  textLength: number,
  same: (patternIndex: number, textIndex: number) => boolean,
): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < textLength) {
    if (p < pattern.length && pattern.isStar(p)) {
      star = p++;
      resume = t;
    } else if (p < pattern.length && same(p, t)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (p < pattern.length && pattern.isStar(p)) p++;
  return p === pattern.length;
}
