import { defineRule, fannedOver, firstName, isFewItems, placeAt, saysBound } from '#rule-kit';
import type { CallSite, Effect, Expr, FunctionModel, Knowledge, Project } from '#rule-kit';

const OUTSIDE: readonly Effect[] = [
  'network',
  'database-read',
  'database-write',
  'message-send',
  'publish',
  'payment',
  'email',
];

export default defineRule({
  title: 'As many calls at once as there are items',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    fanout:
      '`{call}` starts one `{each}` for every item of `{items}` at the same time: nothing limits how many reach `{leaf}`.',
    'guard-removed': '`{function}` no longer limits how many run at once: `{guard}` is gone.',
    'guard-weakened': '`{function}` lets many more run at once: `{guard}` has become `{now}`.',
  },
  guards: ['bound'],
  speaksFor: ({ guard }) => !guard.subject.startsWith('queue of '),
  options: {
    small: {
      type: 'number',
      default: 20,
      description: 'A literal number of items up to which no limit is asked for.',
    },
  },
  library: 'asyncio.Semaphore, anyio.CapacityLimiter, aiometer.run_all(max_at_once=)',
  create({ knowledge, options, project, report }) {
    return {
      call(call) {
        const items = fannedOver(call, knowledge);
        if (items === null || isFewItems(items, options.small, call)) return;
        const started = startedIn(call, project);
        if (started === null || isBounded(call, started.each, items)) return;
        if (isOneByOne(started.leaf, knowledge)) return;
        const params = {
          call: call.text,
          each: started.each.text,
          items: firstName(items),
          leaf: started.leaf.name ?? started.leaf.text,
        };
        report(placeAt(call, call.expr.callee), 'fanout', params, {
          severity: isPooled(started.leaf, knowledge) ? 'medium' : 'high',
          confidence: 'medium',
          evidence: [
            { place: started.leaf, note: `\`${started.leaf.text}\` is reached from each of them` },
          ],
          context: started.each.text,
          fixCode: limited(call, started.each),
        });
      },
    };
  },
});

interface Started {
  readonly each: CallSite;
  readonly leaf: CallSite;
}

/** The coroutine made for each item, and the call to the outside that it reaches. */
function startedIn(call: CallSite, project: Project): Started | null {
  const fn = call.function;
  if (fn === null) return null;
  const inside = fn.calls.filter(
    (other) =>
      other !== call && call.span.start <= other.span.start && other.span.end <= call.span.end,
  );
  for (const each of inside) {
    if (each.fact?.effects?.some((effect) => OUTSIDE.includes(effect)) === true)
      return { each, leaf: each };
    const found = fn
      .effects()
      .find(({ origin, effect }) => origin === each && OUTSIDE.includes(effect));
    if (found !== undefined) return { each, leaf: found.leaf };
    const target =
      each.target !== null && 'params' in each.target
        ? project.findFunction(each.target.qualifiedName)
        : null;
    const deeper = target?.effects().find(({ effect }) => OUTSIDE.includes(effect));
    if (deeper !== undefined) return { each, leaf: deeper.leaf };
  }
  return null;
}

/** A semaphore, a limiter, chunks: in what is started, around it, or in what it is started over. */
function isBounded(call: CallSite, each: CallSite, items: Expr): boolean {
  const target = each.target !== null && 'params' in each.target ? each.target : null;
  const around: readonly (FunctionModel | null)[] = [call.function, target];
  if (saysBound(firstName(items)) || saysBound(each.text)) return true;
  return around.some(
    (fn) =>
      fn !== null &&
      (saysBound(fn.name) || fn.calls.some((other) => saysBound(other.text) || isLimiter(other))),
  );
}

function isLimiter(call: CallSite): boolean {
  const roles = call.fact?.roles ?? [];
  return (
    roles.includes('semaphore') ||
    roles.includes('rate-limit') ||
    call.regions.some((region) => region.kind === 'with' && saysBound(firstName(region.context)))
  );
}

/** One connection does one thing after the other; some clients wait for the limits of the other side by themselves. */
function isOneByOne({ receiver }: CallSite, knowledge: Knowledge): boolean {
  if (receiver === null) return false;
  return (['connection', 'rate-limit'] as const).some((role) =>
    knowledge.hasRole(receiver.name, role),
  );
}

/** A pool of connections makes the others wait, which is a limit, though not for memory or for the pool's time-out. */
function isPooled(leaf: CallSite, knowledge: Knowledge): boolean {
  return leaf.receiver !== null && knowledge.hasRole(leaf.receiver.name, 'async-http-client');
}

function limited(call: CallSite, each: CallSite): string {
  return [
    'limit = asyncio.Semaphore(10)',
    '',
    'async def one(item):',
    '    async with limit:',
    `        return await ${each.text}(item)`,
    '',
    `await ${call.text}(*(one(item) for item in items))`,
  ].join('\n');
}
