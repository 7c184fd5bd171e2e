const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const ESCAPE = /\\([0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\n\\'"abfnrtv])/g;

/**
 * The text of a non-raw literal with its escapes decoded. As in Python an unknown escape keeps its backslash;
 * `\N{…}` is kept too, since the names of characters are not at hand, and in bytes `\u` and `\U` mean nothing.
 */
export function decodeEscapes(text: string, bytes: boolean): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (whole: string, escape: string) => {
    const simple = SIMPLE.get(escape);
    if (simple !== undefined) return simple;
    const lead = escape.charAt(0);
    if (lead !== 'x' && lead !== 'u' && lead !== 'U') {
      return String.fromCharCode(Number.parseInt(escape, 8));
    }
    const code = Number.parseInt(escape.slice(1), 16);
    return (bytes && lead !== 'x') || code > 0x10_ff_ff ? whole : String.fromCodePoint(code);
  });
}
