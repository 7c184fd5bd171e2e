import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSamples } from './case-files.ts';
import { allRules, folderOf } from './loaded-rules.ts';

/* What holds for the files of every rule, whatever they detect. */
const rules = await allRules();

/** A dotted lower-case name of two or more parts in a string: a library name, which belongs into rules/knowledge. */
const LIBRARY_NAME = /(?<quote>['"])[a-z_][a-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+\k<quote>/u;
/** Keys of `library:` and texts for readers may name libraries. */
const PROSE = /^\s*(?:library|description|title)\b|^\s*(?:\/\/|\*|\/\*)/u;

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  const source = readFileSync(join(folderOf(rule), 'rule.ts'), 'utf8');
  const lines = source.split('\n');

  test('rule.ts asks the knowledge base instead of naming libraries', () => {
    expect(lines.filter((line) => LIBRARY_NAME.test(line) && !PROSE.test(line))).toEqual([]);
  });

  test('rule.ts has at most 150 lines', () => {
    expect(lines.length).toBeLessThanOrEqual(151);
  });

  test('rule.md shows what is reported and what is accepted', () => {
    const labels = readSamples(rule.page.markdown).map((sample) => sample.label);
    expect(labels).toContain('accepted');
    // A change rule needs two trees, which a single sample cannot show; a row of the checklist is no finding.
    if (rule.definition.scope === 'change' || rule.id.startsWith('missing-')) return;
    expect(labels).toContain('reported');
  });

  test('rule.md links to references and cites briefs', () => {
    expect(rule.page.references).toMatch(/https:\/\//u);
    expect(rule.page.briefs).toMatch(/\b00[0-4]:\d+|seed|catalogue/iu);
  });
});
