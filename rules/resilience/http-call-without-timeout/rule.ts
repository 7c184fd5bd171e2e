import { defineRule, isNone, passesRequestOn, textOf } from '#rule-kit';
import type {
  CallableFact,
  CallSite,
  Expr,
  FunctionModel,
  Knowledge,
  ModuleModel,
} from '#rule-kit';

type Wait = { readonly kind: 'missing' } | { readonly kind: 'disabled'; readonly argument: string };
type TimeoutFact = NonNullable<CallableFact['timeout']>;

export default defineRule({
  title: 'HTTP call without a timeout',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  guards: ['timeout'],
  messages: {
    missing: '`{call}` waits without limit: it is given no timeout and has none by default.',
    disabled: '`{call}` waits without limit: `{argument}` switches its timeout off.',
    'guard-removed': '`{function}` lost the timeout of `{subject}`: `{guard}` is gone.',
    'guard-weakened':
      '`{function}` waits much longer for `{subject}`: `{guard}` has become `{now}`.',
  },
  library: 'httpx.Timeout, or a shared client factory',
  create({ knowledge, report }) {
    const patched = new Map<ModuleModel, boolean>();
    return {
      call(call) {
        const timeout = call.fact?.timeout;
        if (timeout === undefined || !isHttpCall(call, knowledge)) return;
        const wait = waitOf(call, timeout);
        if (wait === null || isBoundedElsewhere(call, knowledge)) return;
        if (wait.kind === 'disabled' && passesRequestOn(call)) return;
        // An adapter or a patched method may add the timeout: which sessions get it is not followed.
        const isPatched = patched.get(call.module) ?? patchesClients(call.module, knowledge);
        patched.set(call.module, isPatched);
        if (isPatched) return;
        const details = {
          fixCode: bounded(call, timeout),
          confidence: isStream(call) ? 'medium' : 'high',
        } as const;
        if (wait.kind === 'missing') report(call, 'missing', { call: call.text }, details);
        else report(call, 'disabled', { call: call.text, argument: wait.argument }, details);
      },
    };
  },
});

/** Clients of HTTP libraries, and the functions and HTTP classes of the standard library. Mail, cache and database clients are another rule's. */
function isHttpCall(call: CallSite, knowledge: Knowledge): boolean {
  const name = call.name ?? '';
  const kinds = knowledge.kindsOf(name);
  if (kinds.includes('http-client')) return true;
  if (!kinds.includes('stdlib')) return false;
  const isFunction = call.receiver === null && /^[a-z]/u.test(name.split('.').at(-1) ?? '');
  if (isFunction) return call.fact?.effects?.includes('network') === true;
  return (
    knowledge.hasRole(call.fact?.returns ?? name, 'http-client') || hasClientRole(call, knowledge)
  );
}

function hasClientRole(call: CallSite, knowledge: Knowledge): boolean {
  return call.receiver !== null && knowledge.hasRole(call.receiver.name, 'http-client');
}

/** Null when the wait is bounded, or when that cannot be told: `**kwargs` and variables may carry a timeout. */
function waitOf(call: CallSite, timeout: TimeoutFact): Wait | null {
  if (call.hasSplat) return null;
  const names = [timeout.parameter, ...(timeout.alternatives ?? [])];
  const given = names
    .map((name, i) => ({
      name,
      value: call.argument(name, i === 0 ? timeout.position : undefined),
    }))
    .filter(({ value }) => value !== null);
  if (given.length === 0) return timeout.default === 'none' ? { kind: 'missing' } : null;
  const unlimited = given.filter(({ value }) => value !== null && isUnlimited(value));
  const [first] = unlimited;
  if (first === undefined || first.value === null || unlimited.length < given.length) return null;
  return { kind: 'disabled', argument: `${first.name}=${textOf(first.value)}` };
}

/** `None`, and a pair of connect and read timeout with `None` in it. */
function isUnlimited(value: Expr): boolean {
  return isNone(value) || (value.kind === 'tuple' && value.items.some(isNone));
}

/** Inside `async with timeout(…)` or `wait_for(call(…), 5)`; and methods of the project's own clients, which may add one. */
function isBoundedElsewhere(call: CallSite, knowledge: Knowledge): boolean {
  if ((call.receiver?.class ?? null) !== null) return true;
  const isScope = (name: string | null): boolean =>
    name !== null && knowledge.hasRole(name, 'timeout-scope');
  if (call.regions.some((region) => region.kind === 'with' && isScope(region.call?.name ?? null)))
    return true;
  const around = call.function?.calls ?? [];
  return around.some(
    (other) =>
      isScope(other.name) && other.span.start < call.span.start && call.span.end <= other.span.end,
  );
}

/** The module mounts an adapter of its own, replaces a method of a client, or sets a default for every socket. */
function patchesClients(module: ModuleModel, knowledge: Knowledge): boolean {
  return [module.topLevel, ...module.functions.map((fn) => fn.flow)].some((flow) =>
    flow.operations.some((operation) => {
      if (operation.kind === 'call')
        return mountsOrDefaults(operation.call, knowledge) || isFactory(operation.call, knowledge);
      return operation.kind === 'assign' && operation.targets.some(isClientMethod);
    }),
  );
}

function mountsOrDefaults(call: CallSite, knowledge: Knowledge): boolean {
  const method = call.text.split('.').at(-1);
  return method === 'setdefaulttimeout' || (method === 'mount' && hasClientRole(call, knowledge));
}

/** A function of the project that builds a client and mounts something on it. */
function isFactory(call: CallSite, knowledge: Knowledge): boolean {
  const target: FunctionModel | null =
    call.target !== null && 'params' in call.target ? call.target : null;
  return target?.calls.some((inner) => mountsOrDefaults(inner, knowledge)) === true;
}

function isClientMethod(target: Expr): boolean {
  return target.kind === 'attribute' && (target.name === 'request' || target.name === 'send');
}

/** A stream may be meant to stay open. */
function isStream(call: CallSite): boolean {
  const stream = call.argument('stream');
  return call.text.endsWith('.stream') || (stream !== null && !isNone(stream));
}

/** The same call with a bound, for the fix. */
function bounded(call: CallSite, timeout: TimeoutFact): string {
  const names = [timeout.parameter, ...(timeout.alternatives ?? [])];
  const position = timeout.position ?? -1;
  const kept = call.expr.args.filter((arg, i) =>
    arg.name === null ? i !== position : !names.includes(arg.name),
  );
  const args = kept.map(
    (arg) => `${arg.splat}${arg.name === null ? '' : `${arg.name}=`}${textOf(arg.value)}`,
  );
  return `${call.text}(${[...args, `${timeout.parameter}=10`].join(', ')})`;
}
