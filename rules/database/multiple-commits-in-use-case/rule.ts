import { defineRule, isUseCase, repeatedCommit } from '#rule-kit';
import type { FunctionModel, RepeatedCommit, StoringStep } from '#rule-kit';

const MAX_STEPS = 8;

export default defineRule({
  title: 'Several commits in one use case',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    twice:
      '`{function}` commits with `{first}` and again with `{second}`: a failure in between keeps the first half and loses the second.',
  },
  library: 'one unit of work for each use case: flush inside, commit once',
  create({ project, report }) {
    return {
      function(fn) {
        if (!isUseCase(fn, project)) return;
        const found = repeatedCommit(fn, project);
        if (found === null) return;
        const { first, second, direct } = found;
        report(
          second,
          'twice',
          { function: fn.name, first: first.text, second: second.text },
          {
            // Whether a helper's commit belongs to the caller's use case is for its authors to say.
            severity: direct ? 'high' : 'medium',
            confidence: direct && !isJob(fn) ? 'high' : 'low',
            context: `${first.text} ${second.text}`,
            why: whyOf(found, fn),
            evidence: [
              { place: first, note: 'the first commit' },
              ...[first, second].flatMap((call) => inside(call, fn)),
            ],
            fixCode: fixOf(found),
          },
        );
      },
    };
  },
});

/** A job stores its steps one by one, so that the next run goes on where it stopped. */
function isJob({ entries }: FunctionModel): boolean {
  return entries.some(({ kind }) => kind === 'task' || kind === 'schedule');
}

/** Where the commit stands that a call leads to. */
function inside(
  call: RepeatedCommit['first'],
  fn: FunctionModel,
): readonly { readonly place: RepeatedCommit['first']; readonly note: string }[] {
  const way = fn
    .effects()
    .find(({ effect, origin }) => effect === 'transaction-commit' && origin === call);
  if (way === undefined || way.path.length < 2) return [];
  return [{ place: way.leaf, note: `\`${call.text}\` commits here` }];
}

function whyOf({ steps, second }: RepeatedCommit, fn: FunctionModel): string {
  const shown = steps.slice(-MAX_STEPS);
  const lines = shown.map((step) => {
    const { line } = fn.module.position(step.operation.start);
    return `Line ${line}: \`${step.text}\` ${deed(step)}.`;
  });
  const end = `The process stops, or something raises, after the first commit and before \`${second.text}\`: the first half is stored for good, the second never happens, and nothing puts it right.`;
  return [...lines, end].map((line, index) => `${index + 1}. ${line}`).join('\n');
}

function deed({ commits, writes, models }: StoringStep): string {
  const what = models.length === 0 ? '' : ` ${models.map((name) => `\`${name}\``).join(', ')}`;
  if (!commits) return `writes${what}`;
  return writes ? `writes${what} and commits` : 'commits';
}

function fixOf({ first, second, direct }: RepeatedCommit): string {
  const wait = (call: RepeatedCommit['first']): string => (call.awaited ? 'await ' : '');
  if (direct) {
    const flush = `${first.text.replace(/\.commit$/u, '.flush')}()`;
    return `${wait(first)}${flush}  # ids are there, nothing is stored yet\n…\n${wait(second)}${second.text}()  # the only commit`;
  }
  return `${wait(first)}${first.text}(…)  # flushes, and leaves the commit to its caller\n${wait(second)}${second.text}(…)  # the same\n${wait(second)}session.commit()  # once, at the end`;
}
