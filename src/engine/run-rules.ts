import type { Side } from '../domain/finding.ts';
import { sortedBy } from '../domain/order.ts';
import type { Review } from '../domain/review.ts';
import type { Span } from '../python/facts/facts.ts';
import type { ModuleModel, Placed, Project } from '../python/model/index.ts';
import type {
  ChangeModel,
  Listeners,
  OtherFile,
  PracticeReport,
  RuleContext,
} from '../rule-kit/definition.ts';
import { asksFor } from './asked-files.ts';
import type { Part } from './base-parts.ts';
import type { Contract } from './config.ts';
import { findingOf } from './finding-of.ts';
import { DEFAULT_KINDS } from './judged-kinds.ts';
import type { LoadedRule } from './loaded-rule.ts';
import { isFilePlace, type AnyPlace } from './place.ts';
import { sortKey, type RawFinding } from './raw-finding.ts';
import type { RuleSettings } from './rule-settings.ts';
import type { Importers } from './targets.ts';

export interface RunInput {
  readonly project: Project;
  /** Modules to be judged, sorted by path; taken one by one, as they are judged. */
  readonly targets: Iterable<ModuleModel>;
  /** Files that are no Python modules and that rules ask for, sorted by path. */
  readonly files: readonly OtherFile[];
  /** Targets that the change does not touch: no rule of scope `file` judges them. */
  readonly importers: Importers;
  /** Targets of which only a part is judged. Rules that listen to the project see all of a changed module, and of an importer its whole part. */
  readonly parts: ReadonlyMap<string, Part>;
  readonly rules: readonly LoadedRule[];
  readonly settings: RuleSettings;
  readonly contracts: readonly Contract[];
  /** Null in an audit and for the base tree. */
  readonly change: ChangeModel | null;
  readonly mode: 'audit' | 'review';
}

export interface RunOutcome {
  /** Sorted, without repetitions. */
  readonly findings: readonly RawFinding[];
  readonly practices: ReadonlyMap<LoadedRule, PracticeReport>;
  readonly summaryBlocks: Review['summaryBlocks'];
  /** Code that was looked at when something was reported, by path. */
  readonly reported: ReadonlyMap<string, readonly Span[]>;
  /** Rules that threw, with what they threw at. Nothing they said counts. */
  readonly crashed: ReadonlyMap<LoadedRule, string>;
}

/** A rule at work on one tree. */
interface Active {
  readonly rule: LoadedRule;
  readonly listeners: Listeners;
}

type Visit = (listeners: Listeners) => void;

/** Runs every enabled rule over the targets in one pass: each fact is visited once and shown to all rules that listen. */
export function runRules(input: RunInput): RunOutcome {
  return new Run(input).outcome();
}

class Run {
  private readonly input: RunInput;
  private readonly active: readonly Active[];
  private readonly targets: ModuleModel[] = [];
  private readonly said: RawFinding[] = [];
  private readonly practices = new Map<LoadedRule, PracticeReport>();
  private readonly blocks: { rule: LoadedRule; title: string; markdown: string }[] = [];
  private readonly crashed = new Map<LoadedRule, string>();
  private readonly reported = new Map<string, Span[]>();
  private visited: Placed | null = null;
  private ofChange = false;

  constructor(input: RunInput) {
    this.input = input;
    this.active = input.rules
      .filter((rule) => input.settings.isEverEnabled(rule))
      .flatMap((rule) => this.started(rule));
  }

  outcome(): RunOutcome {
    for (const module of this.input.targets) {
      this.targets.push(module);
      this.visit(module);
    }
    for (const file of this.input.files) this.visitFile(file);
    for (const active of this.active) this.visitProject(active);
    const { change, mode } = this.input;
    if (mode === 'audit' || change !== null) {
      for (const active of this.active) this.visitPractice(active);
    }
    if (change !== null) {
      this.ofChange = true;
      for (const active of this.active) {
        this.guarded(active.rule, 'the change', () => active.listeners.change?.(change));
      }
    }
    for (const rule of this.crashed.keys()) this.practices.delete(rule);
    return {
      findings: withoutRepetitions(this.said.filter((finding) => !this.crashed.has(finding.rule))),
      practices: this.practices,
      summaryBlocks: this.blocks
        .filter(({ rule }) => !this.crashed.has(rule))
        .map(({ title, markdown }) => ({ title, markdown })),
      reported: this.reported,
      crashed: this.crashed,
    };
  }

  private started(rule: LoadedRule): Active[] {
    let listeners: Listeners | null = null;
    this.guarded(rule, 'its start', () => {
      listeners = rule.definition.create(this.contextOf(rule));
    });
    return listeners === null ? [] : [{ rule, listeners }];
  }

  private contextOf(rule: LoadedRule): Parameters<LoadedRule['definition']['create']>[0] {
    const { project, settings, contracts, mode } = this.input;
    const context: RuleContext<Readonly<Record<string, string>>, Record<never, never>> = {
      project,
      knowledge: project.knowledge,
      options: settings.optionsOf(rule),
      contracts,
      mode,
      report: (place, key, params, details = {}) => {
        const { ofChange } = this;
        const finding = findingOf(
          { rule, place, key, params, details, side: this.sideOf(place), ofChange },
          settings,
        );
        if (finding !== null) this.keep(finding);
      },
      practice: (report) => {
        this.practices.set(rule, report);
      },
      summary: (title, markdown) => {
        this.blocks.push({ rule, title, markdown });
      },
    };
    return context;
  }

  private keep(finding: RawFinding): void {
    this.said.push(finding);
    if (this.visited === null) return;
    const { module, span } = this.visited;
    this.reported.set(module.path, [...(this.reported.get(module.path) ?? []), span]);
  }

  /** Only the change model hands out places of base: their modules are not those that head knows. */
  private sideOf(place: AnyPlace): Side {
    if (isFilePlace(place)) return this.input.files.includes(place.file) ? 'RIGHT' : 'LEFT';
    const { module } = place;
    const base = this.input.change?.base;
    if (base === undefined || this.input.project.module(module.path) === module) return 'RIGHT';
    return base.module(module.path) === module ? 'LEFT' : 'RIGHT';
  }

  private visit(module: ModuleModel): void {
    const listening = this.active.filter((active) => this.judges(active.rule, module));
    const part = this.input.parts.get(module.path);
    const importer = this.input.importers.get(module.path);
    const isImporter = importer !== undefined;
    const visitAll = (name: keyof Listeners): ((at: Placed | null, visit: Visit) => void) => {
      const subset = listening.filter(({ listeners }) => listeners[name] !== undefined);
      return (at, visit) => {
        // What is put together from several facts must be put together from the same ones in base and head.
        const isWhole = part === undefined || at === null || part.overlaps(at.span);
        const isShared = importer === undefined || at === null || importer.overlaps(at.span);
        if (!isWhole && !isShared) return;
        this.visited = at;
        for (const { rule, listeners } of subset) {
          const isSeen = listeners.project === undefined ? isWhole : isShared;
          if (isSeen) this.guarded(rule, module.path, () => visit(listeners));
        }
        this.visited = null;
      };
    };
    visitAll('module')(null, (listeners) => listeners.module?.(module));
    const onImport = visitAll('import');
    for (const edge of this.input.project.imports.importsOf(module.path)) {
      onImport(null, (listeners) => listeners.import?.(edge, module));
    }
    const onClass = visitAll('class');
    for (const cls of module.classes) {
      onClass(isImporter ? cls : null, (listeners) => listeners.class?.(cls));
    }
    const onFunction = visitAll('function');
    for (const fn of module.functions) onFunction(fn, (listeners) => listeners.function?.(fn));
    const onCall = visitAll('call');
    for (const call of module.calls) {
      onCall(isImporter ? call : call.function, (listeners) => listeners.call?.(call));
    }
    if (listening.every(({ listeners }) => listeners.migration === undefined)) return;
    const migration = this.input.project.migrationAt(module.path);
    if (migration === null) return;
    visitAll('migration')(null, (listeners) => listeners.migration?.(migration, module));
  }

  private visitFile(file: OtherFile): void {
    for (const { rule, listeners } of this.active) {
      if (listeners.file === undefined || !asksFor(rule, file.path)) continue;
      if (!this.input.settings.isEnabled(rule, file.path)) continue;
      this.guarded(rule, file.path, () => listeners.file?.(file));
    }
  }

  private visitProject(active: Active): void {
    if (active.listeners.project === undefined) return;
    const judged = this.targets.filter((module) => this.judges(active.rule, module));
    this.guarded(active.rule, 'the project', () => active.listeners.project?.(judged));
  }

  private visitPractice({ rule, listeners }: Active): void {
    if (listeners.practice === undefined) return;
    const changed = this.targets.filter(({ path }) => !this.input.importers.has(path));
    const judged = changed.filter((module) => this.judges(rule, module));
    this.guarded(rule, 'the project', () => listeners.practice?.(judged));
  }

  private judges(rule: LoadedRule, module: ModuleModel): boolean {
    if (rule.definition.scope === 'file' && this.input.importers.has(module.path)) return false;
    const kinds = rule.definition.fileKinds ?? DEFAULT_KINDS;
    return kinds.includes(module.kind) && this.input.settings.isEnabled(rule, module.path);
  }

  /** A detector must not throw; if it does, it is contained and named, and the review goes on without it. */
  private guarded(rule: LoadedRule, at: string, run: () => void): void {
    if (this.crashed.has(rule)) return;
    try {
      run();
    } catch (error) {
      this.crashed.set(rule, `${thrownText(error)} (at ${at})`);
    }
  }
}

function withoutRepetitions(findings: readonly RawFinding[]): readonly RawFinding[] {
  const seen = new Set<string>();
  return sortedBy(findings, sortKey).filter((finding) => {
    const key = [...sortKey(finding), finding.messageKey, finding.context].join('\0');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The message of whatever a detector threw. */
function thrownText(error: unknown): string {
  const hasMessage = error !== null && typeof error === 'object' && 'message' in error;
  return hasMessage ? String(error.message) : String(error);
}
