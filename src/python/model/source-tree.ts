import type { ImportFacts, ModuleFacts } from '../facts/facts.ts';

/** A file of a tree, not yet read. `blob` identifies its content (git blob SHA-1, or a hash of the bytes). */
export interface TreeFile {
  readonly path: string;
  readonly blob: string;
  readonly size: number;
}

/** Facts of a file, or why there are none. `absent`: known to exist but its content is not at hand in this review. */
export type FactsOutcome =
  | { readonly ok: true; readonly facts: ModuleFacts }
  | { readonly ok: false; readonly reason: 'absent' | 'too-large' | 'too-slow' | 'undecodable' };

/**
 * One tree (base or head) as the model reads it. Synchronous: whoever makes it has the contents at hand or answers `absent`.
 * Facts are built on demand and shared between trees by blob.
 */
export interface SourceTree {
  /** Every file, Python or not, sorted by path. */
  readonly files: readonly TreeFile[];
  /** Imports of a Python file from the scanner or from facts already built. Null when the content is absent. */
  importsOf(file: TreeFile): readonly ImportFacts[] | null;
  factsOf(file: TreeFile): FactsOutcome;
  /** Decoded text of any file (manifests, configuration), null when absent or not text. */
  textOf(file: TreeFile): string | null;
}
