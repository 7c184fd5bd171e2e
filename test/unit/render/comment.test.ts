import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_COMMENT_CHARACTERS, renderComment } from '../../../src/render/comment.ts';
import { gitHubLinks, NO_LINKS } from '../../../src/render/places.ts';
import { finding } from './sample.ts';

const links = gitHubLinks(
  'https://github.com/acme/shop',
  { base: 'base-sha', head: 'head-sha' },
  (rule) => `https://example.com/rules/${rule}`,
);

describe('renderComment', () => {
  test('says what is wrong, why, how to fix it, with which library, on what evidence', () => {
    expect(renderComment([finding({ migration: '1. Build one client.' })], { links }))
      .toBe(`**High severity** · [\`http-call-without-timeout\`](https://example.com/rules/http-call-without-timeout)

**\`requests.post\` waits without limit.**

**Why it is dangerous**

1. The other side stops answering.
2. The worker is lost.

**Fix**

\`\`\`python
requests.post(url, timeout=10)
\`\`\`

Set it once, in the client.

**Use** httpx.Timeout

**Evidence**

1. [\`app/client.py:3\`](https://github.com/acme/shop/blob/head-sha/app/client.py#L3) the client is built here

<details>
<summary>Migration</summary>

1. Build one client.

</details>

<sub>Not a problem here? Say why on the line: \`# lintel: ignore[http-call-without-timeout] -- reason\`</sub>`);
  });

  test('leaves out what there is nothing to say about', () => {
    const bare = finding({ why: '', fix: '', library: '', evidence: [] });
    const text = renderComment([bare], { links: NO_LINKS });
    expect(text).not.toMatch(/Why|Fix|Use|Evidence|Migration/u);
  });

  test('a file without Python comments is waived in the configuration', () => {
    const text = renderComment([finding({ path: '.env' })], { links: NO_LINKS });
    expect(text).not.toContain('lintel: ignore');
    expect(text).toContain('`.github/lintel.yml`, with a waiver of');
  });

  test('lists the other places of a group', () => {
    const others = [finding({ line: 40, endLine: 40 }), finding({ path: 'app/b.py', line: 2 })];
    const text = renderComment([finding(), ...others], { links: NO_LINKS });
    expect(text).toContain('The same in 2 more places:\n- `app/payments.py:40`');
  });

  test('says how sure it is, and what the change made worse', () => {
    const text = renderComment([finding({ confidence: 'medium', status: 'worsened' })], {
      links: NO_LINKS,
    });
    expect(text).toContain('**High severity, medium confidence, made worse by this change**');
  });

  test('suggests the fixed line where the comment stands on it, in place of the code', () => {
    const fix = '```python\nget(url, timeout=10)\n```\n\nGive it a timeout.';
    const suggestion = '    return get(`url`, timeout=10)';
    const block = `**Fix**\n\n\`\`\`suggestion\n${suggestion}\n\`\`\`\n\nGive it a timeout.`;
    const told = finding({ fix, suggestion });
    const inline = renderComment([told], { links: NO_LINKS, suggests: true });
    expect(inline).toContain(block);
    expect(inline).not.toContain('```python');
    for (const text of [
      renderComment([told], { links: NO_LINKS }),
      renderComment([told, told], { links: NO_LINKS, suggests: true }),
    ]) {
      expect(text).not.toContain('suggestion');
      expect(text).toContain('```python\nget(url, timeout=10)');
    }
  });

  test('stays bold around stars in code', () => {
    const message = 'The call `f(**kwargs)` and **this** lose arguments.';
    const text = renderComment([finding({ message })], { links: NO_LINKS });
    expect(text).toContain('**The call `f(**kwargs)` and \\*\\*this\\*\\* lose arguments.**');
  });

  test('is never longer than GitHub accepts, ends its fences, and keeps its marker', () => {
    const marker = '<!-- lintel fp=0123456789abcdef -->';
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200_000 }),
        fc.constantFrom('x', 'x\n', '`', '````\n', '😀', '<details>\n', '@a '),
        (length, piece) => {
          const long = piece.repeat(Math.ceil(length / piece.length));
          const fix = `${'`'.repeat(4)}python\n${long}\n${'`'.repeat(4)}`;
          const text = renderComment([finding({ fix, why: long })], { links, marker });
          expect(text.length).toBeLessThanOrEqual(MAX_COMMENT_CHARACTERS);
          expect(text.endsWith(`\n\n${marker}`)).toBe(true);
          expect(text.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('gitHubLinks', () => {
  test('escapes paths, and links deleted lines into the base', () => {
    expect(links.place({ path: 'a (b)/ä#.py', line: 3, endLine: 5 })).toBe(
      'https://github.com/acme/shop/blob/head-sha/a%20%28b%29/%C3%A4%23.py#L3-L5',
    );
    expect(links.place({ path: 'a.py', line: 3, side: 'LEFT' })).toBe(
      'https://github.com/acme/shop/blob/base-sha/a.py#L3',
    );
  });
});
