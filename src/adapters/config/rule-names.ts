import type { ConfigProblem } from '../../domain/error.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import type { OptionSpec } from '../../rule-kit/definition.ts';
import type { RawConfiguration } from './schema.ts';
import { unknownKey } from './problems.ts';
import type { ValuePath, YamlDocument } from './yaml-document.ts';

/** Rules and options that do not exist, and options of the wrong type. */
export function ruleProblems(
  raw: RawConfiguration,
  rules: readonly LoadedRule[],
  document: YamlDocument,
): readonly ConfigProblem[] {
  const byName = new Map(
    rules.flatMap((rule) => [rule.id, ...rule.formerIds].map((name) => [name, rule] as const)),
  );
  const problems: ConfigProblem[] = [];
  const checkNames = (path: ValuePath, names: readonly string[]): void => {
    for (const name of names) {
      if (byName.has(name)) continue;
      problems.push({
        line: document.lineOfKey(path, name),
        key: [...path, name].join('.'),
        message: unknownRule(name, rules),
      });
    }
  };
  checkNames(['rules'], Object.keys(raw.rules ?? {}));
  for (const [index, override] of (raw.overrides ?? []).entries()) {
    checkNames(['overrides', index, 'rules'], Object.keys(override.rules));
  }
  for (const [index, waiver] of (raw.waivers ?? []).entries()) {
    if (byName.has(waiver.rule)) continue;
    const path = ['waivers', index, 'rule'];
    const message = unknownRule(waiver.rule, rules);
    problems.push({ line: document.lineOf(path), key: path.join('.'), message });
  }
  return [...problems, ...optionProblems(raw, byName, document)];
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
  raw: RawConfiguration,
  byName: ReadonlyMap<string, LoadedRule>,
  document: YamlDocument,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [name, setting] of Object.entries(raw.rules ?? {})) {
    const rule = byName.get(name);
    if (rule === undefined || typeof setting !== 'object') continue;
    for (const [option, value] of Object.entries(setting.options ?? {})) {
      const message = optionProblem(rule, option, value);
      if (message === null) continue;
      const path = ['rules', name, 'options'];
      const line = document.lineOfKey(path, option);
      problems.push({ line, key: [...path, option].join('.'), message });
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
