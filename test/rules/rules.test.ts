import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { ClassifiedFinding } from '../../src/domain/finding.ts';
import type { Review } from '../../src/domain/review.ts';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';
import type { Files } from '../support/source-tree.ts';
import { caseConfigOf, fileMarksIn, optionsIn } from './case-config.ts';
import { readCases, readSamples, type RuleCase } from './case-files.ts';
import { differences, marksOf, practiceDifferences } from './compare.ts';
import { allRules, folderOf } from './loaded-rules.ts';
import { reviewFiles } from './review-case.ts';

/*
 * The one harness for all rules: `npm test -- test/rules -t http-call-without-timeout` runs one of them.
 * A broken rule folder fails the whole file with its path and reason, as it would stop the product.
 */
const rules = await allRules();

/** Findings of the rule itself; what the engine says of suppressions is tested with the engine. */
function ownFindings(review: Review, rule: LoadedRule): readonly ClassifiedFinding[] {
  return review.findings.filter(
    (finding) =>
      finding.rule === rule.id &&
      (finding.status === 'introduced' || finding.status === 'worsened'),
  );
}

function reviewCase(rule: LoadedRule, ruleCase: RuleCase): Review {
  const { head, base, config } = ruleCase;
  return reviewFiles({ head, base, rules: [rule], config: caseConfigOf(config, rule) });
}

/** Marks in comments, and those of files without. */
function allMarksOf(ruleCase: RuleCase): ReturnType<typeof marksOf> {
  const inFiles = marksOf(ruleCase.head, ruleCase.base);
  const listed = fileMarksIn(ruleCase.config, ruleCase);
  return {
    marks: [...inFiles.marks, ...listed.marks],
    problems: [...inFiles.problems, ...listed.problems],
  };
}

function reversed(files: Files): Files {
  return Object.fromEntries(Object.entries(files).reverse());
}

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  const cases = readCases(folderOf(rule));
  const marked = cases.map(allMarksOf);

  test.each(cases.map((ruleCase) => ({ name: ruleCase.name, ruleCase })))(
    'says what $name expects',
    ({ ruleCase }) => {
      const { marks, problems } = allMarksOf(ruleCase);
      expect(problems).toEqual([]);
      const review = reviewCase(rule, ruleCase);
      expect(review.coverage.crashedRules).toEqual([]);
      expect([
        ...differences(marks, ownFindings(review, rule)),
        ...practiceDifferences(marks, review.practices),
      ]).toEqual([]);
      expectInside(review, ruleCase);
    },
  );

  test('is deterministic, whatever the order of files', () => {
    for (const ruleCase of cases) {
      const first = canonicalJson(reviewCase(rule, ruleCase));
      expect(canonicalJson(reviewCase(rule, ruleCase))).toBe(first);
      const head = reversed(ruleCase.head);
      const base = ruleCase.base === null ? null : reversed(ruleCase.base);
      expect(canonicalJson(reviewCase(rule, { ...ruleCase, head, base }))).toBe(first);
    }
  });

  test('has a case that reports and a near miss that does not', () => {
    const kinds = marked.flatMap(({ marks }) => marks.map((mark) => mark.kind));
    const statuses = marked.flatMap(({ marks }) => marks.map((mark) => mark.key));
    if (isAbsenceRule(rule)) {
      expect(statuses).toEqual(expect.arrayContaining(['missing', 'present']));
      return;
    }
    expect(kinds.some((kind) => kind === 'expect' || kind === 'expect-left')).toBe(true);
    expect(kinds).toContain('ok');
  });

  test('every message and every option is used by a case', () => {
    const keys = marked.flatMap(({ marks }) => marks.map((mark) => mark.key));
    expect(Object.keys(rule.definition.messages).filter((key) => !keys.includes(key))).toEqual([]);
    const options = cases.flatMap((ruleCase) => optionsIn(ruleCase.config));
    expect(
      Object.keys(rule.definition.options ?? {}).filter((name) => !options.includes(name)),
    ).toEqual([]);
    expect(options.filter((name) => !Object.hasOwn(rule.definition.options ?? {}, name))).toEqual(
      [],
    );
  });

  const samples = readSamples(rule.page.markdown);
  test.each(samples.map((sample) => ({ line: sample.line, label: sample.label, sample })))(
    'the sample on line $line of rule.md is $label',
    ({ sample }) => {
      const review = reviewFiles({
        head: sample.files,
        base: null,
        rules: [rule],
        config: caseConfigOf('', rule),
      });
      expect(review.coverage).toMatchObject({ crashedRules: [], skipped: [] });
      const messages = ownFindings(review, rule).map(
        (finding) => `${finding.line}: ${finding.message}`,
      );
      if (sample.label === 'accepted') expect(messages).toEqual([]);
      else expect(messages).not.toEqual([]);
    },
  );
});

/** Rows of the practices checklist report through `practice`, not through findings. */
function isAbsenceRule(rule: LoadedRule): boolean {
  return rule.id.startsWith('missing-') && Object.keys(rule.definition.messages).length === 0;
}

function expectInside(review: Review, ruleCase: RuleCase): void {
  for (const finding of review.findings) {
    const files =
      finding.side === 'LEFT' || finding.status === 'fixed' ? ruleCase.base : ruleCase.head;
    const lines = files?.[finding.path]?.split(/\r\n|\n|\r/u) ?? [];
    expect(finding.line).toBeGreaterThanOrEqual(1);
    expect(finding.endLine).toBeGreaterThanOrEqual(finding.line);
    expect(finding.endLine).toBeLessThanOrEqual(lines.length);
    expect(finding.column).toBeLessThanOrEqual((lines[finding.line - 1] ?? '').length + 1);
  }
}
