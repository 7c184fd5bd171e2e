import type { ChangedLines } from '../../domain/changed-lines.ts';
import { SEVERITIES, type Severity, type Side } from '../../domain/finding.ts';
import { sortedBy } from '../../domain/order.ts';
import type { FunctionModel, Placed } from '../../python/model/index.ts';
import type { LostGuard, ReportDetails } from '../../rule-kit/definition.ts';
import { findingOf } from '../finding-of.ts';
import { DEFAULT_KINDS } from '../judged-kinds.ts';
import type { LoadedRule } from '../loaded-rule.ts';
import { interpolate } from '../message-text.ts';
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
      rule.definition.messages[messageKey(loss, rule)] !== undefined &&
      judgesKind(rule, loss) &&
      rule.definition.speaksFor?.(loss) !== false,
  );
  return sortedBy(rules, (rule) => [SEVERITIES.indexOf(rule.definition.severity), rule.id]);
}

function judgesKind(rule: LoadedRule, loss: LostGuard): boolean {
  return (rule.definition.fileKinds ?? DEFAULT_KINDS).includes(loss.guard.module.kind);
}

/** `guard-removed-backoff` where the rule words this kind on its own, else `guard-removed`. */
function messageKey({ change, kind }: LostGuard, { definition }: LoadedRule): string {
  const own = `guard-${change}-${kind}`;
  return definition.messages[own] === undefined ? `guard-${change}` : own;
}

function guardFinding(
  loss: LostGuard,
  rule: LoadedRule,
  reporting: GuardReporting,
): RawFinding | null {
  const { place, side } = anchorOf(loss, reporting.lines);
  const { guard, now, headFunction } = loss;
  const params = {
    guard: guard.text,
    subject: guard.subject,
    function: (headFunction?.symbol ?? guard.symbol) || guard.module.name,
    now: now?.text ?? '',
  };
  const finding = findingOf(
    {
      rule,
      place,
      key: messageKey(loss, rule),
      params,
      details: { context: `${guard.kind} ${guard.subject}`, ...tellingOf(loss, rule, params) },
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

/** What the rule says of this kind, and how grave it is. A number that was tuned is a note. */
function tellingOf(
  { kind, change }: LostGuard,
  { definition }: LoadedRule,
  params: Readonly<Record<string, string>>,
): ReportDetails {
  const telling = definition.guardTellings?.[kind];
  const severity: Severity | undefined = change === 'weakened' ? 'low' : telling?.severity;
  return {
    ...(severity === undefined ? {} : { severity }),
    ...(telling?.why === undefined ? {} : { why: interpolate(telling.why, params) }),
    ...(telling?.library === undefined ? {} : { library: telling.library }),
  };
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
