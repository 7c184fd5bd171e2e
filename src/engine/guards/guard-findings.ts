import type { ChangedLines } from '../../domain/changed-lines.ts';
import { SEVERITIES, type Side } from '../../domain/finding.ts';
import { sortedBy } from '../../domain/order.ts';
import type { FunctionModel, Placed } from '../../python/model/index.ts';
import type { LostGuard } from '../../rule-kit/definition.ts';
import { findingOf } from '../finding-of.ts';
import type { LoadedRule } from '../loaded-rule.ts';
import { definitionHeaders, extentOf, locate } from '../place.ts';
import type { RawFinding } from '../raw-finding.ts';
import type { RuleSettings } from '../rule-settings.ts';

/** A lost guard as the finding of the rule that speaks for it. */
export interface GuardFinding {
  readonly finding: RawFinding;
  readonly lost: LostGuard;
  /** Every rule that speaks for this kind: a finding of one of them in the same function has the same root cause. */
  readonly rules: readonly LoadedRule[];
}

export interface GuardReporting {
  readonly rules: readonly LoadedRule[];
  readonly settings: RuleSettings;
  readonly lines: ChangedLines;
}

/** One finding per lost guard, of the gravest rule that speaks for its kind. */
export function guardFindings(
  lost: readonly LostGuard[],
  reporting: GuardReporting,
): readonly GuardFinding[] {
  return lost.flatMap((loss) => {
    const rules = speakers(loss, reporting);
    for (const rule of rules) {
      const finding = guardFinding(loss, rule, reporting);
      if (finding !== null) return [{ finding, lost: loss, rules }];
    }
    return [];
  });
}

function speakers(loss: LostGuard, reporting: GuardReporting): readonly LoadedRule[] {
  const rules = reporting.rules.filter(
    (rule) =>
      rule.definition.guards?.includes(loss.kind) === true &&
      rule.definition.messages[messageKey(loss)] !== undefined &&
      judgesKind(rule, loss),
  );
  return sortedBy(rules, (rule) => [SEVERITIES.indexOf(rule.definition.severity), rule.id]);
}

function judgesKind(rule: LoadedRule, loss: LostGuard): boolean {
  return (rule.definition.fileKinds ?? ['source']).includes(loss.guard.module.kind);
}

function messageKey(loss: LostGuard): 'guard-removed' | 'guard-weakened' {
  return loss.change === 'removed' ? 'guard-removed' : 'guard-weakened';
}

function guardFinding(
  loss: LostGuard,
  rule: LoadedRule,
  reporting: GuardReporting,
): RawFinding | null {
  const { place, side } = anchorOf(loss, reporting.lines);
  const { guard, now, headFunction } = loss;
  const finding = findingOf(
    {
      rule,
      place,
      key: messageKey(loss),
      params: {
        guard: guard.text,
        subject: guard.subject,
        function: (headFunction?.symbol ?? guard.symbol) || guard.module.name,
        now: now?.text ?? '',
      },
      details: { context: `${guard.kind} ${guard.subject}` },
      side,
      ofChange: true,
    },
    reporting.settings,
  );
  if (finding === null) return null;
  // A guard may reach over a whole block: its first line is where it stood.
  const atLine = { ...finding, endLine: finding.line };
  return side === 'LEFT' && headFunction !== null
    ? { ...atLine, target: targetIn(headFunction) }
    : atLine;
}

/** The line where the guard stood; when that line is still there, the line that is weaker now or lost it. */
function anchorOf(
  loss: LostGuard,
  lines: ChangedLines,
): { readonly place: Placed; readonly side: Side } {
  const { guard, now, headFunction } = loss;
  if (now !== null) return { place: now, side: 'RIGHT' };
  const wasRemoved = lines.isRemoved(guard.module.path, locate(guard).line);
  if (wasRemoved || headFunction === null) return { place: guard, side: 'LEFT' };
  return { place: headFunction, side: 'RIGHT' };
}

/** A deleted line cannot carry a suppression: the function that lost the guard can. */
function targetIn(fn: FunctionModel): RawFinding['target'] {
  return { ...extentOf(fn), definitions: definitionHeaders(fn), path: fn.module.path };
}
