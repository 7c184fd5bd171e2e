import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createPythonParser,
  startParseHelper,
} from '../../../../src/adapters/tree-sitter/index.ts';
import type { ParseHelper } from '../../../../src/application/trees/parse-helper.ts';

const SOURCES = [
  'import os\n\n\ndef pay(order):\n    return os.getenv("KEY") + order.total\n',
  'class Order:\n    def total(self) -> int:\n        return sum(x for x in self.lines)\n',
  'def broken(:\n    pass\n\nx = 1\n',
  '',
];
let helper: ParseHelper | null = null;

afterEach(async () => {
  await helper?.close();
  helper = null;
});

describe('a second parser', () => {
  it('answers what the first one answers, in the order of the sources', async () => {
    helper = startParseHelper();
    const parser = createPythonParser();
    const [all, again] = await Promise.all([
      helper.parse(SOURCES),
      helper.parse([...SOURCES].reverse()),
    ]);
    expect(all).toEqual(SOURCES.map((source) => parser.parse(source)));
    expect(again).toEqual([...all].reverse());
  });

  it('says what it cannot parse', async () => {
    helper = startParseHelper();
    const [parsed] = await helper.parse(['x'.repeat(4_000_001)]);
    expect(parsed).toEqual({ ok: false, error: { kind: 'too-large' } });
  });

  it('fails whoever waits when it is closed, and whoever comes later', async () => {
    const closing = startParseHelper();
    const waiting = closing.parse(['def f(a):\n    return a\n'.repeat(50_000)]);
    // The thread may still get a word out before it ends.
    const ended = /Parsing was stopped|The second parser ended/u;
    const told = expect(waiting).rejects.toThrow(ended);
    await closing.close();
    await told;
    await expect(closing.parse(SOURCES)).rejects.toThrow(ended);
  });
});
