import { parse } from 'yaml';
import { defaultConfig, type OptionValue, type ReviewConfig } from '../../src/engine/config.ts';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';

/** What a case may configure: `options` of its rule, and `layout` and `contracts` as the engine has them. */
interface CaseConfig {
  readonly options?: Readonly<Record<string, OptionValue>>;
  readonly layout?: Partial<ReviewConfig['layout']>;
  readonly contracts?: ReviewConfig['contracts'];
}

/** The configuration of a case: the rule is on, everything else is the default. */
export function caseConfigOf(text: string, rule: LoadedRule): ReviewConfig {
  const config = readCaseConfig(text);
  return {
    ...defaultConfig,
    layout: { ...defaultConfig.layout, ...config.layout },
    contracts: config.contracts ?? [],
    rules: { [rule.id]: { enabled: true, severity: null, options: config.options ?? {} } },
  };
}

/** Names of the options that a case sets. */
export function optionsIn(text: string): readonly string[] {
  return Object.keys(readCaseConfig(text).options ?? {});
}

const KEYS = new Set(['options', 'layout', 'contracts']);

function readCaseConfig(text: string): CaseConfig {
  const parsed: unknown = text === '' ? {} : (parse(text) ?? {});
  if (parsed === null || typeof parsed !== 'object')
    throw new Error('review.yml must be a mapping');
  const unknown = Object.keys(parsed).find((key) => !KEYS.has(key));
  if (unknown !== undefined)
    throw new Error(`review.yml of a case knows ${[...KEYS].join(', ')}, not ${unknown}`);
  return parsed;
}
