import type { Argument, ClassFacts, Expr } from '../facts/facts.ts';
import type { ClassAttribute, RecordShape } from '../model/symbols.ts';
import { typeName } from '../types/type-names.ts';
import type { ClassSymbols, Reader } from './internals.ts';

type RecordKind = RecordShape['kind'];

/** Bases that make a class a record, by canonical name. */
const RECORD_BASES: ReadonlyMap<string, RecordKind> = new Map<string, RecordKind>([
  ['pydantic.BaseModel', 'pydantic'],
  ['pydantic_settings.BaseSettings', 'pydantic'],
  ['sqlmodel.SQLModel', 'pydantic'],
  ['typing.NamedTuple', 'named-tuple'],
  ['typing.TypedDict', 'typed-dict'],
  ['msgspec.Struct', 'msgspec'],
]);
const FROZEN_DECORATOR = /(?:^|\.)frozen$/;

interface Made {
  readonly kind: RecordKind;
  readonly frozen: boolean;
}

/** What makes a class a record, itself or through a project base; null when nothing does. */
export function recordOf(reader: Reader, cls: ClassSymbols): RecordShape | null {
  for (const step of cls.lineage) {
    const made = step.class && madeRecord(reader, step.class);
    if (!made) continue;
    const frozen = made.frozen || inheritsFrozen(reader, cls, made.kind);
    return { kind: made.kind, frozen, fields: fieldsOf(cls) };
  }
  return null;
}

/** Pydantic and msgspec settings and a frozen base's `__setattr__` hold for subclasses, unless one says otherwise. */
function inheritsFrozen(reader: Reader, cls: ClassSymbols, kind: RecordKind): boolean {
  if (kind === 'named-tuple') return true;
  for (const step of cls.lineage) {
    if (!step.class) continue;
    const stated = kind === 'pydantic' ? pydanticFrozen(step.class) : null;
    if (stated !== null) return stated;
    if (kind !== 'pydantic' && madeRecord(reader, step.class)?.frozen) return true;
  }
  return false;
}

function madeRecord(reader: Reader, cls: ClassSymbols): Made | null {
  const decorated = decoratedRecord(cls);
  if (decorated) return decorated;
  const { knowledge } = reader.services;
  for (const base of cls.bases) {
    if (!base || base.class) continue;
    for (const name of [base.name, ...knowledge.ancestorsOf(base.name)]) {
      const kind = RECORD_BASES.get(typeName(name));
      if (!kind) continue;
      const frozen = kind === 'named-tuple' || isTrue(argumentNamed(cls.facts.keywords, 'frozen'));
      return { kind, frozen };
    }
  }
  return null;
}

function decoratedRecord(cls: ClassSymbols): Made | null {
  for (const { name, args } of cls.decorators) {
    if (name === null) continue;
    const frozen = FROZEN_DECORATOR.test(name) || isTrue(argumentNamed(args, 'frozen'));
    if (/^attrs?\./.test(name)) return { kind: 'attrs', frozen };
    if (/(?:^|\.)dataclasses?\.dataclass$/.test(name)) return { kind: 'dataclass', frozen };
  }
  return null;
}

/** `model_config`, `class Config` or the class header; null when the class says nothing. */
function pydanticFrozen(cls: ClassSymbols): boolean | null {
  const header = argumentNamed(cls.facts.keywords, 'frozen');
  if (header) return isTrue(header);
  const config = cls.attributes.find(({ name }) => name === 'model_config')?.value;
  const stated = config ? configured(config) : null;
  return stated ?? innerConfig(cls);
}

function configured(config: Expr): boolean | null {
  if (config.kind === 'call') {
    const frozen = argumentNamed(config.args, 'frozen');
    return frozen ? isTrue(frozen) : null;
  }
  if (config.kind !== 'dict') return null;
  const entry = config.entries.find(({ key }) => key?.kind === 'string' && key.value === 'frozen');
  return entry ? isTrue(entry.value) : null;
}

function innerConfig(cls: ClassSymbols): boolean | null {
  const inner = cls.module.classes.find(({ facts }) => isConfigOf(facts, cls.facts));
  for (const statement of inner?.facts.body ?? []) {
    if (statement.kind !== 'assign') continue;
    const [target] = statement.targets;
    if (target?.kind !== 'name') continue;
    if (target.id === 'frozen') return isTrue(statement.value);
    if (target.id === 'allow_mutation') return isFalse(statement.value);
  }
  return null;
}

function isConfigOf(inner: ClassFacts, outer: ClassFacts): boolean {
  const { owner, name } = inner;
  return name === 'Config' && owner.kind === 'class' && owner.index === outer.index;
}

function fieldsOf(cls: ClassSymbols): readonly ClassAttribute[] {
  const fields = new Map<string, ClassAttribute>();
  for (const step of cls.lineage.toReversed()) {
    for (const attribute of step.class?.attributes ?? []) {
      const { origin, annotation, name } = attribute;
      if (origin !== 'class' || !annotation || isClassVariable(annotation)) continue;
      if (name !== 'model_config') fields.set(name, attribute);
    }
  }
  return [...fields.values()];
}

function isClassVariable(annotation: Expr): boolean {
  const head = annotation.kind === 'subscript' ? annotation.object : annotation;
  const name = head.kind === 'attribute' ? head.name : head.kind === 'name' ? head.id : '';
  return name === 'ClassVar';
}

function argumentNamed(args: readonly Argument[], name: string): Expr | null {
  return args.find((arg) => arg.name === name)?.value ?? null;
}

function isTrue(expr: Expr | null): boolean {
  return expr?.kind === 'constant' && expr.value === 'True';
}

function isFalse(expr: Expr | null): boolean {
  return expr?.kind === 'constant' && expr.value === 'False';
}
