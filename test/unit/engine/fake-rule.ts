import type { LoadedRule } from '../../../src/engine/loaded-rule.ts';
import type { RawFinding } from '../../../src/engine/raw-finding.ts';
import type { RuleDefinition } from '../../../src/rule-kit/definition.ts';

/** A rule made for a test. Its detector is what the test is about. */
export function fakeRule(id: string, definition: Partial<RuleDefinition> = {}): LoadedRule {
  return {
    id,
    dimension: 'quality',
    formerIds: [],
    definition: {
      title: id,
      severity: 'high',
      precision: 'high',
      status: { stage: 'stable', since: '0.1.0' },
      scope: 'file',
      messages: { found: '`{text}` is found.' },
      create: () => ({}),
      ...definition,
    },
    page: {
      markdown: '',
      title: id,
      whatIsWrong: 'w',
      whyDangerous: 'First.\n\nSecond.',
      fix: 'Do it.',
      migration: '',
      notReported: '',
      briefs: '',
      references: '',
    },
  };
}

/** A finding as a detector of `rule` would give it. */
export function rawFinding(rule: LoadedRule, overrides: Partial<RawFinding> = {}): RawFinding {
  const line = overrides.line ?? 1;
  return {
    rule,
    messageKey: 'found',
    severity: 'high',
    confidence: 'high',
    path: 'app/a.py',
    side: 'RIGHT',
    line,
    endLine: line,
    column: 1,
    symbol: 'pay',
    message: 'm',
    why: '',
    fix: '',
    migration: '',
    library: '',
    evidence: [],
    context: 'requests.get',
    exact: 'requests.get(url)',
    called: 'requests.get',
    weight: 1,
    ofChange: false,
    target: { start: line, end: line, definitions: [] },
    ...overrides,
  };
}
