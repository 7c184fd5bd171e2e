import { defineRule, exitFlaws, yieldFlaws } from '#rule-kit';
import type { FunctionModel, UnitOfWorkFlaw } from '#rule-kit';

const OUTCOME: Readonly<Record<UnitOfWorkFlaw['kind'], string>> = {
  commits:
    'The commit runs all the same: the half that was done before the error is stored for good, and the other half is not there.',
  keeps:
    'Nothing is rolled back: the transaction stays open with the half that was done, holds its locks and its connection, and whoever uses the session next commits it.',
  swallows:
    'The error ends here: what was done is gone, and the caller goes on and answers that it is stored.',
};

export default defineRule({
  title: 'Unit of work without a rollback',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    commits: '`{owner}` commits with `{commit}` also when what ran in it failed.',
    keeps: '`{owner}` rolls nothing back when what ran in it fails: it only knows `{commit}`.',
    swallows:
      '`{owner}` drops the error of what ran in it: the caller goes on as if it was stored.',
    'guard-removed':
      '`{function}` catches the error and goes on in the failed transaction: `{guard}` is gone.',
  },
  guards: ['rollback'],
  library: 'async with session.begin(), or an exit that rolls back and raises',
  create({ knowledge, report }) {
    const tell = (flaw: UnitOfWorkFlaw, owner: string): void => {
      const { kind, place, commit, ending } = flaw;
      const details = {
        context: `${kind} ${owner}`,
        why: whyOf(flaw, owner),
        fixCode: ending.facts.isGenerator ? generatorFix(flaw) : exitFix(flaw),
        confidence: kind === 'keeps' && !ending.facts.isGenerator ? 'medium' : 'high',
      } as const;
      const params = { owner, commit: `${commit?.text ?? 'commit'}()` };
      if (kind === 'swallows') report(place, kind, { owner }, details);
      else report(place, kind, params, details);
    };
    return {
      class(cls) {
        for (const flaw of exitFlaws(cls)) tell(flaw, `${cls.name}.${flaw.ending.name}`);
      },
      function(fn) {
        for (const flaw of yieldFlaws(fn, knowledge)) tell(flaw, fn.name);
      },
    };
  },
});

function whyOf({ kind, place, ending }: UnitOfWorkFlaw, owner: string): string {
  const { line } = ending.module.position(place.span.start);
  return [
    `1. Code inside \`${owner}\` writes one row and then raises.`,
    `2. Control comes to line ${line}.`,
    `3. ${OUTCOME[kind]}`,
  ].join('\n');
}

/** What the commit is made on: `self.session` of `self.session.commit()`. */
function sessionOf({ commit }: UnitOfWorkFlaw): string {
  const owner = /^(.+)\.commit$/u.exec(commit?.text ?? '')?.[1];
  return owner === undefined || owner === 'self' ? `self.session` : owner;
}

function waits({ isAsync }: FunctionModel): string {
  return isAsync ? 'await ' : '';
}

function exitFix(flaw: UnitOfWorkFlaw): string {
  const { ending } = flaw;
  const session = sessionOf(flaw);
  const wait = waits(ending);
  return [
    `${ending.isAsync ? 'async ' : ''}def ${ending.name}(self, exc_type, exc, traceback) -> None:`,
    `    try:`,
    `        if exc_type is None:`,
    `            ${wait}${session}.commit()`,
    `        else:`,
    `            ${wait}${session}.rollback()`,
    `    finally:`,
    `        ${wait}${session}.close()`,
  ].join('\n');
}

function generatorFix(flaw: UnitOfWorkFlaw): string {
  const session = sessionOf(flaw);
  const wait = waits(flaw.ending);
  return [
    `try:`,
    `    yield ${session}`,
    `    ${wait}${session}.commit()`,
    `except BaseException:`,
    `    ${wait}${session}.rollback()`,
    `    raise`,
    `finally:`,
    `    ${wait}${session}.close()`,
  ].join('\n');
}
