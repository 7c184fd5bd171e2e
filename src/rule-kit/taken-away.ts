import type {
  Migration,
  MigrationOperation,
  OrmModel,
  Placed,
  Project,
} from '../python/model/index.ts';
import type { AddedMigrations } from './change-migrations.ts';
import { usesOf } from './column-uses.ts';
import { columnNamed, migratedModels } from './table-models.ts';

/** A column or table that a migration drops or renames while code expects it. */
export interface TakenAway {
  readonly operation: MigrationOperation;
  readonly migration: Migration;
  readonly what: 'column' | 'table';
  /** `mapped` and `read` by the code of head, which fails for good; `running`: only by the code that the deployment replaces. */
  readonly by: 'mapped' | 'read' | 'running';
  /** The declaration or the uses that expect it. */
  readonly expected: readonly Placed[];
  /** Before the change: may the new code leave it out when it inserts? */
  readonly required: boolean;
}

export interface TakenAwayQuestion {
  readonly added: AddedMigrations;
  readonly base: Project;
  readonly head: Project;
}

/** Silent where base knows nothing of it either: it went out of use in an earlier release. */
export function takenAway(question: TakenAwayQuestion): readonly TakenAway[] {
  return question.added.judged.flatMap((migration) =>
    migration.operations.flatMap((operation) => {
      if (isExcused(operation, question)) return [];
      const found =
        operation.kind === 'drop-column' || operation.kind === 'rename-column'
          ? columnTaken(operation, migration, question)
          : tableTaken(operation, migration, question);
      return found === null ? [] : [{ operation, migration, ...found }];
    }),
  );
}

const TAKES = new Set(['drop-column', 'rename-column', 'drop-table', 'rename-table']);

/** New in the same change, made again in it, or said to be out of use beside it. */
function isExcused(operation: MigrationOperation, { added, head }: TakenAwayQuestion): boolean {
  const { kind, table, column } = operation;
  if (!TAKES.has(kind) || table === '' || added.isNewTable(table)) return true;
  const isColumn = kind.endsWith('-column');
  if (isColumn && (column === '' || added.isNewColumn(table, column))) return true;
  const isMadeAgain = added.all.some(({ operations }) =>
    operations.some((other) =>
      isColumn
        ? other.kind === 'rename-column' && other.table === table && other.name === column
        : other.kind === 'rename-table' && other.name === table,
    ),
  );
  return isMadeAgain || isSaidUnused(operation, head);
}

const UNUSED =
  /#.*\b(?:no longer (?:used|read|written|referenced|mapped)|not used any ?more|unused since|unused (?:column|table|field)s?|(?:already|previously) (?:removed|unused|unmapped|deprecated)|contract (?:phase|step)|safe to (?:drop|remove|rename)|(?:previous|earlier|last) (?:release|deploy(?:ment)?))\b/iu;

/** A comment on the operation, or in the two lines above it. */
function isSaidUnused({ module, span }: MigrationOperation, head: Project): boolean {
  const lines = (head.textOf(module.info.file) ?? '').split(/\r\n|\n|\r/u);
  const first = module.position(span.start).line;
  const last = module.position(Math.max(span.start, span.end - 1)).line;
  return lines.slice(Math.max(0, first - 3), last).some((line) => UNUSED.test(line));
}

type Found = Pick<TakenAway, 'what' | 'by' | 'expected' | 'required'>;

function columnTaken(
  operation: MigrationOperation,
  { path }: Migration,
  { base, head }: TakenAwayQuestion,
): Found | null {
  const { table, column, model, name } = operation;
  const before = columnsIn(migratedModels({ table, model, path }, base), column);
  if (before.length > 0 && before.every(isDeferred)) return null;
  if (operation.kind === 'rename-column' && before.some(isNamedInDatabase)) return null;
  const models = migratedModels({ table, model, path }, head);
  const mapped = columnsIn(models, column);
  const required = before.some(
    ({ nullable, hasServerDefault }) => nullable === false && !hasServerDefault,
  );
  if (mapped.length > 0 && (name === '' || columnsIn(models, name).length === 0))
    return { what: 'column', by: 'mapped', expected: mapped, required };
  if (mapped.length > 0) return null;
  const uses = usesOf({ table, column, models }, head);
  if (uses.length > 0) return { what: 'column', by: 'read', expected: uses, required };
  return before.length === 0
    ? null
    : { what: 'column', by: 'running', expected: models.map(placeOf), required };
}

function columnsIn(models: readonly OrmModel[], name: string): OrmModel['columns'] {
  return models.flatMap((model) => columnNamed(model, name) ?? []);
}

/** `deferred=True`: no query selects it any more, the code has let go of it. */
function isDeferred({ value }: OrmModel['columns'][number]): boolean {
  return (
    value?.kind === 'call' &&
    value.args.some(
      ({ name, value: given }) =>
        name === 'deferred' && given.kind === 'constant' && given.value === 'True',
    )
  );
}

/** `db_column='…'`: Django's field has another name than the column, and a rename may leave the column alone. */
function isNamedInDatabase({ value }: OrmModel['columns'][number]): boolean {
  return value?.kind === 'call' && value.args.some(({ name }) => name === 'db_column');
}

function tableTaken(
  operation: MigrationOperation,
  { path }: Migration,
  { base, head }: TakenAwayQuestion,
): Found | null {
  const { table, model } = operation;
  const before = migratedModels({ table, model, path }, base);
  if (operation.kind === 'rename-table' && before.some((one) => one.table !== table)) return null;
  const mapped = migratedModels({ table, model, path }, head);
  if (mapped.length > 0)
    return { what: 'table', by: 'mapped', expected: mapped.map(placeOf), required: false };
  const uses = usesOf({ table, column: '', models: [] }, head);
  if (uses.length > 0) return { what: 'table', by: 'read', expected: uses, required: false };
  return before.length === 0
    ? null
    : { what: 'table', by: 'running', expected: [], required: false };
}

/** The line that declares the model. */
function placeOf({ class: cls }: OrmModel): Placed {
  return { module: cls.module, span: cls.facts.nameSpan, symbol: cls.symbol };
}
