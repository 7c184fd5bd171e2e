import { createHash } from 'node:crypto';
import { createPythonParser } from '../../src/adapters/tree-sitter/index.ts';
import { extractFacts } from '../../src/python/facts/extract.ts';
import { scanImports } from '../../src/python/facts/import-scanner.ts';
import type { FactsOutcome, SourceTree, TreeFile } from '../../src/python/model/source-tree.ts';

/** Text of each file by path. */
export type Files = Readonly<Record<string, string>>;

const parser = createPythonParser();
/** Facts are a function of the text, so tests share them. */
const factsByBlob = new Map<string, FactsOutcome>();

/** A tree in memory, read with the real scanner, parser and extractor. Of `absent` paths only the imports are known, as remembered from an earlier review. */
export function sourceTreeOf(files: Files, absent: readonly string[] = []): SourceTree {
  const hidden = new Set(absent);
  const read = (file: TreeFile): string | null =>
    hidden.has(file.path) ? null : (files[file.path] ?? null);
  return {
    files: Object.entries(files)
      .map(([path, text]) => ({
        path,
        blob: createHash('sha1').update(text).digest('hex'),
        size: Buffer.byteLength(text),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    importsOf(file) {
      const text = files[file.path];
      return text === undefined ? null : scanImports(text);
    },
    factsOf(file) {
      const text = read(file);
      return text === null ? { ok: false, reason: 'absent' } : factsOfText(file, text);
    },
    textOf: read,
  };
}

function factsOfText(file: TreeFile, text: string): FactsOutcome {
  const known = factsByBlob.get(file.blob);
  if (known) return known;
  const parsed = parser.parse(text);
  const outcome: FactsOutcome = parsed.ok
    ? { ok: true, facts: extractFacts(parsed.value) }
    : { ok: false, reason: parsed.error.kind };
  factsByBlob.set(file.blob, outcome);
  return outcome;
}
