import { readKnowledge } from '../../adapters/knowledge-files/index.ts';
import { createPythonParser, type BrakePedal } from '../../adapters/tree-sitter/index.ts';
import type { ParserAhead } from '../../application/trees/parser-ahead.ts';
import type { Reviewer } from '../../application/reviewer.ts';
import { createReviewer } from '../../application/reviewer.ts';
import { createFactsMemory } from '../../application/trees/facts-memory.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { createKnowledge } from '../../knowledge/index.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import { loadAllRules, RULES_FOLDER } from './rules.ts';

/** The parts that command line and App share: rules, knowledge, parser, and the reviewer made of them. */
export interface Engine {
  readonly rules: readonly LoadedRule[];
  readonly knowledge: Knowledge;
  readonly reviewer: Reviewer;
}

/** Facts standing for this much source text are remembered between reviews of one process. */
const REMEMBERED_SOURCE_BYTES = 48 * 1024 * 1024;

interface EngineOptions {
  readonly rememberedSourceBytes?: number;
  /** For an engine on a thread that may be ended. */
  readonly pedal?: BrakePedal;
  /** Parses the tree of the one audit that this engine is for. */
  readonly ahead?: ParserAhead | undefined;
}

/** Reads rules and knowledge. Throws when the installation itself is broken: nothing can be reviewed then. */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const entries = readKnowledge(`${RULES_FOLDER}/knowledge`);
  if (!entries.ok) throw new Error(`Broken knowledge base: ${JSON.stringify(entries.error)}`);
  const rules = await loadAllRules();
  const knowledge = createKnowledge(entries.value);
  const reviewer = createReviewer({
    rules,
    knowledge,
    parser: createPythonParser(options.pedal === undefined ? {} : { pedal: options.pedal }),
    memory: createFactsMemory(options.rememberedSourceBytes ?? REMEMBERED_SOURCE_BYTES),
    ...(options.ahead === undefined ? {} : { ahead: options.ahead }),
  });
  return { rules, knowledge, reviewer };
}
