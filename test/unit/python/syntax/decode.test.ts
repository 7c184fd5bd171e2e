import { describe, expect, test } from '@jest/globals';
import { decodePython } from '../../../../src/python/syntax/decode.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One byte for each character: what an editor of that time would have written. */
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('decodePython', () => {
  test('reads UTF-8 when nothing else is said', () => {
    expect(decodePython(utf8('имя = "é😀"\n'))).toEqual({
      ok: true,
      value: { text: 'имя = "é😀"\n', encoding: 'utf-8' },
    });
  });

  test('takes the UTF-8 mark off', () => {
    expect(decodePython(utf8('\uFEFFx = 1\n'))).toEqual({
      ok: true,
      value: { text: 'x = 1\n', encoding: 'utf-8' },
    });
  });

  test.each([
    ['utf-16le', [0xff, 0xfe, 0x78, 0, 0x3d, 0, 0x31, 0]],
    ['utf-16be', [0xfe, 0xff, 0, 0x78, 0, 0x3d, 0, 0x31]],
  ])('reads %s by its mark', (encoding, bytes) => {
    expect(decodePython(Uint8Array.from(bytes))).toEqual({
      ok: true,
      value: { text: 'x=1', encoding },
    });
  });

  test.each([
    ['# -*- coding: latin-1 -*-\nx = "\xe9\x80"\n', 'é\x80', 'iso-8859-1'],
    ['#!/usr/bin/python\n# vim: set fileencoding=iso-8859-1 :\nx = "\xe9"\n', 'é', 'iso-8859-1'],
    ['# coding: cp1251\nx = "\xef\xf0\xe8"\n', 'при', 'windows-1251'],
    ['# coding=windows_1251\nx = "\xe6"\n', 'ж', 'windows-1251'],
    ['# coding: koi8-r\nx = "\xd0\xd2\xc9"\n', 'при', 'koi8-r'],
    ['\n# coding: utf8-unix\nx = "\xc3\xa9"\n', 'é', 'utf-8'],
  ])('follows the cookie of %j', (source, expected, encoding) => {
    const decoded = decodePython(bytesOf(source));
    expect(decoded).toMatchObject({ ok: true, value: { encoding } });
    expect(decoded.ok && decoded.value.text).toContain(expected);
  });

  test.each([
    ['a cookie after code', 'x = 1\n# coding: latin-1\ny = "\xe9"\n'],
    ['a cookie in the third line', '\n\n# coding: latin-1\ny = "\xe9"\n'],
  ])('does not follow %s', (_name, source) => {
    expect(decodePython(bytesOf(source))).toEqual({
      ok: false,
      error: { kind: 'malformed', encoding: 'utf-8' },
    });
  });

  test('refuses what no decoder knows', () => {
    expect(decodePython(utf8('# coding: klingon\n'))).toEqual({
      ok: false,
      error: { kind: 'unknown-encoding', encoding: 'klingon' },
    });
  });

  test('refuses bytes that the encoding does not have', () => {
    expect(decodePython(bytesOf('# coding: ascii\n"\xe9"'))).toEqual({
      ok: false,
      error: { kind: 'malformed', encoding: 'ascii' },
    });
    expect(decodePython(bytesOf('"\xff"'))).toEqual({
      ok: false,
      error: { kind: 'malformed', encoding: 'utf-8' },
    });
  });

  test('refuses a UTF-8 mark with another cookie, as Python does', () => {
    expect(decodePython(utf8('\uFEFF# coding: latin-1\n'))).toEqual({
      ok: false,
      error: { kind: 'conflicting-encoding', encoding: 'latin-1' },
    });
    expect(decodePython(utf8('\uFEFF# coding: UTF-8\n'))).toMatchObject({ ok: true });
  });

  test('keeps CRLF, and lets LF stand for CR only where nothing else ends lines', () => {
    expect(decodePython(utf8('x = 1\r\ny = 2\r\n'))).toMatchObject({
      value: { text: 'x = 1\r\ny = 2\r\n' },
    });
    expect(decodePython(utf8('x = 1\ry = 2\r'))).toMatchObject({
      value: { text: 'x = 1\ny = 2\n' },
    });
    expect(decodePython(utf8('x = 1\ry = 2\n'))).toMatchObject({
      value: { text: 'x = 1\ry = 2\n' },
    });
  });

  test('takes anything at all without throwing', () => {
    expect(decodePython(new Uint8Array())).toEqual({
      ok: true,
      value: { text: '', encoding: 'utf-8' },
    });
    expect(decodePython(Uint8Array.from([0, 0, 0]))).toMatchObject({ ok: true });
    expect(decodePython(Uint8Array.from([0xff, 0xfe, 0]))).toMatchObject({ ok: false });
  });
});
