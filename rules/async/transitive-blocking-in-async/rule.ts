import { blockingKindOf, defineRule, inThread, runsAtStart, textOf } from '#rule-kit';
import type { CallSite, EffectOccurrence, FunctionModel, Knowledge } from '#rule-kit';

export default defineRule({
  title: 'Blocking call reached from async code through helpers',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    reaches:
      '`{call}` reaches the blocking `{leaf}` in {steps} steps and stops the event loop inside `async def {function}`.',
  },
  library: 'asyncio.to_thread, or an async client',
  create({ knowledge, report }) {
    return {
      function(fn) {
        const ways = fn.isAsync ? blockingWays(fn, knowledge) : [];
        if (ways.length === 0 || runsAtStart(fn)) return;
        for (const occurrence of ways) {
          const { origin, leaf, path } = occurrence;
          report(
            origin,
            'reaches',
            {
              call: origin.text,
              leaf: leaf.name ?? leaf.text,
              steps: path.length,
              function: fn.name,
            },
            {
              evidence: path.slice(1).map((step) => ({ place: step, note: noteOf(step, leaf) })),
              fixCode: threadFor(occurrence, knowledge),
              context: `${textOf(origin.expr.callee)} > ${leaf.name ?? leaf.text}`,
              confidence: occurrence.conditional ? 'medium' : 'high',
            },
          );
        }
      },
    };
  },
});

/** The shortest way for each call of the function; what it blocks on directly is another rule's. */
function blockingWays(fn: FunctionModel, knowledge: Knowledge): readonly EffectOccurrence[] {
  const byOrigin = new Map<CallSite, EffectOccurrence>();
  for (const occurrence of fn.effects()) {
    if (occurrence.effect !== 'blocking' || !isHelperChain(occurrence)) continue;
    const kind = blockingKindOf(occurrence.leaf, knowledge);
    if (kind === null || kind === 'other' || isToldInside(occurrence.origin, knowledge)) continue;
    const known = byOrigin.get(occurrence.origin);
    if (known === undefined || known.path.length > occurrence.path.length)
      byOrigin.set(occurrence.origin, occurrence);
  }
  return [...byOrigin.values()];
}

/** `with get_session() as session:` around a query that blocks by itself: one cause, told at the query. */
function isToldInside({ expr, operation, function: fn }: CallSite, knowledge: Knowledge): boolean {
  const { statement } = operation;
  if (statement.kind !== 'with') return false;
  const target = statement.items.find(({ context }) => context === expr)?.target;
  if (target?.kind !== 'name') return false;
  return (fn?.calls ?? []).some(
    (call) =>
      textOf(call.expr.callee).startsWith(`${target.id}.`) &&
      statement.start < call.span.start &&
      call.span.end <= statement.end &&
      blockingKindOf(call, knowledge) !== null,
  );
}

/** A session that each thread has of its own is given back in the thread; a block moves as a whole. */
function threadFor({ origin, leaf }: EffectOccurrence, knowledge: Knowledge): string {
  const { statement } = origin.operation;
  if (statement.kind === 'with' && statement.items.some(({ context }) => context === origin.expr))
    return '# the whole block in a function of its own:\nawait asyncio.to_thread(work)';
  if (!knowledge.hasRole(leaf.receiver?.name ?? '', 'scoped-session')) return inThread(origin);
  const session = leaf.text.split('.').slice(0, -1).join('.');
  return [
    'def work():',
    '    try:',
    `        return ${textOf(origin.expr)}`,
    '    finally:',
    `        ${session}.remove()  # the session of this thread`,
    '',
    'await asyncio.to_thread(work)',
  ].join('\n');
}

/** Every step is a plain function called on the spot. An async step is judged where it stands. */
function isHelperChain({ origin, path }: EffectOccurrence): boolean {
  if (path.length < 2 || origin.awaited || origin.runsElsewhere !== null) return false;
  return path.slice(1).every((step) => step.function?.isAsync === false);
}

function noteOf(step: CallSite, leaf: CallSite): string {
  return step === leaf ? `\`${step.text}\` blocks` : `\`${step.text}\` is called here`;
}
