import type { ReviewError } from '../domain/error.ts';
import type { Result } from '../domain/result.ts';
import { ok } from '../domain/result.ts';
import type { CheckEnd, CheckRecord, CheckRecords } from './ports/check-records.ts';
import type { Clock } from './ports/clock.ts';
import type { PullRequestRef, PullRequestSnapshot } from './ports/pull-request.ts';
import { nameOf } from './ports/pull-request.ts';
import type {
  CheckOutput,
  CheckRef,
  ReviewPublisher,
  RunConclusion,
} from './ports/review-publisher.ts';

/** Another process that has claimed a check answers within this time, or it has died. */
const OTHERS_WAIT_MS = 4_000;
const POLL_MS = 50;

/** How a check ends, for GitHub and for our records. */
export interface Ending {
  readonly end: CheckEnd;
  readonly conclusion: RunConclusion;
  readonly output: CheckOutput;
  readonly baseSha?: string;
  readonly digest?: string;
  readonly skipAnnotations?: number;
}

/** Opens and ends check runs: each is created once, however many processes try, and each is ended. */
export interface Checks {
  /** `recovering`: an earlier attempt may have created it without our records knowing. */
  open(
    ref: CheckRef,
    status: 'queued' | 'in_progress',
    recovering: boolean,
  ): Promise<Result<number, ReviewError>>;
  end(ref: CheckRef, checkRunId: number, ending: Ending): Promise<Result<void, ReviewError>>;
}

export function createChecks(services: {
  readonly publisher: ReviewPublisher;
  readonly records: CheckRecords;
  readonly clock: Clock;
}): Checks {
  const { publisher, records, clock } = services;

  /** The id that another process gets for the check it has claimed; null when it seems to have died. */
  async function idFromOther(externalId: string): Promise<number | null> {
    for (let waited = 0; waited < OTHERS_WAIT_MS; waited += POLL_MS) {
      const record = await records.find(externalId);
      if (record !== null && record.checkRunId !== null) return record.checkRunId;
      await clock.sleep(POLL_MS);
    }
    return null;
  }

  return {
    async open(ref, status, recovering) {
      const known = await records.find(ref.externalId);
      if (known !== null && known.checkRunId !== null) return ok(known.checkRunId);
      const claimed = await records.claim(ref);
      if (!claimed && !recovering) {
        const id = await idFromOther(ref.externalId);
        if (id !== null) return ok(id);
      }
      const opened = await publisher.openCheck(ref, status, recovering || !claimed);
      if (opened.ok) await records.created(ref, opened.value);
      return opened;
    },
    async end(ref, checkRunId, { end, baseSha = '', digest = '', ...completion }) {
      const completed = await publisher.completeCheck(ref, checkRunId, completion);
      // A check run that GitHub does not know any more (its repository was deleted) needs no end.
      if (completed.ok || completed.error.kind === 'not-found')
        await records.ended(ref, { end, baseSha, digest });
      return completed;
    },
  };
}

/** The check to use for a head: the open one, or a new one; a completed check run cannot be opened again. */
export function checkFor(
  snapshot: Pick<PullRequestSnapshot, 'ref' | 'headSha'>,
  records: readonly CheckRecord[],
): CheckRef {
  const [newest] = records;
  if (newest !== undefined && newest.end === null) return newest.ref;
  return firstCheckOf(snapshot.ref, snapshot.headSha, records.length + 1);
}

/** `owner/repo#n@sha`, with the number of the attempt from the second on. */
export function firstCheckOf(pullRequest: PullRequestRef, headSha: string, attempt = 1): CheckRef {
  const suffix = attempt === 1 ? '' : `~${attempt}`;
  return { pullRequest, headSha, externalId: `${nameOf(pullRequest)}@${headSha}${suffix}` };
}

/** True when what is posted answers for this head on this base. A push back to an older head is reviewed again. */
export function isAnswered(
  newest: CheckRecord | null,
  { headSha, baseSha }: Pick<PullRequestSnapshot, 'headSha' | 'baseSha'>,
): boolean {
  return (
    newest !== null &&
    newest.end === 'reviewed' &&
    newest.ref.headSha === headSha &&
    newest.baseSha === baseSha
  );
}
