/** A thread whose reviewer does what the date of the request says, and answers the text of the first file as digest. */
import type { ReviewRequest } from '../../../src/application/reviewer.ts';
import { serveReviews } from '../../../src/main/wiring/threaded-reviewer.ts';
import { reviewOf } from '../application/findings.ts';

serveReviews({
  async review(request) {
    if (request.today === 'die') await death();
    return { ...reviewOf([]), digest: perform(request) };
  },
});

/** An error that nobody can catch. */
function death(): Promise<void> {
  return new Promise(() => {
    setImmediate(() => {
      throw new Error('the thread is dead');
    });
  });
}

function perform({ today, head }: ReviewRequest): string {
  if (today === 'fail') throw new Error('this rule is broken');
  // Without a pause, as a review computes, until somebody else puts the blob.
  if (today === 'wait') while (head.read({ path: 'go', blob: 'go', size: 0 }) === null);
  const [file] = head.files;
  return Buffer.from((file && head.read(file)) ?? []).toString();
}
