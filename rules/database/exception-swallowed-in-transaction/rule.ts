import {
  codeBodyOf,
  defineRule,
  handlerPlace,
  handlerText,
  swallowedInTransaction,
} from '#rule-kit';
import type { CallSite, Confidence, SwallowedInTransaction } from '#rule-kit';

const OUTCOME: Readonly<Record<SwallowedInTransaction['kind'], string>> = {
  aborted:
    'The database has already aborted the transaction: this statement fails as well, with an error that says nothing of the first one.',
  lost: 'The block ends as after a success, but there is nothing left to commit: what was written before is rolled back without a word.',
  half: 'The block ends as after a success and commits: what ran before the error is stored, the rest is not.',
};

export default defineRule({
  title: 'Exception swallowed inside a transaction',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    aborted:
      '`{handler}` drops the failure of `{call}` inside the transaction of `{opener}`: it is aborted by then, and `{spoiled}` fails too.',
    lost: '`{handler}` drops the failure of `{call}` inside the transaction of `{opener}`: what `{spoiled}` wrote is lost without an error.',
    half: '`{handler}` drops any error between `{call}` and `{spoiled}` inside the transaction of `{opener}`: one half is committed.',
  },
  library: 'a savepoint around the risky statement, or a handler outside the transaction',
  create({ project, report }) {
    return {
      function(fn) {
        for (const swallowed of swallowedInTransaction(fn, project)) {
          const { handler, failing, spoiled, kind } = swallowed;
          const body = codeBodyOf(fn);
          const params = {
            handler: handlerText(handler),
            call: failing.text,
            opener: openerOf(swallowed),
            spoiled: spoiled.text,
          };
          report(handlerPlace(handler, body), kind, params, {
            confidence: confidenceOf(swallowed),
            why: whyOf(swallowed),
            context: `${params.handler} ${failing.text}`,
            evidence: [
              { place: failing, note: 'fails here' },
              ...(spoiled === failing ? [] : [{ place: spoiled, note: 'spoiled by it' }]),
            ],
            fixCode: fixOf(swallowed),
          });
        }
      },
    };
  },
});

function confidenceOf({ broad, scope }: SwallowedInTransaction): Confidence {
  return broad || scope.kind === 'caller' ? 'medium' : 'high';
}

function openerOf({ scope: { kind, opener, session } }: SwallowedInTransaction): string {
  return kind === 'implicit' ? session : (opener.split('.').at(-1) ?? opener);
}

function lineOf({ module, span }: CallSite): number {
  return module.position(span.start).line;
}

function whyOf({ failing, handler, spoiled, kind }: SwallowedInTransaction): string {
  const at = failing.module.position(handler.start).line;
  const before = `Line ${lineOf(spoiled)}: \`${spoiled.text}\` writes.`;
  const fails = `Line ${lineOf(failing)}: \`${failing.text}\` ${kind === 'half' ? 'writes, and something after it fails' : 'fails'}.`;
  const caught = `Line ${at}: \`${handlerText(handler)}\` catches it and goes on.`;
  const after = kind === 'aborted' ? `Line ${lineOf(spoiled)}: \`${spoiled.text}\`. ` : '';
  const steps = [...(kind === 'lost' ? [before] : []), fails, caught, `${after}${OUTCOME[kind]}`];
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}

/** The savepoint of the same library: `session.begin_nested()`, or the block itself where nesting makes one. */
function fixOf({ failing, handler, scope }: SwallowedInTransaction): string {
  const wait = failing.awaited ? 'await ' : '';
  const opener = scope.opener.split('.').slice(-2).join('.');
  const isOfSession = scope.kind === 'implicit' || opener.endsWith('.begin');
  const savepoint =
    isOfSession && scope.session !== '' ? `${scope.session}.begin_nested()` : `${opener}()`;
  return [
    'try:',
    `    ${failing.awaited && scope.session !== '' ? 'async ' : ''}with ${savepoint}:  # a savepoint`,
    `        ${wait}${failing.text}(…)`,
    `${handlerText(handler)}:`,
    '    …',
  ].join('\n');
}
