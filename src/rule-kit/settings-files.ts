/** One setting of a file: what it is called, its value, and its line (from 1). */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly line: number;
  /** The comment behind it, empty when there is none. */
  readonly note: string;
}

/** A quoted value may go on over this many lines (a key in PEM). */
const MOST_LINES = 120;
/** Longer lines are data, not settings. */
const LONGEST_LINE = 20_000;

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/u;

/** `KEY=value` of a `.env`, with `export`, quotes, comments behind values and quoted values of several lines. */
export function dotenvSettings(lines: readonly string[]): readonly Setting[] {
  const settings: Setting[] = [];
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] ?? '';
    const match = text.length > LONGEST_LINE ? null : ASSIGNMENT.exec(text);
    const [, key, raw = ''] = match ?? [];
    if (key === undefined) continue;
    const { value, more, note } = valueOf(raw, lines.slice(at + 1, at + MOST_LINES));
    settings.push({ key, value, line: at + 1, note });
    at += more;
  }
  return settings;
}

interface Read {
  readonly value: string;
  /** Further lines that it takes. */
  readonly more: number;
  readonly note: string;
}

function valueOf(raw: string, following: readonly string[]): Read {
  const quote = /^["'`]/u.exec(raw)?.[0];
  if (quote === undefined) {
    const at = raw.search(/\s#/u);
    const value = at < 0 ? raw : raw.slice(0, at);
    return { value: value.trim(), more: 0, note: at < 0 ? '' : raw.slice(at).trim() };
  }
  const end = closing(raw, quote, 1);
  if (end > 0) return { value: raw.slice(1, end), more: 0, note: raw.slice(end + 1).trim() };
  const last = following.findIndex((line) => closing(line, quote, 0) >= 0);
  if (last < 0) return { value: raw.slice(1).trim(), more: 0, note: '' };
  const tail = following[last] ?? '';
  const inner = [raw.slice(1), ...following.slice(0, last), tail.slice(0, closing(tail, quote, 0))];
  return { value: inner.join('\n'), more: last + 1, note: '' };
}

/** Where the quote ends that began before; -1 when it does not on this line. */
function closing(text: string, quote: string, from: number): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (text[at - 1] !== '\\') return at;
  }
  return -1;
}

/** `key = value`, of ini files: `.pypirc`, `.npmrc`, the credentials of a cloud's command line. */
export function iniSettings(lines: readonly string[]): readonly Setting[] {
  return lines.flatMap((text, index) => {
    if (text.length > LONGEST_LINE) return [];
    const [, key, value] = /^\s*([^\s=#;[][^=]*?)\s*[=]\s*(.*?)\s*$/u.exec(text) ?? [];
    if (key === undefined || value === undefined) return [];
    return [{ key, value: value.replace(/^(["'])(.*)\1$/u, '$2'), line: index + 1, note: '' }];
  });
}

/** Strings at the top of a JSON object and in the objects right below it. Empty when it is no JSON. */
export function jsonSettings(lines: readonly string[]): readonly Setting[] {
  const parsed = parsedObject(lines.join('\n'));
  if (parsed === null) return [];
  const members = Object.entries(parsed).flatMap(([key, value]) =>
    isObject(value) ? Object.entries(value) : [[key, value] as const],
  );
  return members.flatMap(([key, value]) => {
    if (typeof value !== 'string') return [];
    const line = lines.findIndex((text) => text.includes(JSON.stringify(key))) + 1;
    return [{ key, value, line: Math.max(1, line), note: '' }];
  });
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    // A file that is called so and is no JSON holds nothing that a program could use as a key.
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
