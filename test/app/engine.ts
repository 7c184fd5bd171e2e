import { readKnowledge } from '../../src/adapters/knowledge-files/index.ts';
import { createPythonParser } from '../../src/adapters/tree-sitter/index.ts';
import { createReviewer } from '../../src/application/reviewer.ts';
import { createFactsMemory } from '../../src/application/trees/facts-memory.ts';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';
import { createKnowledge } from '../../src/knowledge/index.ts';
import type { Engine } from '../../src/main/wiring/engine.ts';

/** The engine as installed, with rules of a test. */
export function engineWith(rules: readonly LoadedRule[]): Engine {
  const entries = readKnowledge('rules/knowledge');
  if (!entries.ok) throw new Error(JSON.stringify(entries.error));
  const knowledge = createKnowledge(entries.value);
  const reviewer = createReviewer({
    rules,
    knowledge,
    parser: createPythonParser(),
    memory: createFactsMemory(8_000_000),
  });
  return { rules, knowledge, reviewer };
}
