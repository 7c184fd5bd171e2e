import { describe, expect, it } from '@jest/globals';
import { textOf } from '../../../../src/python/facts/expressions.ts';
import { parseAnnotation } from '../../../../src/python/types/annotation-text.ts';

function parsed(text: string): string | null {
  const expr = parseAnnotation(text, { start: 3, end: 9 });
  return expr && textOf(expr);
}

describe('quoted annotations', () => {
  it.each([
    ['Order', 'Order'],
    [' models.Order ', 'models.Order'],
    ['list[Order]', 'list[Order]'],
    ['dict[str, list[Order]]', 'dict[str, list[Order]]'],
    ['Order|None', 'Order | None'],
    ['tuple[int, ...]', 'tuple[int, ...]'],
    ['Callable[[int, str], Order]', 'Callable[[int, str], Order]'],
    ['Annotated[Session, Depends(get)]', 'Annotated[Session, Depends(get)]'],
    ['Größe', 'Größe'],
  ])('reads %s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  it.each(['', 'a b', 'list[', 'list[a', 'a +', 'lambda: x', 'a[b](', '1 + 1', 'a.', '|', '[)'])(
    'gives up on %p',
    (text) => {
      expect(parsed(text)).toBeNull();
    },
  );

  it('gives up on deep nesting', () => {
    expect(parsed(`${'a['.repeat(5000)}b${']'.repeat(5000)}`)).toBeNull();
  });

  it('puts every part at the place of the string', () => {
    const expr = parseAnnotation('list[Order]', { start: 3, end: 9 });
    expect([expr?.start, expr?.end]).toEqual([3, 9]);
  });
});
