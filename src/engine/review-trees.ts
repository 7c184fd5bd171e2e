import type { ChangedFile, OtherChange } from '../domain/changed-file.ts';
import { changedLinesOf, type ChangedLines } from '../domain/changed-lines.ts';
import type { Review } from '../domain/review.ts';
import type { Project } from '../python/model/index.ts';
import { assembleReview } from './assemble.ts';
import { basePartsOf } from './base-parts.ts';
import { builtInRules } from './built-in-rules.ts';
import { changeModelOf } from './change-model.ts';
import { classify, classifyAll, type Classified } from './classify.ts';
import { guardFindings, type GuardFinding } from './guards/guard-findings.ts';
import { guardInventory } from '../python/guards/guard-source.ts';
import { compareGuards } from './guards/ledger.ts';
import { mergeGuardFindings } from './guards/merge.ts';
import { changesOfKinds, judgedKinds } from './judged-kinds.ts';
import type { LoadedRule } from './loaded-rule.ts';
import { sortKey, type RawFinding } from './raw-finding.ts';
import type { Judged, ReviewInput } from './review-input.ts';
import { ruleSettingsOf, type RuleSettings } from './rule-settings.ts';
import {
  auditedFiles,
  changedOtherFiles,
  type OtherScope,
  type OtherTargets,
} from './other-files.ts';
import { runRules } from './run-rules.ts';
import { applySuppressions, type SuppressionOutcome } from './suppressions.ts';
import {
  auditedModules,
  auditTargets,
  baseTargets,
  reviewTargets,
  type Scope,
  type Targets,
} from './targets.ts';
import { stateMachineChanges } from './state-machines.ts';
import { trackDefinitions, type Tracking } from './tracking.ts';
import { sortedBy } from '../domain/order.ts';

export type { ReviewInput } from './review-input.ts';

/** The engine: a pure function from trees, rules and configuration to a Review. Same input, same bytes. */
export function reviewTrees(input: ReviewInput): Review {
  const settings = ruleSettingsOf(input.config);
  const scope: Scope = {
    limits: input.config.limits,
    isIgnored: settings.isIgnored,
    kinds: judgedKinds(input.rules, settings),
  };
  const judged =
    input.base === null
      ? auditTree(input, settings, scope)
      : compareTrees({ ...input, base: input.base }, settings, scope);
  return assembleReview(input, judged);
}

function auditTree(input: ReviewInput, settings: RuleSettings, scope: Scope): Judged {
  const otherTargets = auditedFiles(input.head, otherScope(input, settings), input.under);
  const { rules } = input;
  const contracts = input.config.contracts;
  const run = runRules({
    project: input.head,
    targets: auditedModules(input.head, scope, input.under),
    files: otherTargets.head,
    importers: new Map(),
    parts: new Map(),
    rules,
    settings,
    contracts,
    change: null,
    mode: 'audit',
  });
  // Not before: a tree of thousands of files is still being read while its first modules are judged.
  const targets = auditTargets(input.head, scope, input.under);
  const suppression = suppressionsOf(input, {
    settings,
    targets: targets.modules,
    importers: targets.importers,
    findings: run.findings,
    crashed: run.crashed,
  });
  const findings = sortedBy([...run.findings, ...suppression.findings], sortKey);
  return {
    targets,
    otherTargets,
    run,
    classified: classifyAll(findings),
    suppressed: suppression.suppressed,
    movedGuards: [],
    stateMachines: [],
    crashed: run.crashed,
  };
}

function otherScope({ rules, config }: ReviewInput, settings: RuleSettings): OtherScope {
  return { rules, settings, limit: config.limits.files };
}

interface Change {
  readonly lines: ChangedLines;
  readonly tracking: Tracking;
}

function compareTrees(
  input: ReviewInput & { readonly base: Project },
  settings: RuleSettings,
  scope: Scope,
): Judged {
  const { head, base, rules } = input;
  const { allFiles, files, otherChanges, lines } = changedIn(input, scope);
  const tracking = trackDefinitions(base, head, { files, lines });
  const targets = reviewTargets({ head, base, files, allFiles }, scope);
  const modulesOfBase = baseTargets(base, targets, { files, lines });
  const source = input.guards ?? guardInventory(base, head);
  const ledger = compareGuards({ base, head, files, tracking, source });
  const { lost: lostGuards, moved: movedGuards } = ledger;
  const others = { head, base, changes: otherChanges };
  const otherTargets = changedOtherFiles(others, otherScope(input, settings));
  const told = { files: allFiles, otherChanges, lines, tracking, lostGuards };
  const change = changeModelOf({ base, head, ...told });
  const { importers } = targets;
  const { contracts } = input.config;
  const shared = { rules, settings, contracts, importers, mode: 'review' } as const;
  const ofHead = { project: head, targets: targets.modules, files: otherTargets.head };
  const run = runRules({ ...shared, ...ofHead, parts: importers, change });
  const parts = basePartsOf(modulesOfBase, { head, targets, lines, reported: run.reported });
  const ofBase = { project: base, targets: modulesOfBase, files: otherTargets.base, parts };
  const baseRun = runRules({ ...shared, ...ofBase, change: null });
  const crashed = new Map([...baseRun.crashed, ...run.crashed]);
  const reporting = { rules: rules.filter((rule) => !crashed.has(rule)), settings, lines };
  const guards = guardFindings(lostGuards, reporting);
  const outcome = statusesOf(
    input,
    { lines, tracking },
    {
      settings,
      importers,
      crashed,
      guards,
      head: { ...ofHead, findings: [...run.findings, ...guards.map(({ finding }) => finding)] },
      base: { ...ofBase, findings: baseRun.findings },
    },
  );
  const modules = { headModules: targets.modules, baseModules: modulesOfBase };
  const stateMachines = stateMachineChanges({ head, base, tracking, ...modules });
  return { ...outcome, targets, otherTargets, run, movedGuards, stateMachines, crashed };
}

interface Changed {
  readonly allFiles: readonly ChangedFile[];
  /** Those of a kind that some rule judges. */
  readonly files: readonly ChangedFile[];
  readonly otherChanges: readonly OtherChange[];
  readonly lines: ChangedLines;
}

function changedIn(input: ReviewInput & { readonly base: Project }, scope: Scope): Changed {
  const allFiles = byPath(input.changes);
  const files = changesOfKinds(allFiles, input, scope.kinds);
  const otherChanges = byPath(input.otherChanges ?? []);
  return { allFiles, files, otherChanges, lines: changedLinesOf([...allFiles, ...otherChanges]) };
}

function byPath<T extends ChangedFile>(files: readonly T[]): readonly T[] {
  return sortedBy(files, (file) => [file.headPath ?? '', file.basePath ?? '']);
}

interface TreeFindings {
  readonly targets: Targets['modules'];
  readonly files: OtherTargets['head'];
  readonly findings: readonly RawFinding[];
}

interface RunTrees {
  readonly importers: Targets['importers'];
  readonly settings: RuleSettings;
  readonly crashed: ReadonlyMap<LoadedRule, string>;
  readonly guards: readonly GuardFinding[];
  readonly head: TreeFindings;
  readonly base: TreeFindings;
}

/** Suppressions of both trees, then statuses. A rule that crashed on one tree says nothing on the other either. */
function statusesOf(
  input: ReviewInput,
  { lines, tracking }: Change,
  trees: RunTrees,
): Pick<Judged, 'classified' | 'suppressed'> {
  const { settings, crashed } = trees;
  const sound = (tree: TreeFindings): readonly RawFinding[] =>
    tree.findings.filter((finding) => !crashed.has(finding.rule));
  const suppress = (tree: TreeFindings): SuppressionOutcome =>
    suppressionsOf(input, {
      settings,
      targets: tree.targets,
      importers: trees.importers,
      findings: sound(tree),
      crashed,
    });
  const onHead = suppress(trees.head);
  const onBase = suppress(trees.base);
  const whole = trees.head.targets.filter((module) => module.facts.syntaxErrors.length === 0);
  const files = trees.head.files.filter((file) => file.lines !== null);
  const analysed = new Set([...whole, ...files].map(({ path }) => path));
  const classified = classify({
    head: sortedBy([...sound(trees.head), ...onHead.findings], sortKey),
    base: sortedBy([...sound(trees.base), ...onBase.findings], sortKey),
    lines,
    identityOf: tracking.identityOf,
    canBeFixed: (finding) => {
      const path = lines.headPathOf(finding.path);
      return path === null || analysed.has(path);
    },
  });
  const settled = settle(classified, { onHead, onBase, guards: trees.guards });
  return { classified: settled, suppressed: onHead.suppressed };
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
    readonly importers: Targets['importers'];
    readonly findings: readonly RawFinding[];
    readonly crashed: ReadonlyMap<LoadedRule, string>;
  },
): SuppressionOutcome {
  return applySuppressions({
    findings: tree.findings,
    modules: tree.targets,
    importers: tree.importers,
    rules: [...input.rules, ...builtInRules],
    settings: tree.settings,
    today: input.today,
    crashed: new Set(tree.crashed.keys()),
  });
}
