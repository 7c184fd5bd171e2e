import type { ReviewError } from '../domain/error.ts';
import { errorMessage } from '../render/error-message.ts';
import type { Ending } from './checks.ts';

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

export function failed(error: ReviewError): Ending {
  return ending('failed', 'neutral', 'The review could not be done', errorMessage(error));
}

export function crashed(): Ending {
  const why =
    'Lintel failed with an internal error. The log of the service has the details; "Re-run" tries once more.';
  return ending('failed', 'neutral', 'The review could not be done', why);
}

export function keepsFailing(): Ending {
  const why =
    'Reviewing this commit has ended the service several times, so it was given up. "Re-run" tries once more.';
  return ending('failed', 'neutral', 'The review could not be done', why);
}

function ending(
  end: Ending['end'],
  conclusion: Ending['conclusion'],
  title: string,
  summary: string,
): Ending {
  return { end, conclusion, output: { title, summary, annotations: [] } };
}
