import { join } from 'node:path';
import { loadRules } from '../../src/adapters/rule-folder/load-rules.ts';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';

export const rulesFolder = join(import.meta.dirname, '..', '..', 'rules');

/** Every rule of the repository; a broken folder stops the tests with its path and reason. */
export async function allRules(): Promise<readonly LoadedRule[]> {
  const loaded = await loadRules(rulesFolder);
  if (loaded.ok) return loaded.value;
  throw new Error(
    loaded.error.map((problem) => `rules/${problem.path}: ${problem.message}`).join('\n'),
  );
}

export function folderOf(rule: LoadedRule): string {
  return join(rulesFolder, rule.dimension, rule.id);
}
