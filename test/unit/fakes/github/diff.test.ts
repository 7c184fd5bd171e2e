import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { diffTexts, lineMap, patchText, splitLines } from '../../../fakes/github/diff.ts';

/** Puts the head together again from the base and the hunks. */
function applied(base: string, head: string): string {
  const out: string[] = [];
  const left = splitLines(base);
  let next = 0;
  for (const hunk of diffTexts(base, head).hunks) {
    const lefts = hunk.lines.flatMap((line) => line.left ?? []);
    const first = (lefts[0] ?? next + 1) - 1;
    out.push(...left.slice(next, first));
    out.push(...hunk.lines.filter((line) => line.kind !== 'deleted').map((line) => line.text));
    next = Math.max(first, next) + lefts.length;
  }
  return [...out, ...left.slice(next)].join('');
}

describe('the line diff', () => {
  it('shows what git shows', () => {
    const base = 'def f():\n    a = 1\n    b = 2\n    c = 3\n    d = 4\n    e = 5\n';
    const head = 'def f():\n    a = 1\n    b = 2\n    c = 3\n    d = 44\n    e = 5';
    expect(patchText(diffTexts(base, head))).toBe(
      [
        '@@ -2,5 +2,5 @@ def f():',
        '     a = 1',
        '     b = 2',
        '     c = 3',
        '-    d = 4',
        '-    e = 5',
        '+    d = 44',
        '+    e = 5',
        '\\ No newline at end of file',
      ].join('\n'),
    );
  });

  it('counts an empty side from zero', () => {
    expect(patchText(diffTexts('', 'a\nb\n'))).toBe('@@ -0,0 +1,2 @@\n+a\n+b');
    expect(patchText(diffTexts('a\n', ''))).toBe('@@ -1 +0,0 @@\n-a');
    expect(patchText(diffTexts('a\n', 'a\n'))).toBe('');
  });

  it('joins changes at most six lines apart into one hunk', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index}\n`);
    const changed = (...at: number[]): string =>
      lines.map((line, index) => (at.includes(index) ? `x${line}` : line)).join('');
    expect(diffTexts(lines.join(''), changed(5, 12)).hunks).toHaveLength(1);
    expect(diffTexts(lines.join(''), changed(5, 13)).hunks).toHaveLength(2);
  });

  it('follows a line to its new place', () => {
    const map = lineMap('a\nb\nc\n', 'new\na\nc\n');
    expect([map.get(1), map.get(2), map.get(3)]).toEqual([2, undefined, 3]);
  });

  it('rebuilds the head from the base, whatever the texts', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'a'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (base, head) => {
        expect(applied(base, head)).toBe(head);
      }),
      { seed: 7 },
    );
  });
});
