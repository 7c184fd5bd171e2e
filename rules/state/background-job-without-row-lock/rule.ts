import {
  defineRule,
  interleaving,
  isSaidUnused,
  lineOf,
  reachedFunctions,
  stateSelections,
  textOf,
} from '#rule-kit';
import type { CallSite, FunctionModel, Project, RaceStep, StateSelection } from '#rule-kit';

export default defineRule({
  title: 'Job that takes rows without claiming them',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    found:
      '`{function}` runs by itself, reads rows of `{model}` by their state with `{read}` and works on them with `{work}` without claiming them: a run that overlaps takes the same rows.',
    'guard-removed':
      '`{function}` no longer claims the rows of `{subject}` that it works on: `{guard}` is gone.',
  },
  guards: ['exclusive-claim'],
  library: 'SELECT … FOR UPDATE SKIP LOCKED, or UPDATE … RETURNING',
  create({ project, report }) {
    return {
      function(fn) {
        if (!runsByItself(fn) || isSaidUnused(fn, project) || isClaimed(fn, project)) return;
        const [selection] = reachedFunctions(fn, project, 2).flatMap((reached) =>
          stateSelections(reached.function, project),
        );
        if (selection === undefined) return;
        const { read, model, work } = selection;
        if (work.effect === 'message-send' && !fn.entries.some(({ kind }) => kind === 'task'))
          return;
        report(
          read,
          'found',
          { function: fn.name, model: model.class.name, read: read.text, work: work.origin.text },
          {
            severity: work.effect === 'message-send' ? 'medium' : 'high',
            confidence: work.effect === 'database-write' ? 'medium' : 'high',
            evidence: [{ place: work.origin, note: 'done again by a run that overlaps' }],
            why: whyOf(fn, selection),
            fixCode: fixOf(selection),
          },
        );
      },
    };
  },
});

/** On a schedule, as a task that is told nothing (it finds its rows itself), or in an endless loop that the application starts. */
function runsByItself(fn: FunctionModel): boolean {
  const isTold = fn.params.some(
    ({ name, facts }) =>
      facts.default === null &&
      facts.kind.startsWith('positional') &&
      !/^(?:self|ctx|context|app|_\w*)$/u.test(name),
  );
  const loops = fn.flow.operations.some(({ regions }) =>
    regions.some((region) => region.kind === 'loop' && region.loop === 'while'),
  );
  return fn.entries.some(
    ({ kind }) =>
      kind === 'schedule' || (kind === 'task' && !isTold) || (kind === 'startup' && loops),
  );
}

/** A lock, a claim by the state, or one run at a time. */
function isClaimed(fn: FunctionModel, project: Project): boolean {
  if (project.evidence(fn, 'lock').found.length > 0) return true;
  const { found } = project.evidence(fn, 'state-guard');
  if (found.some(({ note }) => note.startsWith('UPDATE'))) return true;
  const headers = fn.decorators.map(({ expr }) => textOf(expr));
  const registered = fn.entries.map(({ module, span }) => textAt(module, span));
  return [...headers, ...registered].some((text) => SINGLE.test(text));
}

const SINGLE = /max_instances=1\b|concurrency=1\b|unique=True|singleton|once|lock/iu;

function textAt(module: FunctionModel['module'], span: FunctionModel['span']): string {
  const call = module.calls.find(
    (one) => one.span.start === span.start && one.span.end === span.end,
  );
  return call === undefined ? '' : textOf(call.expr);
}

function whyOf(fn: FunctionModel, { read, work }: StateSelection): string {
  const step = (who: RaceStep['who'], at: CallSite, note: string): RaceStep => ({
    who,
    line: lineOf(at, at),
    code: textOf(at.expr),
    note,
  });
  return interleaving(
    [
      step('first', read, 'reads the rows'),
      step('second', read, 'reads the same rows'),
      step('first', work.origin, 'works on them'),
      step('second', work.origin, 'works on them once more'),
    ],
    `A second worker, a run of \`${fn.name}\` that takes longer than its interval, or a user who changes a row meanwhile is enough.`,
  );
}

function fixOf({ model }: StateSelection): string {
  const { name } = model.class;
  if (model.kind === 'django')
    return [
      'with transaction.atomic():',
      `    rows = ${name}.objects.select_for_update(skip_locked=True).filter(…)[:100]`,
    ].join('\n');
  return [
    `rows = select(${name}).where(…).limit(100).with_for_update(skip_locked=True)`,
    '# work on them and commit, in the transaction that holds the locks',
  ].join('\n');
}
