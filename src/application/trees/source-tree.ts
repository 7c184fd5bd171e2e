import type { Result } from '../../domain/result.ts';
import { extractFacts } from '../../python/facts/extract.ts';
import { scanImports } from '../../python/facts/import-scanner.ts';
import { decodePython } from '../../python/syntax/decode.ts';
import type { ParseFailure, SyntaxTree } from '../../python/syntax/tree.ts';
import type { FactsOutcome, SourceTree, TreeFile } from '../../python/model/source-tree.ts';
import { isWorthReading, MAX_FILE_BYTES } from './reviewed-files.ts';
import type { FactsMemory } from './facts-memory.ts';
import type { SourceParser } from './source-parser.ts';
import type { TreeContents } from './tree-contents.ts';

interface Services {
  readonly parser: SourceParser;
  readonly memory: FactsMemory;
  /**
   * Text files that may be read besides those that are always read. What else an adapter may have at hand (from an earlier
   * review, say) is not shown, so that the same change gives the same review everywhere.
   */
  readonly isOffered?: (file: TreeFile) => boolean;
}

/** A tree whose files may be parsed by somebody else before they are asked for. */
export interface PreparableTree extends SourceTree {
  /** What there is to parse of a file; null when its facts are known, or it cannot be read. */
  unparsed(file: TreeFile): string | null;
  /** Takes what was made of it. */
  takeParsed(file: TreeFile, parsed: Parsed): void;
}

type Parsed = Result<SyntaxTree, ParseFailure>;

/** The tree as the model reads it: decodes, scans and parses on demand, remembers by blob. */
export function createSourceTree(contents: TreeContents, services: Services): PreparableTree {
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
    return outcomeOf(parser.parse(source));
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
    unparsed(file) {
      if (memory.facts.get(file.blob) !== undefined) return null;
      const source = sourceOf(file);
      return typeof source === 'string' ? source : null;
    },
    takeParsed(file, parsed) {
      remember(file, outcomeOf(parsed));
    },
    textOf(file) {
      if (file.size > MAX_FILE_BYTES || !(isWorthReading(file) || isOffered(file))) return null;
      const bytes = contents.read(file);
      if (bytes === null || bytes.includes(0)) return null;
      return new TextDecoder().decode(bytes);
    },
  };
}

function outcomeOf(parsed: Parsed): FactsOutcome {
  if (!parsed.ok) return { ok: false, reason: parsed.error.kind };
  return { ok: true, facts: extractFacts(parsed.value) };
}
