import type { ModuleFacts } from './facts.ts';

/**
 * Facts as bytes: about a fourteenth of what they take as objects, for caches that keep the facts of whole repositories.
 *
 * A header of JSON (strings and shapes, each once), then the values in one pass. An object is the number of its shape, which
 * says its keys and its `kind`, and its other values; offsets are distances from the offset before. Nothing in here knows the
 * types of facts beyond that, so a new field needs no change here.
 */

/** A list of keys; `kind` is not stored with each object when the shape has one. */
interface Shape {
  readonly keys: readonly string[];
  readonly kind: string | null;
}

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const LIST = 5;
const OBJECT = 6;
const DISTANCES = 7;

const HEADER_LENGTH_BYTES = 4;

export function packFacts(facts: ModuleFacts): Uint8Array {
  const packer = new Packer();
  packer.value(facts);
  return packer.bytes();
}

/** The facts again; null for bytes that `packFacts` of this version did not make. */
export function unpackFacts(bytes: Uint8Array): ModuleFacts | null {
  const header = readHeader(bytes);
  if (header === null) return null;
  const unpacker = new Unpacker(bytes, header);
  const value = unpacker.value();
  return isFacts(value) && unpacker.isAtEnd() ? value : null;
}

function isFacts(value: unknown): value is ModuleFacts {
  return (
    typeof value === 'object' && value !== null && 'lineStarts' in value && 'functions' in value
  );
}

class Packer {
  private buffer = new Uint8Array(1 << 12);
  private length = 0;
  private lastOffset = 0;
  private readonly strings = new Map<string, number>();
  /** Indices of the shapes of one kind, or of those that begin with one key. */
  private readonly shapes = new Map<string, number[]>();
  private readonly shapeList: Shape[] = [];

  value(value: unknown): void {
    if (value === null) this.tagged(NULL, 0);
    else if (typeof value === 'number') this.tagged(NUMBER, value);
    else if (typeof value === 'string') this.tagged(STRING, this.stringIndex(value));
    else if (typeof value === 'boolean') this.tagged(value ? TRUE : FALSE, 0);
    else if (Array.isArray(value)) this.list(value);
    else if (typeof value === 'object') this.object(value);
  }

  bytes(): Uint8Array {
    const header = new TextEncoder().encode(
      JSON.stringify([[...this.strings.keys()], this.shapeList.map(shapeCode)]),
    );
    const all = new Uint8Array(HEADER_LENGTH_BYTES + header.length + this.length);
    new DataView(all.buffer).setUint32(0, header.length);
    all.set(header, HEADER_LENGTH_BYTES);
    all.set(this.buffer.subarray(0, this.length), HEADER_LENGTH_BYTES + header.length);
    return all;
  }

  private list(values: readonly unknown[]): void {
    if (values.length > 8 && isAscending(values)) {
      this.tagged(DISTANCES, values.length);
      let last = 0;
      for (const value of values) {
        this.varint(value - last);
        last = value;
      }
      return;
    }
    this.tagged(LIST, values.length);
    for (const value of values) this.value(value);
  }

  private object(value: object): void {
    const index = this.shapeIndex(value);
    this.tagged(OBJECT, index);
    const hasKind = this.shapeList[index]?.kind !== null;
    for (const [key, inner] of Object.entries(value)) {
      if (hasKind && key === 'kind') continue;
      if (typeof inner === 'number' && (key === 'start' || key === 'end')) this.offset(inner);
      else this.value(inner);
    }
  }

  private shapeIndex(value: object): number {
    const keys = Object.keys(value);
    const kind = 'kind' in value && typeof value.kind === 'string' ? value.kind : null;
    const group = kind ?? keys[0] ?? '';
    const candidates = this.shapes.get(group);
    for (const index of candidates ?? []) {
      if (sameKeys(this.shapeList[index]?.keys ?? [], keys)) return index;
    }
    const index = this.shapeList.length;
    this.shapeList.push({ keys, kind });
    if (candidates === undefined) this.shapes.set(group, [index]);
    else candidates.push(index);
    return index;
  }

  private stringIndex(text: string): number {
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    this.strings.set(text, this.strings.size);
    return this.strings.size - 1;
  }

  /** Offsets lie close to each other, before or behind. */
  private offset(offset: number): void {
    const distance = offset - this.lastOffset;
    this.varint(distance < 0 ? -distance * 2 - 1 : distance * 2);
    this.lastOffset = offset;
  }

  private tagged(tag: number, payload: number): void {
    this.varint(payload * 8 + tag);
  }

  private varint(value: number): void {
    if (this.length + 8 > this.buffer.length) {
      const larger = new Uint8Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[this.length] = (rest % 0x80) + 0x80;
      this.length += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.length] = rest;
    this.length += 1;
  }
}

function sameKeys(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i += 1) if (left[i] !== right[i]) return false;
  return true;
}

function isAscending(values: readonly unknown[]): values is readonly number[] {
  let last = 0;
  for (const value of values) {
    if (typeof value !== 'number' || value < last) return false;
    last = value;
  }
  return true;
}

/** A shape as the header holds it: its kind, then its keys, those that are in the list below as numbers. */
type ShapeCode = readonly [string | null, ...(readonly (string | number)[])];

const KEYS: readonly string[] = (
  'start end kind id object name callee args splat value bytes format parts text items entries key operator left right ' +
  'operators operands operand index lower upper step params body from result element clauses target iterable isAsync test ' +
  'then otherwise double reason targets annotation cause message names orelse context types group handlers finalbody ' +
  'subject cases captures values irrefutable guard indices default qualname owner isGenerator returns decorators ' +
  'typeParams docstring nameSpan bases keywords module level alias line typeOnly deferred guarded ownLine limit ' +
  'lineStarts imports functions classes comments exports syntaxErrors limits'
).split(' ');
const KEY_CODES: ReadonlyMap<string, number> = new Map(KEYS.map((key, code) => [key, code]));

function shapeCode(shape: Shape): ShapeCode {
  return [shape.kind, ...shape.keys.map((key) => KEY_CODES.get(key) ?? key)];
}

function shapeOf([kind, ...codes]: ShapeCode): Shape {
  return {
    kind,
    keys: codes.map((code) => (typeof code === 'number' ? (KEYS[code] ?? '') : code)),
  };
}

interface Header {
  readonly strings: readonly string[];
  readonly shapes: readonly Shape[];
  readonly end: number;
}

function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.length < HEADER_LENGTH_BYTES) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = HEADER_LENGTH_BYTES + length;
  if (end > bytes.length) return null;
  try {
    const text = new TextDecoder().decode(bytes.subarray(HEADER_LENGTH_BYTES, end));
    const [strings, codes] = JSON.parse(text) as [readonly string[], readonly ShapeCode[]];
    if (!Array.isArray(strings) || !Array.isArray(codes)) return null;
    return { strings, shapes: codes.map(shapeOf), end };
  } catch {
    // Not JSON, so nothing that was packed here.
    return null;
  }
}

class Unpacker {
  private readonly bytes: Uint8Array;
  private readonly header: Header;
  private at: number;
  private lastOffset = 0;

  constructor(bytes: Uint8Array, header: Header) {
    this.bytes = bytes;
    this.header = header;
    this.at = header.end;
  }

  isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  value(): unknown {
    const tagged = this.varint();
    const payload = Math.floor(tagged / 8);
    switch (tagged % 8) {
      case NUMBER:
        return payload;
      case STRING:
        return this.header.strings[payload];
      case LIST:
        return this.list(payload);
      case OBJECT:
        return this.object(payload);
      case DISTANCES:
        return this.distances(payload);
      case NULL:
        return null;
      default:
        return tagged % 8 === TRUE;
    }
  }

  private list(length: number): unknown[] {
    const values: unknown[] = [];
    for (let i = 0; i < length && this.at < this.bytes.length; i += 1) values.push(this.value());
    return values.slice();
  }

  private distances(length: number): number[] {
    const values: number[] = [];
    let last = 0;
    for (let i = 0; i < length && this.at < this.bytes.length; i += 1) {
      last += this.varint();
      values.push(last);
    }
    return values;
  }

  private object(index: number): Record<string, unknown> {
    const shape = this.header.shapes[index];
    const object: Record<string, unknown> = {};
    if (shape === undefined) return object;
    for (const key of shape.keys) {
      if (shape.kind !== null && key === 'kind') object[key] = shape.kind;
      else object[key] = key === 'start' || key === 'end' ? this.offset() : this.value();
    }
    return object;
  }

  private offset(): number {
    const coded = this.varint();
    this.lastOffset += coded % 2 === 1 ? -(coded + 1) / 2 : coded / 2;
    return this.lastOffset;
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }
}
