import type { ChangedFile, OtherChange } from '../domain/changed-file.ts';
import type { MovedGuard, Skipped } from '../domain/review.ts';
import type { StateMachineChange } from '../domain/state-machine.ts';
import type { Project } from '../python/model/index.ts';
import type { Classified } from './classify.ts';
import type { ReviewConfig } from './config.ts';
import type { GuardSource } from './guards/guard-source.ts';
import type { LoadedRule } from './loaded-rule.ts';
import type { OtherTargets } from './other-files.ts';
import type { RawFinding } from './raw-finding.ts';
import type { RunOutcome } from './run-rules.ts';
import type { Targets } from './targets.ts';

export interface ReviewInput {
  readonly head: Project;
  /** Null: an audit, every finding of the tree is introduced. */
  readonly base: Project | null;
  /** Python files that differ; empty in an audit. */
  readonly changes: readonly ChangedFile[];
  /** Other files that differ; empty in an audit. */
  readonly otherChanges?: readonly OtherChange[];
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

/** What is known after the rules have run and the trees were compared. */
export interface Judged {
  readonly targets: Targets;
  readonly otherTargets: OtherTargets;
  readonly run: RunOutcome;
  readonly classified: readonly Classified[];
  readonly suppressed: ReadonlySet<RawFinding>;
  readonly movedGuards: readonly MovedGuard[];
  readonly stateMachines: readonly StateMachineChange[];
  readonly crashed: ReadonlyMap<LoadedRule, string>;
}
