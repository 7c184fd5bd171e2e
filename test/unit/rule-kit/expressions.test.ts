import { expect, test } from '@jest/globals';
import type { Expr } from '../../../src/python/facts/facts.ts';
import {
  booleanValue,
  isNone,
  nameOf,
  numberValue,
  stringValue,
} from '../../../src/rule-kit/expressions.ts';
import { factsOf } from '../../support/parse.ts';

function expr(source: string): Expr {
  const stmt = factsOf(source).body[0];
  if (stmt?.kind !== 'expression') throw new Error(`${source} is no expression`);
  return stmt.value;
}

test('literals answer, everything else is unknown', () => {
  expect([isNone(expr('None')), isNone(expr('x')), isNone(null)]).toEqual([true, false, false]);
  expect([
    booleanValue(expr('True')),
    booleanValue(expr('False')),
    booleanValue(expr('None')),
  ]).toEqual([true, false, null]);
  expect([
    stringValue(expr("'a'")),
    stringValue(expr("b'a'")),
    stringValue(expr("f'{a}'")),
  ]).toEqual(['a', null, null]);
  expect(['1_000', '-2.5', '+3', '0x10', '1j', 'x'].map((text) => numberValue(expr(text)))).toEqual(
    [1000, -2.5, 3, 16, null, null],
  );
  expect([nameOf(expr('self.client.get')), nameOf(expr('f().get'))]).toEqual([
    'self.client.get',
    null,
  ]);
});
