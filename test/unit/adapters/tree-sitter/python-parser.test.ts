import { describe, expect, test } from '@jest/globals';
import { createPythonParser } from '../../../../src/adapters/tree-sitter/index.ts';
import { kindNameOf } from '../../../../src/python/syntax/kinds.ts';
import type { SyntaxTree } from '../../../../src/python/syntax/tree.ts';
import { treeOf } from '../../../support/parse.ts';

/** The tree as an indented outline of kinds and texts. */
function outline(tree: SyntaxTree): string[] {
  const lines: string[] = [];
  const depths: number[] = [];
  for (let node = 0; node < tree.kinds.length; node += 1) {
    const parent = tree.parents[node] ?? -1;
    const depth = parent < 0 ? 0 : (depths[parent] ?? 0) + 1;
    depths[node] = depth;
    const text = tree.source.slice(tree.starts[node], tree.ends[node]);
    lines.push(`${'  '.repeat(depth)}${kindNameOf(tree, node)} ${JSON.stringify(text)}`);
  }
  return lines;
}

describe('the flat tree', () => {
  test('holds nodes in preorder without brackets and commas', () => {
    expect(outline(treeOf('f(a + 1, k="v")  # why\n'))).toEqual([
      'module "f(a + 1, k=\\"v\\")  # why\\n"',
      '  expression_statement "f(a + 1, k=\\"v\\")"',
      '    call "f(a + 1, k=\\"v\\")"',
      '      identifier "f"',
      '      argument_list "(a + 1, k=\\"v\\")"',
      '        binary_operator "a + 1"',
      '          identifier "a"',
      '          + "+"',
      '          integer "1"',
      '        keyword_argument "k=\\"v\\""',
      '          identifier "k"',
      '          string "\\"v\\""',
      '  comment "# why"',
    ]);
  });

  test('links siblings, parents and subtrees', () => {
    const tree = treeOf('a = b\nc\n');
    const ids = tree.kinds.length;
    expect([...tree.parents]).toEqual([-1, 0, 1, 2, 2, 0, 5]);
    expect([...tree.nextSiblings]).toEqual([-1, 5, -1, 4, -1, -1, -1]);
    expect([...tree.subtreeEnds]).toEqual([ids, 5, 5, 4, 5, 7, 7]);
    expect(tree.fields).toHaveLength(ids);
  });

  test('counts in UTF-16 units', () => {
    const tree = treeOf('"😀é"; имя\n');
    const last = tree.kinds.length - 1;
    expect(tree.source.slice(tree.starts[last], tree.ends[last])).toBe('имя');
  });

  test('names no errors in whole files', () => {
    expect(treeOf('x = 1\n').errors).toEqual([]);
  });
});

describe('limits', () => {
  test('a longer source than allowed is refused', () => {
    const parser = createPythonParser({ limits: { maxLength: 10, maxProgress: 1000 } });
    expect(parser.parse('x = 1234567\n')).toEqual({ ok: false, error: { kind: 'too-large' } });
    expect(parser.parse('x = 1\n').ok).toBe(true);
  });

  test('a parse out of time is abandoned, and the next one starts afresh', () => {
    const hurried = createPythonParser({ limits: { maxLength: 1_000_000, maxProgress: 0 } });
    const long = 'x = f(1, a=2)\n'.repeat(5000);
    expect(hurried.parse(long)).toEqual({ ok: false, error: { kind: 'too-slow' } });
    const second = hurried.parse('y\n');
    expect(second.ok ? outline(second.value)[0] : second.error).toBe('module "y\\n"');
  });

  test('memory is released between files', async () => {
    const parser = createPythonParser();
    for (let i = 0; i < 3; i += 1) {
      expect(parser.parse('x = 1\n').ok).toBe(true);
      await parser.releaseMemory();
    }
  });
});
