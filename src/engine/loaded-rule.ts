import type { Dimension } from '../domain/finding.ts';
import type { RuleDefinition } from '../rule-kit/definition.ts';

/** A rule as the engine runs it: read from its folder, validated and frozen. */
export interface LoadedRule {
  /** The folder's name. */
  readonly id: string;
  /** The parent folder's name. */
  readonly dimension: Dimension;
  /** Ids it had before (redirects.yml): accepted in suppressions and configuration. */
  readonly formerIds: readonly string[];
  readonly definition: RuleDefinition;
  readonly page: RulePage;
}

/** The sections of rule.md, as Markdown without their headings. */
export interface RulePage {
  /** The whole file. */
  readonly markdown: string;
  readonly title: string;
  readonly whatIsWrong: string;
  readonly whyDangerous: string;
  readonly fix: string;
  /** Empty when the fix is local. */
  readonly migration: string;
  readonly notReported: string;
  readonly briefs: string;
  readonly references: string;
}
