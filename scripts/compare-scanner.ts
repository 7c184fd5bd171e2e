/**
 * Compares the import scanner with extraction over every .py file below the given folders, and prints what each step costs:
 *   node scripts/compare-scanner.ts FOLDER…
 * Files with syntax errors may differ and are counted apart. Exits with 1 when a whole file differs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPythonParser } from '../src/adapters/tree-sitter/index.ts';
import { extractFacts } from '../src/python/facts/extract.ts';
import type { ImportFacts } from '../src/python/facts/facts.ts';
import { scanImports } from '../src/python/facts/import-scanner.ts';
import { decodePython } from '../src/python/syntax/decode.ts';

const FIELDS = [
  'module',
  'level',
  'name',
  'alias',
  'start',
  'end',
  'line',
  'typeOnly',
  'deferred',
  'guarded',
] as const;

function pythonFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function described(entry: ImportFacts): string {
  return FIELDS.map((field) => `${field}=${String(entry[field])}`).join(' ');
}

function firstDifference(
  scanned: readonly ImportFacts[],
  extracted: readonly ImportFacts[],
): string | null {
  for (let i = 0; i < Math.max(scanned.length, extracted.length); i += 1) {
    const [left, right] = [scanned[i], extracted[i]].map((entry) =>
      entry ? described(entry) : '(nothing)',
    );
    if (left !== right) return `  scanned   ${left}\n  extracted ${right}`;
  }
  return null;
}

const spent = { parse: 0, facts: 0, scan: 0 };
const counts = {
  files: 0,
  characters: 0,
  imports: 0,
  undecodable: 0,
  unparsed: 0,
  broken: 0,
  brokenDiffering: 0,
  differing: 0,
};

function timed<T>(step: keyof typeof spent, work: () => T): T {
  const start = performance.now();
  const result = work();
  spent[step] += performance.now() - start;
  return result;
}

const parser = createPythonParser();

function compare(path: string): void {
  const decoded = decodePython(readFileSync(path));
  counts.files += 1;
  if (!decoded.ok) {
    counts.undecodable += 1;
    console.log(`${path}: ${JSON.stringify(decoded.error)}`);
    return;
  }
  const { text } = decoded.value;
  counts.characters += text.length;
  const tree = timed('parse', () => parser.parse(text));
  if (!tree.ok) {
    counts.unparsed += 1;
    console.log(`${path}: ${tree.error.kind}`);
    return;
  }
  const facts = timed('facts', () => extractFacts(tree.value));
  const scanned = timed('scan', () => scanImports(text));
  counts.imports += scanned.length;
  const isBroken = facts.syntaxErrors.length > 0;
  if (isBroken) counts.broken += 1;
  const difference = firstDifference(scanned, facts.imports);
  if (difference === null) return;
  counts[isBroken ? 'brokenDiffering' : 'differing'] += 1;
  console.log(`${path}${isBroken ? ' (syntax errors)' : ''}\n${difference}`);
}

let done = 0;
for (const folder of process.argv.slice(2)) {
  for (const path of pythonFiles(folder)) {
    compare(path);
    done += 1;
    if (done % 32 === 0) await parser.releaseMemory();
  }
}
const seconds = (step: keyof typeof spent): string => (spent[step] / 1000).toFixed(2);
console.log(JSON.stringify(counts));
console.log(
  `parse and flatten ${seconds('parse')} s, facts ${seconds('facts')} s, scan ${seconds('scan')} s`,
);
process.exitCode = counts.differing > 0 ? 1 : 0;
