import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { ClassifiedFinding } from '../../src/domain/finding.ts';
import type { Review } from '../../src/domain/review.ts';
import { scoreOf } from '../../src/domain/score.ts';
import { judge } from '../../src/domain/verdict.ts';
import { defaultConfig } from '../../src/engine/config.ts';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';
import type { Files } from '../support/source-tree.ts';
import { reviewFiles } from '../rules/review-case.ts';
import { fakeRule } from '../unit/engine/fake-rule.ts';
import { change, files, linesOf, rules, withLine } from './programs.ts';

/*
 * Laws of the engine over generated programs. Each has a positive control: something that breaks the law on purpose and must
 * be seen, so that a law cannot hold because nothing was looked at. I6, I7 and I8 are laws of publication.
 */
const runs = { numRuns: 60, seed: 20260115 } as const;

function review(base: Files | null, head: Files, active: readonly LoadedRule[] = rules): Review {
  return reviewFiles({ base, head, rules: active, config: defaultConfig });
}

function reversed(tree: Files): Files {
  return Object.fromEntries(Object.entries(tree).reverse());
}

function fingerprints(result: Review): string[] {
  return result.findings.map((finding) => `${finding.rule} ${finding.fingerprint}`).sort();
}

/** A rule that says another thing each time it runs. */
function fickleRule(): LoadedRule {
  let count = 0;
  return fakeRule('fickle', {
    create: ({ report }) => ({
      module(module) {
        count++;
        report({ module, span: { start: 0, end: 1 }, symbol: '' }, 'found', {
          text: String(count),
        });
      },
    }),
  });
}

describe('I1: the same input gives the same bytes', () => {
  test('holds', () => {
    fc.assert(
      fc.property(change, ({ base, head }) => {
        expect(canonicalJson(review(base, head))).toBe(canonicalJson(review(base, head)));
      }),
      runs,
    );
  });

  test('control: a rule with a memory is noticed', () => {
    const fickle = fickleRule();
    const tree = { 'a.py': 'x = 1\n' };
    expect(review(null, tree, [fickle]).digest).not.toBe(review(null, tree, [fickle]).digest);
  });
});

describe('I2: the order of files and rules does not matter', () => {
  test('holds', () => {
    fc.assert(
      fc.property(change, ({ base, head }) => {
        const turned = review(reversed(base), reversed(head), [...rules].reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(review(base, head)));
      }),
      runs,
    );
  });

  test('control: other contents are noticed', () => {
    expect(review(null, { 'a.py': 'danger(1)\n' }).digest).not.toBe(
      review(null, { 'b.py': 'danger(1)\n' }).digest,
    );
  });
});

describe('I3: introduced, worsened and inherited are the findings of head', () => {
  const places = (findings: readonly ClassifiedFinding[]): string[] =>
    findings.map((f) => `${f.rule} ${f.path}:${f.line}:${f.column} ${f.message}`).sort();

  test('holds, with unique fingerprints', () => {
    fc.assert(
      fc.property(change, ({ base, head }) => {
        const result = review(base, head);
        const ofHead = result.findings.filter((finding) => finding.status !== 'fixed');
        const changed = new Set(ofHead.map((finding) => finding.path));
        const audit = review(null, head).findings.filter((finding) => changed.has(finding.path));
        expect(places(ofHead)).toEqual(places(audit));
        expect(new Set(fingerprints(result)).size).toBe(result.findings.length);
      }),
      runs,
    );
  });

  test('control: all statuses occur', () => {
    const statuses = new Set<string>();
    fc.assert(
      fc.property(change, ({ base, head }) => {
        for (const finding of review(base, head).findings) statuses.add(finding.status);
      }),
      runs,
    );
    expect([...statuses].sort()).toEqual(['fixed', 'inherited', 'introduced']);
  });
});

describe('I4: a suppression, waiver or baseline never adds a finding', () => {
  const anyLine = files.chain((tree) => {
    const lines = linesOf(tree);
    return fc.record({
      tree: fc.constant(tree),
      at: fc.constantFrom(...(lines.length === 0 ? [{ path: 'shop.py', line: 1 }] : lines)),
    });
  });
  const others = (result: Review): string[] =>
    fingerprints(result).filter((text) => !text.startsWith('stale-suppression'));

  test('holds for suppressions', () => {
    fc.assert(
      fc.property(anyLine, ({ tree, at }) => {
        const before = others(review(null, tree));
        const after = others(
          review(null, withLine(tree, at, '# lintel: ignore[danger-call, peril-call] -- known')),
        );
        expect(before).toEqual(expect.arrayContaining(after));
      }),
      runs,
    );
  });

  test('holds for waivers and baselines', () => {
    fc.assert(
      fc.property(files, fc.nat(), (tree, pick) => {
        const all = review(null, tree);
        const chosen = all.findings[pick % Math.max(1, all.findings.length)]?.fingerprint ?? '';
        const waiver = {
          rule: 'danger-call',
          paths: [],
          symbol: null,
          owner: 'a',
          reason: 'b',
          until: '2099-01-01',
        };
        const config = { ...defaultConfig, waivers: [waiver], baseline: [chosen] };
        const less = reviewFiles({ base: null, head: tree, rules, config });
        expect(fingerprints(all)).toEqual(expect.arrayContaining(fingerprints(less)));
        expect(less.score.value).toBeGreaterThanOrEqual(all.score.value);
      }),
      runs,
    );
  });

  test('control: a suppression takes its finding away, a misspelt one adds its own', () => {
    expect(
      review(null, { 'a.py': 'danger(1)  # lintel: ignore[danger-call] -- known\n' }).findings,
    ).toEqual([]);
    expect(
      review(null, { 'a.py': 'danger(1)  # lintel: ignore[danger] -- known\n' }).findings,
    ).toHaveLength(2);
  });
});

describe('I5: blank lines and comments change no fingerprint', () => {
  test('holds', () => {
    const place = files.chain((tree) => {
      const lines = linesOf(tree);
      return fc.record({
        tree: fc.constant(tree),
        at: fc.constantFrom(...(lines.length === 0 ? [{ path: 'shop.py', line: 1 }] : lines)),
        text: fc.constantFrom('', '# a comment', '# danger(order)'),
      });
    });
    fc.assert(
      fc.property(place, ({ tree, at, text }) => {
        const spaced = withLine(tree, at, text);
        expect(fingerprints(review(null, spaced))).toEqual(fingerprints(review(null, tree)));
        expect(
          review(tree, spaced).findings.filter((finding) => finding.status !== 'inherited'),
        ).toEqual([]);
      }),
      runs,
    );
  });

  test('control: a statement does', () => {
    const tree = { 'a.py': 'def pay(order):\n    danger(order)\n' };
    expect(
      fingerprints(review(null, withLine(tree, { path: 'a.py', line: 2 }, 'danger(order)'))),
    ).not.toEqual(fingerprints(review(null, tree)));
  });
});

describe('I9: a crashing rule removes only its own findings and is named', () => {
  const crashing = (when: 'start' | 'call' | 'project'): LoadedRule => {
    const crash = (): never => {
      throw new Error('bug');
    };
    return fakeRule('crashing', {
      create({ report }) {
        if (when === 'start') crash();
        return {
          function: (found) => report(found, 'found', { text: found.name }),
          ...(when === 'call' ? { call: crash } : { project: crash }),
        };
      },
    });
  };

  test('holds wherever it crashes', () => {
    fc.assert(
      fc.property(change, fc.constantFrom('start', 'call', 'project'), ({ base, head }, when) => {
        const result = review(base, head, [...rules, crashing(when)]);
        const named = result.coverage.crashedRules.map((entry) => entry.rule);
        if (named.length > 0) {
          expect(named).toEqual(['crashing']);
          expect(fingerprints(result)).toEqual(fingerprints(review(base, head)));
        }
      }),
      runs,
    );
  });

  test('control: it does crash, and a sound rule is not named', () => {
    const tree = { 'a.py': 'def pay(order):\n    danger(order)\n' };
    const result = review(null, tree, [...rules, crashing('call')]);
    expect(result.coverage.crashedRules).toEqual([{ rule: 'crashing', message: 'bug (at a.py)' }]);
    expect(result.findings).toHaveLength(1);
    expect(review(null, tree).coverage.crashedRules).toEqual([]);
  });
});

describe('I10: verdict and score depend on findings only', () => {
  test('hold, and adding a finding never raises them', () => {
    const rank = ['production-ready', 'production-ready-with-fixes', 'not-production-ready'];
    fc.assert(
      fc.property(change, ({ base, head }) => {
        const { findings, verdict, verdictReason, nextVerdict, score } = review(base, head);
        expect(judge(findings)).toEqual({ verdict, verdictReason, nextVerdict });
        expect(scoreOf(findings)).toEqual(score);
        const fewer = findings.slice(1);
        expect(scoreOf(fewer).value).toBeGreaterThanOrEqual(score.value);
        expect(rank.indexOf(judge(fewer).verdict)).toBeLessThanOrEqual(rank.indexOf(verdict));
        const fixes = new Set(nextVerdict?.fixes);
        const fixed = findings.filter((finding) => !fixes.has(finding.fingerprint));
        expect(judge(fixed).verdict).toBe(nextVerdict?.verdict ?? 'production-ready');
      }),
      runs,
    );
  });

  test('control: all verdicts occur', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(change, ({ base, head }) => {
        seen.add(review(base, head).verdict);
      }),
      runs,
    );
    expect(seen.size).toBe(3);
  });
});
