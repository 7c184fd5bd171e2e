import { CONFIGURATION_FILES, readConfiguration } from '../../adapters/config/index.ts';
import type { ConfigurationReader } from '../../application/ports/configuration.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import { defaultConfig } from '../../engine/config.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { errorMessage } from '../../render/error-message.ts';

/** The configuration in force is the one of base: a change cannot switch off its own review. */
export function configurationReader(rules: readonly LoadedRule[]): ConfigurationReader {
  return ({ base, head }) => {
    const notes = changeNotes(base, head, rules);
    const read = readConfiguration({ rules, read: (path) => textIn(base, path) });
    if (!read.ok) {
      const broken = `The configuration is broken, so the defaults apply. ${errorMessage(read.error)}`;
      return { config: defaultConfig, notes: [broken, ...notes] };
    }
    if (read.value.extends !== null)
      notes.unshift(`The defaults of ${read.value.extends} (_extends) are not read here.`);
    return { config: read.value.config, notes };
  };
}

/** What the change would alter, and whether it would break it. */
function changeNotes(
  base: TreeContents,
  head: TreeContents,
  rules: readonly LoadedRule[],
): string[] {
  const edited = CONFIGURATION_FILES.filter((path) => textIn(base, path) !== textIn(head, path));
  if (edited.length === 0) return [];
  const read = readConfiguration({ rules, read: (path) => textIn(head, path) });
  const after = read.ok ? '' : ` It is broken: ${errorMessage(read.error)}`;
  return [`This change edits ${edited.join(' and ')}, which counts once it is merged.${after}`];
}

function textIn(tree: TreeContents, path: string): string | null {
  const file = tree.files.find((candidate) => candidate.path === path);
  const bytes = file === undefined ? null : tree.read(file);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
