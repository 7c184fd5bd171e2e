/** The thread that reviews, with the installed rules and knowledge. */
import { loadEngine } from './engine.ts';
import { serveReviews } from './threaded-reviewer.ts';

const { reviewer } = await loadEngine();
serveReviews(reviewer);
