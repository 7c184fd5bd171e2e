import { isMap, isNode, isPair, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { ConfigProblem } from '../../domain/error.ts';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';

/** Keys and positions from the root of a document to a value. */
export type ValuePath = readonly (string | number)[];

/** A parsed YAML file: its plain value, and where its parts stand. */
export interface YamlDocument {
  readonly value: unknown;
  /** Line of a value, or of the nearest thing around it that exists. */
  lineOf(path: ValuePath): number | null;
  /** Line of a key of the map at `path`. */
  lineOfKey(path: ValuePath, key: string): number | null;
}

/** Configuration of this size was not written by hand. */
const MAX_CHARACTERS = 256 * 1024;
/** Uses of one anchor: enough for shared settings, too few for a bomb. */
const MAX_ALIASES = 100;
const NESTED_TOO_DEEPLY = 'the file is nested too deeply';

export function parseYaml(text: string): Result<YamlDocument, readonly ConfigProblem[]> {
  if (text.length > MAX_CHARACTERS) {
    return failed(`the file is longer than ${MAX_CHARACTERS / 1024} KB`);
  }
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const [first] = document.errors;
    if (first !== undefined) {
      // Whatever follows the first mistake usually follows from it.
      const { line } = lines.linePos(first.pos[0]);
      return err([{ line, key: '', message: sentenceOf(first.message) }]);
    }
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return ok(documentOf(document, lines, value));
  } catch (error) {
    // The parser throws on alias bombs, and runs out of stack on thousands of nested brackets.
    const isBomb = error instanceof ReferenceError;
    return failed(isBomb ? 'anchors are used too often' : NESTED_TOO_DEEPLY);
  }
}

function failed(message: string): Result<never, readonly ConfigProblem[]> {
  return err([{ line: null, key: '', message }]);
}

function sentenceOf(message: string): string {
  if (message.includes('call stack')) return NESTED_TOO_DEEPLY;
  return `is not valid YAML: ${message.replace(/\s*\n[^]*$/u, '').replace(/[.:]\s*$/u, '')}`;
}

function documentOf(document: Document, lines: LineCounter, value: unknown): YamlDocument {
  const lineAt = (offset: number | undefined): number | null =>
    offset === undefined ? null : lines.linePos(offset).line;
  return {
    value,
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const place = path.slice(0, length);
        const offset = offsetOfKey(document, place.slice(0, -1), place.at(-1) ?? '');
        if (offset !== undefined) return lineAt(offset);
      }
      return lineAt(0);
    },
    lineOfKey: (path, key) => lineAt(offsetOfKey(document, path, key)),
  };
}

/** Where a key of a map, or an item of a list, begins. */
function offsetOfKey(
  document: Document,
  path: ValuePath,
  key: string | number,
): number | undefined {
  const parent: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isSeq(parent)) {
    const item: unknown = parent.items[Number(key)];
    return isNode(item) ? item.range?.[0] : undefined;
  }
  if (!isMap(parent)) return undefined;
  for (const pair of parent.items) {
    if (!isPair(pair) || !isNode(pair.key)) continue;
    if (String(pair.key) === String(key)) return pair.key.range?.[0];
  }
  return undefined;
}
