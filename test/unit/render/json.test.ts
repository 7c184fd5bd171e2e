import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from '@jest/globals';
import { renderJson } from '../../../src/render/json.ts';
import { fullReview, reviewOf } from './sample.ts';

const tool = { name: 'lintel', version: '1.2.3' };
const schema = JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true }).compile(schema);

describe('renderJson', () => {
  test('fits its schema, with everything and with nothing to say', () => {
    for (const review of [fullReview, reviewOf([])]) {
      validate(JSON.parse(renderJson(review, tool)));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  test('is one line with sorted keys at every level', () => {
    const text = renderJson(fullReview, tool);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.trimEnd().includes('\n')).toBe(false);
    JSON.parse(text, (_key, value: unknown) => {
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
        expect(Object.keys(value)).toEqual(Object.keys(value).sort());
      }
      return value;
    });
  });

  test('keeps the members that other tools rely on, and no internal one', () => {
    const report = JSON.parse(renderJson(fullReview, tool)) as {
      findings: Record<string, unknown>[];
      practices: Record<string, unknown>[];
    };
    expect(report).toMatchObject({
      schema: 1,
      tool,
      verdict: 'not-production-ready',
      score: fullReview.score.value,
      digest: fullReview.digest,
    });
    expect(report.findings[0]).not.toHaveProperty('messageKey');
    expect(report.practices[0]).not.toHaveProperty('touched');
    expect(report.findings.map((each) => each['status'])).toEqual([
      'introduced',
      'introduced',
      'worsened',
      'inherited',
      'fixed',
      'introduced',
    ]);
  });
});
