import { describe, expect, it } from '@jest/globals';
import { createPythonParser } from '../../../../src/adapters/tree-sitter/index.ts';
import { createFactsMemory } from '../../../../src/application/trees/facts-memory.ts';
import { prepareFacts } from '../../../../src/application/trees/prepare-facts.ts';
import { createSourceTree } from '../../../../src/application/trees/source-tree.ts';
import { contentsOf } from '../contents.ts';

const files: Record<string, string> = Object.fromEntries(
  Array.from({ length: 150 }, (_, index) => [`app/m${index}.py`, `value_${index} = ${index}\n`]),
);

describe('preparing facts', () => {
  it('parses each file once and tells how far it is', async () => {
    const parser = createPythonParser();
    const parsed: string[] = [];
    const tree = createSourceTree(contentsOf(files), {
      memory: createFactsMemory(1_000_000),
      parser: {
        ...parser,
        parse(source) {
          parsed.push(source);
          return parser.parse(source);
        },
      },
    });
    const progress: number[] = [];
    await prepareFacts(tree, tree.files, { parser, onProgress: (done) => progress.push(done) });
    for (const file of tree.files) tree.factsOf(file);
    expect([...parsed].sort()).toEqual(Object.values(files).sort());
    expect(progress).toEqual([32, 64, 96, 128]);
  });
});
