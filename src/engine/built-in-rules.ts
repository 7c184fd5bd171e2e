import type { LoadedRule, RulePage } from './loaded-rule.ts';

/** What the engine itself says of suppressions. They have no folder: there is nothing to detect in Python. */
interface BuiltIn {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
}

const SUPPRESSION_WITHOUT_REASON: BuiltIn = {
  id: 'suppression-without-reason',
  title: 'Suppression without a reason',
  message: '`{directive}` gives no reason, so it has no effect.',
  why: 'Without a reason nobody can tell later whether the suppression still holds, so it outlives its cause and hides new findings.',
  fix: 'Say why: `# lintel: ignore[rule-id] -- the reason`, optionally with `until=YYYY-MM-DD`.',
};

const STALE_SUPPRESSION: BuiltIn = {
  id: 'stale-suppression',
  title: 'Stale suppression',
  message: '`{directive}` {problem}.',
  why: 'A suppression that no longer matches anything, or whose date has passed, hides the next finding that appears on its line.',
  fix: 'Remove the comment, or renew its date together with the reason.',
};

const UNKNOWN_SUPPRESSION: BuiltIn = {
  id: 'unknown-suppression',
  title: 'Suppression that names no known rule',
  message: '`{directive}` {problem}, so it has no effect.',
  why: 'A misspelt suppression looks as if a finding had been judged, but nothing is suppressed.',
  fix: 'Write the id of the rule as the finding shows it: `# lintel: ignore[rule-id] -- the reason`.',
};

/** The rules that speak of suppressions, by purpose. */
export const builtIn = {
  withoutReason: loaded(SUPPRESSION_WITHOUT_REASON),
  stale: loaded(STALE_SUPPRESSION),
  unknown: loaded(UNKNOWN_SUPPRESSION),
} as const;

/** For `lintel rules` and `lintel explain`, sorted by id. */
export const builtInRules: readonly LoadedRule[] = [
  builtIn.stale,
  builtIn.withoutReason,
  builtIn.unknown,
];

function loaded(rule: BuiltIn): LoadedRule {
  return Object.freeze({
    id: rule.id,
    dimension: 'quality' as const,
    formerIds: [],
    definition: {
      title: rule.title,
      severity: 'low' as const,
      precision: 'high' as const,
      status: { stage: 'stable' as const, since: '0.1.0' },
      scope: 'file' as const,
      messages: { suppression: rule.message },
      create: () => ({}),
    },
    page: pageOf(rule),
  });
}

function pageOf(rule: BuiltIn): RulePage {
  const sections: readonly (readonly [string, string])[] = [
    ['What is wrong', `${rule.title}.`],
    ['Why it is dangerous', rule.why],
    ['Fix', rule.fix],
  ];
  return {
    markdown: [
      `# ${rule.title}`,
      ...sections.map(([heading, text]) => `## ${heading}\n\n${text}`),
      '',
    ].join('\n\n'),
    title: rule.title,
    whatIsWrong: `${rule.title}.`,
    whyDangerous: rule.why,
    fix: rule.fix,
    migration: '',
    notReported: '',
    briefs: '',
    references: '',
  };
}
