import type { ConfigurationReader } from '../../application/ports/configuration.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { compareText } from '../../domain/order.ts';
import type { ReviewConfig, RuleSetting } from '../../engine/config.ts';
import { defaultConfig } from '../../engine/config.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { errorMessage } from '../../render/error-message.ts';
import { listed } from '../../render/words.ts';
import type { ConfigurationSource, ReadText } from './index.ts';
import { CONFIGURATION_FILES, readConfiguration, textReader } from './index.ts';
import { configurationNotes } from './notes.ts';

/** Reads the configuration of base, and says what is wrong with it and what the change would alter. */
export function createConfigurationReader(rules: readonly LoadedRule[]): ConfigurationReader {
  return ({ base, head, defaults }) => {
    const inBase = textReader(base);
    const inHead = textReader(head);
    const given = defaults === undefined ? {} : { defaults };
    const read = readConfiguration({ read: inBase, rules, ...given });
    const config = read.ok ? read.value.config : defaultConfig;
    const notes: string[] = [];
    if (!read.ok)
      notes.push(
        `The configuration cannot be used, the defaults apply. ${errorMessage(read.error)}`,
      );
    notes.push(...configurationNotes(config, base));
    const wanted = read.ok ? read.value.extends : null;
    const missingDefaults = defaults === undefined ? wanted : null;
    if (missingDefaults !== null)
      notes.push(`The defaults of \`${missingDefaults}\` (\`_extends\`) were not read.`);
    if (isEdited(inBase, inHead)) notes.push(previewOf(config, { read: inHead, rules, ...given }));
    return { config, notes, missingDefaults };
  };
}

function isEdited(inBase: ReadText, inHead: ReadText): boolean {
  return CONFIGURATION_FILES.some((path) => inBase(path) !== inHead(path));
}

/** What the configuration of head would change, once it is the one of base. */
function previewOf(config: ReviewConfig, inHead: ConfigurationSource): string {
  const read = readConfiguration(inHead);
  if (!read.ok) return `This change breaks the configuration. ${errorMessage(read.error)}`;
  const differences = differencesBetween(config, read.value.config);
  const what = differences.length === 0 ? 'nothing that counts' : listed(differences);
  return `This change edits the configuration. It is reviewed by the one of its base; once merged, it alters ${what}.`;
}

function differencesBetween(before: ReviewConfig, after: ReviewConfig): readonly string[] {
  const differences = ruleDifferences(before.rules, after.rules);
  for (const key of OTHER_KEYS) {
    if (canonicalJson(before[key]) !== canonicalJson(after[key])) differences.push(`\`${key}\``);
  }
  return differences;
}

const OTHER_KEYS = [
  'ignore',
  'overrides',
  'waivers',
  'baseline',
  'layout',
  'contracts',
  'limits',
  'verdict',
] as const satisfies readonly (keyof ReviewConfig)[];

type Settings = Readonly<Record<string, RuleSetting>>;

function ruleDifferences(before: Settings, after: Settings): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText);
  return names.flatMap((name) => {
    const [was, is] = [settingText(before[name]), settingText(after[name])];
    return was === is ? [] : [`\`${name}\` from ${was} to ${is}`];
  });
}

function settingText(setting: RuleSetting | undefined): string {
  if (setting === undefined) return 'its default';
  if (setting.enabled === false) return 'off';
  const options = Object.keys(setting.options).length === 0 ? '' : ' with options';
  return (setting.severity ?? 'on') + options;
}
