import { concurrentCalls, defineRule, repeatingLoop, sessionsUsedBy } from '#rule-kit';
import type { CallSite, ConcurrentCall, ConcurrentCalls, Knowledge } from '#rule-kit';

export default defineRule({
  title: 'Async session shared by concurrent tasks',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    shared: '`{session}` is used at the same time by {users}, which `{runner}` runs concurrently.',
    repeated:
      '`{session}` is used at the same time by every `{user}` that `{runner}` runs concurrently.',
  },
  library: 'one session per task: async_sessionmaker, a pool',
  create({ knowledge, report }) {
    return {
      function(fn) {
        const told = new Set<string>();
        for (const group of concurrentCalls(fn)) {
          if (group.runner.deferred) continue;
          for (const [session, users] of usersBySession(group, knowledge)) {
            const [first] = users;
            if (first === undefined || !runTogether(users)) continue;
            // Tasks that are started here and gathered there are the same ones.
            const which = `${session} ${users.map(({ site }) => site.index).join(' ')}`;
            if (told.has(which)) continue;
            told.add(which);
            const evidence = users.map(({ site }) => ({
              place: site,
              note: `\`${site.text}\` uses \`${session}\``,
            }));
            const details = {
              evidence,
              fixCode: ownSession(first.site, session),
              context: session,
            };
            const params = { session, runner: group.runner.text };
            if (users.length === 1)
              report(group.runner, 'repeated', { ...params, user: first.site.text }, details);
            else report(group.runner, 'shared', { ...params, users: listed(users) }, details);
          }
        }
      },
    };
  },
});

function usersBySession(
  { calls }: ConcurrentCalls,
  knowledge: Knowledge,
): ReadonlyMap<string, readonly ConcurrentCall[]> {
  const bySession = new Map<string, ConcurrentCall[]>();
  for (const call of calls) {
    for (const session of new Set(sessionsUsedBy(call.site, knowledge))) {
      if (call.isRepeated && isMadeInLoop(session, call.site)) continue;
      bySession.set(session, [...(bySession.get(session) ?? []), call]);
    }
  }
  return bySession;
}

/** Each round has a session of its own. */
function isMadeInLoop(session: string, site: CallSite): boolean {
  const loop = repeatingLoop(site);
  const flow = site.function?.flow;
  if (loop === null || flow === undefined) return false;
  const [root] = session.split('.', 1);
  if (loop.target?.kind === 'name' && loop.target.id === root) return true;
  return flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      loop.start <= operation.start &&
      operation.end <= loop.end &&
      operation.targets.some((target) => target.kind === 'name' && target.id === root),
  );
}

/** Two of them, not in exclusive branches, or one in a loop. */
function runTogether(users: readonly ConcurrentCall[]): boolean {
  if (users.some(({ isRepeated }) => isRepeated)) return true;
  return users.some(({ site }, index) =>
    users
      .slice(index + 1)
      .some((other) => site.function?.flow.canFollow(site.operation, other.site.operation)),
  );
}

function listed(users: readonly ConcurrentCall[]): string {
  const names = [...new Set(users.map(({ site }) => `\`${site.text}\``))];
  const last = names.pop() ?? '';
  return names.length === 0 ? `several ${last}` : `${names.join(', ')} and ${last}`;
}

function ownSession({ text, expr }: CallSite, session: string): string {
  const name = text.split('.').at(-1) ?? text;
  const isGiven = expr.args.some(({ value }) => value.kind === 'name' && value.id === session);
  const call = isGiven ? `${text}(session, …)` : `${name}(…)  # on this session`;
  return [
    `async def ${name}_in_own_session(…):`,
    '    async with session_factory() as session:',
    `        return await ${call}`,
  ].join('\n');
}
