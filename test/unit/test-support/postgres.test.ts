import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { startPostgres } from '../../support/postgres.ts';

test('a PostgreSQL from npm serves and leaves nothing behind', async () => {
  const server = await startPostgres();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const answer = await client.query<{ sum: number }>('select 40 + 2 as sum');
  await client.end();
  await server.stop();

  expect(answer.rows).toEqual([{ sum: 42 }]);
  const folder = new URL(server.url).searchParams.get('host');
  expect(folder !== null && existsSync(folder)).toBe(false);
});
