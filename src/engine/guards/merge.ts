import type { Classified } from '../classify.ts';
import type { RawFinding } from '../raw-finding.ts';
import type { GuardFinding } from './guard-findings.ts';

/**
 * One root cause, one finding: where a rule already reports what head does without the guard, the lost guard becomes
 * evidence of that finding instead of a second one.
 */
export function mergeGuardFindings(
  classified: readonly Classified[],
  guards: readonly GuardFinding[],
): readonly Classified[] {
  const dropped = new Set<RawFinding>();
  const additions = new Map<RawFinding, RawFinding['evidence']>();
  for (const guard of guards) {
    const head = classified.find((candidate) => isSameCause(candidate, guard));
    if (head === undefined) continue;
    dropped.add(guard.finding);
    additions.set(head.finding, [...(additions.get(head.finding) ?? []), evidenceOf(guard)]);
  }
  return classified
    .filter(({ finding }) => !dropped.has(finding))
    .map((entry) => {
      const added = additions.get(entry.finding);
      if (added === undefined) return entry;
      return {
        ...entry,
        finding: { ...entry.finding, evidence: [...entry.finding.evidence, ...added] },
      };
    });
}

function isSameCause(candidate: Classified, { finding, lost, rules }: GuardFinding): boolean {
  if (candidate.finding.ofChange || candidate.finding === finding) return false;
  if (candidate.status !== 'introduced' && candidate.status !== 'worsened') return false;
  if (!rules.includes(candidate.finding.rule)) return false;
  const path = lost.headFunction?.module.path ?? finding.path;
  const symbol = lost.headFunction?.symbol ?? lost.guard.symbol;
  return candidate.finding.path === path && candidate.finding.symbol === symbol;
}

function evidenceOf({ lost }: GuardFinding): RawFinding['evidence'][number] {
  const { guard } = lost;
  const line = guard.module.position(guard.span.start).line;
  const text = guard.text.replace(/[`\s]+/gu, ' ').trim();
  return { path: guard.module.path, line, note: `\`${text}\` stood here in base` };
}
