import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '../../../src/domain/canonical-json.ts';
import { fingerprintOf } from '../../../src/domain/fingerprint.ts';
import { matchesGlob } from '../../../src/domain/glob.ts';
import { sortedBy } from '../../../src/domain/order.ts';

test('canonical JSON sorts keys at every level and leaves undefined out', () => {
  expect(canonicalJson({ b: [{ z: 1, a: undefined }], a: 'ü' })).toBe('{"a":"ü","b":[{"z":1}]}');
});

describe('fingerprintOf', () => {
  const identity = {
    rule: 'float-money',
    path: 'a.py',
    symbol: 'Order.pay',
    context: 'price: float',
    ordinal: 0,
  };

  test('is 16 hex digits and ignores white space', () => {
    expect(fingerprintOf(identity)).toMatch(/^[0-9a-f]{16}$/u);
    expect(fingerprintOf({ ...identity, context: ' price:\n  float ' })).toBe(
      fingerprintOf(identity),
    );
  });

  test.each(['rule', 'path', 'symbol', 'context'] as const)('depends on %s', (key) => {
    expect(fingerprintOf({ ...identity, [key]: 'other' })).not.toBe(fingerprintOf(identity));
  });

  test('depends on the ordinal', () => {
    expect(fingerprintOf({ ...identity, ordinal: 1 })).not.toBe(fingerprintOf(identity));
  });
});

describe('matchesGlob', () => {
  test.each([
    ['app/*.py', 'app/a.py', true],
    ['app/*.py', 'app/b/a.py', false],
    ['app/**/*.py', 'app/a.py', true],
    ['app/**/*.py', 'app/b/c/a.py', true],
    ['**/legacy/**', 'app/legacy/x/y.py', true],
    ['app', 'app/a.py', true],
    ['app/', 'app/a.py', true],
    ['./app/a.py', 'app/a.py', true],
    ['app', 'application/a.py', false],
    ['a?.py', 'ab.py', true],
    ['', 'a.py', false],
  ])('%s on %s', (pattern, path, expected) => {
    expect(matchesGlob(pattern, path)).toBe(expected);
  });

  test('a hostile pattern stays cheap', () => {
    expect(matchesGlob('*a'.repeat(500), 'a'.repeat(5000))).toBe(true);
    expect(matchesGlob(`${'*a'.repeat(500)}b`, 'a'.repeat(5000))).toBe(false);
  });
});

test('sortedBy compares by code point and number', () => {
  expect(sortedBy(['b', 'a', 'Z'], (text) => [text])).toEqual(['Z', 'a', 'b']);
  expect(sortedBy([10, 9, 1], (n) => ['x', n])).toEqual([1, 9, 10]);
});
