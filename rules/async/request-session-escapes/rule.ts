import {
  argumentTexts,
  defineRule,
  enclosingAll,
  escapingValues,
  isAsyncSession,
  mayWaitFor,
  placeAt,
} from '#rule-kit';
import type { CallSite, Confidence, FunctionModel, Knowledge, TypeRef } from '#rule-kit';

export default defineRule({
  title: 'Session or request used after its owner has ended',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    escapes:
      '`{value}` ends with `{owner}`, and `{runner}` runs work that uses it without waiting for that work.',
    sent: '`{runner}` sends `{value}` to another process, where an open session or request cannot be.',
  },
  library: 'ids as arguments; a session of its own in the job',
  create({ knowledge, report }) {
    return {
      call(call) {
        const { function: fn } = call;
        if (fn === null || call.deferred) return;
        const isSent = call.fact?.effects?.includes('task-dispatch') === true;
        if (!isSent && (!runsLater(call) || mayWaitFor(call, fn))) return;
        const seen = new Set<string>();
        for (const { expr, name } of escapingValues(call, fn)) {
          const owner = ownerOf(name, call, fn);
          const kind = owner === null ? null : kindOf(owner.type, knowledge);
          if (kind === null || owner === null || seen.has(name)) continue;
          seen.add(name);
          const confidence = isSent ? 'high' : confidenceOf(kind, owner, call);
          const severity = kind === 'request' ? 'medium' : 'high';
          const details = { confidence, severity, fixCode: withIds(call, name) } as const;
          const params = { value: name, runner: call.text };
          if (isSent) report(placeAt(call, expr), 'sent', params, details);
          else report(placeAt(call, expr), 'escapes', { ...params, owner: owner.text }, details);
        }
      },
    };
  },
});

/** Work in a task, thread or process of its own, or after the response. A task group waits for its tasks. */
function runsLater({ fact }: CallSite): boolean {
  const roles = fact?.roles ?? [];
  if (roles.includes('task-spawn')) return roles.includes('weak-task');
  if (roles.includes('on-commit')) return false;
  return (fact?.runs ?? []).some(
    ({ where }) => where === 'later' || where === 'thread' || where === 'process',
  );
}

type Kind = 'session' | 'request';

function kindOf(type: TypeRef | null, knowledge: Knowledge): Kind | null {
  if (type === null || type.isClass) return null;
  if (knowledge.hasRole(type.name, 'scoped-session')) return null;
  if (isAsyncSession(type, knowledge) || knowledge.hasRole(type.name, 'session')) return 'session';
  return knowledge.hasRole(type.name, 'http-request') ? 'request' : null;
}

interface Owner {
  readonly text: string;
  readonly how: 'block' | 'dependency' | 'parameter';
  readonly type: TypeRef | null;
}

/** The `with` that closes it, or the function that was given it. What is simply made here may be handed over. */
function ownerOf(name: string, call: CallSite, fn: FunctionModel): Owner | null {
  const block = enclosingAll(call, 'with').find(
    ({ target }) => target?.kind === 'name' && target.id === name,
  );
  if (block?.target !== undefined && block.target !== null) {
    const type = fn.typeOf(block.target);
    return { text: `with … as ${name}`, how: 'block', type };
  }
  const param = fn.params.find((each) => each.name === name);
  if (param === undefined) return null;
  const isRequestScoped = param.dependency !== null || fn.entries.length > 0;
  const how = isRequestScoped ? 'dependency' : 'parameter';
  return { text: fn.name, how, type: param.type };
}

/** Whether a dependency is closed before or after background tasks differs between versions of the framework. */
function confidenceOf(kind: Kind, { how }: Owner, { fact }: CallSite): Confidence {
  // Headers and state of a request outlive it, its body does not: what the work reads is not followed.
  if (kind === 'request') return 'low';
  if (how === 'parameter') return 'medium';
  const isAfterResponse = fact?.runs?.some(({ where }) => where === 'later') === true;
  return how === 'dependency' && isAfterResponse ? 'medium' : 'high';
}

function withIds(call: CallSite, name: string): string {
  const args = argumentTexts(call).map((text) =>
    text.replaceAll(new RegExp(`(?<![\\w.])${name}(?:, |,(?=\\))|(?![\\w.]))`, 'gu'), ''),
  );
  const kept = args.filter((text) => text !== '');
  return `${call.text}(${kept.join(', ')})  # give it ids; it opens its own session`;
}
