import { err, ok } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';

export interface DecodedSource {
  /** Text without its byte order mark. CRLF stays; a file whose only line ends are CR gets LF in their places. */
  readonly text: string;
  /** Canonical name, as `TextDecoder` gives it. */
  readonly encoding: string;
}

export type DecodeFailure =
  | { readonly kind: 'unknown-encoding'; readonly encoding: string }
  | { readonly kind: 'malformed'; readonly encoding: string }
  /** A byte order mark and a cookie that contradict each other, which Python refuses too. */
  | { readonly kind: 'conflicting-encoding'; readonly encoding: string };

/** PEP 263: in the first or second line, alone in a comment. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK = /^[ \t\f]*(?:#.*)?$/;

/** Python's names for encodings that a TextDecoder knows by another name. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'],
  ['utf-8-sig', 'utf-8'],
  ['u8', 'utf-8'],
  ['latin', 'latin1'],
  ['latin-1', 'latin1'],
  ['iso-latin-1', 'latin1'],
  ['iso-8859-1', 'latin1'],
  ['iso8859-1', 'latin1'],
  ['iso-8859-15', 'iso-8859-15'],
  ['latin-9', 'iso-8859-15'],
  ['l1', 'latin1'],
  ['us-ascii', 'ascii'],
  ['cp1251', 'windows-1251'],
  ['cp1252', 'windows-1252'],
  ['cp1250', 'windows-1250'],
  ['cp1253', 'windows-1253'],
  ['cp1254', 'windows-1254'],
  ['cp866', 'ibm866'],
  ['koi8r', 'koi8-r'],
  ['eucjp', 'euc-jp'],
  ['sjis', 'shift_jis'],
  ['shift-jis', 'shift_jis'],
  ['cp932', 'shift_jis'],
  ['euckr', 'euc-kr'],
  ['cp949', 'euc-kr'],
  ['gb2312', 'gbk'],
  ['cp936', 'gbk'],
  ['big5', 'big5'],
]);

/** Decodes Python source by its byte order mark and its coding cookie; UTF-8 without either. */
export function decodePython(bytes: Uint8Array): Result<DecodedSource, DecodeFailure> {
  const mark = markOf(bytes);
  if (mark !== null && mark !== 'utf-8') return decodeAs(bytes, mark);
  const cookie = cookieOf(bytes);
  if (cookie === null) return decodeAs(bytes, 'utf-8');
  const encoding = canonicalName(cookie);
  if (mark === 'utf-8' && encoding !== 'utf-8')
    return err({ kind: 'conflicting-encoding', encoding: cookie });
  return decodeAs(bytes, encoding);
}

function markOf(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** The cookie stands in ASCII whatever the encoding is, so the first two lines are read as bytes. */
function cookieOf(bytes: Uint8Array): string | null {
  let line = '';
  let lines = 0;
  for (let at = startOfText(bytes); at <= bytes.length && lines < 2; at += 1) {
    const byte = bytes[at] ?? 0x0a;
    if (byte !== 0x0a && byte !== 0x0d) {
      if (line.length < 1000) line += String.fromCharCode(byte);
      continue;
    }
    const cookie = COOKIE.exec(line)?.[1];
    if (cookie !== undefined) return cookie;
    if (!BLANK.test(line)) return null;
    if (byte === 0x0d && bytes[at + 1] === 0x0a) at += 1;
    lines += 1;
    line = '';
  }
  return null;
}

function startOfText(bytes: Uint8Array): number {
  return markOf(bytes) === 'utf-8' ? 3 : 0;
}

function canonicalName(cookie: string): string {
  const name = cookie.toLowerCase().replaceAll('_', '-');
  // Emacs and vim append the line ending: `utf-8-unix`.
  const bare = name.replace(/-(?:unix|dos|mac)$/, '');
  return ALIASES.get(bare) ?? bare;
}

function decodeAs(bytes: Uint8Array, encoding: string): Result<DecodedSource, DecodeFailure> {
  if (encoding === 'latin1') return ok({ text: withLines(latin1(bytes)), encoding: 'iso-8859-1' });
  if (encoding === 'ascii')
    return bytes.some((byte) => byte > 0x7f)
      ? err({ kind: 'malformed', encoding })
      : decodeAs(bytes, 'utf-8');
  const decoder = decoderOf(encoding);
  if (decoder === null) return err({ kind: 'unknown-encoding', encoding });
  try {
    return ok({ text: withLines(decoder.decode(bytes)), encoding: decoder.encoding });
  } catch (error) {
    if (hasCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA'))
      return err({ kind: 'malformed', encoding });
    throw error;
  }
}

function decoderOf(encoding: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    if (hasCode(error, 'ERR_ENCODING_NOT_SUPPORTED')) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** TextDecoder takes `latin1` for windows-1252, which differs between 0x80 and 0x9f. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Old Macintosh files: as nobody else counts their lines, LF may stand for CR without moving anything. */
function withLines(text: string): string {
  return text.includes('\r') && !text.includes('\n') ? text.replaceAll('\r', '\n') : text;
}
