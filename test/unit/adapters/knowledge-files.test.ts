import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readKnowledge } from '../../../src/adapters/knowledge-files/index.ts';

const SHOP = `library: shop
docs: https://shop.example/docs
kind: [http-client]
packages: [shop]
`;

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'knowledge-'));
  mkdirSync(join(directory, 'stdlib'));
  mkdirSync(join(directory, 'libraries'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), text);
}

function problems(): readonly string[] {
  const read = readKnowledge(directory);
  return read.ok ? [] : read.error.map(({ sentence }) => sentence);
}

describe('a sound folder', () => {
  it('gives its entries by path, with defaults and braces expanded', () => {
    write('stdlib/clock.yml', SHOP.replaceAll('shop', 'clock'));
    write(
      'libraries/shop.yml',
      `${SHOP}types:
  shop.{Client,Session}: { resource: close }
callables:
  - match: [shop.get, "shop.{a.Client,Session}.{get,post}", shop.tools.*]
    effects: [network]
    timeout: { parameter: timeout, position: 1, default: none }
    retry: { limits: [stop], backoff: [], limited: false, backsOff: true }
`,
    );
    const read = readKnowledge(directory);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.map(({ library }) => library)).toEqual(['shop', 'clock']);
    expect(read.value[0]).toEqual({
      library: 'shop',
      docs: 'https://shop.example/docs',
      kind: ['http-client'],
      packages: ['shop'],
      distributions: [],
      aliases: {},
      types: { 'shop.Client': { resource: 'close' }, 'shop.Session': { resource: 'close' } },
      callables: [
        {
          match: [
            'shop.get',
            'shop.a.Client.get',
            'shop.a.Client.post',
            'shop.Session.get',
            'shop.Session.post',
            'shop.tools.*',
          ],
          effects: ['network'],
          timeout: { parameter: 'timeout', position: 1, default: 'none' },
          retry: { limits: ['stop'], backoff: [], limited: false, backsOff: true },
        },
      ],
      alternatives: {},
    });
  });
});

describe('the shape of a file', () => {
  it.each([
    ['not YAML', 'library: [', /^libraries\/shop\.yml is not valid YAML \(.+\); correct the line/],
    [
      'a repeated key',
      `${SHOP}docs: https://a.example\n`,
      /^libraries\/shop\.yml is not valid YAML \(duplicated mapping key/,
    ],
    [
      'an anchor',
      `${SHOP}types: { shop.A: &a { resource: close }, shop.B: *a }\n`,
      /is not valid YAML \(.*alias/i,
    ],
    ['an empty file', '', /^libraries\/shop\.yml is not valid YAML \(.*empty\); correct the line/],
    [
      'a missing key',
      SHOP.replace(/docs.*\n/, ''),
      /^libraries\/shop\.yml: docs is missing; add it as string\.$/,
    ],
    [
      'an unknown key',
      `${SHOP}colour: red\n`,
      /^libraries\/shop\.yml: colour is not a known key; correct its spelling or remove it\.$/,
    ],
    [
      'an unknown key inside',
      `${SHOP}callables: [{ match: [shop.get], effect: [network] }]\n`,
      /^libraries\/shop\.yml: callables\.0\.effect is not a known key;/,
    ],
    [
      'an unknown effect',
      `${SHOP}callables: [{ match: [shop.get], effects: [teleport] }]\n`,
      /^libraries\/shop\.yml: callables\.0\.effects\.0 is not one of the allowed words; use one of blocking, network,/,
    ],
    [
      'an unknown role',
      `${SHOP}types: { shop.A: { roles: [hero] } }\n`,
      /^libraries\/shop\.yml: types\.shop\.A\.roles\.0 is not one of the allowed words;/,
    ],
    [
      'an unknown kind',
      SHOP.replace('http-client', 'gadget'),
      /^libraries\/shop\.yml: kind\.0 is not one of the allowed words;/,
    ],
    [
      'an empty list',
      SHOP.replace('[http-client]', '[]'),
      /^libraries\/shop\.yml: kind is empty or too small; give it a value\.$/,
    ],
    [
      'a wrong type',
      `${SHOP}callables: [{ match: [shop.get], async: maybe }]\n`,
      /^libraries\/shop\.yml: callables\.0\.async has the wrong type; write it as boolean\.$/,
    ],
    [
      'plain http docs',
      SHOP.replace('https', 'http'),
      /^libraries\/shop\.yml: docs is not an https link; correct the value\.$/,
    ],
    [
      'a name that is none',
      `${SHOP}callables: [{ match: ["shop get"] }]\n`,
      /^libraries\/shop\.yml: callables\.0\.match\.0 is not a dotted name, .*; correct the value\.$/,
    ],
    [
      'a type name that is none',
      `${SHOP}types: { "shop Client": {} }\n`,
      /^libraries\/shop\.yml: types\.shop Client is not a dotted name, .*; write a qualified Python name\.$/,
    ],
    [
      'a timeout default in words',
      `${SHOP}callables: [{ match: [shop.get], timeout: { parameter: t, default: soon } }]\n`,
      /^libraries\/shop\.yml: callables\.0\.timeout\.default has none of the allowed forms;/,
    ],
    [
      'a method in lower case',
      `${SHOP}callables: [{ match: [shop.get], entry: { kind: route, methods: [get] } }]\n`,
      /entry\.methods\.0 is not an HTTP method in upper case; correct the value\.$/,
    ],
  ])('%s is refused', (_, text, expected) => {
    write('libraries/shop.yml', text);
    const found = problems();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });
});

describe('what the shape cannot say', () => {
  it.each([
    [
      'another library in the file',
      SHOP.replace('library: shop', 'library: store'),
      "libraries/shop.yml: library names the library store, which is not the file's name; rename the file to store.yml.",
    ],
    [
      'a callable of another package',
      `${SHOP}callables: [{ match: [shop.get, store.get] }]\n`,
      "libraries/shop.yml: callables.0.match.1 names store.get, which lies in none of the library's packages (shop); correct the name or add its package.",
    ],
    [
      'a type of another package',
      `${SHOP}types: { shopping.Cart: {} }\n`,
      "libraries/shop.yml: types.shopping.Cart names shopping.Cart, which lies in none of the library's packages (shop); correct the name or add its package.",
    ],
    [
      'keys out of order',
      `${SHOP}types: { shop.B: {}, shop.A: {} }\n`,
      'libraries/shop.yml: types has shop.A after shop.B; sort its keys by code point.',
    ],
    [
      'attributes out of order',
      `${SHOP}types: { shop.A: { attributes: { z: shop.A, b: shop.A } } }\n`,
      'libraries/shop.yml: types.shop.A.attributes has b after z; sort its keys by code point.',
    ],
    [
      'a prefix that stands for a name',
      `${SHOP}aliases: { shop.api.*: shop }\n`,
      'libraries/shop.yml: aliases.shop.api.* cannot stand for shop; map a name to another name, or a prefix ending in .* to another such prefix.',
    ],
    [
      'a callable twice',
      `${SHOP}callables: [{ match: [shop.get] }, { match: ["shop.{put,get}"] }]\n`,
      'libraries/shop.yml: callables.1.match.0 repeats the callable shop.get of libraries/shop.yml; keep it in one place.',
    ],
    [
      'a type twice',
      `${SHOP}types: { shop.A: {}, "shop.{A,B}": {} }\n`,
      'libraries/shop.yml: types.shop.{A,B} repeats the type shop.A of libraries/shop.yml; keep it in one place.',
    ],
  ])('%s is refused', (_, text, expected) => {
    write('libraries/shop.yml', text);
    expect(problems()).toEqual([expected]);
  });

  it('refuses what two files claim', () => {
    write('libraries/shop.yml', SHOP);
    write('libraries/store.yml', SHOP.replace('library: shop', 'library: store'));
    expect(problems()).toEqual([
      'libraries/store.yml: packages.0 repeats the package shop of libraries/shop.yml; keep it in one place.',
    ]);
  });

  it('refuses other files and missing folders, and collects everything', () => {
    write('libraries/shop.yaml', SHOP);
    write('libraries/store.yml', 'library: store\n');
    rmSync(join(directory, 'stdlib'), { recursive: true });
    expect(problems()).toEqual([
      'libraries/shop.yaml is not a .yml file; rename it or move it elsewhere.',
      'libraries/store.yml: docs is missing; add it as string.',
      'libraries/store.yml: kind is missing; add it as array.',
      'libraries/store.yml: packages is missing; add it as array.',
      'stdlib cannot be listed; restore the folder.',
    ]);
  });
});
