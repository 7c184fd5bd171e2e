import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packFacts, unpackFacts } from '../../../../src/python/facts/packing.ts';
import { factsOf } from '../../../support/parse.ts';
import { pythonLines } from '../../../support/python-source.ts';

describe('packed facts', () => {
  test.each([
    ['nothing', ''],
    ['lone surrogates and other letters', 'x = "\\ud800 é😀"; имя = b"\\xff"\n'],
    ['broken source', 'def f(:\n  x = (\n'],
    ['limits', `x = ${'('.repeat(3000)}f(${'['.repeat(1000)}`],
    ['a match', 'match a:\n  case {"k": [1, *b]} if c: pass\n  case _: pass\n'],
    ['long lists', `f(${'1,'.repeat(300)})\n${'\n'.repeat(300)}`],
  ])('%s', (_name, source) => {
    const facts = factsOf(source);
    expect(unpackFacts(packFacts(facts))).toEqual(facts);
  });

  test('every module', () => {
    fc.assert(
      fc.property(pythonLines, (lines) => {
        const facts = factsOf(`${lines.join('\n')}\n`);
        expect(unpackFacts(packFacts(facts))).toEqual(facts);
      }),
    );
  });

  test('bytes that are no facts are refused', () => {
    const bytes = packFacts(factsOf('import a\nx = f(1)\n'));
    expect(unpackFacts(new Uint8Array())).toBeNull();
    expect(unpackFacts(Uint8Array.from([0, 0, 0, 2, 123, 125]))).toBeNull();
    expect(unpackFacts(bytes.subarray(0, bytes.length - 1))).toBeNull();
    expect(unpackFacts(Uint8Array.from([...bytes, 0]))).toBeNull();
    expect(unpackFacts(Uint8Array.from({ length: 200 }, (_, i) => i))).toBeNull();
  });
});
