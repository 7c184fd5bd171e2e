import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/adapters/database/database.ts';
import type { Database, DatabaseLocation } from '../../src/adapters/database/database.ts';
import { createCheckRecords } from '../../src/adapters/store/check-records.ts';
import { firstCheckOf } from '../../src/application/checks.ts';
import type { CheckRecords } from '../../src/application/ports/check-records.ts';
import type { PullRequestRef } from '../../src/application/ports/pull-request.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { startPostgres } from '../support/postgres.ts';

let server: PostgresServer | null = null;

beforeAll(async () => {
  server = await startPostgres();
}, 240_000);

afterAll(async () => {
  await server?.stop();
});

const BACKENDS: readonly (readonly [string, () => DatabaseLocation])[] = [
  ['the embedded database', () => ({ kind: 'embedded', folder: null })],
  ['PostgreSQL', () => ({ kind: 'postgres', url: server?.url ?? '' })],
];

function pull(number: number): PullRequestRef {
  return {
    repository: { id: 7_000_000_000, owner: 'acme', name: 'shop', installationId: 1 },
    number,
  };
}

describe.each(BACKENDS)('check records on %s', (_name, locationOf) => {
  let database: Database;
  let records: CheckRecords;

  beforeAll(async () => {
    const opened = await openDatabase(locationOf());
    if (!opened.ok) throw new Error('the database is taken');
    database = opened.value;
    records = await createCheckRecords(database);
  }, 240_000);

  afterAll(async () => {
    await database.close();
  });

  it('let one of many create a check', async () => {
    expect(await records.isEmpty()).toBe(true);
    const ref = firstCheckOf(pull(1), 'aaa');
    const claims = await Promise.all(Array.from({ length: 8 }, () => records.claim(ref)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await records.find(ref.externalId)).toEqual({
      ref,
      checkRunId: null,
      started: false,
      end: null,
      baseSha: '',
      digest: '',
    });
    expect(await records.isEmpty()).toBe(false);
  });

  it('follow a check to its end', async () => {
    const ref = firstCheckOf(pull(2), 'bbb');
    await records.claim(ref);
    await records.created(ref, 9_007_199_254);
    await records.started(ref);
    expect(await records.openOf(pull(2))).toMatchObject([
      { checkRunId: 9_007_199_254, started: true },
    ]);
    await records.ended(ref, { end: 'reviewed', baseSha: 'base', digest: 'd' });
    expect(await records.openOf(pull(2))).toEqual([]);
    expect(await records.newestOf(pull(2))).toMatchObject({ end: 'reviewed', baseSha: 'base' });
  });

  it('know attempts, heads and the pull requests that had one', async () => {
    const [first, again] = [firstCheckOf(pull(3), 'ccc'), firstCheckOf(pull(3), 'ccc', 2)];
    for (const ref of [first, again, firstCheckOf(pull(4), 'ccc')]) await records.claim(ref);
    const ofHead = await records.ofHead(pull(3), 'ccc');
    expect(ofHead.map(({ ref }) => ref.externalId)).toEqual([again.externalId, first.externalId]);
    expect([...(await records.numbersAt(7_000_000_000, 'ccc'))].sort((a, b) => a - b)).toEqual([
      3, 4,
    ]);
    expect(await records.numbersAt(7_000_000_000, 'ddd')).toEqual([]);
    expect(await records.newestOf(pull(5))).toBeNull();
  });

  it('name what nobody has touched', async () => {
    expect(await records.abandoned(3_600)).toEqual([]);
    const open = await records.abandoned(-1);
    expect(open.map(({ ref }) => ref.pullRequest.number).sort((a, b) => a - b)).toEqual([
      1, 3, 3, 4,
    ]);
    await database.query(
      "UPDATE lintel_check SET touched_at = now() - interval '15 days' WHERE number = 3",
    );
    const owed = await records.abandoned(-1);
    expect(owed.map(({ ref }) => ref.pullRequest.number).sort((a, b) => a - b)).toEqual([1, 4]);
  });
});
