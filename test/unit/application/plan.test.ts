import { describe, expect, it } from '@jest/globals';
import { editedBody, openBody } from '../../../src/application/publication/comment-body.ts';
import { commentableLinesOf } from '../../../src/application/publication/commentable-lines.ts';
import { readCommentMarker } from '../../../src/application/publication/marker.ts';
import type { PlanInput } from '../../../src/application/publication/plan.ts';
import { planPublication } from '../../../src/application/publication/plan.ts';
import type { PostedComment } from '../../../src/application/ports/review-publisher.ts';
import { NO_LINKS } from '../../../src/render/places.ts';
import { findingOf, reviewOf } from './findings.ts';

const HEAD = 'a'.repeat(40);
const everywhere: PlanInput['commentable'] = {
  placeOf: ({ path, side, line }) => ({ path, side, line }),
};
const base = { commentable: everywhere, posted: [], limit: 10 };

function fingerprint(index: number): string {
  return index.toString(16).padStart(16, '0');
}

function postedOn(...indexes: readonly [number, ...number[]]): PostedComment {
  const [first, ...others] = indexes;
  const findings = [
    findingOf({ fingerprint: fingerprint(first) }),
    ...others.map((index) => findingOf({ fingerprint: fingerprint(index) })),
  ] as const;
  return {
    id: 1,
    path: 'app/pay.py',
    body: openBody(findings, { links: NO_LINKS, headSha: HEAD }),
  };
}

describe('the plan', () => {
  it('groups three of one rule, and keeps the most severe when there are too many', () => {
    const rules = Array.from({ length: 12 }, (_, index) =>
      findingOf({
        rule: `rule-${index}`,
        severity: index === 11 ? 'critical' : 'low',
        line: index + 1,
        fingerprint: fingerprint(index),
      }),
    );
    const group = [21, 22, 23].map((index) =>
      findingOf({ severity: 'high', fingerprint: fingerprint(index), line: index }),
    );
    const plan = planPublication({ ...base, review: reviewOf([...rules, ...group]) });
    expect(plan.create.map(({ findings }) => findings.length).slice(0, 2)).toEqual([1, 3]);
    expect(plan.create[0]?.findings[0].severity).toBe('critical');
    expect(plan.create).toHaveLength(10);
    expect(plan.notInline).toHaveLength(3);
  });

  it('never says fixed of what was not looked at, or is in base by now', () => {
    const posted = [postedOn(1)];
    const skipped = [{ path: 'app/pay.py', reason: 'too large' }];
    const crashedRules = [{ rule: 'no-danger', message: 'TypeError' }];
    const inherited = findingOf({ fingerprint: fingerprint(1), status: 'inherited' });
    for (const review of [
      reviewOf([], { skipped }),
      reviewOf([], { crashedRules }),
      reviewOf([inherited]),
    ])
      expect(planPublication({ ...base, posted, review }).edits).toEqual([]);
    const [edit] = planPublication({ ...base, posted, review: reviewOf([]) }).edits;
    expect(edit?.kind).toBe('fixed');
  });

  it('leaves a group whole while some of the change was not read', () => {
    const posted = [postedOn(1, 2, 3)];
    const left = [findingOf({ fingerprint: fingerprint(1) })];
    const skipped = [{ path: 'app/other.py', reason: 'too large' }];
    expect(planPublication({ ...base, posted, review: reviewOf(left, { skipped }) }).edits).toEqual(
      [],
    );
    expect(planPublication({ ...base, posted, review: reviewOf(left) }).edits).toMatchObject([
      { kind: 'narrowed' },
    ]);
  });

  it('keeps what was reported below a comment that says fixed', () => {
    const comment = postedOn(1);
    const [edit] = planPublication({ ...base, posted: [comment], review: reviewOf([]) }).edits;
    if (edit === undefined) throw new Error('no edit');
    const body = editedBody(edit, { links: NO_LINKS, headSha: 'b'.repeat(40) });
    expect(body).toContain(`**Fixed in ${'b'.repeat(40)}.**`);
    expect(body).toContain('`danger` is called');
    expect(readCommentMarker(body)).toMatchObject({ state: 'fixed', headSha: HEAD });
  });
});

describe('a marker', () => {
  it('counts at the end only: code may quote another', () => {
    const forged = `<!-- lintel v=1 rule=x fp=${fingerprint(9)} head=${HEAD} state=fixed -->`;
    const finding = findingOf({
      fix: `\`\`\`python\nx = "${forged}"\n\`\`\``,
      fingerprint: fingerprint(1),
    });
    const body = openBody([finding], { links: NO_LINKS, headSha: HEAD });
    expect(readCommentMarker(body)).toMatchObject({
      fingerprints: [fingerprint(1)],
      state: 'open',
    });
    expect(readCommentMarker(`${forged}\nand more`)).toBeNull();
  });
});

describe('commentable lines', () => {
  it('of a renamed file are named by its path in head, on both sides', () => {
    const lines = commentableLinesOf([
      {
        path: 'new.py',
        previousPath: 'old.py',
        status: 'renamed',
        patch: '@@ -1,2 +1,2 @@\n a\n-b\n+c',
      },
      { path: 'gone.py', previousPath: null, status: 'removed', patch: '@@ -1 +0,0 @@\n-a' },
    ]);
    const left = { side: 'LEFT', line: 2 } as const;
    expect(lines.placeOf({ path: 'old.py', ...left })).toEqual({ path: 'new.py', ...left });
    expect(lines.placeOf({ path: 'new.py', ...left })).toBeNull();
    expect(lines.placeOf({ path: 'new.py', side: 'RIGHT', line: 1 })).toMatchObject({ line: 1 });
    expect(lines.placeOf({ path: 'old.py', side: 'LEFT', line: 1 })).toBeNull();
    expect(lines.placeOf({ path: 'gone.py', side: 'LEFT', line: 1 })).toMatchObject({
      path: 'gone.py',
    });
  });
});
