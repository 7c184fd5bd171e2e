import { describe, expect, test } from '@jest/globals';
import type { ClassifiedFinding } from '../../src/domain/finding.ts';
import { defaultConfig, type ReviewConfig } from '../../src/engine/config.ts';
import type { Files } from '../support/source-tree.ts';
import { allRules } from '../rules/loaded-rules.ts';
import { reviewFiles } from '../rules/review-case.ts';
import { briefLine, PRINTED_000, PRINTED_003, printedTree } from './printed-files.ts';

/*
 * What must be said of the code that the briefs print (section 8 of the catalogue). Every row is asserted as soon as its rule exists:
 * `NOT_BUILT` names the others, and a rule that appears while it is still listed there fails.
 */
const REPORTED: readonly (readonly [number, string])[] = [
  [65, 'check-then-insert-race'],
  [69, 'naive-datetime'],
  [74, 'incomplete-port-implementation'],
  [84, 'commit-in-repository'],
  [118, 'side-effect-before-persist'],
  [118, 'payment-without-idempotency-key'],
  [123, 'dual-write-without-outbox'],
  [141, 'blocking-sdk-in-async'],
  [141, 'payment-without-idempotency-key'],
  [144, 'exception-leaked-to-client'],
  [146, 'test-double-in-production'],
  [209, 'side-effects-in-repository'],
  [209, 'event-published-before-commit'],
  [209, 'private-access-across-boundary'],
];

/** First and last line of what a rule must say nothing about. */
const SILENT: readonly (readonly [number, number, string])[] = [
  [78, 81, 'sql-injection'],
  [93, 100, 'db-access-in-handler'],
  [93, 100, 'di-framework-in-core'],
  [93, 100, 'http-exception-outside-handler'],
  [115, 126, 'result-ignored'],
  [115, 126, 'entity-state-mutated-outside'],
  [129, 131, 'unused-abstraction'],
  [129, 135, 'pass-through-layer'],
  [138, 144, 'swallowed-exception'],
  [155, 160, 'mutable-value-object'],
  [162, 169, 'mutable-value-object'],
  [162, 169, 'float-money'],
  [155, 160, 'generic-exception-in-domain'],
  [172, 191, 'anemic-domain-model'],
  [185, 191, 'unguarded-state-transition'],
  [194, 203, 'anemic-domain-model'],
];

const NOT_BUILT: readonly string[] = [
  'anemic-domain-model',
  'db-access-in-handler',
  'di-framework-in-core',
  'entity-state-mutated-outside',
  'event-published-before-commit',
  'exception-leaked-to-client',
  'generic-exception-in-domain',
  'http-exception-outside-handler',
  'incomplete-port-implementation',
  'naive-datetime',
  'pass-through-layer',
  'private-access-across-boundary',
  'result-ignored',
  'side-effects-in-repository',
  'test-double-in-production',
  'unused-abstraction',
];

const rules = await allRules();
const built = new Set(rules.map(({ id }) => id));

/** All rules, also those that are off by default. */
const everything: ReviewConfig = {
  ...defaultConfig,
  rules: Object.fromEntries(
    rules.map(({ id }) => [id, { enabled: true, severity: null, options: {} }]),
  ),
};

function review(tree: Files): readonly ClassifiedFinding[] {
  return reviewFiles({ base: null, head: tree, rules, config: everything }).findings;
}

const found = review(printedTree('003', PRINTED_003)).map(({ rule, path, line }) => ({
  rule,
  line: briefLine(PRINTED_003, path, line),
}));

describe('brief 003', () => {
  test.each(REPORTED.filter(([, rule]) => built.has(rule)))('line %d: %s', (line, rule) => {
    expect(found).toContainEqual({ line, rule });
  });

  test.each(SILENT.filter(([, , rule]) => built.has(rule)))(
    'lines %d to %d: nothing of %s',
    (from, to, rule) => {
      const said = found.filter((one) => one.rule === rule && from <= one.line && one.line <= to);
      expect(said).toEqual([]);
    },
  );

  test('its rules say nothing more', () => {
    const listed = new Set(REPORTED.map(([, rule]) => rule));
    const more = found.filter(
      ({ rule, line }) =>
        listed.has(rule) && !REPORTED.some(([at, id]) => at === line && id === rule),
    );
    expect(more).toEqual([]);
  });
});

test('brief 000 is how it should be: nothing of medium severity or more', () => {
  const said = review(printedTree('000', PRINTED_000)).filter(({ severity }) => severity !== 'low');
  expect(said).toEqual([]);
});

test('every row is asserted or listed as not built', () => {
  const named = [...REPORTED.map(([, rule]) => rule), ...SILENT.map(([, , rule]) => rule)];
  const missing = [...new Set(named)].filter((rule) => !built.has(rule)).sort();
  expect(missing).toEqual(NOT_BUILT);
});
