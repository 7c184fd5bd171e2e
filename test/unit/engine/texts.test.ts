import { describe, expect, test } from '@jest/globals';
import { defaultConfig, type ReviewConfig } from '../../../src/engine/config.ts';
import {
  fenced,
  firstParagraph,
  interpolate,
  noteText,
  withCaptionedFences,
  withPlainFences,
  withSample,
} from '../../../src/engine/message-text.ts';
import { ruleSettingsOf } from '../../../src/engine/rule-settings.ts';
import { linesOf, statementAt } from '../../../src/engine/statement-parts.ts';
import { expiredWaivers, isWaived } from '../../../src/engine/waivers.ts';
import { factsOf } from '../../support/parse.ts';
import { fakeRule, rawFinding } from './fake-rule.ts';

describe('interpolate', () => {
  test('values cannot leave their code span', () => {
    expect(interpolate('`{call}` waits.', { call: 'get(`x`\n, y)' })).toBe("`get('x' , y)` waits.");
    expect(interpolate('{a}{missing}', { a: '\u202ex' })).toBe('x{missing}');
    expect(interpolate('{toString}', {})).toBe('{toString}');
  });

  test('the values of a list get a code span each', () => {
    expect(interpolate('It has `{fields}`.', { fields: ['a', 'b`c'] })).toBe("It has `a`, `b'c`.");
  });

  test('long values are cut at a character', () => {
    expect(interpolate('{a}', { a: '😀'.repeat(500) })).toBe(`${'😀'.repeat(119)}…`);
  });
});

test('a fence is longer than any in its code', () => {
  expect(fenced('python', 'x = "```"\n')).toBe('````python\nx = "```"\n````');
});

test('notes keep their code spans, on one line', () => {
  expect(noteText(' `a`\n is\u202e one ')).toBe('`a` is one');
});

test('of a page with samples for several libraries those that fit are shown', () => {
  const page = 'All.\n\n### Django\n\n```python\n### no heading\n```\n\n### SQLAlchemy\n\ntwo';
  expect(withSample(page, 'SQLAlchemy')).toBe('All.\n\ntwo');
  expect(withSample(page, 'Pony')).toBe('All.\n\n```python\n### no heading\n```');
  expect(withSample('All.\n\n```python\nx\n```', 'Django')).toBe('All.\n\n```python\nx\n```');
});

test('the words of the harness do not reach a comment', () => {
  expect(withPlainFences('```python reported\nx\n```\n```text\ny\n```')).toBe(
    '```python\nx\n```\n```text\ny\n```',
  );
  expect(firstParagraph('One\ntwo\n\nthree')).toBe('One\ntwo');
});

describe('canonical lines', () => {
  const source =
    'def f(a):\n    # note\n    if a :\n\n        g( a,\n           b=1 )\n    return [x for x in a]\n';

  test('do not depend on formatting or comments', () => {
    const facts = factsOf(source);
    const other = factsOf('def f(a):\n    if a:\n        g(a, b=1)\n    return [x for x in a]\n');
    expect(linesOf(facts.body, facts)).toEqual(linesOf(other.body, other));
    expect(linesOf(facts.body, facts)).toHaveLength(4);
  });

  test('the innermost statement is found through definitions', () => {
    const facts = factsOf(source);
    expect(statementAt(facts, source.indexOf('b=1'))?.kind).toBe('expression');
    expect(statementAt(facts, source.indexOf('x for'))?.kind).toBe('return');
    expect(statementAt(facts, source.length + 5)).toBeNull();
  });
});

describe('settings', () => {
  const rule = {
    ...fakeRule('float-money', {
      options: { names: { type: 'string-list', default: ['price'], description: 'd' } },
    }),
    formerIds: ['money-float'],
  };
  const settings = (config: Partial<ReviewConfig>) =>
    ruleSettingsOf({ ...defaultConfig, ...config });

  test('later overrides win over earlier ones and over the rule', () => {
    const asked = settings({
      ignore: ['vendor'],
      rules: { 'money-float': { enabled: null, severity: 'low', options: { names: ['cost'] } } },
      overrides: [
        { paths: ['legacy/**'], rules: { 'float-money': { enabled: false, severity: null } } },
        {
          paths: ['legacy/new/**'],
          rules: { 'float-money': { enabled: true, severity: 'critical' } },
        },
      ],
    });
    expect(asked.isIgnored('vendor/a.py')).toBe(true);
    expect(
      ['app/a.py', 'legacy/a.py', 'legacy/new/a.py'].map((path) => asked.isEnabled(rule, path)),
    ).toEqual([true, false, true]);
    expect(['app/a.py', 'legacy/new/a.py'].map((path) => asked.severityOf(rule, path))).toEqual([
      'low',
      'critical',
    ]);
    expect(asked.optionsOf(rule)).toEqual({ names: ['cost'] });
  });

  test('off by default, switched on by configuration; a wrong type keeps the default', () => {
    const quiet = fakeRule('quiet', {
      defaultOff: true,
      options: { limit: { type: 'number', default: 3, description: 'd' } },
    });
    expect(settings({}).isEverEnabled(quiet)).toBe(false);
    const on = settings({
      rules: { quiet: { enabled: true, severity: null, options: { limit: true } } },
    });
    expect([on.isEverEnabled(quiet), on.optionsOf(quiet)]).toEqual([true, { limit: 3 }]);
  });
});

describe('waivers', () => {
  const waiver = {
    rule: 'float-money',
    paths: ['app/**'],
    symbol: 'Order',
    owner: 'ann',
    reason: 'legacy',
    until: '2026-03-01',
  };
  const config = { ...defaultConfig, waivers: [waiver] };
  const finding = rawFinding(fakeRule('float-money'), { symbol: 'Order.total' });

  test('hold until their last day, for their rule, path and symbol', () => {
    expect(isWaived(finding, config, '2026-03-01')).toBe(true);
    expect(isWaived(finding, config, '2026-03-02')).toBe(false);
    expect(isWaived({ ...finding, symbol: 'Orders' }, config, '2026-01-01')).toBe(false);
    expect(isWaived({ ...finding, path: 'lib/a.py' }, config, '2026-01-01')).toBe(false);
    expect(isWaived({ ...finding, rule: fakeRule('other') }, config, '2026-01-01')).toBe(false);
  });

  test('ended ones are named with their owner', () => {
    expect(expiredWaivers(config, '2026-03-01')).toEqual([]);
    expect(expiredWaivers(config, '2026-03-02')[0]?.markdown).toContain('owned by ann');
  });
});

test('code of a page tells which is wrong and which takes its place', () => {
  const page = [
    'Text.',
    '',
    '```python reported',
    'a',
    '```',
    '',
    '```python accepted',
    'b',
    '```',
    '',
    '```python accepted',
    'c',
    '```',
    '',
    'With another client:',
    '',
    '```python accepted',
    'd',
    '```',
    '',
    '```text',
    'e',
    '```',
  ].join('\n');
  expect(
    withCaptionedFences(page)
      .split('\n')
      .filter((line) => /:|^[a-e]$|`{3}./u.test(line)),
  ).toEqual([
    'Before:',
    '```python',
    'a',
    'After:',
    '```python',
    'b',
    'Or:',
    '```python',
    'c',
    'With another client:',
    '```python',
    'd',
    '```text',
    'e',
  ]);
});
