import { sortedBy } from '../domain/order.ts';
import {
  isExpired,
  parseSuppressions,
  spokenLine,
  suppresses,
  type Suppression,
} from '../domain/suppression.ts';
import type { ModuleModel, Placed } from '../python/model/index.ts';
import { builtIn } from './built-in-rules.ts';
import { findingOf } from './finding-of.ts';
import { DEFAULT_KINDS } from './judged-kinds.ts';
import type { LoadedRule } from './loaded-rule.ts';
import { sortKey, type RawFinding } from './raw-finding.ts';
import type { RuleSettings } from './rule-settings.ts';
import type { Importers } from './targets.ts';

export interface SuppressionInput {
  readonly findings: readonly RawFinding[];
  readonly modules: readonly ModuleModel[];
  /** Paths whose directives are applied but not judged: not every rule was run on them. */
  readonly importers: Importers;
  readonly rules: readonly LoadedRule[];
  readonly settings: RuleSettings;
  readonly today: string;
  /** Rules whose findings are not complete: their suppressions are not called stale. */
  readonly crashed: ReadonlySet<LoadedRule>;
}

export interface SuppressionOutcome {
  readonly suppressed: ReadonlySet<RawFinding>;
  /** What is wrong with the directives themselves. */
  readonly findings: readonly RawFinding[];
}

/** A directive with the module it stands in and the rules of it that matched something. */
interface Directive {
  readonly suppression: Suppression;
  /** The line it speaks for. */
  readonly line: number;
  readonly module: ModuleModel;
  readonly place: Placed;
  readonly text: string;
  readonly used: Set<string>;
}

/** Applies the directives in code to the findings of one tree, and judges the directives. */
export function applySuppressions(input: SuppressionInput): SuppressionOutcome {
  const ids = presentIds(input.rules);
  const byPath = new Map(input.modules.map((module) => [module.path, directivesOf(module, ids)]));
  const suppressed = new Set<RawFinding>();
  for (const finding of input.findings) {
    const target = { ...finding.target, rule: finding.rule.id };
    for (const directive of byPath.get(finding.target.path ?? finding.path) ?? []) {
      if (isExpired(directive.suppression.until, input.today)) continue;
      if (!suppresses(directive.suppression, target, directive.line)) continue;
      directive.used.add(finding.rule.id);
      suppressed.add(finding);
    }
  }
  const judged = [...byPath].filter(([path]) => !input.importers.has(path));
  const findings = judged.flatMap(([, directives]) =>
    directives.flatMap((directive) => judge(directive, input, ids)),
  );
  return { suppressed, findings: sortedBy(findings, sortKey) };
}

/** Present id by every id that may be written. */
function presentIds(rules: readonly LoadedRule[]): ReadonlyMap<string, string> {
  return new Map(rules.flatMap((rule) => [rule.id, ...rule.formerIds].map((id) => [id, rule.id])));
}

function directivesOf(module: ModuleModel, ids: ReadonlyMap<string, string>): readonly Directive[] {
  const comments = module.facts.comments.filter((comment) => comment.text.includes('lintel:'));
  const parsed = comments.map((comment) => ({
    comment,
    suppression: parseSuppressions([comment])[0],
  }));
  const known = parsed.flatMap(({ comment, suppression }) =>
    suppression === undefined
      ? []
      : [
          {
            comment,
            suppression: {
              ...suppression,
              rules: suppression.rules.map((id) => ids.get(id) ?? id),
            },
          },
        ],
  );
  return known.map(({ comment, suppression }) => ({
    suppression,
    line: spokenLine(suppression, module.facts.comments),
    module,
    place: { module, span: { start: comment.start, end: comment.end }, symbol: '' },
    text: comment.text.slice(comment.text.indexOf('lintel:')).trim(),
    used: new Set<string>(),
  }));
}

function judge(
  directive: Directive,
  input: SuppressionInput,
  ids: ReadonlyMap<string, string>,
): RawFinding[] {
  const { suppression } = directive;
  const say = (rule: LoadedRule, problem: string): RawFinding[] => {
    const finding = findingOf(
      {
        rule,
        place: directive.place,
        key: 'suppression',
        params: { directive: directive.text, problem },
        details: { context: directive.text },
        side: 'RIGHT',
        ofChange: false,
      },
      input.settings,
    );
    return finding === null ? [] : [finding];
  };
  if (suppression.flaw === 'unreadable') return say(builtIn.unknown, 'cannot be read');
  const unknown = suppression.rules.find((id) => !ids.has(id));
  if (unknown !== undefined) return say(builtIn.unknown, `names the unknown rule ${unknown}`);
  if (suppression.flaw === 'no-reason') return say(builtIn.withoutReason, '');
  if (isExpired(suppression.until, input.today)) {
    return say(builtIn.stale, `ended on ${suppression.until ?? ''}`);
  }
  const idle = suppression.rules.find(
    (id) => !directive.used.has(id) && hasSpoken(id, directive, input),
  );
  return idle === undefined ? [] : say(builtIn.stale, `matches no finding of ${idle}`);
}

/** True when the rule's silence on this module proves something. */
function hasSpoken(id: string, directive: Directive, input: SuppressionInput): boolean {
  const rule = input.rules.find((candidate) => candidate.id === id);
  if (rule === undefined || input.crashed.has(rule)) return false;
  // What such a rule says depends on the change under review, so it may be silent today and speak tomorrow.
  if (rule.definition.scope === 'change' || rule.definition.guards !== undefined) return false;
  const kinds = rule.definition.fileKinds ?? DEFAULT_KINDS;
  return (
    kinds.includes(directive.module.kind) && input.settings.isEnabled(rule, directive.module.path)
  );
}
