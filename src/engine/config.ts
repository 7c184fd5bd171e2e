import type { Contract } from '../domain/contract.ts';
import type { Severity } from '../domain/finding.ts';
import type { Layer } from '../python/model/index.ts';

export type { Contract } from '../domain/contract.ts';

/**
 * What a team may configure, as plain validated data. The adapter that reads `lintel.yml` makes it; nothing here reads files.
 * Path patterns are globs relative to the root of the tree: `*` within one segment, `**` across segments, `?` one character;
 * a pattern without a wildcard also matches everything below it.
 */
export interface ReviewConfig {
  /** Paths that are not reviewed at all. */
  readonly ignore: readonly string[];
  /** Settings by rule id (former ids are accepted). */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Settings by path, later entries win; laid over `rules`. */
  readonly overrides: readonly PathOverride[];
  readonly waivers: readonly Waiver[];
  /** Fingerprints of accepted findings of the past: shown as inherited, out of the verdict. */
  readonly baseline: readonly string[];
  readonly layout: LayoutConfig;
  readonly contracts: readonly Contract[];
  readonly limits: ReviewLimits;
  readonly verdict: VerdictConfig;
}

export type OptionValue = boolean | number | readonly string[];

export interface RuleSetting {
  /** Null: as the rule says (`defaultOff`). */
  readonly enabled: boolean | null;
  /** Null: as the rule says. Lowers and raises; the deducted confidence stays. */
  readonly severity: Severity | null;
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface PathOverride {
  readonly paths: readonly string[];
  readonly rules: Readonly<Record<string, Pick<RuleSetting, 'enabled' | 'severity'>>>;
}

/** A suppression with owner and end date, kept in configuration. */
export interface Waiver {
  readonly rule: string;
  readonly paths: readonly string[];
  /** Dotted name inside the module; null for any. */
  readonly symbol: string | null;
  readonly owner: string;
  readonly reason: string;
  /** Last day it holds, `YYYY-MM-DD`. */
  readonly until: string;
}

/** Declared layers and features; empty means: infer them from the tree. */
export interface LayoutConfig {
  readonly sourceRoots: readonly string[];
  readonly layers: Readonly<Partial<Record<Layer, readonly string[]>>>;
  /** Directory patterns whose last `*` names the feature: `src/features/*`. */
  readonly features: readonly string[];
}

export interface ReviewLimits {
  /** Inline comments per review. GitHub's patience ends earlier than its limits: at most 25. */
  readonly inlineComments: number;
  /** Python files of a change that are analysed; what is beyond is named in the coverage. */
  readonly files: number;
  /** Importers of changed modules that are analysed besides them. */
  readonly importers: number;
  readonly fileBytes: number;
}

/** How the verdict becomes the conclusion of the check run, and where it turns. */
export interface VerdictConfig {
  /** A score below this is not production-ready, whatever the findings. */
  readonly minimumScore: number;
  readonly conclusions: {
    readonly 'production-ready': CheckConclusion;
    readonly 'production-ready-with-fixes': CheckConclusion;
    readonly 'not-production-ready': CheckConclusion;
  };
}

export type CheckConclusion = 'success' | 'neutral' | 'failure';

export const defaultConfig: ReviewConfig = {
  ignore: [],
  rules: {},
  overrides: [],
  waivers: [],
  baseline: [],
  layout: { sourceRoots: [], layers: {}, features: [] },
  contracts: [],
  limits: { inlineComments: 10, files: 300, importers: 50, fileBytes: 1_000_000 },
  verdict: {
    minimumScore: 5,
    conclusions: {
      'production-ready': 'success',
      'production-ready-with-fixes': 'neutral',
      'not-production-ready': 'failure',
    },
  },
};
