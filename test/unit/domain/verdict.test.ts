import { describe, expect, test } from '@jest/globals';
import type { ClassifiedFinding } from '../../../src/domain/finding.ts';
import { scoreOf } from '../../../src/domain/score.ts';
import { judge, verdictOf } from '../../../src/domain/verdict.ts';

let serial = 0;
function finding(overrides: Partial<ClassifiedFinding> = {}): ClassifiedFinding {
  serial++;
  return {
    rule: 'float-money',
    dimension: 'database',
    messageKey: 'float',
    severity: 'high',
    confidence: 'high',
    path: 'app/models.py',
    side: 'RIGHT',
    line: serial,
    endLine: serial,
    column: 1,
    symbol: '',
    message: 'm',
    why: '',
    fix: '',
    migration: '',
    library: '',
    evidence: [],
    fingerprint: `f${serial}`,
    status: 'introduced',
    ...overrides,
  };
}

describe('scoreOf', () => {
  test('is ten without findings', () => {
    expect(scoreOf([])).toEqual({ value: 10, deductions: [] });
  });

  test('deducts by severity and confidence, and prints the ledger largest first', () => {
    const findings = [
      finding({ severity: 'low' }),
      finding({ severity: 'critical', confidence: 'medium' }),
      finding({ severity: 'medium', status: 'worsened' }),
      finding({ confidence: 'low' }),
    ];
    const score = scoreOf(findings);
    expect(score.value).toBe(7.4);
    expect(score.deductions.map((deduction) => deduction.points)).toEqual([2, 0.5, 0.1]);
  });

  test('inherited and fixed findings take nothing, and the score never falls under one', () => {
    expect(scoreOf([finding({ status: 'inherited' }), finding({ status: 'fixed' })]).value).toBe(
      10,
    );
    expect(scoreOf(Array.from({ length: 9 }, () => finding({ severity: 'critical' }))).value).toBe(
      1,
    );
  });

  test('is rounded down, so that a full score means no deduction', () => {
    expect(scoreOf([finding({ severity: 'low', confidence: 'medium' })]).value).toBe(9.9);
  });
});

describe('verdictOf', () => {
  test.each([
    ['nothing', [], 'production-ready'],
    ['a low one', [finding({ severity: 'low' })], 'production-ready'],
    ['a medium one', [finding({ severity: 'medium' })], 'production-ready-with-fixes'],
    ['a critical one', [finding({ severity: 'critical' })], 'not-production-ready'],
    [
      'a critical one of medium confidence',
      [finding({ severity: 'critical', confidence: 'medium' })],
      'not-production-ready',
    ],
    [
      'a critical one of low confidence',
      [finding({ severity: 'critical', confidence: 'low' })],
      'production-ready',
    ],
    [
      'an inherited critical one',
      [finding({ severity: 'critical', status: 'inherited' })],
      'production-ready',
    ],
    ['four high ones', Array.from({ length: 4 }, () => finding()), 'not-production-ready'],
    ['three high ones', Array.from({ length: 3 }, () => finding()), 'production-ready-with-fixes'],
  ] as const)('%s', (_name, findings, expected) => {
    expect(verdictOf(findings)).toBe(expected);
  });
});

describe('the next verdict', () => {
  test('needs the critical findings gone, and as few others as the score asks for', () => {
    const critical = finding({ severity: 'critical' });
    const highs = Array.from({ length: 4 }, () => finding());
    const next = judge([critical, ...highs]).nextVerdict;
    expect(next?.verdict).toBe('production-ready-with-fixes');
    expect(next?.fixes).toHaveLength(2);
    expect(next?.fixes).toContain(critical.fingerprint);
  });

  test('names the verdict that is really reached', () => {
    const critical = finding({ severity: 'critical' });
    expect(judge([critical, finding({ severity: 'low' })]).nextVerdict).toEqual({
      verdict: 'production-ready',
      fixes: [critical.fingerprint],
    });
  });

  test('is none for a production-ready change', () => {
    expect(judge([finding({ severity: 'low' })]).nextVerdict).toBeNull();
  });

  test('the reason counts what decides', () => {
    expect(judge([finding(), finding({ severity: 'medium' })]).verdictReason).toBe(
      'Introduced or worsened: 1 high, 1 medium.',
    );
    expect(judge(Array.from({ length: 4 }, () => finding())).verdictReason).toContain(
      'The score 4 is under 5.',
    );
  });

  test('an audit does not speak of a change', () => {
    const reason = (...findings: readonly ClassifiedFinding[]): string =>
      judge(findings, 5, 'reported').verdictReason;
    expect(reason()).toBe('No finding was reported.');
    expect(reason(finding())).toBe('Reported: 1 high.');
    expect(reason(finding({ severity: 'low' }))).toBe(
      'Nothing above low severity was reported (1 low).',
    );
  });
});
