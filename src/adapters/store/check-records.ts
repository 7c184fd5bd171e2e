import type { CheckEnd, CheckRecord, CheckRecords } from '../../application/ports/check-records.ts';
import type { PullRequestRef } from '../../application/ports/pull-request.ts';

/** What the records need of the process's database; the adapter for it lives elsewhere. */
export interface RecordStatements {
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  define(statements: readonly string[]): Promise<void>;
}

interface Row {
  readonly external_id: string;
  readonly repository_id: string | number;
  readonly owner: string;
  readonly name: string;
  readonly installation_id: string | number;
  readonly number: number;
  readonly head_sha: string;
  readonly check_run_id: string | number | null;
  readonly started: boolean;
  readonly ended: CheckEnd | null;
  readonly base_sha: string;
  readonly digest: string;
}

/** Checks are forgotten after this long; a head that old is reviewed again if somebody asks. */
const KEPT_DAYS = 90;
/** GitHub calls a check stale that is open for so long; nobody needs to end it any more. */
const STALE_DAYS = 14;

const TABLE = `CREATE TABLE IF NOT EXISTS lintel_check (
  external_id text PRIMARY KEY,
  repository_id bigint NOT NULL,
  owner text NOT NULL,
  name text NOT NULL,
  installation_id bigint NOT NULL,
  number integer NOT NULL,
  head_sha text NOT NULL,
  check_run_id bigint,
  started boolean NOT NULL DEFAULT false,
  ended text,
  base_sha text NOT NULL DEFAULT '',
  digest text NOT NULL DEFAULT '',
  sequence bigserial,
  touched_at timestamptz NOT NULL DEFAULT now()
)`;

/** The check runs of ours in the process's database, the same on PostgreSQL and on the embedded one. */
export async function createCheckRecords(database: RecordStatements): Promise<CheckRecords> {
  await database.define([
    TABLE,
    'CREATE INDEX IF NOT EXISTS lintel_check_pull ON lintel_check (repository_id, number)',
  ]);
  await database.query(
    `DELETE FROM lintel_check WHERE touched_at < now() - interval '${KEPT_DAYS} days'`,
  );
  return { ...readingOf(database), ...writingOf(database) };
}

function readingOf(
  database: RecordStatements,
): Pick<
  CheckRecords,
  | 'isEmpty'
  | 'newestOf'
  | 'ofPullRequest'
  | 'ofHead'
  | 'openOf'
  | 'abandoned'
  | 'numbersAt'
  | 'find'
> {
  const select = async (
    where: string,
    values: readonly unknown[],
    most = 1_000,
  ): Promise<CheckRecord[]> => {
    const rows = await database.query<Row>(
      `SELECT * FROM lintel_check WHERE ${where} ORDER BY sequence DESC LIMIT ${most}`,
      values,
    );
    return rows.map(recordOf);
  };
  const ofPullRequest = ({ repository, number }: PullRequestRef, most?: number) =>
    select('repository_id = $1 AND number = $2', [repository.id, number], most);
  return {
    isEmpty: async () => (await database.query('SELECT 1 FROM lintel_check LIMIT 1')).length === 0,
    newestOf: async (pullRequest) => (await ofPullRequest(pullRequest, 1))[0] ?? null,
    ofPullRequest: (pullRequest) => ofPullRequest(pullRequest),
    ofHead: ({ repository, number }, headSha) =>
      select('repository_id = $1 AND number = $2 AND head_sha = $3', [
        repository.id,
        number,
        headSha,
      ]),
    openOf: ({ repository, number }) =>
      select('repository_id = $1 AND number = $2 AND ended IS NULL', [repository.id, number]),
    abandoned: (seconds) =>
      select(
        `ended IS NULL AND touched_at < now() - make_interval(secs => $1) AND touched_at > now() - interval '${STALE_DAYS} days'`,
        [seconds],
      ),
    async numbersAt(repositoryId, headSha) {
      const rows = await select('repository_id = $1 AND head_sha = $2', [repositoryId, headSha]);
      return [...new Set(rows.map((record) => record.ref.pullRequest.number))];
    },
    find: async (externalId) => (await select('external_id = $1', [externalId]))[0] ?? null,
  };
}

function writingOf(
  database: RecordStatements,
): Pick<CheckRecords, 'claim' | 'created' | 'started' | 'ended'> {
  return {
    async claim({ externalId, headSha, pullRequest: { repository, number } }) {
      const rows = await database.query(
        `INSERT INTO lintel_check (external_id, repository_id, owner, name, installation_id, number, head_sha)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (external_id) DO NOTHING RETURNING external_id`,
        [
          externalId,
          repository.id,
          repository.owner,
          repository.name,
          repository.installationId,
          number,
          headSha,
        ],
      );
      return rows.length === 1;
    },
    async created({ externalId }, checkRunId) {
      await database.query(
        'UPDATE lintel_check SET check_run_id = $2, touched_at = now() WHERE external_id = $1',
        [externalId, checkRunId],
      );
    },
    async started({ externalId }) {
      await database.query(
        'UPDATE lintel_check SET started = true, touched_at = now() WHERE external_id = $1',
        [externalId],
      );
    },
    async ended({ externalId }, { end, baseSha, digest }) {
      await database.query(
        'UPDATE lintel_check SET ended = $2, base_sha = $3, digest = $4, touched_at = now() WHERE external_id = $1',
        [externalId, end, baseSha, digest],
      );
    },
  };
}

function recordOf(row: Row): CheckRecord {
  return {
    ref: {
      externalId: row.external_id,
      headSha: row.head_sha,
      pullRequest: {
        number: row.number,
        repository: {
          id: Number(row.repository_id),
          owner: row.owner,
          name: row.name,
          installationId: Number(row.installation_id),
        },
      },
    },
    checkRunId: row.check_run_id === null ? null : Number(row.check_run_id),
    started: row.started,
    end: row.ended,
    baseSha: row.base_sha,
    digest: row.digest,
  };
}
