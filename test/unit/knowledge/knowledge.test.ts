import { describe, expect, it } from '@jest/globals';
import type { LibraryEntry } from '../../../src/knowledge/entries.ts';
import { createKnowledge } from '../../../src/knowledge/index.ts';

function entryOf(part: Partial<LibraryEntry>): LibraryEntry {
  return {
    library: 'shop',
    docs: 'https://shop.example/docs',
    packages: ['shop'],
    distributions: ['shop'],
    kind: ['http-client'],
    aliases: {},
    types: {},
    callables: [],
    alternatives: {},
    ...part,
  };
}

describe('canonical names', () => {
  const knowledge = createKnowledge([
    entryOf({
      aliases: {
        'shop.sessions.Session': 'shop.Session',
        'shop.api.*': 'shop.*',
        'shop.old.Client': 'shop.api.Client',
        'shop.loop.a': 'shop.loop.b',
        'shop.loop.b': 'shop.loop.a',
      },
    }),
  ]);

  it.each([
    ['shop.sessions.Session', 'shop.Session'],
    ['shop.sessions.Session.get', 'shop.Session.get'],
    ['shop.api.fetch', 'shop.fetch'],
    ['shop.api', 'shop.api'],
    ['shop.old.Client.get', 'shop.Client.get'],
    ['shop.unknown.Name', 'shop.unknown.Name'],
    ['other.Name', 'other.Name'],
    ['', ''],
  ])('%p is kept as %p', (name, expected) => {
    expect(knowledge.canonical(name)).toBe(expected);
  });

  it('ends on aliases that point at each other', () => {
    expect(knowledge.canonical('shop.loop.a')).toMatch(/^shop\.loop\.[ab]$/);
  });
});

describe('callables', () => {
  const knowledge = createKnowledge([
    entryOf({
      aliases: { 'shop.clients.Client': 'shop.Client' },
      types: {
        'shop.Client': { bases: ['shop.Base'] },
        'shop.Base': {},
        'shop.Lonely': {},
      },
      callables: [
        { match: ['shop.fetch'], effects: ['network'] },
        { match: ['shop.Base.close'], effects: ['sleep'] },
        { match: ['shop.Client.*'], effects: ['blocking'] },
        { match: ['shop.Client.get'], effects: ['network'] },
        { match: ['shop.Base.ping.later'], effects: ['task-dispatch'] },
        { match: ['shop.tools.*'], effects: ['random'] },
      ],
    }),
  ]);

  it.each([
    ['shop.fetch', ['network']],
    ['shop.Client.get', ['network']],
    ['shop.clients.Client.get', ['network']],
    ['shop.Client.anything', ['blocking']],
    ['shop.Client.close', ['sleep']],
    ['shop.Client.ping.later', ['task-dispatch']],
    ['shop.Client.Response', []],
    ['shop.Client.a.b', []],
    ['shop.Lonely.get', []],
    ['shop.tools.shuffle', ['random']],
    ['shop.tools.Shuffler', []],
    ['shop.tools', []],
    ['unknown.fetch', []],
    ['fetch', []],
  ])('%p has effects %p', (name, effects) => {
    expect(knowledge.effectsOf(name)).toEqual(effects);
  });

  it('answers null where nothing is known', () => {
    expect(knowledge.callable('shop.Lonely.get')).toBeNull();
  });
});

describe('types', () => {
  const knowledge = createKnowledge([
    entryOf({
      aliases: { 'shop.base.Model': 'shop.Model' },
      types: {
        'shop.Model': {
          roles: ['orm-base'],
          attributes: { objects: 'shop.Manager', _id: 'shop.Id' },
          resource: 'close',
          entryMethods: { get: 'route' },
        },
        'shop.User': {
          roles: ['task'],
          bases: ['shop.base.Model', 'shop.Mixin'],
          attributes: { _id: 'shop.UserId' },
          entryMethods: { post: 'webhook' },
        },
        'shop.Admin': { bases: ['shop.User'] },
        'shop.Manager': { attributes: { query: 'shop.Query' } },
        'shop.Query': {},
        'shop.Ouroboros': { bases: ['shop.Ouroboros'] },
      },
      callables: [
        { match: ['shop.Query.all'], effects: ['database-read'] },
        { match: ['shop.Admin'], roles: ['auth-check', 'task'] },
      ],
    }),
  ]);

  it('lists ancestors nearest first, the type itself included', () => {
    expect(knowledge.ancestorsOf('shop.Admin')).toEqual([
      'shop.Admin',
      'shop.User',
      'shop.Model',
      'shop.Mixin',
    ]);
    expect(knowledge.ancestorsOf('shop.Ouroboros')).toEqual(['shop.Ouroboros']);
    expect(knowledge.ancestorsOf('shop.Nothing')).toEqual([]);
  });

  it('knows subtypes through aliases and far bases', () => {
    expect(knowledge.isSubtype('shop.Admin', 'shop.base.Model')).toBe(true);
    expect(knowledge.isSubtype('shop.Model', 'shop.Admin')).toBe(false);
    expect(knowledge.isSubtype('own.Thing', 'own.Thing')).toBe(true);
    expect(knowledge.isSubtype('own.Thing', 'shop.Model')).toBe(false);
  });

  it('inherits what the nearer type does not say', () => {
    expect(knowledge.type('shop.Admin')).toEqual({
      roles: ['task', 'orm-base'],
      bases: ['shop.User'],
      attributes: { _id: 'shop.UserId', objects: 'shop.Manager' },
      entryMethods: { post: 'webhook', get: 'route' },
      resource: 'close',
    });
    expect(knowledge.type('shop.Nothing')).toBeNull();
  });

  it('joins the roles of a type and of calling it', () => {
    expect(knowledge.rolesOf('shop.Admin')).toEqual(['task', 'orm-base', 'auth-check']);
    expect(knowledge.hasRole('shop.base.Model', 'orm-base')).toBe(true);
    expect(knowledge.hasRole('shop.Nothing', 'orm-base')).toBe(false);
    expect(knowledge.rolesOf('shop.Nothing')).toEqual([]);
  });

  it('follows attributes of known types, never inherited object members', () => {
    expect(knowledge.attributeType('shop.Admin', 'objects')).toBe('shop.Manager');
    expect(knowledge.attributeType('shop.Admin', 'constructor')).toBeNull();
    expect(knowledge.attributeType('shop.Nothing', 'objects')).toBeNull();
    expect(knowledge.canonical('shop.Admin.objects.query.all')).toBe('shop.Query.all');
    expect(knowledge.effectsOf('shop.Admin.objects.query.all')).toEqual(['database-read']);
  });
});

describe('libraries', () => {
  const knowledge = createKnowledge([
    entryOf({ library: 'cloud', packages: ['big.cloud'], kind: ['cloud-sdk'] }),
    entryOf({ library: 'big', packages: ['big'], kind: ['other'] }),
  ]);

  it('belong to the longest package that a name lies in', () => {
    expect(knowledge.libraryOf('big.cloud.storage.Client')?.library).toBe('cloud');
    expect(knowledge.libraryOf('big.data')?.library).toBe('big');
    expect(knowledge.libraryOf('bigger')).toBeNull();
    expect(knowledge.kindsOf('big.cloud')).toEqual(['cloud-sdk']);
    expect(knowledge.kindsOf('nothing')).toEqual([]);
  });
});
