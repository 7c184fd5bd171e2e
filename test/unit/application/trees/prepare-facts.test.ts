import { describe, expect, it } from '@jest/globals';
import { createPythonParser } from '../../../../src/adapters/tree-sitter/index.ts';
import { createFactsMemory } from '../../../../src/application/trees/facts-memory.ts';
import type { ParseHelper } from '../../../../src/application/trees/parse-helper.ts';
import { prepareFacts } from '../../../../src/application/trees/prepare-facts.ts';
import { createSourceTree } from '../../../../src/application/trees/source-tree.ts';
import type { PreparableTree } from '../../../../src/application/trees/source-tree.ts';
import { contentsOf } from '../contents.ts';

const parser = createPythonParser();
const files: Record<string, string> = Object.fromEntries(
  Array.from({ length: 150 }, (_, index) => [`app/m${index}.py`, `value_${index} = ${index}\n`]),
);

function treeOf(): { tree: PreparableTree; parsedHere: string[] } {
  const parsedHere: string[] = [];
  const tree = createSourceTree(contentsOf(files), {
    memory: createFactsMemory(1_000_000),
    parser: {
      ...parser,
      parse(source) {
        parsedHere.push(source);
        return parser.parse(source);
      },
    },
  });
  return { tree, parsedHere };
}

function helperThat(parse: ParseHelper['parse']): ParseHelper {
  return { parse, close: () => Promise.resolve() };
}

describe('preparing facts with a helper', () => {
  it('parses each file once, here or there, with the same facts', async () => {
    const { tree, parsedHere } = treeOf();
    const parsedThere: string[] = [];
    const progress: number[] = [];
    const helper = helperThat((sources) => {
      parsedThere.push(...sources);
      return Promise.resolve(sources.map((source) => parser.parse(source)));
    });
    await prepareFacts(tree, tree.files, { parser, helper, onProgress: (n) => progress.push(n) });
    expect([...parsedHere, ...parsedThere].sort()).toEqual(Object.values(files).sort());
    expect(parsedThere.length).toBeGreaterThan(0);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    const alone = treeOf().tree;
    for (const file of tree.files) expect(tree.factsOf(file)).toEqual(alone.factsOf(file));
    expect(parsedHere.length + parsedThere.length).toBe(tree.files.length);
  });

  it('does alone what a helper that is gone leaves', async () => {
    const { tree, parsedHere } = treeOf();
    const helper = helperThat(() => Promise.reject(new Error('gone')));
    await prepareFacts(tree, tree.files, { parser, helper });
    expect([...parsedHere].sort()).toEqual(Object.values(files).sort());
  });
});
