import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ParserOptions } from 'prettier';
import * as markdownPlugin from 'prettier/plugins/markdown';
import { codeSpan, fenced, safeInline, safeMarkdown } from '../../../src/render/markdown-text.ts';

interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly MarkdownNode[];
}

/** Another implementation of CommonMark than ours tells what GitHub would make of the text. */
function nodesOf(markdown: string): MarkdownNode[] {
  const options = { originalText: markdown } as ParserOptions<MarkdownNode>;
  const parsed: unknown = markdownPlugin.parsers.markdown.parse(markdown, options);
  const pending = [parsed as MarkdownNode];
  const nodes: MarkdownNode[] = [];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    pending.push(...(node.children ?? []));
  }
  return nodes;
}

/** What in a rendered text would reach beyond the page. */
function dangersIn(markdown: string): string[] {
  return nodesOf(markdown).flatMap((node) => {
    if (node.type === 'html') return [`html ${node.value ?? ''}`];
    if (node.type === 'image' || node.type === 'imageReference') return ['image'];
    if (node.type !== 'text' && node.type !== 'word') return [];
    const text = node.value ?? '';
    return /@[\p{L}\p{N}_]|(^|\s)#\d|GH-\d/iu.test(text) ? [`text ${text}`] : [];
  });
}

const HOSTILE = [
  '@octocat',
  'see #12 and GH-7',
  '<img src=x onerror=alert(1)>',
  '<!-- hidden',
  '![x](https://tracker.example/p.png)',
  '`unclosed @octocat',
  '``a` @octocat``',
  '\\`@octocat\\`',
  '&#64;octocat &lt;b&gt;',
  '</details>',
  '**bold** `**kwargs` @a/team',
  '[x](javascript:alert(1))',
  '```\n@octocat',
  '~~~ x\n@inside\n~~~\n@outside',
  '``` a`b\n@octocat\n```',
  '    ```\n@octocat',
];

describe('safeInline and safeMarkdown', () => {
  test('the control: these texts are dangerous as they are', () => {
    expect(dangersIn('@octocat')).not.toEqual([]);
    expect(dangersIn('<b>x</b>')).not.toEqual([]);
    expect(dangersIn('![x](https://tracker.example/p.png)')).not.toEqual([]);
  });

  test.each(HOSTILE)('nothing in %j reaches beyond the page', (text) => {
    expect(dangersIn(safeInline(text))).toEqual([]);
    expect(dangersIn(safeMarkdown(text))).toEqual([]);
  });

  test('code stays as it was written', () => {
    expect(safeInline('`@app.get("/")` has **no** `<guard>`.')).toBe(
      '`@app.get("/")` has **no** `<guard>`.',
    );
    const fence = '```python\n@app.get("/")\ndef f(): ...  # <b>\n```';
    expect(safeMarkdown(`Before.\n\n${fence}\n\nAfter.`)).toBe(`Before.\n\n${fence}\n\nAfter.`);
  });

  test('a fence that is not closed is closed', () => {
    expect(safeMarkdown('````python\nx = 1\n```')).toBe('````python\nx = 1\n```\n````');
  });

  test('anything: no mention, no reference, no HTML, no image', () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE, '`', '``', '```', '~~~', '\n', '\n\n', ' ', '- ', '1. ', '> '),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(dangersIn(safeInline(pieces.join('')))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('anything: what follows a text is never inside its fence', () => {
    const piece = fc.constantFrom('`', '``', '```', '````', '~~~', '\n', 'x', ' ', '@a');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = `${safeMarkdown(pieces.join(''))}\n\nthe end`;
        const words = nodesOf(text)
          .filter(({ type }) => type === 'word' || type === 'text')
          .map(({ value }) => value ?? '');
        expect(words.join(' ')).toContain('end');
      }),
      { numRuns: 300 },
    );
  });
});

describe('codeSpan and fenced', () => {
  test('hold whatever is put into them', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(dangersIn(`a ${codeSpan(text)} b`)).toEqual([]);
        const [code] = nodesOf(fenced(text)).filter(({ type }) => type === 'code');
        expect(code).toBeDefined();
      }),
    );
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`')).toBe('`` ` ``');
    expect(fenced('```\nx\n```', 'python')).toBe('````python\n```\nx\n```\n````');
  });
});
