import { describe, expect, test } from '@jest/globals';
import { renderAnnotations } from '../../../src/render/annotations.ts';
import { cut } from '../../../src/render/cut.ts';
import { renderGitHub } from '../../../src/render/github.ts';
import { renderMarkdown } from '../../../src/render/markdown.ts';
import { NO_LINKS } from '../../../src/render/places.ts';
import { MAX_SUMMARY_CHARACTERS, renderSummary } from '../../../src/render/summary.ts';
import { finding, fullReview, reviewOf } from './sample.ts';

describe('renderSummary', () => {
  const { title, summary } = renderSummary(fullReview, { links: NO_LINKS });

  test('begins with the verdict and its reason', () => {
    expect(title).toBe('Not production-ready · score 4.1 of 10');
    expect(summary).toMatch(/^## Not production-ready · 4\.1 of 10\n\nIntroduced or worsened: /u);
  });

  test('shows next steps, findings by risk, context, practices, credits, ledger and coverage, in this order', () => {
    const order = [
      '**Next steps** to reach *Production-ready with fixes*, in this order:',
      '### Findings',
      '**Critical**',
      '**High**',
      '**Medium**',
      '**Low**',
      '### What the change touches',
      '- Frameworks: `fastapi`, `sqlalchemy`',
      '- Entry points: 3',
      '  - `GET /orders`, `POST /orders` in `app/api.py`',
      '  - `task send` in `app/tasks.py`',
      '### State machines',
      '**`Order.status`** `app/models.py:7`',
      '### Production practices',
      '- [ ] Circuit breaker: missing — needed for `app/payments.py:12`',
      '<summary>1 more practice that this change does not touch</summary>',
      '- [x] Health check: present — seen at `app/main.py:8`',
      '### Improved or kept',
      '- Fixed: `requests.post` waits without limit.',
      '- Moved, still in force: timeout=5 from `app/payments.py:9` to `app/client.py:4` now set by the client',
      '### States of Order',
      '```mermaid',
      '- −4 `sql-injection` `app/payments.py:12`',
      '### Coverage',
      '2 of 3 Python files analysed. 1 finding was there before. 2 findings are suppressed with a reason.',
      '- `app/broken.py`: the encoding cannot be read',
      '- The rule `float-money` crashed, its findings are missing: oops (at app/x.py)',
    ];
    const places = order.map((text) => summary.indexOf(text));
    expect(order.filter((_text, index) => places[index] === -1)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('a clean change has nothing but verdict and coverage', () => {
    expect(renderSummary(reviewOf([]), { links: NO_LINKS })).toEqual({
      title: 'Production-ready · score 10 of 10',
      summary:
        '## Production-ready · 10 of 10\n\nNo finding was introduced or worsened.\n\n### Coverage\n\n1 of 1 Python file analysed.',
    });
  });

  test('names what no rule judges', () => {
    const unjudged = [{ kind: 'test', files: 2 }];
    const coverage = { files: 3, analysed: 1, skipped: [], unjudged, crashedRules: [] };
    const { summary } = renderSummary(reviewOf([], { coverage }), { links: NO_LINKS });
    expect(summary).toContain(
      '1 of 3 Python files analysed. Left out, as no rule judges them: 2 test files.',
    );
  });

  test('notes come first', () => {
    const noted = renderSummary(reviewOf([]), { links: NO_LINKS, notes: ['<b> is broken'] });
    expect(noted.summary).toMatch(/^> &lt;b> is broken\n\n## /u);
  });

  test('is cut honestly where there is too much', () => {
    const long = renderSummary(
      reviewOf([], {
        summaryBlocks: [{ title: 't', markdown: `\`\`\`\n${'x\n'.repeat(50_000)}\`\`\`` }],
      }),
      { links: NO_LINKS },
    ).summary;
    expect(long.length).toBeLessThanOrEqual(MAX_SUMMARY_CHARACTERS);
    expect(long).toMatch(/x\n```\n\n\*The text is cut here/u);
  });

  test('a thousand findings fit', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      finding({ line: index + 1, endLine: index + 1, path: `${'p'.repeat(200)}/${index}.py` }),
    );
    const { summary: text } = renderSummary(reviewOf(many), { links: NO_LINKS });
    expect(text.length).toBeLessThanOrEqual(MAX_SUMMARY_CHARACTERS);
  });
});

describe('cut', () => {
  test('closes what it leaves open, and drops a fence that is longer than the room', () => {
    const open = `<details>\n\n${'word\n'.repeat(100)}`;
    expect(cut(open, 400)).toMatch(/<\/details>\n\n\*The text is cut here/u);
    const marks = '`'.repeat(300);
    const fenced = `${'a\n'.repeat(50)}${marks}\n${'x\n'.repeat(400)}${marks}`;
    const text = cut(fenced, 900);
    expect(text.length).toBeLessThanOrEqual(900);
    expect(text).not.toContain('`');
  });
});

describe('renderMarkdown', () => {
  test('is the summary followed by every finding of the change', () => {
    const text = renderMarkdown(fullReview, { links: NO_LINKS });
    expect(text.match(/^---$/gmu)).toHaveLength(4);
    expect(text).toContain('**Critical severity** · `sql-injection` · `app/payments.py:12`');
  });
});

describe('renderAnnotations', () => {
  test('sit on lines of head, with a level, a title and plain text', () => {
    const annotations = renderAnnotations(fullReview.findings.slice(0, 3));
    expect(annotations[0]).toEqual({
      path: 'app/payments.py',
      startLine: 12,
      endLine: 14,
      level: 'failure',
      title: 'critical: sql-injection',
      message: expect.stringContaining('`requests.post` waits without limit.'),
    });
    expect(annotations.map(({ level }) => level)).toEqual(['failure', 'failure', 'warning']);
  });

  test('leave out deleted lines, and stay within the limits', () => {
    const [annotation, ...others] = renderAnnotations([
      finding({ side: 'LEFT' }),
      finding({ fix: '😀'.repeat(50_000), rule: 'r'.repeat(400) }),
    ]);
    expect(others).toEqual([]);
    expect(annotation?.title.length).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(annotation?.message ?? '')).toBeLessThanOrEqual(64 * 1024);
    expect(annotation?.message.isWellFormed()).toBe(true);
  });
});

describe('renderGitHub', () => {
  test('is one workflow command for each finding, escaped', () => {
    const review = reviewOf([
      finding({ path: 'a,b:c.py', message: '100 %\nsure.' }),
      finding({ side: 'LEFT', severity: 'low', line: 7 }),
      finding({ status: 'inherited' }),
    ]);
    expect(renderGitHub(review).trimEnd().split('\n')).toEqual([
      '::error file=a%2Cb%3Ac.py,line=12,endLine=14,col=5,title=http-call-without-timeout::100 %25%0Asure.',
      '::notice title=http-call-without-timeout::app/payments.py:7 (removed): `requests.post` waits without limit.',
      expect.stringMatching(
        /^::notice title=Lintel::Production-ready with fixes, score 8\.4 of 10\./u,
      ),
    ]);
  });
});
