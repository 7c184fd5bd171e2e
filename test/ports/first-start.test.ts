import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/adapters/database/database.ts';
import { createJobQueue } from '../../src/adapters/queue/job-queue.ts';
import { createCheckRecords } from '../../src/adapters/store/check-records.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 240_000);

afterAll(async () => {
  await server.stop();
});

/** What a process does with its database when it starts. */
async function startOn(url: string): Promise<void> {
  const opened = await openDatabase({ kind: 'postgres', url });
  if (!opened.ok) throw new Error('the database is not reachable');
  const queue = await createJobQueue(opened.value, { onError: () => undefined });
  await createCheckRecords(opened.value);
  await queue.stop(1);
  await opened.value.close();
}

describe('a new PostgreSQL', () => {
  it('takes several processes that start together', async () => {
    const starts = Array.from({ length: 6 }, () => startOn(server.url));
    const failed = (await Promise.allSettled(starts)).filter(({ status }) => status === 'rejected');
    expect(failed).toEqual([]);
  }, 240_000);
});

describe('a PostgreSQL that cannot be used', () => {
  it.each([
    ['postgres://u:geheim@127.0.0.1:9/x', 'ECONNREFUSED'],
    ['postgres://u:geheim@localhost:9/x', 'ECONNREFUSED'],
    ['postgres://u:geheim@nowhere.invalid/x', 'nowhere.invalid'],
  ])('%s is told with its reason, and without the password', async (url, reason) => {
    const opened = await openDatabase({ kind: 'postgres', url });
    const told = opened.ok ? '' : JSON.stringify(opened.error);
    expect(told).toContain('unreachable');
    expect(told).toContain(reason);
    expect(told).not.toContain('geheim');
  });
});
