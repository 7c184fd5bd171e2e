import { detached } from '../syntax/reader.ts';
import { skipBlanks, skipInside, wordAt, wordEnd } from './source-lexer.ts';

/** One name of an import statement, before it is known where the statement stands. */
export interface ImportedName {
  readonly module: string;
  readonly level: number;
  readonly name: string | null;
  readonly alias: string | null;
  readonly start: number;
  readonly end: number;
}

export interface ImportStatement {
  readonly names: readonly ImportedName[];
  /** Where reading stopped: before what ends the statement. */
  readonly end: number;
}

type Skip = (source: string, from: number) => number;

interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reads the statement whose `import` or `from` stands at an offset. A malformed one has the names before the fault. */
export function readImportStatement(source: string, at: number): ImportStatement {
  if (wordAt(source, 'import', at))
    return readNames(source, { at: at + 6, module: null, level: 0 });
  let here = skipBlanks(source, at + 4);
  let level = 0;
  while (source.charCodeAt(here) === 0x2e) {
    level += 1;
    here = skipBlanks(source, here + 1);
  }
  const name = wordAt(source, 'import', here) ? null : readDotted(source, here, skipBlanks);
  if (name === null && level === 0) return { names: [], end: here };
  here = skipBlanks(source, name?.end ?? here);
  if (!wordAt(source, 'import', here)) return { names: [], end: here };
  return readNames(source, { at: here + 6, module: name?.text ?? '', level });
}

interface Origin {
  readonly at: number;
  /** Null in `import a, b`, where every name is a module. */
  readonly module: string | null;
  readonly level: number;
}

function readNames(source: string, origin: Origin): ImportStatement {
  const { module, level } = origin;
  let at = skipBlanks(source, origin.at);
  if (module !== null && source.charCodeAt(at) === 0x2a) {
    return {
      names: [{ module, level, name: '*', alias: null, start: at, end: at + 1 }],
      end: at + 1,
    };
  }
  const skip: Skip = module !== null && source.charCodeAt(at) === 0x28 ? skipInside : skipBlanks;
  if (skip === skipInside) at = skip(source, at + 1);
  const names: ImportedName[] = [];
  for (;;) {
    const part = readDotted(source, at, skip);
    if (part === null) break;
    const alias = readAlias(source, part.end, skip);
    const end = alias?.end ?? part.end;
    const place = { alias: alias?.text ?? null, start: part.start, end };
    names.push(
      module === null
        ? { module: part.text, level: 0, name: null, ...place }
        : { module, level, name: part.text, ...place },
    );
    at = skip(source, end);
    if (source.charCodeAt(at) !== 0x2c) break;
    at = skip(source, at + 1);
  }
  // A parenthesis still to be closed belongs to the statement.
  return { names, end: skip === skipInside && source.charCodeAt(at) === 0x29 ? at + 1 : at };
}

function readAlias(source: string, from: number, skip: Skip): Part | null {
  const at = skip(source, from);
  if (!wordAt(source, 'as', at)) return null;
  const start = skip(source, at + 2);
  const end = wordEnd(source, start);
  return end === start ? null : { text: copied(source, start, end), start, end };
}

/** `a.b.c`, with whatever blanks lie between. */
function readDotted(source: string, from: number, skip: Skip): Part | null {
  let end = wordEnd(source, from);
  if (end === from) return null;
  let text = copied(source, from, end);
  for (;;) {
    const dot = skip(source, end);
    if (source.charCodeAt(dot) !== 0x2e) return { text, start: from, end };
    const start = skip(source, dot + 1);
    const next = wordEnd(source, start);
    if (next === start) return { text, start: from, end };
    text += `.${copied(source, start, next)}`;
    end = next;
  }
}

function copied(source: string, start: number, end: number): string {
  const text = source.slice(start, end);
  return text.length < 13 ? text : detached(text);
}
