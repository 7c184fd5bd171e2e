import type { Contract } from '../domain/contract.ts';
import type { OtherChange } from '../domain/changed-file.ts';
import type { Confidence, Severity } from '../domain/finding.ts';
import type { Place, Practice } from '../domain/review.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Guard, GuardKind } from '../python/model/guards.ts';
import type {
  CallSite,
  ClassModel,
  FileKind,
  FunctionModel,
  ImportEdge,
  Migration,
  ModuleModel,
  Placed,
  Project,
} from '../python/model/index.ts';

/** Names of `{placeholders}` in a message literal. */
export type Placeholders<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

export type MessageParams<T extends string> = string extends T
  ? Readonly<Record<string, MessageValue>>
  : [Placeholders<T>] extends [never]
    ? Record<string, never>
    : Readonly<Record<Placeholders<T>, MessageValue>>;

/** A list fills a placeholder that stands in a code span: each of its values gets a span of its own. */
type MessageValue = string | number | readonly string[];

/** Options a team may set for a rule in `lintel.yml`. */
export type OptionSpec =
  | { readonly type: 'boolean'; readonly default: boolean; readonly description: string }
  | { readonly type: 'number'; readonly default: number; readonly description: string }
  | {
      readonly type: 'string-list';
      readonly default: readonly string[];
      readonly description: string;
    };

export type OptionValues<O extends Readonly<Record<string, OptionSpec>>> = {
  readonly [K in keyof O]: O[K]['default'] extends boolean
    ? boolean
    : O[K]['default'] extends number
      ? number
      : readonly string[];
};

/** A file that is no Python module, as rules see it: a change's, or any of an audited tree. */
export interface OtherFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Null when it is too large, no text, or not at hand. */
  readonly lines: readonly string[] | null;
  /** The file of base that it was, renames followed. Null when it is new, in base itself, and in an audit. */
  readonly before: OtherFile | null;
}

/** A place in such a file. */
export interface FilePlace {
  readonly file: OtherFile;
  /** Counted from 1. Left out: the file as a whole, which is shown at its first line. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** What a detector adds to a report beyond place and message. */
export interface ReportDetails {
  /** Default: the rule's severity. Only lower or equal, or a documented variant. */
  readonly severity?: Severity;
  /** Default `high`. */
  readonly confidence?: Confidence;
  readonly evidence?: readonly EvidencePlace[];
  /** Python built from the real call; shown first in the fix, before the general text of rule.md. */
  readonly fixCode?: string;
  /** Shell commands for this place, where the fix is no Python; shown first like `fixCode`. Paths from the change must be quoted. */
  readonly fixCommands?: string;
  /** Replaces the "Why it is dangerous" paragraph where the real steps can be told (an order of effects, an interleaving). Markdown. */
  readonly why?: string;
  readonly migration?: string;
  /** What the fingerprint is made of besides rule, path and symbol. Default: the canonical text of the place. */
  readonly context?: string;
  /** Heading (`### Django`) of the samples in the page's *Fix* that fit this occurrence; without one the first. */
  readonly sample?: string;
  /** Library or pattern for this occurrence, when it differs from the rule's. */
  readonly library?: string;
  /** How much of it there is (edges of a cycle, queries in a loop): more in head than in base means worsened. */
  readonly weight?: number;
}

/** What an absence rule found out about its practice; one row of the checklist. */
export interface PracticeReport {
  readonly status: Practice['status'];
  /** Places that make the practice necessary. */
  readonly needed: readonly Placed[];
  /** Places that show it; lines of files without a model (manifests, configuration) among them. */
  readonly evidence: readonly (Placed | Place)[];
}

/** Evidence given as a place of the model; the engine turns it into path and line. */
export interface EvidencePlace {
  readonly place: Placed | FilePlace;
  readonly note: string;
}

export type Report<M extends Readonly<Record<string, string>>> = <K extends keyof M & string>(
  place: Placed | FilePlace,
  key: K,
  params: MessageParams<M[K]>,
  details?: ReportDetails,
) => void;

/** Options, questions and the report function handed to a detector. One context per rule and tree. */
export interface RuleContext<
  M extends Readonly<Record<string, string>>,
  O extends Readonly<Record<string, OptionSpec>>,
> {
  readonly project: Project;
  readonly knowledge: Knowledge;
  readonly options: OptionValues<O>;
  readonly report: Report<M>;
  /** Contracts that the team declared. */
  readonly contracts: readonly Contract[];
  /** `review`: base and head are compared, `change` will be called for head. `audit`: one tree, no base. */
  readonly mode: 'audit' | 'review';
  /** Fills the row of an absence rule (`missing-…`) in the checklist. At most once per tree; the last one counts. */
  readonly practice: (report: PracticeReport) => void;
  /** Asks for a block in the summary (a diagram …). Markdown. */
  readonly summary: (title: string, markdown: string) => void;
}

/** Fact listeners. Called for target modules only, in path and source order. */
export interface Listeners {
  call?(call: CallSite): void;
  function?(fn: FunctionModel): void;
  class?(cls: ClassModel): void;
  module?(module: ModuleModel): void;
  import?(edge: ImportEdge, module: ModuleModel): void;
  migration?(migration: Migration, module: ModuleModel): void;
  /** Each file of a name that the rule asks for with `files`: of the change, or of the whole tree in an audit. */
  file?(file: OtherFile): void;
  /** Once per tree, after everything else. `targets` are the modules under review. */
  project?(targets: readonly ModuleModel[]): void;
  /** Once for head, after everything else: where absence rules fill their row. `targets` are the changed modules, all of them in an audit. */
  practice?(targets: readonly ModuleModel[]): void;
  /** Only with a base: what the change did. Rules with scope `change`. */
  change?(change: ChangeModel): void;
}

/** The change from base to head as rules see it. */
export interface ChangeModel {
  readonly base: Project;
  readonly head: Project;
  /** Changed Python files: `basePath` null when added, `headPath` null when deleted. */
  readonly files: readonly {
    readonly basePath: string | null;
    readonly headPath: string | null;
  }[];
  /** Changed files that are no Python modules, sorted by path: what happened to them, whatever their name. */
  readonly otherFiles: readonly OtherChange[];
  /** Import edges of head that base does not have (by module path, renames followed). */
  readonly addedEdges: readonly ImportEdge[];
  /** Guards in force in base and gone or weaker in head; moved ones are not here. */
  readonly lostGuards: readonly LostGuard[];
  /** True when a line of the head file was added or changed. */
  isChanged(path: string, line: number): boolean;
  /** The base counterpart of a function of head, through renames. */
  baseOf(fn: FunctionModel): FunctionModel | null;
  /** The head counterpart of a function of base. */
  headOf(fn: FunctionModel): FunctionModel | null;
}

export interface LostGuard {
  readonly guard: Guard;
  readonly kind: GuardKind;
  readonly change: 'removed' | 'weakened';
  /** The weaker guard of head. */
  readonly now: Guard | null;
  /** Where head is to be looked at: the function that lost it. Null when the function is gone. */
  readonly headFunction: FunctionModel | null;
}

/** How the loss of a guard of one kind is told, where the rule's page speaks of something else. */
export interface GuardTelling {
  /** What happens now, step by step; replaces *Why it is dangerous*. Markdown, with the placeholders of the guard messages. */
  readonly why?: string;
  /** Default: the rule's severity. */
  readonly severity?: Severity;
  /** Library or pattern for this kind, when it differs from the rule's. */
  readonly library?: string;
}

export interface RuleDefinition<
  M extends Readonly<Record<string, string>> = Readonly<Record<string, string>>,
  O extends Readonly<Record<string, OptionSpec>> = Readonly<Record<string, OptionSpec>>,
> {
  /** The bad pattern as a noun phrase. */
  readonly title: string;
  readonly severity: Severity;
  /** How often it is right, by the audit in docs/precision.md. */
  readonly precision: 'high' | 'medium' | 'low';
  readonly status: {
    readonly stage: 'preview' | 'stable' | 'deprecated' | 'removed';
    readonly since: string;
  };
  /** `file`: one module and its names. `project`: other files. `change`: needs base and head. */
  readonly scope: 'file' | 'project' | 'change';
  readonly messages: M;
  /** Off unless configured on. */
  readonly defaultOff?: boolean;
  /** Kinds of files it judges; default `['source']`. */
  readonly fileKinds?: readonly FileKind[];
  /**
   * Names of files that are no Python modules and that `file` listens to: `.env`, `*.pem`. In lower case, `*` for any characters;
   * the folder does not matter. Their contents are read where the change touches them.
   */
  readonly files?: readonly string[];
  /**
   * Guards whose loss this rule speaks for: the engine reports `lostGuards` of these kinds under it, with the messages
   * `guard-removed` and `guard-weakened` of `messages` (one of them may be left out: that change is then not reported).
   * Their placeholders are `{guard}` (`timeout=5`), `{subject}` (`requests.post`), `{function}` and, when weakened, `{now}`.
   * A rule that speaks for several kinds may word one of them on its own: `guard-removed-backoff`. A weaker guard is a note (low).
   */
  readonly guards?: readonly GuardKind[];
  /** What happens without a guard, by kind. */
  readonly guardTellings?: Readonly<Partial<Record<GuardKind, GuardTelling>>>;
  /** Which losses of these kinds are this rule's; default: all. */
  readonly speaksFor?: (lost: LostGuard) => boolean;
  readonly options?: O;
  /** Library or pattern to use. */
  readonly library?: string;
  create(context: RuleContext<M, O>): Listeners;
}

/** Types a rule: placeholders of messages and options are inferred and checked. */
export function defineRule<
  const M extends Readonly<Record<string, string>>,
  const O extends Readonly<Record<string, OptionSpec>> = Record<never, OptionSpec>,
>(rule: RuleDefinition<M, O>): RuleDefinition<M, O> {
  return rule;
}
