import { describe, expect, test } from '@jest/globals';
import { errorMessage } from '../../../src/render/error-message.ts';
import { printable, wrapMarkdown } from '../../../src/render/plain-text.ts';
import { renderText } from '../../../src/render/text.ts';
import { finding, fullReview, reviewOf } from './sample.ts';

const plain = { color: false, codeOf: () => null };

describe('renderText', () => {
  test('groups findings by file, with code, evidence, reason and fix', () => {
    const text = renderText(reviewOf([finding()]), {
      color: false,
      codeOf: () => '    return requests.post(url)',
    });
    expect(text).toBe(`Production-ready with fixes · score 8.5 of 10
Introduced or worsened: 1 high.

app/payments.py
  12:5     high     \`requests.post\` waits without limit. [http-call-without-timeout]
           │ return requests.post(url)
           → app/client.py:3 the client is built here

    Why it is dangerous
    1. The other side stops answering.
    2. The worker is lost.

    Fix
        requests.post(url, timeout=10)

    Set it once, in the client.

    Library
    httpx.Timeout

To get to "Production-ready", fix 1 finding:
  app/payments.py:12 http-call-without-timeout

Analysed 1 of 1 Python file.
`);
  });

  test('has a word for everything else that a review holds', () => {
    const text = renderText(fullReview, plain);
    for (const part of [
      'fastapi and sqlalchemy · layout clean-layers · 3 entry points',
      '[http-call-without-timeout, worsened, medium confidence]',
      '[http-call-without-timeout, removed here]',
      'fixed  app/payments.py:60',
      '1 finding was there before; --format json lists them.',
      '2 findings are suppressed.',
      'missing  circuit breaker (needed for app/payments.py:12)',
      'moved  timeout=5 from app/payments.py:9 to app/client.py:4',
      '  app/broken.py: the encoding cannot be read',
      'the rule float-money crashed and is left out: oops (at app/x.py)',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('shows what else is to be said, but no diagrams', () => {
    const summaryBlocks = [
      { title: 'Expired waivers', markdown: '- sql-injection: ended on 2026-01-01' },
      { title: 'Graph', markdown: '```mermaid\ngraph LR\n```' },
    ];
    const text = renderText(reviewOf([], { summaryBlocks }), plain);
    expect(text).toContain('Expired waivers\n- sql-injection: ended on 2026-01-01\n');
    expect(text).not.toContain('Graph');
  });

  test('adds the score up where there is something to add', () => {
    const deductions = [4, 1.5, 1.5, 0.25].map((points) => ({
      fingerprint: 'aaaaaaaaaaaaaaaa',
      rule: 'sql-injection',
      points,
    }));
    const text = renderText(reviewOf([], { score: { value: 2.7, deductions } }), plain);
    expect(text).toContain('Score: 10 − 4 − 2 × 1.5 − 0.25, never under 1.\n');
  });

  test('the name of a file stays on its line', () => {
    const text = renderText(reviewOf([finding({ path: 'app/a.py\nfixed  b.py' })]), plain);
    expect(text).toContain('\napp/a.py\\u{a}fixed  b.py\n');
    expect(text).not.toContain('\nfixed  b.py');
  });

  test('leaves reasons out when there are many findings', () => {
    const many = Array.from({ length: 20 }, (_, index) => finding({ line: index + 1 }));
    const text = renderText(reviewOf(many), plain);
    expect(text).not.toContain('Why it is dangerous');
    expect(text).toContain('Why and how to fix: lintel explain RULE.');
  });

  test('says so when no Python changed', () => {
    const coverage = { files: 0, analysed: 0, skipped: [], unjudged: [], crashedRules: [] };
    expect(renderText(reviewOf([], { coverage }), plain)).toContain(
      'No Python file was added or changed.',
    );
  });

  test('names what no rule judges', () => {
    const coverage = {
      files: 5,
      analysed: 1,
      skipped: [],
      unjudged: [
        { kind: 'script', files: 1 },
        { kind: 'test', files: 3 },
      ],
      crashedRules: [],
    };
    expect(renderText(reviewOf([], { coverage }), plain)).toContain(
      'Analysed 1 of 5 Python files.\nLeft out, as no rule judges them: 1 script and 3 test files.',
    );
  });

  test('is coloured only when asked, and text of the code never is', () => {
    const review = reviewOf([
      finding({ path: 'a\u001B[31m.py', message: 'x\u001B]0;title\u0007.' }),
    ]);
    expect(renderText(review, plain)).not.toContain('\u001B');
    const colored = renderText(review, { ...plain, color: true });
    expect(colored).toContain('\u001B[31mhigh');
    expect(colored).not.toContain('\u001B]0;');
  });
});

describe('printable', () => {
  test('shows characters that could deceive a reader', () => {
    expect(printable('a\tb\u202Ec\r\n')).toBe('a    b\\u{202e}c\\u{d}\n');
  });
});

describe('wrapMarkdown', () => {
  test('breaks at spaces, hangs list items, and leaves code alone', () => {
    expect(wrapMarkdown('1. aaa bbb ccc\n```python\nlong = "line of code"\n```', 10)).toEqual([
      '1. aaa bbb',
      '   ccc',
      '    long = "line of code"',
    ]);
  });
});

describe('errorMessage', () => {
  test('names every problem of a configuration with its line, at most five', () => {
    const problems = Array.from({ length: 7 }, (_, index) => ({
      line: index === 0 ? null : index,
      key: index === 0 ? '' : `k${index}`,
      message: 'is wrong',
    }));
    expect(errorMessage({ kind: 'config-invalid', path: 'lintel.yml', problems })).toBe(
      'lintel.yml: is wrong; lintel.yml:1: k1: is wrong; lintel.yml:2: k2: is wrong; lintel.yml:3: k3: is wrong; lintel.yml:4: k4: is wrong; and 2 more.',
    );
  });

  test('every other kind is one sentence', () => {
    const sentences = [
      errorMessage({ kind: 'head-moved', expected: 'a'.repeat(40), actual: 'b'.repeat(40) }),
      errorMessage({ kind: 'pull-request-closed' }),
      errorMessage({ kind: 'not-found', what: 'acme/shop#1' }),
      errorMessage({ kind: 'no-python' }),
      errorMessage({ kind: 'not-a-git-tree', path: '/x' }),
      errorMessage({ kind: 'unknown-revision', revision: 'x' }),
      errorMessage({ kind: 'unknown-rule', rule: 'x', nearest: null }),
      errorMessage({ kind: 'unknown-rule', rule: 'x', nearest: 'y' }),
      errorMessage({ kind: 'source-unreadable', path: 'a.py', reason: 'gone' }),
      errorMessage({ kind: 'change-too-large', files: 9, limit: 3 }),
      errorMessage({ kind: 'permission-missing', permission: 'checks: write' }),
      errorMessage({ kind: 'rate-limited', retryAfterSeconds: 1 }),
      errorMessage({ kind: 'upstream-failed', operation: 'compare', status: 502 }),
      errorMessage({ kind: 'upstream-failed', operation: 'compare', status: null }),
    ];
    for (const sentence of sentences) expect(sentence).toMatch(/^[^\n]+[.?]$/u);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});
