/** Families of column types whose values the database stores alike, over the names of all ORMs and of SQL. */
export type TypeFamily =
  | 'small-integer'
  | 'integer'
  | 'big-integer'
  | 'text'
  | 'boolean'
  | 'numeric'
  | 'float'
  | 'timestamp'
  | 'date'
  | 'time'
  | 'uuid'
  | 'json'
  | 'jsonb'
  | 'enum'
  | 'binary';

const FAMILIES: readonly (readonly [TypeFamily, RegExp])[] = [
  ['small-integer', /^(?:positive)?small(?:integer|int)(?:field)?$/u],
  ['big-integer', /^(?:positive)?(?:biginteger|bigint)(?:field)?$/u],
  ['integer', /^(?:positive)?(?:integer|int)(?:field)?$/u],
  [
    'text',
    /^(?:string|str|text|unicode|unicodetext|varchar|char|character|nvarchar|(?:char|text|email|url|slug|file|image|filepath)field)$/u,
  ],
  ['boolean', /^(?:boolean|bool)(?:field)?$/u],
  ['numeric', /^(?:numeric|decimal)(?:field)?$/u],
  ['float', /^(?:float|double|double_precision|real)(?:field)?$/u],
  ['timestamp', /^(?:datetime|timestamp|timestamptz)(?:field)?$/u],
  ['date', /^date(?:field)?$/u],
  ['time', /^time(?:field)?$/u],
  ['uuid', /^(?:uuid|guid)(?:field)?$/u],
  ['jsonb', /^jsonb$/u],
  ['json', /^json(?:field)?$/u],
  ['enum', /^enum$/u],
  ['binary', /^(?:largebinary|binary|varbinary|bytea|bytes)(?:field)?$/u],
];

/** Family of a canonical type name (`sqlalchemy.BigInteger`, `django.db.models.CharField`, `bigint`), null when unknown. */
export function typeFamily(name: string): TypeFamily | null {
  const last = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return FAMILIES.find(([, pattern]) => pattern.test(last))?.[0] ?? null;
}

/** True when PostgreSQL must write every row anew to change the type; false also when it cannot be told. */
export function rewritesTable(before: string, after: string): boolean {
  const from = typeFamily(before);
  const to = typeFamily(after);
  return from !== null && to !== null && from !== to;
}
