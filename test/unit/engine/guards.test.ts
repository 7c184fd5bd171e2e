import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../../src/domain/review.ts';
import { defaultConfig } from '../../../src/engine/config.ts';
import type { GuardSource } from '../../../src/engine/guards/guard-source.ts';
import type { CallSite, Guard } from '../../../src/python/model/index.ts';
import { numberValue } from '../../../src/rule-kit/expressions.ts';
import type { Files } from '../../support/source-tree.ts';
import { reviewFiles } from '../../rules/review-case.ts';
import { fakeRule } from './fake-rule.ts';

/** Timeouts at calls of `send`, stronger when shorter, and a row lock for whoever calls `lock`. */
const source: GuardSource = {
  ofFunction: (fn) => fn.calls.flatMap(guardOf),
  ofModule: (module) => module.topLevel.calls.flatMap(guardOf),
};

function guardOf(call: CallSite): Guard[] {
  const place = { module: call.module, span: call.span, symbol: call.symbol };
  const timeout = call.argument('timeout');
  if (timeout !== null) {
    const strength = 1 / (numberValue(timeout) ?? 1);
    return [
      {
        ...place,
        kind: 'timeout',
        subject: 'net.send',
        strength,
        text: `timeout=${numberValue(timeout)}`,
      },
    ];
  }
  return call.text === 'lock'
    ? [{ ...place, kind: 'row-lock', subject: 'net.send', strength: 1, text: 'lock()' }]
    : [];
}

/** Reports sends without a timeout in head, and speaks for timeouts that are lost. */
const timeoutRule = fakeRule('send-without-timeout', {
  guards: ['timeout'],
  messages: {
    found: '`{text}` waits.',
    'guard-removed': '`{function}` lost `{guard}` of `{subject}`.',
    'guard-weakened': '`{function}` weakened `{guard}` of `{subject}` to `{now}`.',
  },
  create: ({ report }) => ({
    call(call) {
      if (call.text === 'net.send' && !call.hasSplat && call.argument('timeout') === null)
        report(call, 'found', { text: call.text });
    },
  }),
});
const lockRule = fakeRule('lost-lock', {
  guards: ['row-lock'],
  messages: { 'guard-removed': '`{function}` lost `{guard}`.' },
  severity: 'critical',
});

function review(base: Files, head: Files): Review {
  return reviewFiles({
    base,
    head,
    rules: [timeoutRule, lockRule],
    config: defaultConfig,
    guards: source,
  });
}

function shown(result: Review): string[] {
  return result.findings.map(
    (f) => `${f.side} ${f.path}:${f.line} ${f.messageKey} ${f.status}: ${f.message}`,
  );
}

const PAY =
  'import net\n\n\ndef pay(order):\n    lock(order)\n    return net.send(order, timeout=5)\n';

describe('the guard ledger', () => {
  test('a deleted guard is reported on the line where it stood', () => {
    const result = review({ 'a.py': PAY }, { 'a.py': PAY.replace('    lock(order)\n', '') });
    expect(shown(result)).toEqual(['LEFT a.py:5 guard-removed introduced: `pay` lost `lock()`.']);
    expect(result.verdict).toBe('not-production-ready');
  });

  test('a lost guard and the finding it causes are one', () => {
    const result = review({ 'a.py': PAY }, { 'a.py': PAY.replace(', timeout=5', '') });
    expect(shown(result)).toEqual(['RIGHT a.py:6 found introduced: `net.send` waits.']);
    expect(result.findings[0]?.evidence).toEqual([
      { path: 'a.py', line: 6, note: '`timeout=5` stood here in base' },
    ]);
  });

  test('a guard that head cannot be seen to need otherwise stands alone', () => {
    const result = review({ 'a.py': PAY }, { 'a.py': PAY.replace('timeout=5', '**options') });
    expect(shown(result)).toEqual([
      'LEFT a.py:6 guard-removed introduced: `pay` lost `timeout=5` of `net.send`.',
    ]);
  });

  test('a weaker guard is reported where it is now', () => {
    expect(
      shown(review({ 'a.py': PAY }, { 'a.py': PAY.replace('timeout=5', 'timeout=600') })),
    ).toEqual([
      'RIGHT a.py:6 guard-weakened introduced: `pay` weakened `timeout=5` of `net.send` to `timeout=600`.',
    ]);
    expect(
      shown(review({ 'a.py': PAY }, { 'a.py': PAY.replace('timeout=5', 'timeout=2') })),
    ).toEqual([]);
  });

  test.each<[string, Files]>([
    [
      'a function that is called',
      {
        'a.py':
          PAY.replace('    lock(order)\n', '    prepare(order)\n') +
          '\n\ndef prepare(order):\n    lock(order)\n',
      },
    ],
    [
      'every caller',
      {
        'a.py': `${PAY.replace('    lock(order)\n', '')}\n\ndef run(order):\n    lock(order)\n    return pay(order)\n`,
      },
    ],
    [
      'the constructor of the client',
      {
        'a.py':
          PAY.replace('    lock(order)\n', '    Client().go(order)\n') +
          '\n\nclass Client:\n    def __init__(self):\n        lock(self)\n\n    def go(self, order):\n        return order\n',
      },
    ],
  ])('a guard that moved to %s is told, not reported', (_name, head) => {
    const result = review({ 'a.py': PAY }, head);
    expect(shown(result)).toEqual([]);
    expect(result.movedGuards).toMatchObject([
      { guard: 'lock()', from: { path: 'a.py', line: 5 } },
    ]);
  });

  test('a rule words and weighs kinds on its own, and may leave a loss to another', () => {
    const telling = fakeRule('lost-wait', {
      guards: ['timeout'],
      messages: {
        'guard-removed': 'Generic.',
        'guard-removed-timeout': '`{function}` waits for `{subject}`.',
      },
      guardTellings: { timeout: { why: 'Without `{guard}`.', severity: 'low', library: 'x' } },
    });
    const silent = fakeRule('lost-graver', {
      guards: ['timeout'],
      severity: 'critical',
      messages: { 'guard-removed': 'Never.' },
      speaksFor: ({ guard }) => guard.subject !== 'net.send',
    });
    const result = reviewFiles({
      base: { 'a.py': PAY },
      head: { 'a.py': PAY.replace('timeout=5', '**options') },
      rules: [silent, telling],
      config: defaultConfig,
      guards: source,
    });
    expect(result.findings).toMatchObject([
      {
        rule: 'lost-wait',
        message: '`pay` waits for `net.send`.',
        why: 'Without `timeout=5`.',
        severity: 'low',
        library: 'x',
      },
    ]);
  });

  test('one caller without it is not enough', () => {
    const callers =
      '\n\ndef run(order):\n    lock(order)\n    return pay(order)\n\n\ndef retry(order):\n    return pay(order)\n';
    const result = review(
      { 'a.py': PAY },
      { 'a.py': PAY.replace('    lock(order)\n', '') + callers },
    );
    expect(shown(result)).toHaveLength(1);
  });

  test.each<[string, Files]>([
    ['the function is deleted', { 'a.py': 'import net\n' }],
    [
      'what it protected is deleted',
      { 'a.py': 'import net\n\n\ndef pay(order):\n    return order\n' },
    ],
    ['the function is renamed and moved', { 'b.py': PAY.replace('def pay', 'def settle') }],
    [
      'the code is reformatted',
      {
        'a.py': PAY.replace(
          'net.send(order, timeout=5)',
          'net.send(\n        order,\n        timeout=5,\n    )',
        ),
      },
    ],
  ])('nothing is lost when %s', (_name, head) => {
    expect(shown(review({ 'a.py': PAY }, head))).toEqual([]);
  });

  test('a suppression on the function speaks for a deleted line', () => {
    const head = PAY.replace('    lock(order)\n', '').replace(
      'def pay(order):',
      'def pay(order):  # lintel: ignore[lost-lock] -- single writer',
    );
    const result = review({ 'a.py': PAY }, { 'a.py': head });
    expect([shown(result), result.suppressed]).toEqual([[], 1]);
  });
});
