import type { ConfigProblem } from '../../domain/error.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import type { OptionSpec } from '../../rule-kit/definition.ts';
import { unknownKey } from './problems.ts';
import { member } from './values.ts';
import type { ValuePath, YamlDocument } from './yaml-document.ts';

/**
 * Rules and options that do not exist, and options of the wrong type. The value may be of any shape: what does not fit the
 * schema is named elsewhere, and both are wanted in one go.
 */
export function ruleProblems(
  document: YamlDocument,
  rules: readonly LoadedRule[],
): readonly ConfigProblem[] {
  const byName = new Map(
    rules.flatMap((rule) => [rule.id, ...rule.formerIds].map((name) => [name, rule] as const)),
  );
  const unknown = mentionedRules(document.value)
    .filter(({ name }) => !byName.has(name))
    .map(({ path, name }) => ({
      line: document.lineOf(path),
      key: path.join('.'),
      message: unknownRule(name, rules),
    }));
  return [...unknown, ...optionProblems(document, byName)];
}

interface Mention {
  readonly path: ValuePath;
  readonly name: string;
}

/** Every place that names a rule. */
function mentionedRules(value: unknown): readonly Mention[] {
  const keys = (map: unknown, path: ValuePath): Mention[] =>
    keysOf(map).map((name) => ({ path: [...path, name], name }));
  const overrides = itemsOf(member(value, 'overrides')).flatMap((override, index) =>
    keys(member(override, 'rules'), ['overrides', index, 'rules']),
  );
  const waivers = itemsOf(member(value, 'waivers')).flatMap((waiver, index): Mention[] => {
    const name = member(waiver, 'rule');
    return typeof name === 'string' ? [{ path: ['waivers', index, 'rule'], name }] : [];
  });
  return [...keys(member(value, 'rules'), ['rules']), ...overrides, ...waivers];
}

function keysOf(value: unknown): readonly string[] {
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isMap ? Object.keys(value) : [];
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function unknownRule(name: string, rules: readonly LoadedRule[]): string {
  const nearest = nearestName(
    name,
    rules.map(({ id }) => id),
  );
  const hint = nearest === null ? 'lintel rules lists all' : `did you mean "${nearest}"?`;
  return `unknown rule "${name}"; ${hint}`;
}

function optionProblems(
  document: YamlDocument,
  byName: ReadonlyMap<string, LoadedRule>,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const settings = member(document.value, 'rules');
  for (const name of keysOf(settings)) {
    const rule = byName.get(name);
    const options = member(member(settings, name), 'options');
    if (rule === undefined) continue;
    for (const option of keysOf(options)) {
      const message = optionProblem(rule, option, member(options, option));
      if (message === null) continue;
      const path = ['rules', name, 'options', option];
      problems.push({ line: document.lineOf(path), key: path.join('.'), message });
    }
  }
  return problems;
}

const OPTION_WORDS: Readonly<Record<OptionSpec['type'], string>> = {
  boolean: 'true or false',
  number: 'a number',
  'string-list': 'a list of texts',
};

function optionProblem(rule: LoadedRule, option: string, value: unknown): string | null {
  const specs = rule.definition.options ?? {};
  const spec = Object.hasOwn(specs, option) ? specs[option] : undefined;
  if (spec === undefined) {
    const known = Object.keys(specs);
    return known.length === 0 ? `${rule.id} has no options` : unknownKey(option, known);
  }
  const type = Array.isArray(value) ? 'string-list' : typeof value;
  return type === spec.type ? null : `expected ${OPTION_WORDS[spec.type]}`;
}
