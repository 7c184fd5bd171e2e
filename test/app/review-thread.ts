/** The thread that reviews with the rules of the tests. */
import { readKnowledge } from '../../src/adapters/knowledge-files/index.ts';
import { createPythonParser } from '../../src/adapters/tree-sitter/index.ts';
import { createReviewer } from '../../src/application/reviewer.ts';
import { createFactsMemory } from '../../src/application/trees/facts-memory.ts';
import { createKnowledge } from '../../src/knowledge/index.ts';
import { serveReviews } from '../../src/main/wiring/threaded-reviewer.ts';
import { testRules } from './test-rules.ts';

const entries = readKnowledge('rules/knowledge');
if (!entries.ok) throw new Error(JSON.stringify(entries.error));
serveReviews(
  createReviewer({
    rules: testRules,
    knowledge: createKnowledge(entries.value),
    parser: createPythonParser(),
    memory: createFactsMemory(8_000_000),
  }),
);
