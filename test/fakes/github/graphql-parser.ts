/** Reads the part of GraphQL's query language that a client of this simulation may use: operations, variables, aliases, fragments. */

export interface Field {
  readonly kind: 'field';
  readonly alias: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly selections: readonly Selection[];
}

export interface Fragment {
  readonly kind: 'fragment';
  /** The type of an inline fragment; undefined for a spread. */
  readonly on: string | undefined;
  readonly spread: string | undefined;
  readonly selections: readonly Selection[];
}

export type Selection = Field | Fragment;

export interface ParsedOperation {
  readonly type: 'query' | 'mutation';
  readonly selections: readonly Selection[];
  readonly fragments: ReadonlyMap<string, { on: string; selections: readonly Selection[] }>;
}

/** A message GitHub would answer a document with that cannot be read. */
export class GraphqlSyntaxError extends Error {}

const tokens =
  /\s+|,|#[^\n]*|(\.\.\.|[!$()[\]{}:=@|&]|"""[^]*?"""|"(?:\\.|[^"\\\n])*"|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)/gy;

export function parseGraphql(
  source: string,
  variables: Readonly<Record<string, unknown>>,
): ParsedOperation {
  return new Parser(tokenize(source), variables).document();
}

function tokenize(source: string): string[] {
  const found: string[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < source.length) {
    const at = tokens.lastIndex;
    const match = tokens.exec(source);
    if (match === null)
      throw new GraphqlSyntaxError(`Parse error on ${JSON.stringify(source.slice(at, at + 10))}`);
    if (match[1] !== undefined) found.push(match[1]);
  }
  return found;
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #declared = new Map<string, unknown>();
  #at = 0;

  constructor(list: readonly string[], given: Readonly<Record<string, unknown>>) {
    this.#tokens = list;
    this.#given = given;
  }

  document(): ParsedOperation {
    const fragments = new Map<string, { on: string; selections: readonly Selection[] }>();
    let operation: { type: 'query' | 'mutation'; selections: readonly Selection[] } | undefined;
    while (this.#at < this.#tokens.length) {
      if (this.#peek() === 'fragment') {
        this.#next();
        const name = this.#name();
        this.#expect('on');
        fragments.set(name, { on: this.#name(), selections: this.#selections() });
        continue;
      }
      if (operation !== undefined) throw new GraphqlSyntaxError('An operation name is required');
      operation = this.#operation();
    }
    if (operation === undefined) throw new GraphqlSyntaxError('Unexpected end of document');
    return { ...operation, fragments };
  }

  #operation(): { type: 'query' | 'mutation'; selections: readonly Selection[] } {
    if (this.#peek() === '{') return { type: 'query', selections: this.#selections() };
    const type = this.#next();
    if (type !== 'query' && type !== 'mutation')
      throw new GraphqlSyntaxError(`Parse error on ${JSON.stringify(type)}`);
    if (this.#peek() !== '(' && this.#peek() !== '{') this.#name();
    if (this.#peek() === '(') this.#variables();
    return { type, selections: this.#selections() };
  }

  #variables(): void {
    this.#expect('(');
    while (this.#peek() !== ')') {
      this.#expect('$');
      const name = this.#name();
      this.#expect(':');
      const type = this.#type();
      let value = this.#given[name];
      if (this.#peek() === '=') {
        this.#next();
        const fallback = this.#value();
        value ??= fallback;
      }
      if (type.endsWith('!') && (value === undefined || value === null)) {
        throw new GraphqlSyntaxError(
          `Variable $${name} of type ${type} was provided invalid value`,
        );
      }
      this.#declared.set(name, value);
    }
    this.#expect(')');
    for (const name of Object.keys(this.#given)) {
      if (!this.#declared.has(name))
        throw new GraphqlSyntaxError(`Variable $${name} is not declared`);
    }
  }

  #type(): string {
    let text = '';
    while (/^[\w![\]]+$/.test(this.#peek() ?? '')) text += this.#next();
    return text;
  }

  #selections(): Selection[] {
    const found: Selection[] = [];
    this.#expect('{');
    while (this.#peek() !== '}')
      found.push(this.#peek() === '...' ? this.#fragment() : this.#field());
    this.#expect('}');
    if (found.length === 0) throw new GraphqlSyntaxError('Parse error on "}"');
    return found;
  }

  #fragment(): Fragment {
    this.#expect('...');
    if (this.#peek() !== 'on')
      return { kind: 'fragment', on: undefined, spread: this.#name(), selections: [] };
    this.#next();
    return {
      kind: 'fragment',
      on: this.#name(),
      spread: undefined,
      selections: this.#selections(),
    };
  }

  #field(): Field {
    let name = this.#name();
    const alias = name;
    if (this.#peek() === ':') {
      this.#next();
      name = this.#name();
    }
    const given = this.#peek() === '(' ? this.#arguments() : {};
    return {
      kind: 'field',
      alias,
      name,
      arguments: given,
      selections: this.#peek() === '{' ? this.#selections() : [],
    };
  }

  #arguments(): Record<string, unknown> {
    this.#expect('(');
    const found: Record<string, unknown> = {};
    while (this.#peek() !== ')') {
      const name = this.#name();
      this.#expect(':');
      found[name] = this.#value();
    }
    this.#expect(')');
    return found;
  }

  #value(): unknown {
    const token = this.#next();
    if (token === '$') {
      const name = this.#name();
      if (!this.#declared.has(name))
        throw new GraphqlSyntaxError(`Variable $${name} is used but not declared`);
      return this.#declared.get(name);
    }
    if (token === '[') return this.#items();
    if (token === '{') return this.#object();
    if (token.startsWith('"""')) return token.slice(3, -3);
    if (token.startsWith('"')) return JSON.parse(token);
    if (/^-?\d/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    return token === 'null' ? null : token;
  }

  #items(): unknown[] {
    const found: unknown[] = [];
    while (this.#peek() !== ']') found.push(this.#value());
    this.#expect(']');
    return found;
  }

  #object(): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    while (this.#peek() !== '}') {
      const name = this.#name();
      this.#expect(':');
      found[name] = this.#value();
    }
    this.#expect('}');
    return found;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new GraphqlSyntaxError('Unexpected end of document');
    this.#at += 1;
    return token;
  }

  #name(): string {
    const token = this.#next();
    if (!/^[A-Za-z_]\w*$/.test(token))
      throw new GraphqlSyntaxError(`Parse error on ${JSON.stringify(token)}`);
    return token;
  }

  #expect(wanted: string): void {
    const token = this.#next();
    if (token !== wanted)
      throw new GraphqlSyntaxError(
        `Parse error on ${JSON.stringify(token)}, expected ${JSON.stringify(wanted)}`,
      );
  }
}
