import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  readConfiguration,
  readNamedConfiguration,
  type ConfigurationSource,
} from '../../../../src/adapters/config/index.ts';
import { configurationJsonSchema } from '../../../../src/adapters/config/schema.ts';
import { defaultConfig, type ReviewConfig } from '../../../../src/engine/config.ts';
import { problemText } from '../../../../src/render/error-message.ts';
import { timeoutRule } from '../../render/sample.ts';

function sourceOf(files: Readonly<Record<string, string>>): ConfigurationSource {
  return { rules: [timeoutRule], read: (path) => files[path] ?? null };
}

function configOf(text: string): ReviewConfig {
  const read = readConfiguration(sourceOf({ 'lintel.yml': text }));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.config;
}

function problemsIn(text: string): string[] {
  const read = readConfiguration(sourceOf({ 'lintel.yml': text }));
  if (read.ok) throw new Error('expected problems');
  return read.error.problems.map((problem) => problemText(read.error.path, problem));
}

describe('readConfiguration', () => {
  test('without a file the defaults apply', () => {
    expect(readConfiguration(sourceOf({}))).toEqual({
      ok: true,
      value: { config: defaultConfig, path: null, extends: null },
    });
  });

  test.each(['', '# nothing yet\n', 'rules:\nlimits:\n', '{}'])('%j says nothing', (text) => {
    expect(configOf(text)).toEqual(defaultConfig);
  });

  test('the file in .github wins', () => {
    const read = readConfiguration(
      sourceOf({ 'lintel.yml': 'ignore: [a]', '.github/lintel.yml': 'ignore: [b]' }),
    );
    expect(read).toMatchObject({
      value: { path: '.github/lintel.yml', config: { ignore: ['b'] } },
    });
  });

  test('reads everything that can be written', () => {
    const config = configOf(`
ignore: [docs/, '**/generated/*.py']
rules:
  http-call-without-timeout: { severity: medium, options: { clients: [acme.Client], most: 3 } }
overrides:
  - paths: [scripts]
    rules: { http-no-timeout: low }
  - paths: [tools]
    rules: { http-call-without-timeout: off }
waivers:
  - { rule: http-call-without-timeout, owner: payments, reason: ADR 7, until: 2027-03-01 }
baseline: ['0123456789abcdef']
layout:
  sourceRoots: [src]
  layers: { domain: [src/core] }
  features: ['src/features/*']
contracts:
  - { kind: layers, name: l, layers: [ui, [a, b], data], ignore: ['a.x -> ui.y'] }
  - { kind: independence, name: i, modules: [a, b] }
  - { kind: forbidden, name: f, from: [a], to: [b] }
  - { kind: protected, name: p, modules: [a], allowed: [b] }
limits: { inlineComments: 5 }
verdict: { minimumScore: 6, conclusions: { not-production-ready: neutral } }
`);
    expect(config).toEqual({
      ignore: ['docs/', '**/generated/*.py'],
      rules: {
        'http-call-without-timeout': {
          enabled: null,
          severity: 'medium',
          options: { clients: ['acme.Client'], most: 3 },
        },
      },
      overrides: [
        { paths: ['scripts'], rules: { 'http-no-timeout': { enabled: true, severity: 'low' } } },
        {
          paths: ['tools'],
          rules: { 'http-call-without-timeout': { enabled: false, severity: null } },
        },
      ],
      waivers: [
        {
          rule: 'http-call-without-timeout',
          paths: ['**'],
          symbol: null,
          owner: 'payments',
          reason: 'ADR 7',
          until: '2027-03-01',
        },
      ],
      baseline: ['0123456789abcdef'],
      layout: {
        sourceRoots: ['src'],
        layers: { domain: ['src/core'] },
        features: ['src/features/*'],
      },
      contracts: [
        {
          kind: 'layers',
          name: 'l',
          layers: [['ui'], ['a', 'b'], ['data']],
          containers: [],
          ignore: [{ importer: 'a.x', imported: 'ui.y' }],
        },
        { kind: 'independence', name: 'i', modules: ['a', 'b'], ignore: [] },
        { kind: 'forbidden', name: 'f', from: ['a'], to: ['b'], ignore: [] },
        { kind: 'protected', name: 'p', modules: ['a'], allowed: ['b'], ignore: [] },
      ],
      limits: { ...defaultConfig.limits, inlineComments: 5 },
      verdict: {
        minimumScore: 6,
        conclusions: { ...defaultConfig.verdict.conclusions, 'not-production-ready': 'neutral' },
      },
    });
  });

  test.each([
    ['true', { enabled: true, severity: null, options: {} }],
    ['on', { enabled: true, severity: null, options: {} }],
    ['off', { enabled: false, severity: null, options: {} }],
    ['critical', { enabled: true, severity: 'critical', options: {} }],
    ['{ enabled: false }', { enabled: false, severity: null, options: {} }],
  ])('a rule set to %s', (text, setting) => {
    const rules = configOf(`rules: { http-call-without-timeout: ${text} }`).rules;
    expect(rules['http-call-without-timeout']).toEqual(setting);
  });

  test('collects every problem, each with its line and what was expected', () => {
    expect(
      problemsIn(`ignore: docs/
ruls: {}
rules:
  http-call-without-timeot: off
  http-call-without-timeout:
    severity: hihg
    options:
      clints: [a]
      most: many
overrides:
  - path: [tests]
waivers:
  - rule: http-call-without-timeout
    owner: me
    reason: x
    until: 2027-02-30
contracts:
  - kind: layer
    name: x
  - { kind: layers, name: y, layers: [a] }
limits:
  inlineComments: 100
  files: 1.5
layout: { layers: { doman: [a] } }
baseline: [abc]
`),
    ).toEqual([
      'lintel.yml:1: ignore: expected a list of texts; got "docs/"',
      'lintel.yml:2: ruls: unknown key "ruls"; did you mean "rules"?',
      'lintel.yml:4: rules.http-call-without-timeot: unknown rule "http-call-without-timeot"; did you mean "http-call-without-timeout"?',
      'lintel.yml:6: rules.http-call-without-timeout.severity: expected one of critical, high, medium, low; got "hihg"',
      'lintel.yml:8: rules.http-call-without-timeout.options.clints: unknown key "clints"; did you mean "clients"?',
      'lintel.yml:9: rules.http-call-without-timeout.options.most: expected true or false or a number or a list of texts; got "many"',
      'lintel.yml:9: rules.http-call-without-timeout.options.most: expected a number',
      'lintel.yml:11: overrides.0.path: unknown key "path"; did you mean "paths"?',
      'lintel.yml:11: overrides.0.paths: is missing; expected a list of texts',
      'lintel.yml:11: overrides.0.rules: is missing; expected a map',
      'lintel.yml:16: waivers.0.until: must be a day, written YYYY-MM-DD',
      'lintel.yml:18: contracts.0.kind: expected layers or independence or forbidden or protected; got "layer"',
      'lintel.yml:20: contracts.1.layers: needs at least 2 entries',
      'lintel.yml:22: limits.inlineComments: must be at most 25; got 100',
      'lintel.yml:23: limits.files: expected a whole number; got 1.5',
      'lintel.yml:24: layout.layers.doman: unknown key "doman"; did you mean "domain"?',
      'lintel.yml:25: baseline.0: must be a fingerprint: 16 hex digits',
    ]);
  });

  test.each([
    ['- a\n', 'lintel.yml:1: expected a map; got a list'],
    ['just text', 'lintel.yml:1: expected a map; got "just text"'],
    ['a: [1\nb: 2\n', /^lintel\.yml:2: is not valid YAML: /u],
    ['ignore: [a]\nignore: [b]\n', /^lintel\.yml:2: is not valid YAML: Map keys must be unique$/u],
    [`a: ${'['.repeat(20_000)}`, 'lintel.yml:1: the file is nested too deeply'],
    [bomb(), 'lintel.yml: anchors are used too often'],
    [`# ${'x'.repeat(300_000)}`, 'lintel.yml: the file is longer than 256 KB'],
  ])('a file that cannot be one is refused (%#)', (text, expected) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(1);
    if (typeof expected === 'string') expect(problems[0]).toBe(expected);
    else expect(problems[0]).toMatch(expected);
  });

  test('shared settings through anchors are fine', () => {
    const config = configOf('ignore: &shared [a, b]\nlayout: { sourceRoots: *shared }\n');
    expect(config.layout.sourceRoots).toEqual(['a', 'b']);
  });

  test('a key named __proto__ is an unknown key', () => {
    expect(problemsIn('__proto__: { ignore: [a] }')[0]).toContain('unknown key');
  });

  test('lays the file over the defaults of the organisation', () => {
    const own = '_extends: acme/.github\nignore: [own]\nrules: { http-call-without-timeout: off }';
    const first = readConfiguration(sourceOf({ 'lintel.yml': own }));
    expect(first).toMatchObject({ value: { extends: 'acme/.github' } });
    const second = readConfiguration({
      ...sourceOf({ 'lintel.yml': own }),
      defaults:
        'ignore: [theirs]\nlimits: { files: 9 }\nrules: { http-call-without-timeout: high }',
    });
    expect(second).toMatchObject({
      value: {
        config: {
          ignore: ['own'],
          limits: { files: 9, inlineComments: 10 },
          rules: { 'http-call-without-timeout': { enabled: false } },
        },
      },
    });
    expect(
      readConfiguration({ ...sourceOf({ 'lintel.yml': own }), defaults: 'nonsense: 1' }),
    ).toMatchObject({ ok: false, error: { path: 'acme/.github' } });
  });

  test('a named file takes the place of the one in the tree', () => {
    const source = sourceOf({ 'lintel.yml': 'ignore: [tree]', 'tach.toml': '' });
    expect(readNamedConfiguration('my.yml', 'ignore: [mine]', source)).toMatchObject({
      value: { path: 'my.yml', config: { ignore: ['mine'] } },
    });
  });
});

test('schemas/lintel.schema.json is up to date (node scripts/write-schemas.ts)', () => {
  const committed: unknown = JSON.parse(readFileSync('schemas/lintel.schema.json', 'utf8'));
  expect(committed).toEqual(configurationJsonSchema());
});

function bomb(): string {
  const levels = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [index, name] of 'bcdefgh'.split('').entries()) {
    const before = 'abcdefgh'.charAt(index);
    levels.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
  }
  return levels.join('\n');
}
