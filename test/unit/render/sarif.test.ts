import { describe, expect, test } from '@jest/globals';
import { renderSarif } from '../../../src/render/sarif.ts';
import { finding, fullReview, reviewOf, timeoutRule } from './sample.ts';

interface Location {
  id?: number;
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId: string };
    region: { startLine: number; startColumn?: number; endLine?: number };
  };
}
interface Log {
  $schema: string;
  version: string;
  runs: {
    tool: {
      driver: {
        rules: {
          id: string;
          shortDescription: { text: string };
          help?: { text: string; markdown: string };
          properties?: Record<string, unknown>;
        }[];
      };
    };
    invocations: {
      executionSuccessful: boolean;
      toolExecutionNotifications: { message: { text: string } }[];
    }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: Location[];
      relatedLocations?: Location[];
      partialFingerprints: Record<string, string>;
      baselineState?: string;
    }[];
  }[];
}

function sarifOf(review = fullReview, hasBase = true): Log['runs'][number] & Omit<Log, 'runs'> {
  const tool = { name: 'lintel', version: '1.2.3' };
  const text = renderSarif(review, { tool, rules: [timeoutRule], hasBase });
  const { runs, ...log } = JSON.parse(text) as Log;
  const [run] = runs;
  if (run === undefined || runs.length !== 1) throw new Error('expected one run');
  return { ...log, ...run };
}

describe('renderSarif', () => {
  test('is a log of version 2.1.0 whose results point at their rules', () => {
    const run = sarifOf();
    expect(run.version).toBe('2.1.0');
    expect(run.$schema).toMatch(/sarif-2\.1\.0\.json$/u);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note', 'none']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      expect(result.partialFingerprints).toEqual({
        'lintelFingerprint/v1': expect.stringMatching(/^[0-9a-f]{16}$/u),
      });
      for (const { physicalLocation } of [
        ...result.locations,
        ...(result.relatedLocations ?? []),
      ]) {
        expect(physicalLocation.region.startLine).toBeGreaterThan(0);
        expect(physicalLocation.artifactLocation.uri).not.toMatch(/^\/|[\s\\]/u);
      }
    }
  });

  test('gives the page of a known rule as help, and names the others', () => {
    const rules = sarifOf().tool.driver.rules;
    expect(rules.map(({ id }) => id)).toEqual(['http-call-without-timeout', 'sql-injection']);
    expect(rules[0]?.help?.markdown).toContain('Nothing ends the wait.');
    expect(rules[0]?.properties).toMatchObject({ precision: 'high' });
    expect(rules[1]?.shortDescription.text).toBe('sql injection');
  });

  test('tells what is new against a base, and leaves out what was fixed', () => {
    expect(sarifOf().results.map(({ baselineState }) => baselineState)).toEqual([
      'new',
      'new',
      'updated',
      'unchanged',
      'new',
    ]);
    expect(sarifOf(fullReview, false).results[0]).not.toHaveProperty('baselineState');
  });

  test('maps severities to levels', () => {
    const levels = (['critical', 'high', 'medium', 'low'] as const).map(
      (severity) => sarifOf(reviewOf([finding({ severity })])).results[0]?.level,
    );
    expect(levels).toEqual(['error', 'error', 'warning', 'note']);
  });

  test('names what was not analysed', () => {
    const [invocation] = sarifOf().invocations;
    expect(invocation?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      'Not analysed, or only in part: the encoding cannot be read.',
      'The rule float-money crashed: oops (at app/x.py)',
    ]);
  });

  test('escapes paths as URIs and takes links out of messages', () => {
    const result = sarifOf(
      reviewOf([finding({ path: 'app/ä b#1.py', message: 'calls `x[0](1)`.' })]),
    ).results[0];
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      'app/%C3%A4%20b%231.py',
    );
    expect(result?.message.text).not.toContain('](');
  });
});
