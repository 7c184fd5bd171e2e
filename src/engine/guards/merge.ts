import type { FunctionModel } from '../../python/model/index.ts';
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
  if (candidate.finding.path === path && candidate.finding.symbol === symbol) return true;
  return lost.headFunction !== null && leadsInto(candidate.finding, lost.headFunction);
}

/** A fan-out is reported where it starts, and what it starts lost its semaphore: the steps of the finding lead there. */
function leadsInto({ evidence }: RawFinding, fn: FunctionModel): boolean {
  const { module, facts } = fn;
  const first = module.position(facts.start).line;
  const last = module.position(Math.max(facts.start, facts.end - 1)).line;
  return evidence.some(({ path, line }) => path === module.path && first <= line && line <= last);
}

function evidenceOf({ lost }: GuardFinding): RawFinding['evidence'][number] {
  const { guard } = lost;
  const line = guard.module.position(guard.span.start).line;
  const text = guard.text.replace(/[`\s]+/gu, ' ').trim();
  return { path: guard.module.path, line, note: `\`${text}\` stood here in base` };
}
