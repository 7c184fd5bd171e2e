import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadRules } from '../../../../src/adapters/rule-folder/load-rules.ts';
import { parseRulePage } from '../../../../src/adapters/rule-folder/rule-page.ts';

const PAGE = [
  '# Sleep in a request',
  '## What is wrong',
  'It sleeps.',
  '## Why it is dangerous',
  'Nobody else is served.',
  '## Fix',
  '```python accepted',
  '# a comment, no heading',
  '## not one either',
  '```',
  '## Migration',
  'None: the fix is local.',
  '## Not reported',
  'Scripts.',
  '## Briefs covered',
  '001:32',
  '## References',
  'https://docs.python.org/3/',
].join('\n');

const RULE = `export default {
  title: 'Sleep in a request', severity: 'high', precision: 'high', status: { stage: 'preview', since: '0.1.0' },
  scope: 'file', messages: { sleeps: '\`{call}\` sleeps.' }, create: () => ({}),
};`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function rule(path: string, files: { readonly ts?: string; readonly md?: string } = {}): void {
  write(`${path}/rule.ts`, files.ts ?? RULE);
  write(`${path}/rule.md`, files.md ?? PAGE);
}

async function problems(): Promise<string> {
  const loaded = await loadRules(folder);
  return loaded.ok
    ? ''
    : loaded.error.map((problem) => `${problem.path}: ${problem.message}`).join('\n');
}

describe('loadRules', () => {
  test('finds rules by their folders, sorted by id, with former ids, frozen', async () => {
    rule('resilience/sleep-in-request');
    rule('async/another-rule', {
      ts: RULE.replace('Sleep in', 'Nap in'),
      md: PAGE.replace('# Sleep in', '# Nap in'),
    });
    write('knowledge/libraries/x.yml', '{}');
    write('redirects.yml', 'old-sleep: sleep-in-request\n');
    const loaded = await loadRules(folder);
    const rules = loaded.ok ? loaded.value : [];
    expect(rules.map((r) => [r.id, r.dimension, r.formerIds])).toEqual([
      ['another-rule', 'async', []],
      ['sleep-in-request', 'resilience', ['old-sleep']],
    ]);
    expect(Object.isFrozen(rules[0]?.definition.messages)).toBe(true);
    expect(rules[1]?.page).toMatchObject({ migration: '', whyDangerous: 'Nobody else is served.' });
  });

  test('an empty folder has no rules', async () => {
    expect(await loadRules(folder)).toEqual({ ok: true, value: [] });
  });

  test.each([
    [
      'an id used twice',
      () => {
        rule('async/a-rule');
        rule('state/a-rule');
      },
      'already used by async/a-rule',
    ],
    [
      'a title used twice',
      () => {
        rule('async/a-rule');
        rule('state/b-rule');
      },
      'same title',
    ],
    [
      'a title that differs',
      () => rule('async/a-rule', { md: PAGE.replace('# Sleep in', '# Nap in') }),
      'is titled',
    ],
    ['a missing page', () => write('async/a-rule/rule.ts', RULE), 'rule.md is missing'],
    [
      'a missing heading',
      () => rule('async/a-rule', { md: PAGE.replace('## Fix', '## Repair') }),
      'expected, in this order',
    ],
    [
      'an empty section',
      () => rule('async/a-rule', { md: PAGE.replace('Scripts.', '') }),
      'is empty',
    ],
    [
      'a rule that cannot be imported',
      () => rule('async/a-rule', { ts: 'export default nothing;' }),
      'cannot be imported',
    ],
    [
      'a wrong severity',
      () => rule('async/a-rule', { ts: RULE.replace("'high'", "'huge'") }),
      'severity',
    ],
    [
      'an unknown member',
      () => rule('async/a-rule', { ts: RULE.replace('scope:', 'reach: 1, scope:') }),
      'reach',
    ],
    [
      'a broken placeholder',
      () => rule('async/a-rule', { ts: RULE.replace('{call}', '{call') }),
      'placeholder',
    ],
    [
      'a message that is no sentence',
      () => rule('async/a-rule', { ts: RULE.replace('sleeps.', 'sleeps') }),
      'full stop',
    ],
    [
      'guards without a message',
      () => rule('async/a-rule', { ts: RULE.replace('scope:', "guards: ['timeout'], scope:") }),
      'guard-removed',
    ],
    ['a folder that is no id', () => rule('async/A_Rule'), 'kebab-case'],
    ['a redirect to nowhere', () => write('redirects.yml', 'old: new\n'), 'which is no rule'],
    [
      'a redirect from a rule',
      () => {
        rule('async/a-rule');
        write('redirects.yml', 'a-rule: a-rule\n');
      },
      'not a former id',
    ],
  ])('refuses %s', async (_name, prepare, message) => {
    prepare();
    expect(await problems()).toContain(message);
  });
});

test('headings inside fences are text', () => {
  const page = parseRulePage(PAGE);
  expect(page.ok && page.value.fix).toContain('## not one either');
});
