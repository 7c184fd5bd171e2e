import { describe, expect, test } from '@jest/globals';
import {
  isDate,
  isExpired,
  parseSuppressions,
  spokenLine,
  suppresses,
  type Suppression,
} from '../../../src/domain/suppression.ts';

function parse(text: string, ownLine = false, line = 3): Suppression | undefined {
  return parseSuppressions([{ text, line, ownLine }])[0];
}

describe('parseSuppressions', () => {
  test('reads rules, reason and end date in either order', () => {
    const expected = {
      scope: 'line',
      rules: ['n-plus-one-query', 'float-money'],
      reason: 'bounded',
      until: '2027-03-01',
      flaw: null,
    };
    expect(
      parse('# lintel: ignore[n-plus-one-query, float-money] -- bounded until=2027-03-01'),
    ).toMatchObject(expected);
    expect(
      parse('# lintel: ignore[n-plus-one-query,float-money] until=2027-03-01 -- bounded'),
    ).toMatchObject(expected);
  });

  test('reads a directive behind another comment', () => {
    expect(parse('# noqa: S113  # lintel: ignore[float-money] -- legacy')).toMatchObject({
      rules: ['float-money'],
    });
  });

  test('reads a directive for the file', () => {
    expect(parse('# lintel: ignore-file[float-money] -- generated')).toMatchObject({
      scope: 'file',
    });
  });

  test.each([
    '# lintel: ignore',
    '# lintel: ignore[]',
    '# lintel: ignore[Float Money] -- x',
    '# lintel: disable[float-money] -- x',
    '# lintel: ignore[float-money] -- x until=2027-02-30',
  ])('marks %s as unreadable', (text) => expect(parse(text)?.flaw).toBe('unreadable'));

  test.each([
    '# lintel: ignore[float-money]',
    '# lintel: ignore[float-money] --',
    '# lintel: ignore[float-money] because',
  ])('wants a reason in %s', (text) => expect(parse(text)?.flaw).toBe('no-reason'));

  test('passes over other comments and mentions in prose', () => {
    expect(parse('# nothing here')).toBeUndefined();
    expect(parse('# see lintel: ignore[float-money] -- in the handbook')).toBeUndefined();
  });
});

describe('suppresses', () => {
  const target = {
    rule: 'float-money',
    start: 4,
    end: 6,
    definitions: [{ start: 1, keyword: 2, end: 3 }],
  };
  const directive = (line: number, ownLine: boolean): Suppression => ({
    scope: 'line',
    rules: ['float-money'],
    reason: 'x',
    until: null,
    flaw: null,
    line,
    ownLine,
  });

  test.each([
    ['on the line', directive(4, false), true],
    ['on the last line of the statement', directive(6, false), true],
    ['on a line above, behind code', directive(0, false), false],
    ['alone above', directive(3, true), true],
    ['on the def line', directive(2, false), true],
    ['on the last line of the signature', directive(3, false), true],
    ['alone above the decorator', directive(0, true), true],
    ['below', directive(7, false), false],
  ])('%s', (_name, suppression, expected) => {
    expect(suppresses(suppression, target, spokenLine(suppression, [suppression]))).toBe(expected);
  });

  test('own lines are stacked, and go on over comments', () => {
    const comments = [directive(1, true), directive(2, true), { line: 3, ownLine: true }];
    expect(spokenLine(directive(1, true), comments)).toBe(4);
    expect(spokenLine(directive(2, true), comments)).toBe(4);
    expect(spokenLine(directive(1, true), [directive(1, true), { line: 2, ownLine: false }])).toBe(
      2,
    );
    expect(spokenLine(directive(2, false), comments)).toBe(2);
  });

  test('another rule or no reason does nothing', () => {
    expect(suppresses({ ...directive(4, false), rules: ['other'] }, target, 4)).toBe(false);
    expect(suppresses({ ...directive(4, false), flaw: 'no-reason' }, target, 4)).toBe(false);
  });
});

test('days exist and end', () => {
  expect(['2028-02-29', '2027-12-31'].every(isDate)).toBe(true);
  expect(['2027-02-29', '2027-13-01', '2027-00-10', '27-01-01'].some(isDate)).toBe(false);
  expect(isExpired('2027-03-01', '2027-03-01')).toBe(false);
  expect(isExpired('2027-03-01', '2027-03-02')).toBe(true);
  expect(isExpired(null, '2999-01-01')).toBe(false);
});
