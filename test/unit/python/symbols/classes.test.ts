import { describe, expect, it } from '@jest/globals';
import { shown, symbolsOf } from '../../../support/symbols.ts';

function cls(source: string, name: string) {
  return symbolsOf({ 'app.py': source }).cls('app.py', name);
}

describe('hierarchy', () => {
  const source = [
    'import requests',
    'from abc import ABC, abstractmethod',
    'from typing import Protocol',
    'class A: ...',
    'class B(A): ...',
    'class C(A): ...',
    'class D(B, C): ...',
    'class Api(requests.Session): ...',
    'class SubApi(Api): ...',
    'def base(): ...',
    'class Dynamic(base()): ...',
    'class Port(ABC):',
    '    @abstractmethod',
    '    def run(self): ...',
    'class Half(Port): ...',
    'class Whole(Port):',
    '    def run(self): ...',
    'class Shape(Protocol):',
    '    def area(self) -> int: ...',
    'class Loop(Loop): ...',
  ].join('\n');

  it('lists ancestors nearest first, shared ones behind the last that has them', () => {
    expect(cls(source, 'D').ancestors).toEqual(['app.D', 'app.B', 'app.C', 'app.A']);
    expect(cls(source, 'SubApi').ancestors).toEqual(['app.SubApi', 'app.Api', 'requests.Session']);
  });

  it('answers subtype questions', () => {
    expect(cls(source, 'SubApi').isSubtypeOf('requests.Session')).toBe(true);
    expect(cls(source, 'SubApi').isSubtypeOf('requests.sessions.Session')).toBe(true);
    expect(cls(source, 'D').isSubtypeOf('requests.Session')).toBe(false);
  });

  it('tells unknown bases', () => {
    expect(cls(source, 'D').hasUnknownBase).toBe(false);
    expect(cls(source, 'SubApi').hasUnknownBase).toBe(false);
    expect(cls(source, 'Dynamic').hasUnknownBase).toBe(true);
    expect(cls(source, 'Dynamic').bases).toEqual([null]);
    expect(cls(source, 'Loop').ancestors).toEqual(['app.Loop']);
  });

  it('tells abstract classes and protocols', () => {
    expect(cls(source, 'Port').isAbstract).toBe(true);
    expect(cls(source, 'Half').isAbstract).toBe(true);
    expect(cls(source, 'Whole').isAbstract).toBe(false);
    expect(cls(source, 'Shape').isProtocol).toBe(true);
    expect(cls(source, 'A').isProtocol).toBe(false);
  });

  it.each([
    ['raise NotImplementedError', true],
    ['raise NotImplementedError("later")', true],
    ['"""Does it."""\n        raise NotImplementedError()', true],
    ['raise ValueError', false],
    ['log()\n        raise NotImplementedError', false],
    ['"""Does it."""', false],
  ])('a method that does nothing but %j is left to subclasses: %s', (body, expected) => {
    const text = `class Port:\n    def run(self):\n        ${body}\nclass Adapter(Port):\n    def run(self): ...\n`;
    expect(cls(text, 'Port').isAbstract).toBe(expected);
    expect(cls(text, 'Adapter').isAbstract).toBe(false);
    expect(
      symbolsOf({ 'app.py': `def run():\n    ${body}\n` }).fn('app.py', 'run').isAbstract,
    ).toBe(false);
  });

  it('finds methods along the hierarchy', () => {
    expect(cls(source, 'Half').method('run')?.qualifiedName).toBe('app.Port.run');
    expect(cls(source, 'Whole').method('run')?.qualifiedName).toBe('app.Whole.run');
    expect(cls(source, 'A').method('run')).toBeNull();
  });
});

describe('attributes', () => {
  const source = [
    'import httpx',
    'from dataclasses import dataclass',
    'from functools import cached_property',
    'class Order: ...',
    'class Service:',
    '    retries = 3',
    '    default: Order',
    '    cache = None',
    '    def __init__(self, client: httpx.AsyncClient, order: Order | None = None, other=None):',
    '        self.client = client',
    '        self.order = order or Order()',
    '        self.other = other',
    '        self.pool = None',
    '        self.mixed = Order()',
    '    def start(self):',
    '        self.pool = httpx.Client()',
    '        self.mixed = Service(None)',
    '        self.cache = Order()',
    '    @property',
    '    def last(self) -> Order: ...',
    '    @last.setter',
    '    def last(self, value): ...',
    '    @cached_property',
    '    def http(self): return httpx.Client()',
    '    @staticmethod',
    '    def make(): ...',
    '    @classmethod',
    '    def build(cls):',
    '        return cls(None)',
    'class Sub(Service):',
    '    def more(self):',
    '        return self.client',
  ].join('\n');

  it.each([
    ['retries', 'builtins.int'],
    ['default', 'app.Order'],
    ['client', 'httpx.AsyncClient'],
    ['order', 'app.Order'],
    ['other', '?'],
    ['pool', 'httpx.Client?'],
    ['mixed', '?'],
    ['cache', 'app.Order?'],
    ['last', 'app.Order'],
    ['http', 'httpx.Client'],
    ['absent', '?'],
  ])('types %s', (name, expected) => {
    expect(shown(cls(source, 'Service').attributeType(name))).toBe(expected);
    expect(shown(cls(source, 'Sub').attributeType(name))).toBe(expected);
  });

  it('lists class-level and __init__ attributes in source order', () => {
    const attributes = cls(source, 'Service').attributes.map(
      ({ name, origin }) => `${name}:${origin}`,
    );
    expect(attributes).toEqual([
      'retries:class',
      'default:class',
      'cache:class',
      'client:init',
      'order:init',
      'other:init',
      'pool:init',
      'mixed:init',
    ]);
  });

  it('tells kinds of methods', () => {
    const symbols = symbolsOf({ 'app.py': source });
    expect(symbols.fn('app.py', 'Service.make').isStatic).toBe(true);
    expect(symbols.fn('app.py', 'Service.build').isClassMethod).toBe(true);
    expect(shown(symbols.fn('app.py', 'Service.build').returnType)).toBe('app.Service');
    expect(cls(source, 'Service').method('last')?.isProperty).toBe(true);
  });

  it('puts type arguments through the hierarchy', () => {
    const generic = [
      'from typing import Generic, Self, TypeVar',
      'class User: ...',
      'T = TypeVar("T")',
      'class Base(Generic[T]):',
      '    model: type[T]',
      '    def __init__(self, item: T):',
      '        self.item = item',
      '    def get(self) -> T | None: ...',
      '    def all(self) -> list[T]: ...',
      '    def where(self) -> Self: ...',
      '    def same(self):',
      '        return self',
      'class Mid(Base[T]): ...',
      'class Users(Mid[User]): ...',
      'class New[K]:',
      '    def one(self) -> K: ...',
      'class NewUsers(New[User]): ...',
      'def f(repo: Users, other: Base[User], bare: Base, new: NewUsers):',
      '    return (repo.get(), repo.where().all(), repo.model, repo.item, repo.same(),',
      '            other.get(), bare.get(), new.one(), Base(User()).get())',
    ].join('\n');
    const fn = symbolsOf({ 'app.py': generic }).fn('app.py', 'f');
    expect(shown(fn.returnType)).toBe('builtins.tuple');
    const [statement] = fn.body;
    const items =
      statement?.kind === 'return' && statement.value?.kind === 'tuple'
        ? statement.value.items
        : [];
    expect(items.map((item) => shown(fn.typeOf(item)))).toEqual([
      'app.User?',
      'builtins.list[app.User]',
      'type[app.User]',
      'app.User',
      'app.Users',
      'app.User?',
      '?',
      'app.User',
      'app.User?',
    ]);
  });

  it('types enum members', () => {
    const fn = symbolsOf({
      'app.py':
        'from enum import Enum\nclass Status(Enum):\n    NEW = "new"\ndef f():\n    return Status.NEW\n',
    }).fn('app.py', 'f');
    expect(shown(fn.returnType)).toBe('app.Status');
  });
});

describe('records', () => {
  const source = [
    'from dataclasses import dataclass, field',
    'from typing import ClassVar, NamedTuple, TypedDict',
    'import attrs',
    'import pydantic',
    '@dataclass',
    'class Plain:',
    '    a: int',
    '    b: str = "x"',
    '    c: ClassVar[int] = 1',
    '    d = 2',
    '@dataclass(frozen=True)',
    'class Frozen:',
    '    a: int',
    'class Derived(Frozen):',
    '    b: int',
    '@attrs.define',
    'class Attrs:',
    '    a: int',
    '@attrs.frozen',
    'class AttrsFrozen:',
    '    a: int',
    'class Pair(NamedTuple):',
    '    left: int',
    'class Data(TypedDict):',
    '    key: str',
    'class Ordinary:',
    '    a: int',
  ].join('\n');

  it.each([
    ['Plain', 'dataclass', false, 'a b'],
    ['Frozen', 'dataclass', true, 'a'],
    ['Derived', 'dataclass', true, 'a b'],
    ['Attrs', 'attrs', false, 'a'],
    ['AttrsFrozen', 'attrs', true, 'a'],
    ['Pair', 'named-tuple', true, 'left'],
    ['Data', 'typed-dict', false, 'key'],
  ])('reads %s', (name, kind, frozen, fields) => {
    const { record } = cls(source, name);
    expect(record?.kind).toBe(kind);
    expect(record?.frozen).toBe(frozen);
    expect(record?.fields.map((field) => field.name).join(' ')).toBe(fields);
  });

  it('leaves ordinary classes alone', () => {
    expect(cls(source, 'Ordinary').record).toBeNull();
  });

  it.each([
    ['model_config = ConfigDict(frozen=True)', true],
    ['model_config = {"frozen": True}', true],
    ['model_config = ConfigDict(strict=True)', false],
    ['class Config:\n        frozen = True', true],
    ['class Config:\n        allow_mutation = False', true],
    ['class Config:\n        allow_mutation = True', false],
  ])('reads pydantic settings %s', (setting, frozen) => {
    const code = `from pydantic import BaseModel, ConfigDict\nclass Base(BaseModel):\n    ${setting}\nclass Model(Base):\n    a: int\n`;
    expect(cls(code, 'Model').record?.kind).toBe('pydantic');
    expect(cls(code, 'Model').record?.frozen).toBe(frozen);
  });

  it('reads frozen in the class header', () => {
    const code =
      'from pydantic import BaseModel\nclass Model(BaseModel, frozen=True):\n    a: int\n';
    expect(cls(code, 'Model').record?.frozen).toBe(true);
  });
});
