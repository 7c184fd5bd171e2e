import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../../src/domain/review.ts';
import { defaultConfig, type ReviewConfig } from '../../../src/engine/config.ts';
import type { LoadedRule } from '../../../src/engine/loaded-rule.ts';
import type { RuleDefinition } from '../../../src/rule-kit/definition.ts';
import type { Files } from '../../support/source-tree.ts';
import { reviewFiles } from '../../rules/review-case.ts';
import { fakeRule } from './fake-rule.ts';

/** Reports every call of `name`. */
function callRule(id: string, name: string, definition: Partial<RuleDefinition> = {}): LoadedRule {
  return fakeRule(id, {
    create: ({ report }) => ({
      call(call) {
        if (call.text === name) report(call, 'found', { text: call.text });
      },
    }),
    ...definition,
  });
}

const danger = callRule('danger', 'danger');

function review(
  base: Files | null,
  head: Files,
  rules: readonly LoadedRule[] = [danger],
  config: ReviewConfig = defaultConfig,
): Review {
  return reviewFiles({ base, head, rules, config });
}

function shown(result: Review): string[] {
  return result.findings.map((f) => `${f.path}:${f.line} ${f.rule} ${f.status}`);
}

const FUNCTION = 'def pay(order):\n    check(order)\n    danger(order)\n    return order\n';

describe('an audit', () => {
  test('reports everything as introduced, and says what it read', () => {
    const result = review(null, {
      'app/a.py': FUNCTION,
      'app/b.py': 'danger(1)\n',
      'README.md': '#',
    });
    expect(shown(result)).toEqual(['app/a.py:3 danger introduced', 'app/b.py:1 danger introduced']);
    expect(result.coverage).toMatchObject({ files: 2, analysed: 2, skipped: [] });
    expect(result.findings[0]).toMatchObject({
      symbol: 'pay',
      column: 5,
      why: 'First.',
      message: '`danger` is found.',
    });
    expect(result.verdict).toBe('production-ready-with-fixes');
  });

  test('shows the samples of the library that a file works with', () => {
    const fix = 'All.\n\n### SQLAlchemy\n\none\n\n### Django\n\ntwo';
    const rule: LoadedRule = { ...danger, page: { ...danger.page, fix } };
    const result = review(
      null,
      {
        'a.py': 'from django.db import models\ndanger(1)\n',
        'b.py': 'import sqlalchemy as sa\ndanger(1)\n',
        'c.py': 'danger(1)\n',
      },
      [rule],
    );
    expect(result.findings.map((finding) => finding.fix)).toEqual([
      'All.\n\ntwo',
      'All.\n\none',
      'All.\n\none',
    ]);
  });

  test('names broken regions and ignored files', () => {
    const result = review(
      null,
      { 'a.py': 'def f(:\n  pass\n\ndanger(1)\n', 'vendor/b.py': 'danger(2)\n' },
      [danger],
      {
        ...defaultConfig,
        ignore: ['vendor'],
      },
    );
    expect(result.coverage.skipped.map((entry) => entry.path)).toEqual(['a.py', 'vendor/b.py']);
    expect(shown(result)).toEqual(['a.py:4 danger introduced']);
  });

  test('tests are not judged unless the rule says so', () => {
    const files = { 'tests/test_a.py': 'danger(1)\n' };
    const unread = review(null, { ...files, 'app.py': '', 'scripts/a.py': 'danger(1)\n' });
    expect(shown(unread)).toEqual([]);
    expect(unread.coverage).toMatchObject({
      files: 3,
      analysed: 1,
      skipped: [],
      unjudged: [
        { kind: 'script', files: 1 },
        { kind: 'test', files: 1 },
      ],
    });
    const forTests = callRule('danger', 'danger', { fileKinds: ['test'] });
    const read = review(null, files, [forTests]);
    expect(shown(read)).toHaveLength(1);
    expect(read.coverage).toMatchObject({ files: 1, analysed: 1, unjudged: [] });
  });
});

describe('a review', () => {
  test('only what the change brings is introduced', () => {
    const head = `${FUNCTION}\n\ndef refund(order):\n    danger(order)\n`;
    const result = review({ 'a.py': FUNCTION }, { 'a.py': head });
    expect(shown(result)).toEqual(['a.py:3 danger inherited', 'a.py:8 danger introduced']);
    expect(result.score.deductions).toHaveLength(1);
  });

  test('changed tests are told apart from what was analysed', () => {
    const base = { 'a.py': FUNCTION, 'tests/test_a.py': 'danger(1)\n', 'tests/old.py': 'x = (\n' };
    const head = { 'a.py': `${FUNCTION}\n`, 'tests/test_a.py': 'danger(2)\n' };
    const result = review(base, head);
    expect(result.coverage).toMatchObject({
      files: 2,
      analysed: 1,
      skipped: [],
      unjudged: [{ kind: 'test', files: 1 }],
    });
  });

  test('a file that becomes a test is compared with what it was', () => {
    const result = review({ 'pay.py': FUNCTION }, { 'tests/test_pay.py': FUNCTION });
    expect(shown(result)).toEqual([]);
  });

  test('a fix is credited', () => {
    const result = review({ 'a.py': FUNCTION }, { 'a.py': FUNCTION.replace('danger', 'safe') });
    expect(shown(result)).toEqual(['a.py:3 danger fixed']);
    expect(result.verdict).toBe('production-ready');
  });

  test.each<[string, Files]>([
    [
      'comments and blank lines',
      { 'a.py': `# top\n\n${FUNCTION.replace('    danger', '\n    # why\n    danger')}` },
    ],
    [
      'another layout of the call',
      { 'a.py': FUNCTION.replace('danger(order)', 'danger(\n        order,\n    )') },
    ],
    ['a renamed file', { 'b.py': FUNCTION }],
    ['a renamed function', { 'a.py': FUNCTION.replace('def pay', 'def settle') }],
    ['a renamed file and function', { 'b.py': FUNCTION.replace('def pay', 'def settle') }],
    ['a function moved to another file', { 'a.py': 'from c import pay\n', 'c.py': FUNCTION }],
    [
      'a method made of it',
      { 'a.py': `class Payments:\n${FUNCTION.replace(/^/gmu, '    ').trimEnd()}\n` },
    ],
    [
      'a part extracted',
      {
        'a.py':
          'def pay(order):\n    check(order)\n    settle(order)\n    return order\n\n\ndef settle(order):\n    danger(order)\n',
      },
    ],
    ['edited arguments', { 'a.py': FUNCTION.replace('danger(order)', 'danger(order, 2)') }],
  ])('a pure refactoring introduces nothing: %s', (_name, head) => {
    const result = review({ 'a.py': FUNCTION }, head);
    expect(result.findings.map((f) => f.status)).toEqual(['inherited']);
    expect(result.findings[0]?.fingerprint).toBe(
      review(null, { 'a.py': FUNCTION }).findings[0]?.fingerprint,
    );
  });

  test('importers of changed code are judged too, others are not read', () => {
    const needy = fakeRule('needy', {
      scope: 'project',
      create: ({ project, report }) => ({
        call(call) {
          const target = project.findFunction('lib.work');
          if (call.text === 'work' && target?.isAsync === true)
            report(call, 'found', { text: 'work' });
        },
      }),
    });
    const caller = 'from lib import work\n\n\ndef run():\n    work()\n';
    const base = {
      'lib.py': 'def work():\n    return 1\n',
      'use.py': caller,
      'other.py': 'x = 1\n',
    };
    const result = review(base, { ...base, 'lib.py': 'async def work():\n    return 1\n' }, [
      needy,
    ]);
    expect(shown(result)).toEqual(['use.py:5 needy introduced']);
    expect(result.coverage).toMatchObject({ files: 1, analysed: 1 });
  });

  test('a deleted file is fixed, a syntax error proves nothing', () => {
    expect(shown(review({ 'a.py': FUNCTION, 'b.py': 'x = 1\n' }, { 'b.py': 'x = 1\n' }))).toEqual([
      'a.py:3 danger fixed',
    ]);
    expect(shown(review({ 'a.py': FUNCTION }, { 'a.py': 'def pay(order:\n    )(\n' }))).toEqual([]);
  });
});

describe('suppressions', () => {
  const suppressed = FUNCTION.replace(
    'danger(order)',
    'danger(order)  # lintel: ignore[danger] -- known',
  );

  test('hide a finding, are counted, and fix nothing', () => {
    const result = review({ 'a.py': FUNCTION }, { 'a.py': suppressed });
    expect(shown(result)).toEqual([]);
    expect(result.suppressed).toBe(1);
  });

  test('taken away, they introduce what they hid', () => {
    expect(shown(review({ 'a.py': suppressed }, { 'a.py': FUNCTION }))).toEqual([
      'a.py:3 danger introduced',
    ]);
  });

  test.each([
    [
      '# lintel: ignore[danger]',
      ['a.py:1 danger introduced', 'a.py:1 suppression-without-reason introduced'],
    ],
    [
      '# lintel: ignore[danger] -- done until=2020-01-01',
      ['a.py:1 danger introduced', 'a.py:1 stale-suppression introduced'],
    ],
    [
      '# lintel: ignore[dangre] -- typo',
      ['a.py:1 danger introduced', 'a.py:1 unknown-suppression introduced'],
    ],
    [
      '# lintel: ignore -- what',
      ['a.py:1 danger introduced', 'a.py:1 unknown-suppression introduced'],
    ],
    [
      '# lintel: ignore[danger] -- until=2099-01-01',
      ['a.py:1 danger introduced', 'a.py:1 suppression-without-reason introduced'],
    ],
    ['# lintel: ignore[danger] until=2099-01-01 -- known', []],
  ])('%s', (comment, expected) => {
    expect(shown(review(null, { 'a.py': `danger(1)  ${comment}\n` }))).toEqual(expected);
  });

  test('alone on a line they speak for the next line of code, over further comments', () => {
    const above = '# lintel: ignore[danger] -- one worker\n# writes this table\n';
    expect(shown(review(null, { 'a.py': `x = 1\n${above}danger(1)\n` }))).toEqual([]);
    expect(shown(review(null, { 'a.py': `x = 1\n${above}\ndanger(1)\n` }))).toContain(
      'a.py:5 danger introduced',
    );
  });

  test('that match nothing are stale, unless the rule crashed or is off', () => {
    const files = { 'a.py': 'safe(1)  # lintel: ignore[danger] -- gone\n' };
    expect(shown(review(null, files))).toEqual(['a.py:1 stale-suppression introduced']);
    const off = {
      ...defaultConfig,
      rules: { danger: { enabled: false, severity: null, options: {} } },
    };
    expect(shown(review(null, files, [danger], off))).toEqual([]);
    const crashing = fakeRule('danger', {
      create: () => {
        throw new Error('bug');
      },
    });
    expect(shown(review(null, files, [crashing]))).toEqual([]);
  });

  test('on the definition they speak for all of it; former ids count', () => {
    const renamed = { ...danger, formerIds: ['old-danger'] };
    const source = FUNCTION.replace(
      'def pay(order):',
      'def pay(order):  # lintel: ignore[old-danger] -- known',
    );
    expect(shown(review(null, { 'a.py': source }, [renamed]))).toEqual([]);
    expect(
      shown(review(null, { 'a.py': `# lintel: ignore-file[danger] -- legacy\n${FUNCTION}` })),
    ).toEqual([]);
  });
});

describe('configuration', () => {
  test('a waiver hides, a baseline keeps out of the verdict', () => {
    const waiver = {
      rule: 'danger',
      paths: ['a.py'],
      symbol: null,
      owner: 'ann',
      reason: 'x',
      until: '2099-01-01',
    };
    const waived = review(null, { 'a.py': FUNCTION }, [danger], {
      ...defaultConfig,
      waivers: [waiver],
    });
    expect([waived.findings.length, waived.suppressed]).toEqual([0, 1]);
    const fingerprint = review(null, { 'a.py': FUNCTION }).findings[0]?.fingerprint ?? '';
    const known = review(null, { 'a.py': FUNCTION }, [danger], {
      ...defaultConfig,
      baseline: [fingerprint],
    });
    expect(shown(known)).toEqual(['a.py:3 danger inherited']);
    expect(known.verdict).toBe('production-ready');
  });

  test('a severity by path', () => {
    const config = {
      ...defaultConfig,
      overrides: [
        { paths: ['a.py'], rules: { danger: { enabled: null, severity: 'low' as const } } },
      ],
    };
    expect(review(null, { 'a.py': FUNCTION }, [danger], config).findings[0]?.severity).toBe('low');
  });
});

describe('change rules', () => {
  const changeRule = fakeRule('loss', {
    scope: 'change',
    messages: { found: '`{text}` is found.', lost: '`{text}` is gone.' },
    create: ({ report }) => ({
      change(change) {
        for (const file of change.files) {
          if (file.basePath === null) continue;
          for (const fn of change.base.module(file.basePath)?.functions ?? []) {
            const head = change.headOf(fn);
            if (head === null) report(fn, 'lost', { text: fn.name });
            else if (change.baseOf(head) === fn && head.isAsync && !fn.isAsync)
              report(head, 'found', { text: fn.name });
          }
        }
        for (const edge of change.addedEdges) {
          const module = change.head.module(edge.importer.path);
          if (module !== null)
            report({ module, span: { start: 0, end: 0 }, symbol: '' }, 'found', {
              text: edge.imported.name,
            });
        }
      },
    }),
  });

  test('see both trees, and report on either side', () => {
    const base = {
      'a.py': 'def gone():\n    return 1\n\n\ndef kept():\n    return 2\n',
      'b.py': 'x = 1\n',
    };
    const head = { 'a.py': 'import b\n\n\nasync def kept():\n    return 2\n', 'b.py': 'x = 1\n' };
    const result = review(base, head, [changeRule]);
    expect(result.findings.map((f) => `${f.side} ${f.line} ${f.message}`)).toEqual([
      'RIGHT 1 `b` is found.',
      'LEFT 1 `gone` is gone.',
      'RIGHT 4 `kept` is found.',
    ]);
  });

  test('are silent in an audit', () => {
    expect(shown(review(null, { 'a.py': FUNCTION }, [changeRule]))).toEqual([]);
  });
});

test('practices and blocks of rules reach the review', () => {
  const rule = fakeRule('missing-health-check', {
    create: ({ practice, summary }) => ({
      project(targets) {
        const place = { module: targets[0], span: { start: 0, end: 1 }, symbol: '' };
        if (place.module === undefined) return;
        practice({ status: 'missing', needed: [{ ...place, module: place.module }], evidence: [] });
        summary('States', 'a → b');
      },
    }),
  });
  const result = review(null, { 'a.py': 'x = 1\n' }, [rule]);
  expect(result.practices).toEqual([
    {
      id: 'health-check',
      status: 'missing',
      needed: [{ path: 'a.py', line: 1 }],
      evidence: [],
      touched: false,
    },
  ]);
  expect(result.summaryBlocks).toEqual([{ title: 'States', markdown: 'a → b' }]);
});

describe('what a change can affect', () => {
  /** Reports every module it is shown: the targets. */
  const shownModules = fakeRule('seen', {
    scope: 'project',
    create: ({ report }) => ({
      module: (module) =>
        report({ module, span: { start: 0, end: 0 }, symbol: '' }, 'found', { text: module.path }),
    }),
  });
  const seen = (base: Files, head: Files): string[] =>
    review(base, head, [shownModules])
      .findings.filter((f) => f.status !== 'fixed')
      .map((f) => f.path);

  const base: Files = {
    'shop/__init__.py': 'from shop.pay import charge\n',
    'shop/pay.py':
      'def charge():\n    return fee()\n\n\ndef fee():\n    return 1\n\n\ndef other():\n    return 2\n',
    'a.py': 'from shop import charge as bill\n\n\ndef run():\n    bill()\n',
    'b.py': 'from shop.pay import other\n\n\ndef run():\n    other()\n',
    'c.py': 'import a\n\n\ndef go():\n    a.run()\n',
    'd.py': 'import c\n\n\ndef far():\n    c.go()\n',
    'e.py':
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.pay import charge\n\n\ndef use(x: "charge"):\n    return x\n',
    'tests/test_pay.py': 'from shop.pay import charge\n\ncharge()\n',
  };
  const edit = (from: string, to: string): Files => ({
    ...base,
    'shop/pay.py': (base['shop/pay.py'] ?? '').replace(from, to),
  });

  test('users of a changed definition, through helpers, re-exports, aliases and one more caller', () => {
    expect(seen(base, edit('return 1', 'return 3'))).toEqual([
      'a.py',
      'c.py',
      'e.py',
      'shop/pay.py',
    ]);
  });

  test('not users of other definitions', () => {
    expect(seen(base, edit('return 2', 'return 3'))).toEqual(['b.py', 'shop/pay.py']);
  });

  test('nobody when only a comment was added', () => {
    expect(seen(base, edit('def other', '# note\ndef other'))).toEqual(['shop/pay.py']);
  });

  test('nobody when only a docstring, a log line or a comment inside is other than before', () => {
    expect(
      seen(base, edit('    return 1', '    """One."""\n    logger.info("fee")\n    return 1')),
    ).toEqual(['shop/pay.py']);
  });

  describe('in its users', () => {
    /** Reports every function it is shown. */
    const shownFunctions = fakeRule('seen', {
      scope: 'project',
      create: ({ report }) => ({
        function: (fn) => report(fn, 'found', { text: fn.facts.qualname }),
      }),
    });
    const functions = (from: Files, to: Files, path: string): string[] =>
      review(from, to, [shownFunctions])
        .findings.filter((f) => f.status !== 'fixed' && f.path === path)
        .map((f) => f.symbol);
    const users: Files = {
      'shop/model.py':
        'class Order:\n    total: int\n    note: str\n\n    def pay(self):\n        return 1\n\n    def label(self):\n        return self.note\n',
      'use.py':
        'from shop.model import Order\n\n\ndef make():\n    return Order()\n\n\ndef settle(order: Order):\n    order.pay()\n\n\ndef nightly(orders):\n    settle(orders)\n\n\nclass Desk:\n    def name(self, order: Order):\n        return order.label()\n\n    def shut(self, order: Order):\n        return order.pay()\n\n    def both(self):\n        self.shut(1)\n',
    };
    const model = (from: string, to: string): Files => ({
      ...users,
      'shop/model.py': (users['shop/model.py'] ?? '').replace(from, to),
    });

    test('those of a changed method, and what calls them', () => {
      expect(functions(users, model('return 1', 'return 2'), 'use.py')).toEqual([
        'settle',
        'nightly',
        'Desk.shut',
        'Desk.both',
      ]);
    });

    test('those of a method that uses a changed field', () => {
      expect(functions(users, model('note: str', 'note: int'), 'use.py')).toEqual(['Desk.name']);
    });

    test('all that name a class whose header or constructor was changed', () => {
      const changed = model('class Order:', 'class Order(Base):');
      expect(functions(users, changed, 'use.py')).toEqual([
        'make',
        'settle',
        'nightly',
        'Desk.name',
        'Desk.shut',
        'Desk.both',
      ]);
    });

    test('a function behind the name of its module, not another of the same name', () => {
      const from: Files = {
        'shop/pay.py': 'def get():\n    return 1\n',
        'use.py':
          'from shop import pay as payments\n\n\ndef one():\n    payments.get()\n\n\ndef other(known):\n    known.get()\n',
      };
      const to = { ...from, 'shop/pay.py': 'def get():\n    return 2\n' };
      expect(functions(from, to, 'use.py')).toEqual(['one']);
    });
  });

  test('what is reported in an untouched function is compared with base', () => {
    const from = `${FUNCTION}\n\ndef other():\n    danger(2)\n`;
    expect(
      shown(review({ 'a.py': from }, { 'a.py': from.replace('check(order)', 'ask(order)') })),
    ).toEqual(['a.py:3 danger inherited', 'a.py:8 danger inherited']);
  });

  test('a rule for which one file is enough judges changed files only', () => {
    const local = {
      ...shownModules,
      definition: { ...shownModules.definition, scope: 'file' as const },
    };
    const result = review(base, edit('return 1', 'return 3'), [local]);
    expect(result.findings.map((f) => f.path)).toEqual(['shop/pay.py']);
  });

  test('a limit is respected and said', () => {
    const config = { ...defaultConfig, limits: { ...defaultConfig.limits, importers: 1 } };
    const result = review(base, edit('return 1', 'return 3'), [shownModules], config);
    expect(result.coverage.skipped).toEqual([
      { path: expect.any(String), reason: expect.stringContaining('was not read') },
    ]);
  });
});
