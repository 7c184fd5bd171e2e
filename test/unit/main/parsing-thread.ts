/** A thread that parses and parses, until somebody stops it. */
import { createPythonParser } from '../../../src/adapters/tree-sitter/index.ts';
import { pedalOfThread, serveReviews } from '../../../src/main/wiring/threaded-reviewer.ts';
import { reviewOf } from '../application/findings.ts';

const parser = createPythonParser({ pedal: pedalOfThread() });
const source = 'def f(a, b):\n    return a + b * (a - b)\n'.repeat(20_000);

serveReviews({
  review({ today }) {
    if (today === 'parse') for (;;) parser.parse(source);
    return Promise.resolve(reviewOf([]));
  },
});
