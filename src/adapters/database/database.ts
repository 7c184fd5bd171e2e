import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import type { Db as QueueAccess } from 'pg-boss';
import { fromPglite } from 'pg-boss';
import pg from 'pg';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';
import { listenTo } from './notifications.ts';
import type { FolderTaken } from './process-lock.ts';
import { acquireProcessLock } from './process-lock.ts';

/** Why the database cannot be used; both are for the owner of the service to mend. */
export type DatabaseProblem =
  | FolderTaken
  /** PostgreSQL does not answer, or refuses us. The reason holds no password. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** The embedded database does not open: a power cut, a full disk. */
  | { readonly kind: 'broken'; readonly folder: string; readonly reason: string };

/** Runs one statement; rows come as plain objects. */
export interface Statements {
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** The database of the process: PostgreSQL shared by many, or embedded in one folder. Same SQL on both. */
export interface Database extends Statements {
  readonly kind: 'postgres' | 'embedded';
  /** How the queue reaches it. */
  readonly forQueue: QueueAccess;
  /** The queue's view of an open transaction, so that a job and our own rows are written together or not at all. */
  transaction<T>(work: (statements: Statements, forQueue: QueueAccess) => Promise<T>): Promise<T>;
  /** Runs statements that create what is missing. Processes that start together wait for each other: `IF NOT EXISTS` alone fails then. */
  define(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Any number that nothing else in the database locks. */
const DEFINING = 7_546_835;
/** A server that does not answer is as good as gone; without a limit whoever asks would wait with it. */
const CONNECT_MS = 5_000;

/** `folder` null keeps the embedded database in memory (tests). */
export type DatabaseLocation =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'embedded'; readonly folder: string | null };

export async function openDatabase(
  location: DatabaseLocation,
): Promise<Result<Database, DatabaseProblem>> {
  if (location.kind === 'postgres') return openReachable(location.url);
  if (location.folder === null)
    return ok(await openEmbedded(new PGlite('memory://'), () => undefined));
  mkdirSync(location.folder, { recursive: true });
  const lock = acquireProcessLock(location.folder);
  if (!lock.ok) return lock;
  const held = lock.value;
  const folder = join(location.folder, 'database');
  try {
    return ok(await openEmbedded(new PGlite(folder), () => held.release()));
  } catch (error) {
    held.release();
    return err({ kind: 'broken', folder, reason: reasonOf(error) });
  }
}

async function openReachable(url: string): Promise<Result<Database, DatabaseProblem>> {
  try {
    const database = openPostgres(url);
    await database.query('SELECT 1');
    return ok(database);
  } catch (error) {
    return err({ kind: 'unreachable', reason: reasonOf(error) });
  }
}

/** Several addresses of one host fail as one error without a message of its own, with a code only. */
function reasonOf(error: unknown): string {
  const { message, code } = Object(error) as Readonly<Record<'message' | 'code', unknown>>;
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : 'no reason given';
}

function openPostgres(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  // Without a listener a connection that breaks while idle ends the process; the pool replaces it by itself.
  pool.on('error', () => undefined);
  return {
    kind: 'postgres',
    forQueue: {
      ...queueAccess(pool),
      listen: (channel, onNotification, onConnect) =>
        listenTo(url, { channel, onNotification, onConnect }),
    },
    query: rowsFrom(pool),
    transaction: (work) => inTransaction(pool, work),
    define: (statements) => inTransaction(pool, (inside) => define(inside, statements)),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(
  pool: pg.Pool,
  work: (statements: Statements, forQueue: QueueAccess) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work({ query: rowsFrom(client) }, queueAccess(client));
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not handed to the next user.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}

async function define(inside: Statements, statements: readonly string[]): Promise<void> {
  await inside.query('SELECT pg_advisory_xact_lock($1)', [DEFINING]);
  for (const statement of statements) await inside.query(statement);
}

/** The rows have the shape that the statement's author names. */
function rowsFrom(client: Pick<pg.Pool, 'query'>): Statements['query'] {
  return async <Row>(text: string, values?: readonly unknown[]) => {
    const answer: pg.QueryResult = await client.query(text, [...(values ?? [])]);
    return answer.rows as Row[];
  };
}

function queueAccess(client: Pick<pg.Pool, 'query'>): QueueAccess {
  return {
    executeSql: async (text, values) => {
      const answer: unknown = await client.query(text, values);
      // Several statements in one text give several results; the queue wants all their rows.
      if (Array.isArray(answer))
        return { rows: answer.flatMap((part: pg.QueryResult): unknown[] => part.rows) };
      return { rows: (answer as pg.QueryResult).rows };
    },
  };
}

async function openEmbedded(pglite: PGlite, onClose: () => void): Promise<Database> {
  await pglite.waitReady;
  return {
    kind: 'embedded',
    forQueue: pausing(fromPglite(pglite)),
    query: statementsOf(pglite),
    transaction: (work) =>
      pglite.transaction((tx) =>
        work(
          { query: statementsOf(tx) },
          pausing({ executeSql: async (text, values) => tx.query(text, [...(values ?? [])]) }),
        ),
      ),
    define: (statements) =>
      pglite.transaction((tx) => define({ query: statementsOf(tx) }, statements)),
    async close() {
      await pglite.close();
      onClose();
    },
  };
}

function statementsOf(client: Pick<PGlite, 'query'>): Statements['query'] {
  return async <Row>(text: string, values?: readonly unknown[]) => {
    await nextTurn();
    return (await client.query<Row>(text, [...(values ?? [])])).rows;
  };
}

/**
 * The embedded database computes in this thread and answers without a turn of the event loop: statements of several webhooks would run
 * one after the other while new connections wait, of which Node accepts one in each turn.
 */
function pausing(access: QueueAccess): QueueAccess {
  return {
    ...access,
    async executeSql(text, values) {
      await nextTurn();
      return access.executeSql(text, values);
    },
  };
}
