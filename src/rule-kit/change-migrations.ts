import { textOf } from '../python/facts/canonical-text.ts';
import type { Migration, MigrationOperation, Project } from '../python/model/index.ts';
import type { ChangeModel } from './definition.ts';
import { wordPattern } from './words.ts';

/** The migrations that a change adds, and what is new in them: nobody uses or locks what is not there yet. */
export interface AddedMigrations {
  readonly all: readonly Migration[];
  /** Those that change a schema with data in it: neither first nor squashed. */
  readonly judged: readonly Migration[];
  isNewTable(table: string): boolean;
  isNewColumn(table: string, column: string): boolean;
}

export function addedMigrations({ files, base, head }: ChangeModel): AddedMigrations {
  const all = files.flatMap(({ basePath, headPath }) => {
    if (headPath === null || basePath === headPath) return [];
    if (head.info(headPath)?.kind !== 'migration') return [];
    const migration = head.migrationAt(headPath);
    // One that took the place of another (migrations look much alike) is new, unless it does the same.
    const before = basePath === null ? null : base.migrationAt(basePath);
    return migration === null || (before !== null && doesSame(before, migration))
      ? []
      : [migration];
  });
  const operations = all.flatMap((migration) => migration.operations);
  const tables = new Set(operations.flatMap(madeTable));
  const columns = new Set(operations.flatMap(madeColumn));
  return {
    all,
    judged: all.filter(({ isInitial }) => !isInitial),
    isNewTable: (table) => tables.has(table),
    isNewColumn: (table, column) => columns.has(`${table}.${column}`),
  };
}

function doesSame(before: Migration, now: Migration): boolean {
  const textsOf = ({ operations }: Migration): string =>
    operations.map(({ expr }) => textOf(expr)).join('\n');
  return textsOf(before) === textsOf(now);
}

function madeTable({ kind, table }: MigrationOperation): readonly string[] {
  return kind === 'create-table' ? [table] : [];
}

function madeColumn({ kind, table, column }: MigrationOperation): readonly string[] {
  return kind === 'add-column' ? [`${table}.${column}`] : [];
}

/** Another migration updates the column or gave it a default: this one may be the last of several steps. Read from the text. */
export function isFilledElsewhere(
  { table, column }: Pick<MigrationOperation, 'table' | 'column'>,
  { path }: Migration,
  project: Project,
): boolean {
  const words = [wordPattern([table]), wordPattern([column])];
  return project.modules.some(({ kind, file, path: other }) => {
    if (kind !== 'migration' || other === path) return false;
    const text = project.textOf(file) ?? '';
    return (
      words.every((word) => word.test(text)) &&
      (/\bupdate\b/iu.test(text) || isGivenDefault(text, column))
    );
  });
}

/** `Column("language", …, server_default="en")` */
function isGivenDefault(text: string, column: string): boolean {
  const at = text.search(new RegExp(`["']${column.replace(/\W/gu, '')}["']`, 'u'));
  const end = at < 0 ? -1 : text.indexOf('Column(', at);
  return at >= 0 && text.slice(at, end < 0 ? at + 300 : end).includes('server_default');
}

/** `a, b, c and 3 more`, each name once. */
export function listed(names: readonly string[], most = 3): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, most).join(', ');
  const rest = unique.length - most;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
