import {
  defineRule,
  isLockOfLoop,
  interleaving,
  overtakenWrites,
  placeAt,
  raceStake,
} from '#rule-kit';
import type { Confidence, EntryKind, FunctionModel, OvertakenWrite, Project } from '#rule-kit';
import type { RaceStake, Severity } from '#rule-kit';

export default defineRule({
  title: 'Shared state changed across an await',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    lost: '`{state}` is read, and written after an `await` in `async def {function}`: a change made by another task in between is lost.',
    checked:
      '`{state}` is tested, and set after an `await` in `async def {function}`: another task can pass the same test in between.',
    'guard-removed':
      '`{function}` changes {subject} without a lock: `{guard}` is no longer held across its awaits.',
  },
  guards: ['lock'],
  // A lock around rows, or of threads, is told as the lost update it allows.
  speaksFor: isLockOfLoop,
  library: 'asyncio.Lock; the database or Redis for state of several processes',
  create({ project, report }) {
    return {
      function(fn) {
        if (!fn.isAsync) return;
        const writes = overtakenWrites(fn);
        if (writes.length === 0) return;
        const confidence = confidenceOf(fn, project);
        if (confidence === null) return;
        for (const found of writes) {
          const stake = raceStake(found, fn);
          if (stake === null) continue;
          const { read, wait, write, text, kind } = found;
          const evidence = [
            { place: placeAt(fn, read), note: `\`${text}\` is looked at` },
            { place: placeAt(fn, wait), note: 'other tasks run during this wait' },
          ];
          const severity = severityOf(stake);
          const details = { severity, confidence, evidence, context: text } as const;
          const fixCode = `async with lock:  # one asyncio.Lock beside \`${text}\`\n    ...  # look, wait and write in here`;
          const params = { state: text, function: fn.name };
          report(placeAt(fn, write), kind, params, { ...details, fixCode, why: story(found, fn) });
        }
      },
    };
  },
});

const CONCURRENT: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'route',
  'webhook',
  'bot-handler',
  'bot-payment',
  'task',
  'consumer',
  'middleware',
]);

/** High where a change is lost, or what must happen once happens twice. */
function severityOf(stake: RaceStake): Severity {
  return stake === 'update' || stake === 'effect' ? 'high' : 'medium';
}

/** Several runs at a time are certain for handlers, possible where no entry point is known, and excluded for startup alone. */
function confidenceOf(fn: FunctionModel, project: Project): Confidence | null {
  const entries = project.entriesReaching(fn);
  if (entries.some(({ kind }) => CONCURRENT.has(kind))) return 'high';
  const isOnce = entries.length > 0 || STARTUP.test(fn.name) || isOfLifespan(fn, project);
  return isOnce ? null : 'medium';
}

/** What a program calls once when it starts, unless a handler is known to call it. */
const STARTUP = /^_*(?:init|initiali[sz]e|main|on_startup|setup|start|startup)(?:_|$)/u;

/** Called by nothing but context managers, such as the lifespan of an application. */
function isOfLifespan(fn: FunctionModel, project: Project): boolean {
  const { calls } = project.callersOf(fn);
  return calls.length > 0 && calls.every((call) => call.function?.facts.isGenerator === true);
}

function story({ read, wait, write, text, kind }: OvertakenWrite, fn: FunctionModel): string {
  const look = kind === 'lost' ? `reads \`${text}\`` : `tests \`${text}\``;
  const line = (offset: number): string => `line ${String(fn.module.position(offset).line)}`;
  return interleaving(
    [
      { who: 'first', code: line(read.start), note: look },
      { who: 'first', code: line(wait.start), note: 'waits' },
      { who: 'second', code: line(read.start), note: `${look}, unchanged so far` },
      { who: 'first', code: line(write.start), note: 'writes' },
      { who: 'second', code: line(write.start), note: 'writes as well' },
    ],
    kind === 'lost'
      ? `The change of the first run to \`${text}\` is gone.`
      : `Both runs do the work behind the test, and the later one replaces what the first has set.`,
  );
}
