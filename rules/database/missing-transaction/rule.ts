import { defineRule, isUseCase, transactionOpener, unprotectedWrites } from '#rule-kit';
import type { FunctionModel, Knowledge, StoredWrite, UnprotectedWrites } from '#rule-kit';

/** Ways in that somebody starts by hand and looks after. */
const BY_HAND = new Set(['cli', 'startup', 'shutdown']);
const MAX_STEPS = 8;

/** Finds writes that never had a transaction, and speaks for transactions that a change takes away. */
export default defineRule({
  title: 'Writes that belong together without a transaction',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    apart:
      '`{function}` writes `{one}` with `{first}` and `{other}` with `{second}`, and no transaction holds the two together.',
    'guard-removed': '`{function}` no longer runs in a transaction: `{guard}` is gone.',
  },
  guards: ['transaction'],
  library: 'async with session.begin(), transaction.atomic, or a unit of work',
  create({ project, knowledge, report }) {
    return {
      function(fn) {
        if (!isUseCase(fn, project)) return;
        const found = unprotectedWrites(fn, project);
        if (found === null) return;
        const { held, entries } = project.transactionsAround(fn);
        if (held !== 'never' || entries.every(({ kind }) => BY_HAND.has(kind))) return;
        const { first, second, certain } = found;
        const params = {
          function: fn.name,
          one: first.subject,
          first: first.call.text,
          other: second.subject,
          second: second.call.text,
        };
        const others = entries.filter((entry) => entry.function !== fn).slice(0, 1);
        report(second.call, 'apart', params, {
          confidence: certain ? 'high' : 'medium',
          context: `${first.call.text} ${second.call.text}`,
          why: whyOf(found, fn),
          evidence: [
            { place: first.call, note: 'stored at once' },
            ...others.map((entry) => ({
              place: entry.function,
              note: 'reached from here, with no transaction on the way',
            })),
          ],
          fixCode: fixOf(found, knowledge),
        });
      },
    };
  },
});

function whyOf({ first, second, all }: UnprotectedWrites, fn: FunctionModel): string {
  const shown = all
    .filter(({ call }) => first.call.index <= call.index && call.index <= second.call.index)
    .slice(0, MAX_STEPS);
  const steps = shown.map(({ call, subject }) => {
    const { line } = fn.module.position(call.span.start);
    return `Line ${line}: \`${call.text}\` writes \`${subject}\`, and it is stored at once.`;
  });
  const again = first.kind === 'insert' ? ' Trying again makes a second one.' : '';
  const end = `The process stops, or \`${second.call.text}\` raises, after the first: \`${first.subject}\` is stored without \`${second.subject}\`, and nothing rolls it back.${again}`;
  return [...steps, end].map((step, index) => `${index + 1}. ${step}`).join('\n');
}

function fixOf({ first, second }: UnprotectedWrites, knowledge: Knowledge): string {
  const before = first.leaf.awaited ? 'async ' : '';
  const line = ({ call }: StoredWrite): string =>
    `    ${call.awaited ? 'await ' : ''}${call.text}(…)`;
  return [
    `${before}with ${transactionOpener(first.leaf, knowledge)}:`,
    line(first),
    line(second),
  ].join('\n');
}
