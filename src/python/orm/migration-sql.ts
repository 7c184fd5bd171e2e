import type { MigrationOperation } from '../model/orm.ts';
import type { OperationDraft } from './migration-shape.ts';

/** What one statement of raw SQL does to the schema. */
export type SchemaChange = OperationDraft & { readonly kind: MigrationOperation['kind'] };

const MAX_LENGTH = 20_000;
const NAME = '["`]?(?:\\w+["`]?\\.["`]?)?(\\w+)["`]?';
const CREATE_TABLE = new RegExp(
  `^create\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}`,
);
const CREATE_INDEX = new RegExp(
  `^create\\s+(unique\\s+)?index\\s+(concurrently\\s+)?(?:if\\s+not\\s+exists\\s+)?(?:${NAME}\\s+)?on\\s+(?:only\\s+)?${NAME}\\s*(?:using\\s+\\w+\\s*)?\\((.*)$`,
  's',
);
const ALTER_TABLE = new RegExp(
  `^alter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?${NAME}\\s+(.*)$`,
  's',
);
const DROP_TABLE = /^drop\s+table\s+(?:if\s+exists\s+)?(.*)$/s;
const ADD_CONSTRAINT = new RegExp(
  `^add\\s+(?:constraint\\s+${NAME}\\s+)?(unique|check|foreign\\s+key|primary\\s+key|exclude)\\b(.*)$`,
  's',
);
const ADD_COLUMN = new RegExp(
  `^add\\s+(?:column\\s+)?(?:if\\s+not\\s+exists\\s+)?${NAME}\\s+(.*)$`,
  's',
);
const DROP_COLUMN = new RegExp(`^drop\\s+(?:column\\s+)?(?:if\\s+exists\\s+)?${NAME}`);
const RENAME_TABLE = new RegExp(`^rename\\s+to\\s+${NAME}`);
const RENAME_COLUMN = new RegExp(`^rename\\s+(?:column\\s+)?${NAME}\\s+to\\s+${NAME}`);
const ALTER_COLUMN = new RegExp(`^alter\\s+(?:column\\s+)?${NAME}\\s+(.*)$`, 's');

/** Changes of the schema in a text of SQL, in order; a statement that it cannot read is passed over. */
export function schemaChangesIn(text: string): readonly SchemaChange[] {
  return plain(text.slice(0, MAX_LENGTH))
    .split(';')
    .flatMap((statement) => changesOf(statement.trim()));
}

/** Lower case, without comments and quoted values. */
function plain(text: string): string {
  return text
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'[^']*'/g, "''")
    .toLowerCase();
}

function changesOf(sql: string): readonly SchemaChange[] {
  const created = CREATE_TABLE.exec(sql);
  if (created !== null) return [{ kind: 'create-table', table: created[1] ?? '' }];
  const index = CREATE_INDEX.exec(sql);
  if (index !== null) return [indexOf(index)];
  const droppedTables = DROP_TABLE.exec(sql)?.[1];
  if (droppedTables !== undefined)
    return namesIn(droppedTables).map((table) => ({ kind: 'drop-table', table }));
  const [, table, actions] = ALTER_TABLE.exec(sql) ?? [];
  if (table === undefined || actions === undefined) return [];
  return partsOf(actions).flatMap((action) => {
    const change = actionOf(action);
    return change === null ? [] : [{ ...change, table }];
  });
}

function indexOf([, unique, concurrently, name, table, columns]: RegExpExecArray): SchemaChange {
  return {
    kind: 'create-index',
    table: table ?? '',
    name: name ?? '',
    columns: plainNames(inParentheses(columns ?? '')),
    unique: unique !== undefined,
    concurrently: concurrently !== undefined,
  };
}

/** First words of the parts: `orders` of `orders cascade`; `lower(email)` has none. */
function namesIn(list: string): readonly string[] {
  const first = new RegExp(`^${NAME}(?![\\w(])`);
  return partsOf(list).flatMap((part) => first.exec(part)?.[1] ?? []);
}

/** The names, none when one of the parts is an expression: what it covers is not known then. */
function plainNames(list: string): readonly string[] {
  const names = namesIn(list);
  return names.length === partsOf(list).length ? names : [];
}

/** The text up to the parenthesis that closes it. */
function inParentheses(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && --depth < 0) return text.slice(0, at);
  }
  return text;
}

/** Parts between commas that stand in no parentheses. */
function partsOf(list: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at += 1) {
    const char = list[at];
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(list.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(list.slice(start).trim());
  return parts.filter((part) => part !== '');
}

function actionOf(action: string): SchemaChange | null {
  const constraint = ADD_CONSTRAINT.exec(action);
  if (constraint !== null) return constraintOf(constraint);
  if (/^drop\s+constraint\b/.test(action)) return { kind: 'drop-constraint' };
  const added = ADD_COLUMN.exec(action);
  if (added !== null) return addedColumn(added[1] ?? '', added[2] ?? '');
  const renamed = RENAME_TABLE.exec(action)?.[1];
  if (renamed !== undefined) return { kind: 'rename-table', name: renamed };
  const [, old, name] = RENAME_COLUMN.exec(action) ?? [];
  if (old !== undefined && name !== undefined) return { kind: 'rename-column', column: old, name };
  const droppedColumn = DROP_COLUMN.exec(action)?.[1];
  if (droppedColumn !== undefined) return { kind: 'drop-column', column: droppedColumn };
  const altered = ALTER_COLUMN.exec(action);
  return altered === null ? null : alteredColumn(altered[1] ?? '', altered[2] ?? '');
}

function constraintOf([, name, written, rest]: RegExpExecArray): SchemaChange {
  const type = (written ?? '').replace(/\s+key$/, '');
  const text = rest ?? '';
  return {
    kind: 'create-constraint',
    name: name ?? '',
    type,
    unique: type === 'unique',
    columns: type === 'check' ? [] : namesIn(/\(([^)]*)\)/.exec(text)?.[1] ?? ''),
    notValid: /\bnot\s+valid\b/.test(text),
    // An index that exists becomes a constraint: nothing is built.
    concurrently: /\busing\s+index\b/.test(text),
  };
}

function addedColumn(column: string, rest: string): SchemaChange {
  return {
    kind: 'add-column',
    column,
    nullable: !/\bnot\s+null\b|\bprimary\s+key\b/.test(rest),
    hasServerDefault: /\bdefault\b|\bgenerated\b|\bserial\b/.test(rest),
    unique: /\bunique\b/.test(rest),
    type: /^\w+/.exec(rest)?.[0] ?? '',
  };
}

/** `TYPE text`, `SET NOT NULL`, `DROP NOT NULL`, `SET DEFAULT 0`. */
function alteredColumn(column: string, rest: string): SchemaChange | null {
  const type = /^(?:set\s+data\s+)?type\s+(\w+)/.exec(rest)?.[1];
  if (type !== undefined) return { kind: 'alter-column', column, type };
  if (/^set\s+not\s+null/.test(rest)) return { kind: 'alter-column', column, nullable: false };
  if (/^drop\s+not\s+null/.test(rest)) return { kind: 'alter-column', column, nullable: true };
  return { kind: 'alter-column', column, hasServerDefault: /^set\s+default/.test(rest) };
}
