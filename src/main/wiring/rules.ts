import { fileURLToPath } from 'node:url';
import { loadRules } from '../../adapters/rule-folder/load-rules.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';

/** Where rules and knowledge are, in a checkout and in an installed package. */
export const RULES_FOLDER = fileURLToPath(new URL('../../../rules', import.meta.url));

/** All rules, sorted by id. Throws when one is broken: the installation is then not the one that was tested. */
export async function loadAllRules(): Promise<readonly LoadedRule[]> {
  const rules = await loadRules(RULES_FOLDER);
  if (rules.ok) return rules.value;
  const problems = rules.error.map(({ path, message }) => `rules/${path}: ${message}`);
  throw new Error(`Broken rules: ${problems.join('; ')}`);
}
