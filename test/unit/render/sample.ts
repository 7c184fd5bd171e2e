import type { ClassifiedFinding } from '../../../src/domain/finding.ts';
import type { Review } from '../../../src/domain/review.ts';
import type { StateMachineChange } from '../../../src/domain/state-machine.ts';
import { scoreOf } from '../../../src/domain/score.ts';
import { judge } from '../../../src/domain/verdict.ts';
import type { LoadedRule } from '../../../src/engine/loaded-rule.ts';

export function finding(overrides: Partial<ClassifiedFinding> = {}): ClassifiedFinding {
  return {
    rule: 'http-call-without-timeout',
    dimension: 'resilience',
    messageKey: 'missing',
    severity: 'high',
    confidence: 'high',
    path: 'app/payments.py',
    side: 'RIGHT',
    line: 12,
    endLine: 14,
    column: 5,
    symbol: 'Gateway.charge',
    message: '`requests.post` waits without limit.',
    why: '1. The other side stops answering.\n2. The worker is lost.',
    fix: '```python\nrequests.post(url, timeout=10)\n```\n\nSet it once, in the client.',
    migration: '',
    library: 'httpx.Timeout',
    evidence: [{ path: 'app/client.py', line: 3, note: 'the client is built here' }],
    fingerprint: '0123456789abcdef',
    status: 'introduced',
    ...overrides,
  };
}

export function reviewOf(
  findings: readonly ClassifiedFinding[],
  overrides: Partial<Review> = {},
): Review {
  return {
    ...judge(findings),
    score: scoreOf(findings),
    findings,
    practices: [],
    movedGuards: [],
    stateMachines: [],
    suppressed: 0,
    context: { frameworks: [], layout: 'unknown', layers: [], features: [], entryPoints: [] },
    coverage: { files: 1, analysed: 1, skipped: [], unjudged: [], crashedRules: [] },
    summaryBlocks: [],
    digest: 'd'.repeat(64),
    ...overrides,
  };
}

export const machine: StateMachineChange = {
  name: 'Order.status',
  isNew: false,
  place: { path: 'app/models.py', line: 7 },
  statesAdded: ['refunded'],
  statesRemoved: [],
  transitions: [
    {
      from: ['new'],
      to: 'paid',
      change: 'kept',
      was: [],
      place: { path: 'app/orders.py', line: 12 },
      symbol: 'pay',
    },
    {
      from: ['paid', 'shipped'],
      to: 'refunded',
      change: 'added',
      was: [],
      place: { path: 'app/orders.py', line: 30 },
      symbol: 'refund',
    },
    {
      from: 'any',
      to: 'cancelled',
      change: 'loosened',
      was: ['new'],
      place: { path: 'app/orders.py', line: 44 },
      symbol: 'cancel',
    },
    {
      from: ['paid'],
      to: 'closed',
      change: 'removed',
      was: [],
      place: { path: 'app/orders.py', line: 50 },
      symbol: 'close',
    },
  ],
};

/** A review in which every part has something to say. */
export const fullReview: Review = reviewOf(
  [
    finding({ severity: 'critical', fingerprint: 'aaaaaaaaaaaaaaaa', rule: 'sql-injection' }),
    finding(),
    finding({
      severity: 'medium',
      confidence: 'medium',
      status: 'worsened',
      line: 30,
      endLine: 30,
      fingerprint: 'bbbbbbbbbbbbbbbb',
    }),
    finding({ status: 'inherited', line: 50, endLine: 50, fingerprint: 'cccccccccccccccc' }),
    finding({ status: 'fixed', line: 60, endLine: 60, fingerprint: 'dddddddddddddddd' }),
    finding({
      side: 'LEFT',
      severity: 'low',
      line: 70,
      endLine: 70,
      fingerprint: 'eeeeeeeeeeeeeeee',
      message: 'The guard `timeout=5` was removed.',
    }),
  ],
  {
    stateMachines: [machine],
    practices: [
      {
        id: 'circuit-breaker',
        status: 'missing',
        needed: [{ path: 'app/payments.py', line: 12 }],
        evidence: [],
        touched: true,
      },
      {
        id: 'health-check',
        status: 'present',
        needed: [],
        evidence: [{ path: 'app/main.py', line: 8 }],
        touched: false,
      },
    ],
    movedGuards: [
      {
        guard: 'timeout=5',
        from: { path: 'app/payments.py', line: 9 },
        to: { path: 'app/client.py', line: 4 },
        note: 'now set by the client',
      },
    ],
    suppressed: 2,
    context: {
      frameworks: ['fastapi', 'sqlalchemy'],
      layout: 'clean-layers',
      layers: ['domain', 'presentation'],
      features: ['orders'],
      entryPoints: [
        'GET /orders (app/api.py)',
        'POST /orders (app/api.py)',
        'task send (app/tasks.py)',
      ],
    },
    coverage: {
      files: 3,
      analysed: 2,
      skipped: [{ path: 'app/broken.py', reason: 'the encoding cannot be read' }],
      unjudged: [],
      crashedRules: [{ rule: 'float-money', message: 'oops (at app/x.py)' }],
    },
    summaryBlocks: [{ title: 'States of Order', markdown: '```mermaid\nstateDiagram-v2\n```' }],
  },
);

export const timeoutRule: LoadedRule = {
  id: 'http-call-without-timeout',
  dimension: 'resilience',
  formerIds: ['http-no-timeout'],
  definition: {
    title: 'HTTP call without a timeout',
    severity: 'high',
    precision: 'high',
    status: { stage: 'preview', since: '0.1.0' },
    scope: 'file',
    messages: { missing: '`{callee}` waits without limit.' },
    options: {
      clients: { type: 'string-list', default: [], description: 'further clients' },
      most: { type: 'number', default: 5, description: 'seconds' },
    },
    create: () => ({}),
  },
  page: {
    markdown: '# HTTP call without a timeout\n\n## What is wrong\n\nNothing ends the wait.\n',
    title: 'HTTP call without a timeout',
    whatIsWrong: 'Nothing ends the wait.\n\nMore.',
    whyDangerous: 'It hangs.',
    fix: 'Set a limit.',
    migration: '',
    notReported: '',
    briefs: '',
    references: '',
  },
};
