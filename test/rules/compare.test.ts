import { describe, expect, test } from '@jest/globals';
import type { ClassifiedFinding } from '../../src/domain/finding.ts';
import { differences, marksOf, practiceDifferences } from './compare.ts';

function finding(line: number, overrides: Partial<ClassifiedFinding> = {}): ClassifiedFinding {
  return {
    rule: 'r',
    dimension: 'quality',
    messageKey: 'found',
    severity: 'high',
    confidence: 'high',
    path: 'a.py',
    side: 'RIGHT',
    line,
    endLine: line,
    column: 5,
    symbol: '',
    message: '`get` waits.',
    why: '',
    fix: '',
    migration: '',
    library: '',
    evidence: [],
    fingerprint: 'f',
    status: 'introduced',
    ...overrides,
  };
}

function compare(source: string, ...findings: ClassifiedFinding[]): readonly string[] {
  return differences(marksOf({ 'a.py': source }, null).marks, findings);
}

describe('differences', () => {
  test('none when marks and findings are the same set', () => {
    expect(compare('a()  # expect: found @5 "get"\nb()  # ok: fine\n', finding(1))).toEqual([]);
    expect(compare('a()  # noise: shim\n', finding(1))).toEqual([]);
    expect(compare('a()  # gap: not followed\n')).toEqual([]);
  });

  test.each([
    ['missing', 'a()  # expect: found\n', [], /^Missing: a.py:1/u],
    ['noisy', 'a()\n', [finding(1)], /^Noisy: a.py:1/u],
    ['noisy on an ok', 'a()  # ok: fine\n', [finding(1)], /although ok: fine/u],
    ['shifted', 'a()  # expect: found\nb()\n', [finding(2)], /^Wrong: a.py:1/u],
    ['another column', 'a()  # expect: found @4\n', [finding(1)], /^Wrong/u],
    ['another message', 'a()  # expect: found "post"\n', [finding(1)], /^Wrong/u],
    ['another key', 'a()  # expect: other\n', [finding(1)], /^Wrong/u],
    ['a gap that is closed', 'a()  # gap: not followed\n', [finding(1)], /^Found/u],
    ['noise that is gone', 'a()  # noise: shim\n', [], /^Gone/u],
    ['the other side', 'a()  # expect: found\n', [finding(1, { side: 'LEFT' })], /^Wrong/u],
    ['one of two', 'a()  # expect: found # expect: found\n', [finding(1)], /^Missing/u],
  ])('tells %s', (_name, source, findings, expected) => {
    expect(compare(source, ...findings).join('\n')).toMatch(expected);
  });

  test('marks of base files count for the LEFT side only', () => {
    const { marks, problems } = marksOf(
      { 'a.py': 'a()\n' },
      { 'a.py': 'a(1)  # expect-left: found\nb()  # expect: found\n' },
    );
    expect(problems).toEqual([]);
    expect(differences(marks, [finding(1, { side: 'LEFT' })])).toEqual([]);
  });

  test('expect-left outside base is told', () => {
    expect(marksOf({ 'a.py': 'a()  # expect-left: found\n' }, null).problems).toHaveLength(1);
  });
});

test('practices are compared by status and places', () => {
  const { marks } = marksOf({ 'a.py': '# practice: missing\na()  # needed: it calls out\n' }, null);
  const row = {
    id: 'retry',
    status: 'missing',
    needed: [{ path: 'a.py', line: 2 }],
    evidence: [],
    touched: false,
  } as const;
  expect(practiceDifferences(marks, [row])).toEqual([]);
  expect(practiceDifferences(marks, [{ ...row, status: 'present', needed: [] }])).toHaveLength(2);
  expect(practiceDifferences([], [])).toEqual([]);
});
