import { describe, expect, test } from '@jest/globals';
import { parseMarks } from './marks.ts';

describe('parseMarks', () => {
  test('reads key, column and part, on the line', () => {
    expect(parseMarks('x = 1\nget(url)  # expect: no-timeout @5 "requests.get"').marks).toEqual([
      { kind: 'expect', line: 2, key: 'no-timeout', column: 5, part: 'requests.get', reason: '' },
    ]);
  });

  test('a mark alone speaks of the next line that is no mark; marks stack', () => {
    const { marks, problems } = parseMarks(
      '# expect: a\n    # expect-left: b\nget(url)  # expect: c # expect: d',
    );
    expect(problems).toEqual([]);
    expect(marks.map((mark) => [mark.kind, mark.key, mark.line])).toEqual([
      ['expect', 'a', 3],
      ['expect-left', 'b', 3],
      ['expect', 'c', 3],
      ['expect', 'd', 3],
    ]);
  });

  test('reads reasons', () => {
    expect(
      parseMarks('a()  # ok: awaited\nb()  # gap: value is not followed\nc()  # noise: shim').marks,
    ).toMatchObject([
      { kind: 'ok', reason: 'awaited' },
      { kind: 'gap', line: 2 },
      { kind: 'noise', line: 3 },
    ]);
  });

  test('lines end in any way', () => {
    expect(parseMarks('a()\r\nb()  # ok: yes\r\n').marks).toMatchObject([
      { line: 2, reason: 'yes' },
    ]);
  });

  test.each([
    ['a()  # ok:', 'needs a reason'],
    ['a()  # gap:   ', 'needs a reason'],
    ['# practice: absent', 'is one of present'],
    ['a()  # needed:', 'needs a reason'],
    ['a()  # expect:', 'message key'],
    ['a()  # expect: No Timeout', 'message key'],
    ['a()  # expect: no-timeout @x', 'message key'],
    ['a()  # expect: no-timeout "open', 'message key'],
    ['a()  # expects: no-timeout', 'looks like a mark'],
    ['a()  # expect no-timeout', 'looks like a mark'],
    ['a()  # okay: fine', 'looks like a mark'],
    ['a()  # ok: fine # expect: no-timeout', 'both'],
    ['# gap: missed\na()  # expect: no-timeout', 'both'],
  ])('tells what is wrong with %s', (source, problem) => {
    expect(parseMarks(source).problems.join('\n')).toContain(problem);
  });

  test('ordinary comments are no marks', () => {
    expect(parseMarks('a()  # okay then\n# ok\n')).toEqual({ marks: [], problems: [] });
    expect(parseMarks('# we expect this to work\n')).toEqual({ marks: [], problems: [] });
  });
});
