import { expect, test } from '@jest/globals';
import { lineAt, lineStartsOf, positionIn } from '../../../../src/python/syntax/lines.ts';

test('lines begin after line feeds', () => {
  expect(lineStartsOf('')).toEqual([0]);
  expect(lineStartsOf('a\n\nb\r\nc')).toEqual([0, 2, 3, 6]);
  expect(lineStartsOf('a\n')).toEqual([0, 2]);
});

test('an offset has a line and a column from 1', () => {
  const starts = lineStartsOf('ab\ncd\n');
  expect([0, 1, 2, 3, 5, 6, 99].map((offset) => lineAt(starts, offset))).toEqual([
    1, 1, 1, 2, 2, 3, 3,
  ]);
  expect(positionIn(starts, 4)).toEqual({ line: 2, column: 2 });
});
