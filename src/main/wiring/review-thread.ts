/** The thread that reviews, with the installed rules and knowledge. */
import { loadEngine } from './engine.ts';
import { pedalOfThread, serveReviews } from './threaded-reviewer.ts';

const { reviewer } = await loadEngine({ pedal: pedalOfThread() });
serveReviews(reviewer);
