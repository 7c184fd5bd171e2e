import { extractFacts } from '../../python/facts/extract.ts';
import { scanImports } from '../../python/facts/import-scanner.ts';
import { decodePython } from '../../python/syntax/decode.ts';
import type { FactsOutcome, SourceTree, TreeFile } from '../../python/model/source-tree.ts';
import { isWorthReading, MAX_FILE_BYTES } from './reviewed-files.ts';
import type { FactsMemory } from './facts-memory.ts';
import type { SourceParser } from './source-parser.ts';
import type { TreeContents } from './tree-contents.ts';

/** How many files are parsed between two chances for the parser to free native memory. */
const FILES_PER_RELEASE = 32;

interface Services {
  readonly parser: SourceParser;
  readonly memory: FactsMemory;
  /**
   * Text files that may be read besides those that are always read. What else an adapter may have at hand (from an earlier
   * review, say) is not shown, so that the same change gives the same review everywhere.
   */
  readonly isOffered?: (file: TreeFile) => boolean;
}

/** The tree as the model reads it: decodes, scans and parses on demand, remembers by blob. */
export function createSourceTree(contents: TreeContents, services: Services): SourceTree {
  const { parser, memory, isOffered = () => false } = services;

  function sourceOf(file: TreeFile): string | FactsOutcome {
    if (file.size > MAX_FILE_BYTES) return { ok: false, reason: 'too-large' };
    const bytes = contents.read(file);
    if (bytes === null) return { ok: false, reason: 'absent' };
    const decoded = decodePython(bytes);
    return decoded.ok ? decoded.value.text : { ok: false, reason: 'undecodable' };
  }

  function build(file: TreeFile): FactsOutcome {
    const source = sourceOf(file);
    if (typeof source !== 'string') return source;
    const parsed = parser.parse(source);
    if (!parsed.ok) return { ok: false, reason: parsed.error.kind };
    return { ok: true, facts: extractFacts(parsed.value) };
  }

  return {
    files: contents.files,
    importsOf(file) {
      const known = memory.imports.get(file.blob);
      if (known !== undefined) return known;
      const source = sourceOf(file);
      if (typeof source !== 'string') return null;
      const imports = scanImports(source);
      memory.imports.set(file.blob, imports, file.size);
      return imports;
    },
    factsOf(file) {
      const known = memory.facts.get(file.blob);
      if (known !== undefined) return known;
      const outcome = build(file);
      // Absence is about this tree, not about the blob: another review may have it at hand.
      if (outcome.ok || outcome.reason !== 'absent')
        memory.facts.set(file.blob, outcome, file.size);
      return outcome;
    },
    textOf(file) {
      if (file.size > MAX_FILE_BYTES || !(isWorthReading(file) || isOffered(file))) return null;
      const bytes = contents.read(file);
      if (bytes === null || bytes.includes(0)) return null;
      return new TextDecoder().decode(bytes);
    },
  };
}

/** Builds the facts of many files ahead of a synchronous run, pausing so that native memory stays flat. */
export async function prepareFacts(
  tree: SourceTree,
  files: readonly TreeFile[],
  options: { readonly parser: SourceParser; readonly onProgress?: (done: number) => void },
): Promise<void> {
  let done = 0;
  for (const file of files) {
    tree.factsOf(file);
    done += 1;
    if (done % FILES_PER_RELEASE !== 0) continue;
    await options.parser.releaseMemory();
    options.onProgress?.(done);
  }
  await options.parser.releaseMemory();
}
