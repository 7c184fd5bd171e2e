import { describe, expect, test } from '@jest/globals';
import { nearestName } from '../../../src/domain/nearest-name.ts';

describe('nearestName', () => {
  const names = ['ignore', 'rules', 'overrides', 'http-call-without-timeout', 'float-money'];

  test.each([
    ['ignroe', 'ignore'],
    ['Rules', 'rules'],
    ['override', 'overrides'],
    ['http-call-without-timeot', 'http-call-without-timeout'],
    ['timeout', 'http-call-without-timeout'],
    ['zzz', null],
    ['', null],
  ])('%j means %j', (name, expected) => {
    expect(nearestName(name, names)).toBe(expected);
  });

  test('does not depend on the order of the candidates', () => {
    expect(nearestName('cat', ['car', 'bat'])).toBe('bat');
    expect(nearestName('cat', ['bat', 'car'])).toBe('bat');
  });
});
