import { literalString } from '../facts/expressions.ts';
import type { OrmKind } from '../model/orm.ts';
import type { ClassModel } from '../model/symbols.ts';
import { attributeValue } from './constraints.ts';

/** Table of a model: written in the class, or what its library derives from the class name; empty when it cannot be told. */
export function tableName(
  lineage: readonly ClassModel[],
  of: { readonly kind: OrmKind; readonly meta: ClassModel | null },
): string {
  const cls = lineage[0];
  if (cls === undefined) return '';
  switch (of.kind) {
    case 'django':
      return (
        metaString(of.meta, ['db_table']) ?? `${appLabel(cls, of.meta)}_${cls.name.toLowerCase()}`
      );
    case 'tortoise':
      return metaString(of.meta, ['table']) ?? cls.name.toLowerCase();
    case 'peewee':
      return metaString(of.meta, ['table_name', 'db_table']) ?? cls.name.toLowerCase();
    case 'sqlmodel':
      return literalString(attributeValue(cls, '__tablename__')) ?? cls.name.toLowerCase();
    default:
      return writtenName(lineage) ?? flaskName(cls);
  }
}

/** `__tablename__` of the class, or of the one whose table it shares. */
function writtenName(lineage: readonly ClassModel[]): string | null {
  for (const cls of lineage) {
    const name = literalString(attributeValue(cls, '__tablename__'));
    if (name !== null) return name;
  }
  return null;
}

function metaString(meta: ClassModel | null, names: readonly string[]): string | null {
  if (meta === null) return null;
  for (const name of names) {
    const text = literalString(attributeValue(meta, name));
    if (text !== null) return text;
  }
  return null;
}

/** The package that holds `models.py` or `models/`. */
export function appLabel(cls: ClassModel, meta: ClassModel | null): string {
  return metaString(meta, ['app_label']) ?? appOfPath(cls.module.path);
}

/** `shop` of `src/shop/models.py`, `shop/models/order.py` and `shop/migrations/0001_initial.py`. */
export function appOfPath(path: string): string {
  const parts = path.split('/').slice(0, -1);
  const marker = parts.findLastIndex((part) => part === 'models' || part === 'migrations');
  return (marker < 0 ? parts.at(-1) : parts[marker - 1]) ?? '';
}

/** Flask-SQLAlchemy names a table after its class. */
function flaskName(cls: ClassModel): string {
  if (!cls.ancestors.some((name) => name.startsWith('flask_sqlalchemy.'))) return '';
  return cls.name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase();
}
