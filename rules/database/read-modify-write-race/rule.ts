import {
  acceptsRace,
  chainCalls,
  defineRule,
  executeText,
  interleaving,
  isLockOfLoop,
  isRowOfOneRun,
  lineOf,
  lossOfUpdate,
  lostUpdates,
  placeAt,
  runsAlone,
  textOf,
  writtenTogether,
} from '#rule-kit';
import type { CallSite, FunctionModel, LostUpdate, Operation, RaceStep } from '#rule-kit';

export default defineRule({
  title: 'Read, change and write back without a lock',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  guards: ['row-lock', 'version-column', 'lock'],
  guardTellings: { lock: { severity: 'high' } },
  speaksFor: (lost) => !isLockOfLoop(lost),
  messages: {
    lost: '`{change}` computes `{column}` of `{owner}` from a value that was read without a lock: when two run at once, one update is lost.',
    'guard-removed':
      '`{function}` no longer holds `{guard}` while it reads `{subject}` and writes it back.',
  },
  library: 'an UPDATE that computes in the database, SELECT … FOR UPDATE, or a version column',
  create({ project, report }) {
    return {
      function(fn) {
        const updates = lostUpdates({ fn, project }).filter((update) => !isRowOfOneRun(update));
        if (updates.length === 0 || runsAlone(fn, project) || acceptsRace(fn, project)) return;
        for (const [update, ...others] of writtenTogether(updates)) {
          const place = placeAt(fn, { start: update.change.start, end: update.change.end });
          const { call } = update.source;
          const params = {
            change: changeText(update.change),
            column: update.column,
            owner: update.owner,
          };
          report(place, 'lost', params, {
            severity: lossOfUpdate(update),
            confidence: confidenceOf(update),
            why: whyOf(update, fn),
            fixCode: fixOf(update, fn),
            evidence: [
              ...(call === null ? [] : [{ place: call, note: 'read here, without a lock' }]),
              ...(update.write === null || update.write.operation.index <= update.change.index
                ? []
                : [{ place: update.write, note: 'written here' }]),
              ...others.map(({ change, column }) => ({
                place: placeAt(fn, { start: change.start, end: change.end }),
                note: `\`${column}\` likewise`,
              })),
            ],
          });
        }
      },
    };
  },
});

/** A row that was handed in may be locked by who hands it in; without a write in sight somebody else commits. */
function confidenceOf({ source, write }: LostUpdate): 'high' | 'medium' {
  return source.kind === 'parameter' || write === null ? 'medium' : 'high';
}

function changeText(operation: Operation): string {
  if (operation.kind === 'assign') {
    const [target] = operation.targets;
    const value = operation.value === null ? '' : textOf(operation.value);
    return `${target === undefined ? '' : textOf(target)} ${operation.operator ?? '='} ${value}`;
  }
  return operation.kind === 'call' ? `${operation.call.text}(…)` : '';
}

/** The function's own statements, run twice at the same time. */
function whyOf({ source, change, write, column, row }: LostUpdate, fn: FunctionModel): string {
  const read = source.call === null ? `${row}.${column}` : textOf(source.call.expr);
  const written = write === null ? 'commit' : `${write.text}(…)`;
  const steps: RaceStep[] = [];
  const step = (who: RaceStep['who'], said: Pick<RaceStep, 'code' | 'note'>, at: Step): void => {
    steps.push({ who, ...said, ...(at === null ? {} : { line: lineOf(at, fn) }) });
  };
  const isOneStep = write?.operation === change;
  step('first', { code: read, note: `reads \`${column}\`` }, source.call);
  step('second', { code: read, note: `reads the same \`${column}\`` }, source.call);
  step('first', { code: changeText(change), note: 'computes from what it read' }, change);
  if (!isOneStep) step('first', { code: written, note: 'writes its result' }, write);
  step('second', { code: changeText(change), note: 'computes from the old value' }, change);
  if (!isOneStep) step('second', { code: written, note: 'writes over the first result' }, write);
  return interleaving(
    steps,
    `The first change of \`${column}\` is gone, and no error is raised. A transaction around it does not help: at the usual isolation level both read before either commits.`,
  );
}

type Step = CallSite | Operation | null;

/** One statement that computes in the database where the step is known, else the same read with a lock. */
function fixOf(update: LostUpdate, fn: FunctionModel): string {
  const { model, row, column, step, owner } = update;
  const key = model?.columns.find(({ primaryKey }) => primaryKey)?.name ?? 'id';
  if (model?.kind === 'django') {
    if (step === null)
      return `${row} = ${owner}.objects.select_for_update().get(pk=…)  # inside transaction.atomic()`;
    return `${owner}.objects.filter(pk=${row}.pk).update(${column}=F("${column}") ${step})`;
  }
  if (model === null)
    return `UPDATE ${owner} SET ${column} = ${column} + … WHERE …  -- the database computes it, and tests it in the WHERE`;
  if (model.kind !== 'sqlalchemy' && model.kind !== 'sqlmodel')
    return `SELECT ${column} FROM ${owner} WHERE … FOR UPDATE  -- in the transaction that writes it`;
  if (step === null) return lockedRead(update);
  return [
    `${executeText(fn, [update.write, update.source.call])}(`,
    `    update(${owner})`,
    `    .where(${owner}.${key} == ${row}.${key})`,
    `    .values(${column}=${owner}.${column} ${step})`,
    ')',
  ].join('\n');
}

function lockedRead({ source, owner, row }: LostUpdate): string {
  const { call } = source;
  if (call === null || call.target !== null) return `select(${owner}).where(…).with_for_update()`;
  const query = queryOf(call);
  if (query !== null) return `${textOf(query.expr)}.with_for_update()`;
  return `${row} = ${textOf(call.expr).replace(/\)$/u, ', with_for_update=True)')}`;
}

/** The last call that builds the statement: `select(Order).where(…)`; null when the read names the row by its key. */
function queryOf(call: CallSite): CallSite | null {
  const [argument] = call.expr.args;
  if (argument?.value.kind !== 'call') return null;
  const { expr } = { expr: argument.value };
  return (
    chainCalls(call).find((other) => other.expr === expr) ??
    call.function?.calls.find((other) => other.expr === expr) ??
    null
  );
}
