import type { LibraryKind } from '../../knowledge/entries.ts';
import type { OrmColumn, OrmKind, OrmModel, OrmRelationship } from '../model/orm.ts';
import type { ClassAttribute, ClassModel, ModuleModel } from '../model/symbols.ts';
import { truth } from './literals.ts';
import { attributeValue, classConstraints } from './constraints.ts';
import { fieldColumn, fieldRelationship, sqlmodelColumn } from './field-columns.ts';
import { imperativeMappings, type ImperativeMapping } from './imperative.ts';
import { chainText } from '../flow/expression-text.ts';
import type { OrmServices } from './services.ts';
import { sqlalchemyColumn, sqlalchemyRelationship } from './sqlalchemy-columns.ts';
import { tableName } from './table-names.ts';

const KINDS: Readonly<Record<string, OrmKind>> = {
  sqlmodel: 'sqlmodel',
  django: 'django',
  tortoise: 'tortoise',
  peewee: 'peewee',
  pony: 'pony',
};
const ORM_KINDS: readonly LibraryKind[] = ['orm', 'web-framework'];
const MAX_MAPPING_MODULES = 20;

export interface OrmModels {
  /** The database model of a class, null when it is none. */
  ormOf(cls: ClassModel): OrmModel | null;
}

export function createOrmModels(services: OrmServices): OrmModels {
  const models = new WeakMap<ClassModel, OrmModel | { readonly none: true }>();
  const mappings = new WeakMap<ModuleModel, readonly ImperativeMapping[]>();
  const mappingsIn = (module: ModuleModel): readonly ImperativeMapping[] => {
    const known = mappings.get(module) ?? imperativeMappings(module, services);
    mappings.set(module, known);
    return known;
  };
  return {
    ormOf(cls) {
      const known = models.get(cls);
      if (known !== undefined) return 'none' in known ? null : known;
      // Set before it is known: a column's type may ask for the model of its own class.
      models.set(cls, { none: true });
      const model = declaredModel(cls, services) ?? mappedModel(cls, services, mappingsIn);
      models.set(cls, model ?? { none: true });
      return model;
    },
  };
}

function declaredModel(cls: ClassModel, services: OrmServices): OrmModel | null {
  const { knowledge } = services;
  const base = cls.ancestors.find(
    (name) => name !== cls.qualifiedName && knowledge.hasRole(name, 'orm-base'),
  );
  if (base === undefined) return null;
  const kind = kindOf(base, services);
  if (kind === 'sqlmodel' && !isTable(cls)) return null;
  const attributes = attributesOf(cls);
  const meta = metaOf(cls);
  const columns = attributes
    .flatMap((attribute) => columnOf(attribute, kind, services) ?? [])
    .map((column) => (column.references === 'self' ? { ...column, references: cls.name } : column));
  const relationships = attributes
    .flatMap((attribute) => relationshipOf(attribute, kind, services) ?? [])
    .map((one) => (one.target === 'self' ? { ...one, target: cls.name } : one));
  return withLookups({
    class: cls,
    kind,
    table: tableName(lineageOf(cls), { kind, meta }),
    columns,
    relationships:
      kind === 'sqlalchemy' ? relationships.map((one) => pointedBack(one, columns)) : relationships,
    constraints: lineageOf(cls).flatMap((ancestor) =>
      classConstraints(ancestor, metaOf(ancestor), knowledge),
    ),
    abstract: isAbstractModel(cls, { columns, meta, kind }),
    versionColumn: versionColumn(cls),
  });
}

function withLookups(model: Omit<OrmModel, 'column' | 'relationship'>): OrmModel {
  return {
    ...model,
    column: (name) => model.columns.find((column) => column.name === name) ?? null,
    relationship: (name) =>
      model.relationships.find((relationship) => relationship.name === name) ?? null,
  };
}

function kindOf(base: string, { knowledge }: OrmServices): OrmKind {
  const library = knowledge.libraryOf(base)?.library ?? '';
  const known = Object.entries(KINDS).find(([name]) => library.startsWith(name));
  return known?.[1] ?? 'sqlalchemy';
}

/** `class Order(SQLModel, table=True)`, or a subclass of one. */
function isTable(cls: ClassModel): boolean {
  return lineageOf(cls).some(({ facts }) =>
    facts.keywords.some(({ name, value }) => name === 'table' && truth(value) === true),
  );
}

/** The class and its project bases, nearest first, each once. */
function lineageOf(cls: ClassModel): readonly ClassModel[] {
  const seen = new Set<ClassModel>([cls]);
  for (const member of seen) {
    for (const base of member.bases) if (base !== null && base.class !== null) seen.add(base.class);
  }
  return [...seen];
}

/** Attributes of the class and its project bases, those of bases first; a redefined one stands where it was redefined. */
function attributesOf(cls: ClassModel): readonly ClassAttribute[] {
  const byName = new Map<string, ClassAttribute>();
  for (const member of [...lineageOf(cls)].reverse()) {
    for (const attribute of member.attributes) {
      if (attribute.origin !== 'class') continue;
      byName.delete(attribute.name);
      byName.set(attribute.name, attribute);
    }
  }
  return [...byName.values()];
}

function metaOf(cls: ClassModel): ClassModel | null {
  const { index } = cls.facts;
  return (
    cls.module.classes.find(
      ({ name, facts }) =>
        name === 'Meta' && facts.owner.kind === 'class' && facts.owner.index === index,
    ) ?? null
  );
}

function columnOf(
  attribute: ClassAttribute,
  kind: OrmKind,
  { knowledge }: OrmServices,
): OrmColumn | null {
  if (kind === 'sqlalchemy') return sqlalchemyColumn(attribute, knowledge);
  if (kind === 'sqlmodel') return sqlmodelColumn(attribute, knowledge);
  return fieldColumn(attribute, knowledge);
}

function relationshipOf(
  attribute: ClassAttribute,
  kind: OrmKind,
  { knowledge }: OrmServices,
): OrmRelationship | null {
  if (kind === 'sqlalchemy' || kind === 'sqlmodel')
    return sqlalchemyRelationship(attribute, knowledge);
  return fieldRelationship(attribute, knowledge);
}

/** `customer = relationship('Customer')` beside `customer_id` leads to one row. */
function pointedBack(
  relationship: OrmRelationship,
  columns: readonly OrmColumn[],
): OrmRelationship {
  const pointed =
    relationship.many &&
    columns.some(
      ({ name, references }) => references !== null && name === `${relationship.name}_id`,
    );
  return pointed ? { ...relationship, many: false } : relationship;
}

function isAbstractModel(
  cls: ClassModel,
  of: {
    readonly columns: readonly OrmColumn[];
    readonly meta: ClassModel | null;
    readonly kind: OrmKind;
  },
): boolean {
  if (truth(attributeValue(cls, '__abstract__')) === true) return true;
  if (of.meta !== null && truth(attributeValue(of.meta, 'abstract')) === true) return true;
  const named =
    attributeValue(cls, '__tablename__') !== null || attributeValue(cls, '__table__') !== null;
  return of.kind === 'sqlalchemy' && !named && of.columns.length === 0;
}

/** `__mapper_args__ = {'version_id_col': version}`. */
function versionColumn(cls: ClassModel): string | null {
  for (const member of lineageOf(cls)) {
    const args = attributeValue(member, '__mapper_args__');
    if (args?.kind !== 'dict') continue;
    const entry = args.entries.find(
      ({ key }) => key?.kind === 'string' && key.value === 'version_id_col',
    );
    if (entry !== undefined) return chainText(entry.value).split('.').at(-1) || null;
  }
  return null;
}

/** Looks for an imperative mapping of the class in its module and in those that import it and an ORM. */
function mappedModel(
  cls: ClassModel,
  services: OrmServices,
  mappingsIn: (module: ModuleModel) => readonly ImperativeMapping[],
): OrmModel | null {
  for (const module of mappingModules(cls.module, services)) {
    const mapping = mappingsIn(module).find((candidate) => candidate.class === cls);
    if (mapping === undefined) continue;
    return withLookups({ ...mapping, kind: 'sqlalchemy', abstract: false, versionColumn: null });
  }
  return null;
}

function mappingModules(module: ModuleModel, services: OrmServices): readonly ModuleModel[] {
  const paths = [
    module.path,
    ...services.imports.importersOf(module.path).map(({ importer }) => importer.path),
  ];
  return [...new Set(paths)]
    .filter((path) => importsMapper(path, services))
    .slice(0, MAX_MAPPING_MODULES)
    .flatMap((path) => services.module(path) ?? []);
}

/** Imports what mappings are made with (`registry`, `mapper`), so that other modules need not be read. */
function importsMapper(path: string, { imports, knowledge }: OrmServices): boolean {
  return imports.externalImportsOf(path).some(({ module, name }) => {
    if (!knowledge.kindsOf(module).some((kind) => ORM_KINDS.includes(kind))) return false;
    return name === 'mapper' || name === 'registry' || name === 'orm';
  });
}
