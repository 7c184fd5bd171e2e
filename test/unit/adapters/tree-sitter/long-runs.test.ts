import { expect, test } from '@jest/globals';
import { createPythonParser } from '../../../../src/adapters/tree-sitter/index.ts';
import { withoutLongRuns } from '../../../../src/adapters/tree-sitter/long-runs.ts';
import { extractFacts } from '../../../../src/python/facts/extract.ts';

test('ordinary source is left alone', () => {
  for (const source of ['', 'x', '# a\n\n# b\nx = \\\n  1\n', `${'# a\n'.repeat(300)}x\n`]) {
    expect(withoutLongRuns(source)).toBe(source);
  }
});

test('comments far down a run become blank, character for character', () => {
  const source = `if x:\n${'    # é\r\n'.repeat(302)}    y\n`;
  const text = withoutLongRuns(source);
  expect(text).toHaveLength(source.length);
  expect(text).toBe(`if x:\n${'    # é\r\n'.repeat(300)}${`${' '.repeat(8)}\n`.repeat(2)}    y\n`);
});

test('a run of joined lines is refused, alone or among comments', () => {
  expect(withoutLongRuns(`x = ${'\\\n'.repeat(400)}1\n`)).toBeNull();
  expect(withoutLongRuns('# a\n\\\n'.repeat(400))).toBeNull();
  expect(createPythonParser().parse('\\\n'.repeat(100_000))).toEqual({
    ok: false,
    error: { kind: 'too-slow' },
  });
});

test('a file of a hundred thousand comments is read', () => {
  const parsed = createPythonParser().parse(`if x:\n${'# a\n'.repeat(100_000)}  import y\nz = 1\n`);
  expect(parsed.ok && extractFacts(parsed.value).body.map((statement) => statement.kind)).toEqual([
    'if',
    'assign',
  ]);
});
