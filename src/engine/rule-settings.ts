import type { Severity } from '../domain/finding.ts';
import { matchesAny } from '../domain/glob.ts';
import type { OptionValue, PathOverride, ReviewConfig, RuleSetting } from './config.ts';
import type { LoadedRule } from './loaded-rule.ts';

/** What the configuration says of rules, asked by rule and path. */
export interface RuleSettings {
  readonly isIgnored: (path: string) => boolean;
  isEnabled(rule: LoadedRule, path: string): boolean;
  /** True when the rule may be on for some path: others need not run at all. */
  isEverEnabled(rule: LoadedRule): boolean;
  /** Null: as the rule says. */
  severityOf(rule: LoadedRule, path: string): Severity | null;
  optionsOf(rule: LoadedRule): Readonly<Record<string, OptionValue>>;
}

export function ruleSettingsOf(config: ReviewConfig): RuleSettings {
  const enabledBySetting = (rule: LoadedRule): boolean =>
    settingOf(config.rules, rule)?.enabled ??
    (rule.definition.defaultOff !== true && isActive(rule));
  return {
    isIgnored: (path) => matchesAny(config.ignore, path),
    isEnabled: (rule, path) =>
      lastOf(config.overrides, path, (o) => settingOf(o.rules, rule)?.enabled) ??
      enabledBySetting(rule),
    isEverEnabled: (rule) =>
      enabledBySetting(rule) ||
      config.overrides.some((o) => settingOf(o.rules, rule)?.enabled === true),
    severityOf: (rule, path) =>
      lastOf(config.overrides, path, (o) => settingOf(o.rules, rule)?.severity) ??
      settingOf(config.rules, rule)?.severity ??
      null,
    optionsOf: (rule) => optionsOf(rule, settingOf(config.rules, rule)),
  };
}

function isActive(rule: LoadedRule): boolean {
  return rule.definition.status.stage !== 'removed';
}

/** Later entries win; a null member leaves the word to earlier ones. */
function lastOf<T>(
  overrides: readonly PathOverride[],
  path: string,
  valueOf: (override: PathOverride) => T | null | undefined,
): T | null {
  for (const override of [...overrides].reverse()) {
    const value = valueOf(override);
    if (value !== null && value !== undefined && matchesAny(override.paths, path)) return value;
  }
  return null;
}

/** Settings may still use a former id of the rule. */
function settingOf<T>(settings: Readonly<Record<string, T>>, rule: LoadedRule): T | undefined {
  for (const id of [rule.id, ...rule.formerIds]) {
    if (Object.hasOwn(settings, id)) return settings[id];
  }
  return undefined;
}

/** Defaults, overlaid with configured values of the right type. */
function optionsOf(
  rule: LoadedRule,
  setting: RuleSetting | undefined,
): Readonly<Record<string, OptionValue>> {
  const values: Record<string, OptionValue> = {};
  for (const [name, spec] of Object.entries(rule.definition.options ?? {})) {
    const configured = setting?.options[name];
    const fits = configured !== undefined && kindOf(configured) === spec.type;
    values[name] = fits ? configured : spec.default;
  }
  return values;
}

function kindOf(value: OptionValue): 'boolean' | 'number' | 'string-list' {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? 'number' : 'string-list';
}
