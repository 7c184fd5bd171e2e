import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createPythonParser,
  startParserAhead,
} from '../../../../src/adapters/tree-sitter/index.ts';
import {
  createClaimsMemory,
  fileClaims,
} from '../../../../src/adapters/tree-sitter/file-claims.ts';
import { packSources, sourceAt } from '../../../../src/adapters/tree-sitter/packed-sources.ts';
import { createFactsMemory } from '../../../../src/application/trees/facts-memory.ts';
import type { ParserAhead } from '../../../../src/application/trees/parser-ahead.ts';
import { createSourceTree } from '../../../../src/application/trees/source-tree.ts';
import { columnsOf } from '../../../../src/python/syntax/columns.ts';
import { contentsOf } from '../../application/contents.ts';

const SOURCES = [
  'import os\n\n\ndef pay(order):\n    return os.getenv("KEY") + order.total\n',
  'class Order:\n    def total(self) -> int:\n        return sum(x for x in self.lines)\n',
  'def broken(:\n    pass\n\nx = 1\n',
  '',
  '# -*- coding: latin-1 -*-\nname = "ok"\n',
];
const COUNT = 400;
const contents = contentsOf(
  Object.fromEntries(
    Array.from({ length: COUNT }, (_, index) => [
      `app/m${String(index).padStart(3, '0')}.py`,
      `${SOURCES[index % SOURCES.length]}# ${index}\n`,
    ]),
  ),
);
let ahead: ParserAhead | null = null;

function start(): ParserAhead {
  ahead = startParserAhead(contents.files, contents, (error) => {
    throw error;
  });
  return ahead;
}

afterEach(async () => {
  await ahead?.close();
  ahead = null;
});

describe('a parser that goes ahead', () => {
  it('makes of the files what this thread makes of them, from the first on', async () => {
    const one = start();
    const parser = createPythonParser();
    // From the last on: sooner or later one is met that the thread has come to, and all before it are done as well.
    let met = COUNT - 1;
    for (; met >= 0 && one.take(fileAt(met)) === null; met -= 1) await delay(20);
    expect(met).toBeGreaterThanOrEqual(0);
    for (let index = met - 1; index >= 0; index -= 1) {
      const parsed = parser.parse(sourceOf(index));
      const expected = parsed.ok ? { ok: true, value: columnsOf(parsed.value) } : parsed;
      expect(one.take(fileAt(index))).toEqual(expected);
    }
  });

  it('gives a tree the same facts, each file parsed once', () => {
    const parsedHere: string[] = [];
    const parser = createPythonParser();
    const counting = {
      ...parser,
      parse(source: string) {
        parsedHere.push(source);
        return parser.parse(source);
      },
    };
    const taken: string[] = [];
    const one = start();
    const watched: ParserAhead = {
      ...one,
      take(file) {
        const parsed = one.take(file);
        if (parsed !== null) taken.push(file.path);
        return parsed;
      },
    };
    const memory = (): ReturnType<typeof createFactsMemory> => createFactsMemory(10_000_000);
    const tree = createSourceTree(contents, { parser: counting, memory: memory(), ahead: watched });
    const alone = createSourceTree(contents, { parser, memory: memory() });
    for (const file of contents.files) expect(tree.factsOf(file)).toEqual(alone.factsOf(file));
    expect(parsedHere.length + taken.length).toBe(COUNT);
  });

  it('knows nothing of files that it was not given', () => {
    const [file] = contentsOf({ 'other.py': 'x = 1\n' }).files;
    expect(file === undefined ? undefined : start().take(file)).toBeNull();
  });

  it('can be ended while it parses', async () => {
    const large = contentsOf({ 'large.py': 'def f(a):\n    return a\n'.repeat(30_000) });
    const failures: unknown[] = [];
    const one = startParserAhead(large.files, large, (error) => failures.push(error));
    await delay(300);
    await one.close();
    expect(failures).toEqual([]);
  });
});

describe('claims on files', () => {
  it('gives each file to one thread', () => {
    const memory = createClaimsMemory(2);
    const [here, there] = [fileClaims(memory), fileClaims(memory)];
    expect([here.claim(0), there.claim(0), there.claim(1), here.claim(1)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    there.finish(1);
    expect(here.awaitFinished(1)).toBe(true);
    expect(here.claim(1)).toBe(false);
  });
});

describe('packed sources', () => {
  it('gives back what each file holds, nothing for one that cannot be read', () => {
    const tree = contentsOf({ 'a.py': 'a = "é"\n', 'b.py': 'b\n', 'c.py': '' });
    const packed = packSources(tree.files, {
      read: (file) => (file.path === 'b.py' ? null : tree.read(file)),
    });
    const texts = tree.files.map((_, index) => new TextDecoder().decode(sourceAt(packed, index)));
    expect(texts).toEqual(['a = "é"\n', '', '']);
  });
});

function fileAt(index: number): (typeof contents.files)[number] {
  const file = contents.files[index];
  if (file === undefined) throw new Error(`There is no file ${index}.`);
  return file;
}

function sourceOf(index: number): string {
  return new TextDecoder().decode(contents.read(fileAt(index)) ?? new Uint8Array());
}
