import type { Expr } from '../facts/facts.ts';
import type { ClassModel, Placed } from './symbols.ts';

export type OrmKind = 'sqlalchemy' | 'sqlmodel' | 'django' | 'tortoise' | 'peewee' | 'pony';

export interface OrmColumn extends Placed {
  readonly name: string;
  /** Canonical name of the column type (`sqlalchemy.Float`, `django.db.models.DecimalField`), empty when unknown. */
  readonly type: string;
  /** Null when it cannot be told. */
  readonly nullable: boolean | null;
  readonly unique: boolean;
  readonly indexed: boolean;
  readonly primaryKey: boolean;
  /** Referenced model or table, null when none. */
  readonly references: string | null;
  readonly hasDefault: boolean;
  readonly hasServerDefault: boolean;
  /** Enum class or literal choices when the column holds states. */
  readonly states: readonly string[];
  readonly value: Expr | null;
}

export interface OrmRelationship extends Placed {
  readonly name: string;
  /** Model named by the relationship, null when unknown. */
  readonly target: string | null;
  readonly many: boolean;
  /** `lazy=` setting or empty. */
  readonly loading: string;
}

export interface OrmConstraint extends Placed {
  readonly kind: 'unique' | 'check' | 'index' | 'foreign-key';
  readonly columns: readonly string[];
  readonly name: string;
}

export interface OrmModel {
  readonly class: ClassModel;
  readonly kind: OrmKind;
  /** Table name when literal or derivable, else empty. */
  readonly table: string;
  readonly columns: readonly OrmColumn[];
  readonly relationships: readonly OrmRelationship[];
  readonly constraints: readonly OrmConstraint[];
  readonly abstract: boolean;
  /** Optimistic locking column, when configured. */
  readonly versionColumn: string | null;
  column(name: string): OrmColumn | null;
  relationship(name: string): OrmRelationship | null;
}

/** One operation of a migration, alembic and Django in one shape. */
export interface MigrationOperation extends Placed {
  readonly kind:
    | 'create-table'
    | 'drop-table'
    | 'rename-table'
    | 'add-column'
    | 'drop-column'
    | 'alter-column'
    | 'rename-column'
    | 'create-index'
    | 'drop-index'
    | 'create-constraint'
    | 'drop-constraint'
    | 'run-sql'
    | 'run-python'
    | 'other';
  readonly table: string;
  readonly column: string;
  readonly nullable: boolean | null;
  readonly hasDefault: boolean;
  readonly hasServerDefault: boolean;
  /** CREATE INDEX CONCURRENTLY or its Django form. */
  readonly concurrently: boolean;
  /** A constraint that is not checked against the rows that exist (NOT VALID). */
  readonly notValid: boolean;
  /** It runs in the migration's transaction: no autocommit block, no `atomic = False`. */
  readonly inTransaction: boolean;
  readonly sql: string;
  readonly expr: Expr;
  /** Columns of an index or constraint, in order. */
  readonly columns: readonly string[];
  /** Name of an index or constraint; the new name of what is renamed. */
  readonly name: string;
  readonly unique: boolean;
  /** Canonical name of the (new) column type, empty when the operation names none; words of SQL for raw SQL. */
  readonly type: string;
  /** Canonical name of the type that the column had, empty when the operation does not say. */
  readonly oldType: string;
  /** Django's model as written (`Order`), empty elsewhere: its table may be called otherwise. */
  readonly model: string;
}

export interface Migration {
  readonly path: string;
  readonly framework: 'alembic' | 'django' | 'aerich';
  /** alembic revision, Django `app.0001_name`, name of aerich's file. */
  readonly id: string;
  readonly dependsOn: readonly string[];
  /** Migrations that a squashed one stands for. */
  readonly replaces: readonly string[];
  /** The first of its app or history, or a squashed one. */
  readonly isInitial: boolean;
  /** Of upgrade() or `operations`, in order. What raw SQL does to the schema follows its `run-sql`. */
  readonly operations: readonly MigrationOperation[];
}
