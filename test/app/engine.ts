import type { StartOptions } from '../../src/main/wiring/start.ts';
import { testRules } from './test-rules.ts';

/** The App reviews as it does when installed, on a thread of its own, with the rules of the tests. */
export const testEngine: Required<StartOptions>['engine'] = {
  rules: testRules,
  thread: new URL('./review-thread.ts', import.meta.url),
};
