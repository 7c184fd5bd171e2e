import { describe, expect, test } from '@jest/globals';
import { classify, classifyAll, type Comparison } from '../../../src/engine/classify.ts';
import type { RawFinding } from '../../../src/engine/raw-finding.ts';
import { fakeRule, rawFinding } from './fake-rule.ts';

const rule = fakeRule('http-call-without-timeout');

/** No line was added; lines of head are those of base. */
const unchanged: Comparison['lines'] = {
  isAdded: () => false,
  basePathOf: (path) => path,
  baseLineOf: (_path, line) => line,
};

function finding(overrides: Partial<RawFinding> = {}): RawFinding {
  return rawFinding(rule, overrides);
}

function compare(
  base: readonly RawFinding[],
  head: readonly RawFinding[],
  how: Partial<Comparison> = {},
): string[] {
  const same = (path: string, symbol: string) => ({ path, symbol });
  const classified = classify({
    base,
    head,
    lines: unchanged,
    identityOf: same,
    canBeFixed: () => true,
    ...how,
  });
  return classified.map(({ finding: f, status }) => `${f.line} ${status}`);
}

describe('classify', () => {
  test('new, old and gone', () => {
    expect(compare([], [finding()])).toEqual(['1 introduced']);
    expect(compare([finding({ line: 7 })], [finding({ line: 9 })])).toEqual(['9 inherited']);
    expect(compare([finding({ line: 7 })], [])).toEqual(['7 fixed']);
  });

  test('edited arguments keep the finding', () => {
    expect(compare([finding()], [finding({ exact: 'requests.get(url, headers=h)' })])).toEqual([
      '1 inherited',
    ]);
  });

  test('a call by another name of the same function keeps the finding, at its place only', () => {
    const aliased = { context: 'r.get', exact: 'r.get(url)', called: 'requests.get' };
    expect(compare([finding()], [finding(aliased)])).toEqual(['1 inherited']);
    expect(compare([finding()], [finding({ ...aliased, called: 'requests.post' })])).toEqual([
      '1 introduced',
      '1 fixed',
    ]);
    expect(compare([finding()], [finding({ ...aliased, symbol: 'charge' })])).toEqual([
      '1 introduced',
      '1 fixed',
    ]);
    const unknown = { called: null };
    expect(compare([finding(unknown)], [finding({ ...aliased, ...unknown })])).toEqual([
      '1 introduced',
      '1 fixed',
    ]);
  });

  test('of two equal calls the one on an added line is the new one', () => {
    const isAdded = (_path: string, line: number) => line === 3;
    const result = compare([finding({ line: 3 })], [finding({ line: 3 }), finding({ line: 5 })], {
      lines: { ...unchanged, isAdded },
    });
    expect(result).toEqual(['3 introduced', '5 inherited']);
  });

  test('the text tells two calls of one function apart', () => {
    const a = { exact: 'requests.get(a)' };
    const b = { exact: 'requests.get(b)' };
    expect(
      compare(
        [finding({ ...b, line: 3 })],
        [finding({ ...a, line: 3 }), finding({ ...b, line: 4 })],
      ),
    ).toEqual(['3 introduced', '4 inherited']);
  });

  test('moved code is inherited when it stands on added lines', () => {
    const moved = finding({ path: 'app/b.py', symbol: 'charge' });
    expect(compare([finding()], [moved], { lines: { ...unchanged, isAdded: () => true } })).toEqual(
      ['1 inherited'],
    );
    expect(compare([finding()], [moved])).toEqual(['1 introduced', '1 fixed']);
  });

  test('code that only got another function around it is inherited', () => {
    expect(compare([finding({ line: 4 })], [finding({ line: 4, symbol: 'charge' })])).toEqual([
      '4 inherited',
    ]);
  });

  test('a copy is introduced', () => {
    const copy = finding({ path: 'app/b.py' });
    expect(
      compare([finding()], [finding(), copy], {
        lines: { ...unchanged, isAdded: (path: string) => path === 'app/b.py' },
      }),
    ).toEqual(['1 inherited', '1 introduced']);
  });

  test('graver or more of it is worsened, milder is inherited', () => {
    expect(compare([finding({ severity: 'medium' })], [finding()])).toEqual(['1 worsened']);
    expect(compare([finding({ weight: 2 })], [finding({ weight: 3 })])).toEqual(['1 worsened']);
    expect(compare([finding()], [finding({ severity: 'low' })])).toEqual(['1 inherited']);
  });

  test('what cannot be looked at in head is not called fixed', () => {
    expect(compare([finding()], [], { canBeFixed: () => false })).toEqual([]);
  });

  test('a finding about the change itself is always introduced', () => {
    expect(compare([finding()], [finding({ ofChange: true })])).toEqual([
      '1 introduced',
      '1 fixed',
    ]);
  });

  test('renames keep the fingerprint', () => {
    const before = classifyAll([finding()])[0]?.fingerprint;
    const renamed = classify({
      base: [finding()],
      head: [finding({ path: 'shop/b.py', symbol: 'charge' })],
      lines: unchanged,
      identityOf: () => ({ path: 'app/a.py', symbol: 'pay' }),
      canBeFixed: () => true,
    });
    expect(renamed).toMatchObject([{ status: 'inherited', fingerprint: before }]);
  });

  test('fingerprints are unique, and new ones never take one of base', () => {
    const base = [finding({ line: 1 }), finding({ line: 2 })];
    const head = [
      finding({ line: 2 }),
      finding({ line: 3, ofChange: true }),
      finding({ line: 4, ofChange: true }),
    ];
    const all = classify({
      base,
      head,
      lines: unchanged,
      identityOf: (path, symbol) => ({ path, symbol }),
      canBeFixed: () => true,
    });
    expect(new Set(all.map((entry) => entry.fingerprint)).size).toBe(all.length);
  });
});
