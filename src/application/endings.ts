import type { ReviewError } from '../domain/error.ts';
import { errorMessage } from '../render/error-message.ts';
import type { Ending } from './checks.ts';
import type { CheckEnd } from './ports/check-records.ts';

/** How checks end that carry no review. Never green: nothing was looked at. */

/** A newer head took this one's place; null when it is not known which. */
export function superseded(headSha: string | null): Ending {
  const by = headSha === null ? 'a newer commit' : headSha;
  return ending('superseded', 'cancelled', 'Superseded', `The review went on to ${by}.`);
}

/** Closed, a draft again, or reviewed under another check. */
export function notWanted(): Ending {
  const why = 'The pull request is closed or a draft, or this commit has its review already.';
  return ending('superseded', 'skipped', 'Not reviewed', why);
}

const NOT_DONE = 'The review could not be done';

export function failed(error: ReviewError): Ending {
  return ending('failed', 'neutral', NOT_DONE, errorMessage(error));
}

/** What a check that GitHub shows as completed stands for, when its end is not in our records. */
export function endTold(title: string): CheckEnd {
  return title === NOT_DONE ? 'failed' : 'reviewed';
}

export function crashed(): Ending {
  const why =
    'Lintel failed with an internal error. The log of the service has the details; "Re-run" tries once more.';
  return ending('failed', 'neutral', NOT_DONE, why);
}

export function keepsFailing(): Ending {
  const why =
    'Reviewing this commit has ended the service several times, so it was given up. "Re-run" tries once more.';
  return ending('failed', 'neutral', NOT_DONE, why);
}

function ending(
  end: Ending['end'],
  conclusion: Ending['conclusion'],
  title: string,
  summary: string,
): Ending {
  return { end, conclusion, output: { title, summary, annotations: [] } };
}
