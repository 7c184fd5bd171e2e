import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PostedComment } from '../../src/application/ports/review-publisher.ts';
import type { ListedFile } from '../../src/application/ports/pull-request.ts';
import { editedBody, openBody } from '../../src/application/publication/comment-body.ts';
import { commentableLinesOf } from '../../src/application/publication/commentable-lines.ts';
import type { CommentableLines } from '../../src/application/publication/plan.ts';
import { MAX_INLINE_COMMENTS, planPublication } from '../../src/application/publication/plan.ts';
import type { ClassifiedFinding } from '../../src/domain/finding.ts';
import { CONFIDENCES, FINDING_STATUSES, SEVERITIES } from '../../src/domain/finding.ts';
import { NO_LINKS } from '../../src/render/places.ts';
import { findingOf, reviewOf } from '../unit/application/findings.ts';

const HEAD = 'a'.repeat(40);
const LATER = 'b'.repeat(40);

const findings = fc.uniqueArray(
  fc
    .record({
      rule: fc.constantFrom('no-danger', 'no-disaster', 'no-nuisance'),
      severity: fc.constantFrom(...SEVERITIES),
      confidence: fc.constantFrom(...CONFIDENCES),
      status: fc.constantFrom(...FINDING_STATUSES),
      side: fc.constantFrom('LEFT' as const, 'RIGHT' as const),
      path: fc.constantFrom('app/a.py', 'app/b.py', 'old/c.py', 'new/c.py'),
      line: fc.integer({ min: 1, max: 30 }),
      message: fc.string(),
      fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    })
    .map((fields): ClassifiedFinding => findingOf({ ...fields, endLine: fields.line })),
  { maxLength: 40, selector: ({ fingerprint }) => fingerprint },
);

/** A patch of `before` lines of base, made of runs of context, added and deleted lines; with the lines it shows. */
const patches = fc
  .record({
    start: fc.integer({ min: 1, max: 10 }),
    runs: fc.array(
      fc.record({
        kind: fc.constantFrom(' ', '+', '-'),
        count: fc.integer({ min: 1, max: 4 }),
        // Content that looks like a header must not be taken for one.
        text: fc.constantFrom('x = 1', '-- a/old', '++ b/new', '@@ -1,2 +1,2 @@', ''),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ start, runs }) => {
    const lines: string[] = [];
    const right = new Set<number>();
    const left = new Set<number>();
    let [base, head] = [start, start];
    for (const { kind, count, text } of runs) {
      for (let index = 0; index < count; index++) {
        lines.push(`${kind}${text}`);
        if (kind !== '-') right.add(head++);
        if (kind === '-') left.add(base);
        if (kind !== '+') base++;
      }
    }
    const header = `@@ -${start},${base - start} +${start},${head - start} @@ def f():`;
    return { patch: [header, ...lines].join('\n'), right, left };
  });

const everywhere: CommentableLines = {
  placeOf: ({ path, side, line }) => ({ path, side, line }),
};

/** GitHub after the plan: what is created is posted, what is edited has its new text. */
function applied(
  posted: readonly PostedComment[],
  plan: ReturnType<typeof planPublication>,
  headSha: string,
): PostedComment[] {
  const wording = { links: NO_LINKS, headSha };
  const edited = new Map(plan.edits.map((edit) => [edit.comment, editedBody(edit, wording)]));
  return [
    ...posted.map((comment) => ({ ...comment, body: edited.get(comment) ?? comment.body })),
    ...plan.create.map(({ place, findings: told }, index) => ({
      id: posted.length + index + 1,
      path: place.path,
      body: openBody(told, wording),
    })),
  ];
}

describe('I7: applying a plan twice equals applying it once', () => {
  it('for a first head and a later one', () => {
    fc.assert(
      fc.property(findings, findings, fc.integer({ min: 0, max: 30 }), (first, second, limit) => {
        const input = { commentable: everywhere, limit: 25 };
        const one = planPublication({ ...input, review: reviewOf(first), posted: [], limit });
        const afterOne = applied([], one, HEAD);
        const again = planPublication({
          ...input,
          review: reviewOf(first),
          posted: afterOne,
          limit: 0,
        });
        expect(again).toMatchObject({ create: [], edits: [] });
        const review = reviewOf(second);
        const two = planPublication({ ...input, review, posted: afterOne });
        const afterTwo = applied(afterOne, two, LATER);
        const three = planPublication({ ...input, review, posted: afterTwo, limit: 0 });
        expect(three).toMatchObject({ create: [], edits: [] });
      }),
    );
  });

  it('tells every open finding exactly once', () => {
    fc.assert(
      fc.property(findings, findings, (first, second) => {
        const input = { commentable: everywhere, limit: 10 };
        const posted = applied(
          [],
          planPublication({ ...input, review: reviewOf(first), posted: [] }),
          HEAD,
        );
        const plan = planPublication({ ...input, review: reviewOf(second), posted });
        const told = [
          ...plan.create.flatMap((draft) => draft.findings),
          ...plan.kept,
          ...plan.notInline,
        ].map(({ fingerprint }) => fingerprint);
        const open = second.filter(
          ({ status }) => status === 'introduced' || status === 'worsened',
        );
        expect([...told].sort()).toEqual(open.map(({ fingerprint }) => fingerprint).sort());
      }),
    );
  });
});

describe('I8: every inline comment sits on a line that GitHub shows', () => {
  it('whatever the hunks and the findings', () => {
    fc.assert(
      fc.property(findings, patches, patches, (all, one, renamed) => {
        const files: ListedFile[] = [
          { path: 'app/a.py', previousPath: null, status: 'modified', patch: one.patch },
          { path: 'new/c.py', previousPath: 'old/c.py', status: 'renamed', patch: renamed.patch },
          { path: 'app/b.py', previousPath: null, status: 'modified', patch: null },
        ];
        const plan = planPublication({
          review: reviewOf(all),
          commentable: commentableLinesOf(files),
          posted: [],
          limit: 100,
        });
        expect(plan.create.length).toBeLessThanOrEqual(MAX_INLINE_COMMENTS);
        for (const { place } of plan.create) {
          const shown = { 'app/a.py': one, 'new/c.py': renamed }[place.path];
          expect(shown?.[place.side === 'LEFT' ? 'left' : 'right'].has(place.line)).toBe(true);
        }
      }),
    );
  });
});
