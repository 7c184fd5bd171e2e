import type { ImportFacts } from './facts.ts';
import { readImportStatement } from './import-statement.ts';
import { lineBreak, skipLine, wordAt, wordEnd } from './source-lexer.ts';
import type { LineEnd } from './source-lexer.ts';

/** A clause whose body is being read, if being inside it matters to an import. */
interface Block {
  readonly indent: number;
  readonly typeOnly: boolean;
  readonly deferred: boolean;
  readonly guarded: boolean;
  /** The `try` that this is a clause of. */
  readonly attempt: Attempt | null;
}

/** The imports of a `try` body: whether they are guarded is known when its handlers come. */
interface Attempt {
  readonly from: number;
  to: number | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const OUTSIDE: Block = {
  indent: -1,
  typeOnly: false,
  deferred: false,
  guarded: false,
  attempt: null,
};
const IMPORT_ERRORS: ReadonlySet<string> = new Set([
  'ImportError',
  'ModuleNotFoundError',
  'Exception',
  'BaseException',
]);
const TYPE_CHECKING = /^[\s(]*(?:\w+\s*\.\s*)?TYPE_CHECKING(?:\s+is\s+True|\s*==\s*True)?[\s)]*$/;
const SUPPRESS = /\bsuppress\s*\(([^()]*)\)/;

/**
 * The imports of a module, read without a parser: what extraction finds in `ModuleFacts.imports`, at many times the speed.
 * In broken source the two may differ.
 */
export function scanImports(source: string): ImportFacts[] {
  const last = source.lastIndexOf('import');
  return last < 0 ? [] : new ImportScanner(source, last).run();
}

class ImportScanner {
  private readonly found: Mutable<ImportFacts>[] = [];
  private readonly blocks: Block[] = [];
  private readonly source: string;
  private readonly last: number;
  private line = 1;
  private lineEnd: number;

  constructor(source: string, last: number) {
    this.source = source;
    this.last = last;
    this.lineEnd = lineBreak(source, 0);
  }

  run(): ImportFacts[] {
    let at = 0;
    // Past the last `import` only the handlers of an open `try` can still tell something.
    while (at < this.source.length && (at <= this.last || this.isUndecided()))
      at = this.readLine(at);
    return this.found;
  }

  private isUndecided(): boolean {
    return this.blocks.some(({ attempt }) => attempt !== null && attempt.from < this.found.length);
  }

  /** Reads the logical line at an offset; gives where the next one begins. */
  private readLine(lineStart: number): number {
    const { source } = this;
    let at = lineStart;
    let indent = 0;
    for (;;) {
      const code = source.charCodeAt(at);
      if (code === 0x20) indent += 1;
      else if (code === 9) indent += 8;
      else if (code === 12 || code === 13) indent = 0;
      else if (code !== 0xfeff) break;
      at += 1;
    }
    const code = source.charCodeAt(at);
    if (code === 10) return at + 1;
    if (code === 0x23) return lineBreak(source, at) + 1;
    const attempt = this.leave(indent);
    // Lower-case words only: everything of interest is a keyword.
    if (code < 0x61 || code > 0x7a) return this.passOver(at);
    return this.readStatement(at, { ...OUTSIDE, indent, attempt });
  }

  /** Closes the blocks that a line at this indent ends; gives the `try` that the line may continue. */
  private leave(indent: number): Attempt | null {
    let attempt: Attempt | null = null;
    for (
      let top = this.blocks.at(-1);
      top !== undefined && top.indent >= indent;
      top = this.blocks.at(-1)
    ) {
      attempt = top.indent === indent ? top.attempt : null;
      if (top.attempt !== null) top.attempt.to ??= this.found.length;
      this.blocks.pop();
    }
    return attempt;
  }

  private readStatement(at: number, place: Block): number {
    const { source } = this;
    const word = source.slice(at, Math.min(wordEnd(source, at), at + 8));
    switch (word) {
      case 'import':
      case 'from':
        return this.passOver(this.readImport(at));
      case 'def':
        return this.enter(at, { ...place, deferred: true, attempt: null });
      case 'async':
        return this.readAsync(at, { ...place, attempt: null });
      case 'if':
      case 'elif':
        return this.readCondition(at + word.length, { ...place, attempt: null });
      case 'with':
        return this.readWith(at, { ...place, attempt: null });
      case 'try':
        return this.enter(at, { ...place, attempt: { from: this.found.length, to: null } });
      case 'except':
        return this.readExcept(at + word.length, place);
      case 'else':
      case 'finally':
        return this.enter(at, place);
      default:
        return this.passOver(at);
    }
  }

  /** Goes to the end of a line in which only imports behind `;` or `:` matter. */
  private passOver(at: number): number {
    const line = skipLine(this.source, at);
    this.readInline(line);
    return line.end;
  }

  /** Opens a block whose header begins at an offset. */
  private enter(at: number, block: Block): number {
    return this.enterAfter(skipLine(this.source, at), block);
  }

  private enterAfter(line: LineEnd, block: Block): number {
    const outer = this.blocks.at(-1) ?? OUTSIDE;
    this.blocks.push({
      ...block,
      typeOnly: block.typeOnly || outer.typeOnly,
      deferred: block.deferred || outer.deferred,
      guarded: block.guarded || outer.guarded,
    });
    this.readInline(line);
    return line.end;
  }

  private readInline(line: LineEnd): void {
    for (const at of line.imports) this.readImport(at);
  }

  private readAsync(at: number, place: Block): number {
    const next = this.source.slice(at + 5, at + 200).trimStart();
    if (wordAt(next, 'def', 0)) return this.enter(at, { ...place, deferred: true });
    return wordAt(next, 'with', 0) ? this.readWith(at, place) : this.passOver(at);
  }

  private readCondition(at: number, place: Block): number {
    const line = skipLine(this.source, at);
    const typeOnly = line.colon >= 0 && TYPE_CHECKING.test(this.header(at, line.colon));
    return typeOnly ? this.enterAfter(line, { ...place, typeOnly }) : this.passInline(line);
  }

  private readWith(at: number, place: Block): number {
    const line = skipLine(this.source, at);
    const args = line.colon < 0 ? undefined : SUPPRESS.exec(this.header(at, line.colon))?.[1];
    const guarded = args !== undefined && args.trim() !== '' && namesImportError(args);
    return guarded ? this.enterAfter(line, { ...place, guarded }) : this.passInline(line);
  }

  private readExcept(at: number, place: Block): number {
    const line = skipLine(this.source, at);
    const types = line.colon < 0 ? '' : this.header(at, line.colon).replace(/^\s*\*/, '');
    const guarded = types.trim() === '' || namesImportError(types.replace(/\sas\s[^()]*$/, ''));
    const { attempt } = place;
    if (guarded && attempt !== null) {
      for (let i = attempt.from; i < (attempt.to ?? 0); i += 1) {
        const entry = this.found[i];
        if (entry !== undefined) entry.guarded = true;
      }
    }
    return this.enterAfter(line, { ...place, guarded });
  }

  private passInline(line: LineEnd): number {
    this.readInline(line);
    return line.end;
  }

  /** The text of a header without comments and joined lines. */
  private header(from: number, to: number): string {
    return this.source.slice(from, to).replace(/#.*|\\\r?\n/g, ' ');
  }

  /** Reads an import statement where the innermost open block is; gives its end. */
  private readImport(at: number): number {
    const { typeOnly, deferred, guarded } = this.blocks.at(-1) ?? OUTSIDE;
    const statement = readImportStatement(this.source, at);
    for (const name of statement.names) {
      this.found.push({ ...name, line: this.lineOf(name.start), typeOnly, deferred, guarded });
    }
    return statement.end;
  }

  /** Imports come in order, so lines are counted on from the one before. */
  private lineOf(offset: number): number {
    while (this.lineEnd < offset) {
      this.line += 1;
      this.lineEnd = lineBreak(this.source, this.lineEnd + 1);
    }
    return this.line;
  }
}

/** True when one of the names in `(A, B)`, `A, B` or `A` is an exception that a failed import raises. */
function namesImportError(types: string): boolean {
  return types.split(/[(),]/).some((type) => IMPORT_ERRORS.has(type.trim()));
}
