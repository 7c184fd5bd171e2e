import { fileURLToPath } from 'node:url';
import { loadRules } from '../../adapters/rule-folder/load-rules.ts';
import { sortedBy } from '../../domain/order.ts';
import { builtInRules } from '../../engine/built-in-rules.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';

/** Where rules and knowledge are, in a checkout and in an installed package. */
export const RULES_FOLDER = fileURLToPath(new URL('../../../rules', import.meta.url));

/** Rules as people look them up: with what the engine itself says of suppressions. */
export async function loadRulePages(): Promise<readonly LoadedRule[]> {
  return sortedBy([...(await loadAllRules()), ...builtInRules], (rule) => [rule.id]);
}

/** All rules, sorted by id. Throws when one is broken: the installation is then not the one that was tested. */
export async function loadAllRules(): Promise<readonly LoadedRule[]> {
  const rules = await loadRules(RULES_FOLDER);
  if (rules.ok) return rules.value;
  const problems = rules.error.map(({ path, message }) => `rules/${path}: ${message}`);
  throw new Error(`Broken rules: ${problems.join('; ')}`);
}
