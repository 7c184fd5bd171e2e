import { expect, test } from '@jest/globals';
import { textOf } from '../../../src/python/facts/canonical-text.ts';
import { expressionsIn, statementsIn } from '../../../src/rule-kit/walk.ts';
import { factsOf } from '../../support/parse.ts';

test('every name of every kind of expression is visited, outermost first', () => {
  const source =
    "f(a, *b, k=c)[d:e](lambda x=g: h, {i: j, **k}, [l for m in n if o], p if q else r, not s, t < u, v + w, (y := z), f'{aa}', {bb})";
  const stmt = factsOf(source).body[0];
  if (stmt?.kind !== 'expression') throw new Error('an expression was expected');
  const all = [...expressionsIn(stmt.value)];
  const names = all.filter((expr) => expr.kind === 'name').map(textOf);
  expect(names).toEqual([
    'f',
    'a',
    'b',
    'c',
    'd',
    'e',
    'g',
    'h',
    'i',
    'j',
    'k',
    'l',
    'm',
    'n',
    'o',
    'p',
    'q',
    'r',
    's',
    't',
    'u',
    'v',
    'w',
    'z',
    'aa',
    'bb',
  ]);
  expect(all[0]).toBe(stmt.value);
});

test('statements are visited in order, bodies of nested definitions are not', () => {
  const source =
    'if a:\n    b\nelse:\n    c\ntry:\n    d\nexcept E:\n    e\nfinally:\n    f\nmatch g:\n    case 1:\n        h\ndef nested():\n    i\nwhile j:\n    with k:\n        l\n';
  const kinds = [...statementsIn(factsOf(source).body)].map((stmt) =>
    stmt.kind === 'expression' ? textOf(stmt.value) : stmt.kind,
  );
  expect(kinds).toEqual([
    'if',
    'b',
    'c',
    'try',
    'd',
    'e',
    'f',
    'match',
    'h',
    'function',
    'while',
    'with',
    'l',
  ]);
});
