import { describe, expect, it } from '@jest/globals';
import { Memo, type Cell } from '../../../../src/python/types/memo.ts';

/** Questions by name: each answers the first non-null of what it depends on, or its own value. */
function asker(
  graph: Readonly<Record<string, readonly string[]>>,
  values: Readonly<Record<string, string>>,
) {
  const memo = new Memo();
  const cells = new Map<string, Cell<string>>();
  const asked: string[] = [];
  const ask = (key: string): string | null =>
    memo.ask(cells, key, () => {
      asked.push(key);
      const found = (graph[key] ?? []).map((next) => ask(next));
      return values[key] ?? found.find((value) => value !== null) ?? null;
    });
  return { ask, asked };
}

describe('memo', () => {
  it('computes an answer once', () => {
    const { ask, asked } = asker({ a: ['b'], b: [] }, { b: 'x' });
    expect([ask('a'), ask('a'), ask('b')]).toEqual(['x', 'x', 'x']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('answers the same in a circle wherever it is entered', () => {
    const graph = { a: ['b'], b: ['c', 'a'], c: ['a', 'd'], d: [] };
    const answers = ['a', 'b', 'c'].map((start) => {
      const { ask } = asker(graph, { d: 'x' });
      ask(start);
      return ['a', 'b', 'c', 'd'].map(ask);
    });
    for (const answer of answers) expect(answer).toEqual(['x', 'x', 'x', 'x']);
  });

  it('answers unknown for a circle without an end', () => {
    const { ask } = asker({ a: ['b'], b: ['a'] }, {});
    expect([ask('a'), ask('b')]).toEqual([null, null]);
  });

  it('answers unknown behind too many steps, and again from nearer', () => {
    const graph = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`n${index}`, [`n${index + 1}`]]),
    );
    const { ask } = asker(graph, { n1000: 'x' });
    expect(ask('n0')).toBeNull();
    expect(ask('n950')).toBe('x');
  });

  it('stays usable after a question that throws', () => {
    const memo = new Memo();
    const cells = new Map<string, Cell<string>>();
    expect(() =>
      memo.ask(cells, 'a', () => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    expect(memo.ask(cells, 'a', () => 'x')).toBe('x');
  });
});
