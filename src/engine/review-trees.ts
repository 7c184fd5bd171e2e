import type { ChangedFile } from '../domain/changed-file.ts';
import { changedLinesOf } from '../domain/changed-lines.ts';
import type { MovedGuard, Review, Skipped } from '../domain/review.ts';
import type { Project } from '../python/model/index.ts';
import { assembleReview } from './assemble.ts';
import { builtInRules } from './built-in-rules.ts';
import { changeModelOf } from './change-model.ts';
import { classify, classifyAll, type Classified } from './classify.ts';
import type { ReviewConfig } from './config.ts';
import { guardFindings, type GuardFinding } from './guards/guard-findings.ts';
import { noGuards, type GuardSource } from './guards/guard-source.ts';
import { compareGuards } from './guards/ledger.ts';
import { mergeGuardFindings } from './guards/merge.ts';
import type { LoadedRule } from './loaded-rule.ts';
import { sortKey, type RawFinding } from './raw-finding.ts';
import { ruleSettingsOf, type RuleSettings } from './rule-settings.ts';
import { runRules, type RunOutcome } from './run-rules.ts';
import { applySuppressions, type SuppressionOutcome } from './suppressions.ts';
import { auditTargets, baseTargets, reviewTargets, type Scope, type Targets } from './targets.ts';
import { trackDefinitions } from './tracking.ts';
import { sortedBy } from '../domain/order.ts';

export interface ReviewInput {
  readonly head: Project;
  /** Null: an audit, every finding of the tree is introduced. */
  readonly base: Project | null;
  /** Python files that differ; empty in an audit. */
  readonly changes: readonly ChangedFile[];
  readonly rules: readonly LoadedRule[];
  readonly config: ReviewConfig;
  /** `YYYY-MM-DD`: decides which suppressions and waivers have ended. */
  readonly today: string;
  /** Files that could not be read while the trees were made. */
  readonly skipped?: readonly Skipped[];
  /** Limits an audit to a folder. */
  readonly under?: string;
  /** Inventory of guards; without one nothing is called lost. */
  readonly guards?: GuardSource;
}

/** The engine: a pure function from trees, rules and configuration to a Review. Same input, same bytes. */
export function reviewTrees(input: ReviewInput): Review {
  const settings = ruleSettingsOf(input.config);
  const scope: Scope = { limits: input.config.limits, isIgnored: settings.isIgnored };
  const judged =
    input.base === null
      ? auditTree(input, settings, scope)
      : compareTrees({ ...input, base: input.base }, settings, scope);
  return assembleReview(input, judged);
}

/** What is known after the rules have run and the trees were compared. */
export interface Judged {
  readonly targets: Targets;
  readonly run: RunOutcome;
  readonly classified: readonly Classified[];
  readonly suppressed: ReadonlySet<RawFinding>;
  readonly movedGuards: readonly MovedGuard[];
  readonly crashed: ReadonlyMap<LoadedRule, string>;
}

function auditTree(input: ReviewInput, settings: RuleSettings, scope: Scope): Judged {
  const targets = auditTargets(input.head, scope, input.under);
  const { rules } = input;
  const contracts = input.config.contracts;
  const run = runRules({
    project: input.head,
    targets: targets.modules,
    rules,
    settings,
    contracts,
    change: null,
  });
  const suppression = suppressionsOf(input, {
    settings,
    targets: targets.modules,
    findings: run.findings,
    crashed: run.crashed,
  });
  const findings = sortedBy([...run.findings, ...suppression.findings], sortKey);
  return {
    targets,
    run,
    classified: classifyAll(findings),
    suppressed: suppression.suppressed,
    movedGuards: [],
    crashed: run.crashed,
  };
}

function compareTrees(
  input: ReviewInput & { readonly base: Project },
  settings: RuleSettings,
  scope: Scope,
): Judged {
  const { head, base, rules } = input;
  const files = sortedBy(input.changes, (file) => [file.headPath ?? '', file.basePath ?? '']);
  const lines = changedLinesOf(files);
  const targets = reviewTargets(head, files, scope);
  const modulesOfBase = baseTargets(base, targets, { files, lines });
  const tracking = trackDefinitions(base, head, { files, lines });
  const source = input.guards ?? noGuards;
  const ledger = compareGuards({ base, head, files, tracking, source });
  const change = changeModelOf({ base, head, files, lines, tracking, lostGuards: ledger.lost });
  const shared = { rules, settings, contracts: input.config.contracts };
  const run = runRules({ ...shared, project: head, targets: targets.modules, change });
  const baseRun = runRules({ ...shared, project: base, targets: modulesOfBase, change: null });
  const crashed = new Map([...baseRun.crashed, ...run.crashed]);
  const sound = (findings: readonly RawFinding[]): RawFinding[] =>
    findings.filter((finding) => !crashed.has(finding.rule));
  const guards = guardFindings(ledger.lost, {
    rules: rules.filter((rule) => !crashed.has(rule)),
    settings,
    lines,
  });
  const ofHead = [...sound(run.findings), ...guards.map((guard) => guard.finding)];
  const ofBase = sound(baseRun.findings);
  const onHead = suppressionsOf(input, {
    settings,
    targets: targets.modules,
    findings: ofHead,
    crashed,
  });
  const onBase = suppressionsOf(input, {
    settings,
    targets: modulesOfBase,
    findings: ofBase,
    crashed,
  });
  const analysed = new Set(
    targets.modules
      .filter((module) => module.facts.syntaxErrors.length === 0)
      .map((module) => module.path),
  );
  const classified = classify({
    head: sortedBy([...ofHead, ...onHead.findings], sortKey),
    base: sortedBy([...ofBase, ...onBase.findings], sortKey),
    lines,
    identityOf: tracking.identityOf,
    canBeFixed: (finding) => {
      const path = lines.headPathOf(finding.path);
      return path === null || analysed.has(path);
    },
  });
  return {
    targets,
    run,
    classified: settle(classified, { onHead, onBase, guards }),
    suppressed: onHead.suppressed,
    movedGuards: ledger.moved,
    crashed,
  };
}

interface Settling {
  readonly onHead: SuppressionOutcome;
  readonly onBase: SuppressionOutcome;
  readonly guards: readonly GuardFinding[];
}

/**
 * Suppressions are weighed after the comparison: taking one away introduces what it hid, adding one fixes nothing, and a
 * finding that was suppressed in base is nobody's credit.
 */
function settle(
  classified: readonly Classified[],
  { onHead, onBase, guards }: Settling,
): readonly Classified[] {
  const settled = classified
    .filter((entry) => entry.status !== 'fixed' || !onBase.suppressed.has(entry.finding))
    .map((entry) =>
      entry.before !== null &&
      entry.status !== 'fixed' &&
      onBase.suppressed.has(entry.before) &&
      !onHead.suppressed.has(entry.finding)
        ? { ...entry, status: 'introduced' as const }
        : entry,
    );
  return mergeGuardFindings(settled, guards);
}

function suppressionsOf(
  input: ReviewInput,
  tree: {
    readonly settings: RuleSettings;
    readonly targets: Targets['modules'];
    readonly findings: readonly RawFinding[];
    readonly crashed: ReadonlyMap<LoadedRule, string>;
  },
): SuppressionOutcome {
  return applySuppressions({
    findings: tree.findings,
    modules: tree.targets,
    rules: [...input.rules, ...builtInRules],
    settings: tree.settings,
    today: input.today,
    crashed: new Set(tree.crashed.keys()),
  });
}
