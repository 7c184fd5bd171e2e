import {
  autocommits,
  autocommitSetting,
  defineRule,
  isInBlock,
  lockReleasedBefore,
  placeAt,
  rowLocksIn,
  textOf,
  transactionOpener,
} from '#rule-kit';
import type {
  CallExpr,
  CallSite,
  FunctionModel,
  Knowledge,
  Operation,
  ReleasedLock,
  ReportDetails,
} from '#rule-kit';

export default defineRule({
  title: 'Row lock outside a transaction',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    unheld:
      '`{lock}` locks rows while no transaction is open: the lock is gone with the statement.',
    autocommit:
      '`{lock}` locks rows on a connection in autocommit (`{setting}`): the lock is gone with the statement.',
    released: '`{commit}` releases the lock of `{lock}` before `{change}` is written.',
  },
  library: 'transaction.atomic(), async with session.begin(), async with connection.transaction()',
  create({ project, knowledge, report }) {
    const unheld = (lock: CallSite, fn: FunctionModel): void => {
      if (isInBlock(lock, fn)) return;
      const { held, entries } = project.transactionsAround(fn);
      if (held !== 'never') return;
      const ways = entries.filter((entry) => entry.function !== fn).slice(0, 2);
      report(
        lock,
        'unheld',
        { lock: lock.text },
        {
          why: unheldWhy(lock),
          fixCode: inTransaction(lock, knowledge),
          evidence: ways.map(({ function: place }) => ({ place, note: 'reached from here' })),
        },
      );
    };
    return {
      function(fn) {
        for (const lock of rowLocksIn(fn)) {
          if (autocommits(lock, knowledge)) {
            unheld(lock, fn);
            continue;
          }
          const setting = autocommitSetting(lock, project);
          if (setting !== null && (isOfEngine(setting) || !isInBlock(lock, fn))) {
            const params = { lock: lock.text, setting: textOf(setting.callee) };
            report(lock, 'autocommit', params, { why: unheldWhy(lock) });
            continue;
          }
          const lost = lockReleasedBefore(lock, fn);
          if (lost === null) continue;
          const { commit, text } = lost;
          const params = { lock: lock.text, commit: commit.text, change: text };
          report(commit, 'released', params, releasedDetails(lock, lost));
        }
      },
    };
  },
});

function releasedDetails(lock: CallSite, { commit, change, text }: ReleasedLock): ReportDetails {
  return {
    context: `${lock.text} ${text}`,
    why: releasedWhy(lock, commit, change),
    evidence: [
      { place: lock, note: 'locked here' },
      { place: placeAt(lock, change), note: 'changed here, after the lock is gone' },
    ],
    fixCode: `# one commit, after the change\n${text} = …\n${commit.awaited ? 'await ' : ''}${commit.text}()`,
  };
}

/** An engine in autocommit sends no BEGIN, whatever block stands around a statement. */
function isOfEngine({ args }: CallExpr): boolean {
  return args.some(({ name }) => name === 'isolation_level');
}

function line(place: CallSite): number {
  return place.module.position(place.span.start).line;
}

function unheldWhy(lock: CallSite): string {
  return [
    `1. Line ${line(lock)}: \`${lock.text}\` reads the row and locks it. No transaction is open, so the lock ends with the statement, or the library refuses to run it.`,
    '2. A second request reads the same row in between: nothing makes it wait.',
    '3. Both write what they computed from the old value, and one of the two changes is lost.',
  ].join('\n');
}

function releasedWhy(lock: CallSite, commit: CallSite, change: Operation): string {
  const at = lock.module.position(change.start).line;
  return [
    `1. Line ${line(lock)}: \`${lock.text}\` locks the row.`,
    `2. Line ${line(commit)}: \`${commit.text}\` ends the transaction, and the lock with it. Whoever waited goes on and changes the row.`,
    `3. Line ${at}: the row is changed on the strength of what was read before. The other change is lost.`,
  ].join('\n');
}

function inTransaction(lock: CallSite, knowledge: Knowledge): string {
  const [wait, before] = lock.awaited ? ['await ', 'async '] : ['', ''];
  return [
    `${before}with ${transactionOpener(lock, knowledge)}:`,
    `    … ${wait}${lock.text}(…)`,
    `    # the write, in the same transaction`,
  ].join('\n');
}
