/** What a text of SQL does, from its words; strings and comments in it do not count. */
export interface SqlShape {
  readonly kind:
    | 'select'
    | 'insert'
    | 'update'
    | 'delete'
    | 'begin'
    | 'commit'
    | 'rollback'
    | 'schema'
    | 'other';
  /** First table read or written, lower case without schema, empty when it cannot be told. */
  readonly table: string;
  readonly rowLock: boolean;
  readonly skipLocked: boolean;
  readonly onConflict: boolean;
  readonly hasWhere: boolean;
}

const MAX_LENGTH = 20_000;
const SCHEMA = /^(?:create|alter|drop|truncate|grant|revoke|comment|vacuum|analyze|reindex)$/;
/** SQLite lets nobody else write from here on; a table that is locked is locked with all its rows. */
const EXCLUSIVE = /^begin\s+(?:immediate|exclusive)\b|^lock\s+tables?\b/;
const NAME = '["`\\[]?([\\w.]+)["`\\]]?';

export function sqlShape(text: string): SqlShape | null {
  const sql = withoutStrings(text.slice(0, MAX_LENGTH)).trim().toLowerCase();
  const first = /^[(\s]*([a-z]+)/.exec(sql)?.[1];
  if (first === undefined) return null;
  const kind = kindOf(first, sql);
  if (kind === null) return null;
  return {
    kind,
    table: tableOf(kind, sql),
    rowLock:
      /\bfor\s+(?:no\s+key\s+)?update\b|\bfor\s+(?:key\s+)?share\b/.test(sql) ||
      EXCLUSIVE.test(sql),
    skipLocked: /\bskip\s+locked\b/.test(sql),
    onConflict:
      /\bon\s+conflict\b|\bon\s+duplicate\s+key\b|\binsert\s+or\s+(?:ignore|replace)\b|\binsert\s+ignore\b|\bwhere\s+not\s+exists\b/.test(
        sql,
      ),
    hasWhere: /\bwhere\b/.test(sql),
  };
}

/** Comments are dropped, quoted values emptied. */
function withoutStrings(text: string): string {
  return text
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'[^']*'/g, "''");
}

function kindOf(first: string, sql: string): SqlShape['kind'] | null {
  switch (first) {
    case 'select':
    case 'values':
      return 'select';
    case 'insert':
    case 'replace':
    case 'merge':
      return 'insert';
    case 'update':
      return 'update';
    case 'delete':
      return 'delete';
    case 'with':
      return writingPart(sql);
    case 'begin':
    case 'start':
      return 'begin';
    case 'commit':
      return 'commit';
    case 'rollback':
      return 'rollback';
    default:
      if (SCHEMA.test(first)) return 'schema';
      return /^(?:set|show|lock|explain|pragma|call|do|copy|declare|fetch|listen|notify|savepoint|release)$/.test(
        first,
      )
        ? 'other'
        : null;
  }
}

/** A `WITH` writes when its last statement, or one inside it, does. */
function writingPart(sql: string): SqlShape['kind'] {
  const word =
    /\b(insert)\s+into\b|\b(update)\s+[\w."`]+\s+(?:as\s+\w+\s+)?set\b|\b(delete)\s+from\b/.exec(
      sql,
    );
  if (word === null) return 'select';
  return word[1] !== undefined ? 'insert' : word[2] !== undefined ? 'update' : 'delete';
}

function tableOf(kind: SqlShape['kind'], sql: string): string {
  const before =
    kind === 'insert' ? '(?:into|replace)' : kind === 'update' ? 'update(?:\\s+only)?' : 'from';
  const found = new RegExp(`\\b${before}\\s+${NAME}`).exec(sql)?.[1] ?? '';
  return found.slice(found.lastIndexOf('.') + 1);
}
