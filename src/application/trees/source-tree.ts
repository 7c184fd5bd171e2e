import { ok } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { extractFacts } from '../../python/facts/extract.ts';
import { scanImports } from '../../python/facts/import-scanner.ts';
import { decodePython } from '../../python/syntax/decode.ts';
import { treeOfColumns } from '../../python/syntax/columns.ts';
import type { ParseFailure, SyntaxTree } from '../../python/syntax/tree.ts';
import type { FactsOutcome, SourceTree, TreeFile } from '../../python/model/source-tree.ts';
import { isWorthReading, MAX_FILE_BYTES } from './reviewed-files.ts';
import type { FactsMemory } from './facts-memory.ts';
import type { ParserAhead } from './parser-ahead.ts';
import type { SourceParser } from './source-parser.ts';
import type { TreeContents } from './tree-contents.ts';

interface Services {
  readonly parser: SourceParser;
  readonly memory: FactsMemory;
  /** Has parsed some of the files already. */
  readonly ahead?: ParserAhead;
  /**
   * Text files that may be read besides those that are always read. What else an adapter may have at hand (from an earlier
   * review, say) is not shown, so that the same change gives the same review everywhere.
   */
  readonly isOffered?: (file: TreeFile) => boolean;
}

/** The tree as the model reads it: decodes, scans and parses on demand, remembers by blob. */
export function createSourceTree(contents: TreeContents, services: Services): SourceTree {
  const { parser, memory, ahead, isOffered = () => false } = services;

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
    const taken = ahead?.take(file) ?? null;
    if (taken === null) return outcomeOf(parser.parse(source));
    return outcomeOf(taken.ok ? ok(treeOfColumns(taken.value, source)) : taken);
  }

  /** Absence is about this tree, not about the blob: another review may have it at hand. */
  function remember(file: TreeFile, outcome: FactsOutcome): FactsOutcome {
    if (outcome.ok || outcome.reason !== 'absent') {
      memory.facts.set(file.blob, outcome, file.size);
    }
    return outcome;
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
      return memory.facts.get(file.blob) ?? remember(file, build(file));
    },
    textOf(file) {
      if (file.size > MAX_FILE_BYTES || !(isWorthReading(file) || isOffered(file))) return null;
      const bytes = contents.read(file);
      if (bytes === null || bytes.includes(0)) return null;
      return new TextDecoder().decode(bytes);
    },
  };
}

function outcomeOf(parsed: Result<SyntaxTree, ParseFailure>): FactsOutcome {
  if (!parsed.ok) return { ok: false, reason: parsed.error.kind };
  return { ok: true, facts: extractFacts(parsed.value) };
}
