import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  OrmModel,
  Project,
} from '../python/model/index.ts';
import type { Effect } from '../knowledge/entries.ts';
import { paymentCall, type PaymentCall } from './payment-calls.ts';
import { lastWord } from './words.ts';

/** What a step of a use case leaves behind: in the database (`commit`: for good), or outside of it. */
export type StepKind = 'persist' | 'commit' | 'payment' | 'publish' | 'notify' | 'request';

/** A call of a function together with what it does, directly or through what it calls. */
export interface OutsideStep {
  readonly call: CallSite;
  readonly kinds: ReadonlySet<StepKind>;
  /** The payment that it makes, when it makes one. */
  readonly payment: PaymentCall | null;
  /** Where it happens: the call itself, or the library call at the end of the way. */
  readonly leaf: CallSite;
}

const KIND_OF: Partial<Record<Effect, StepKind>> = {
  'database-write': 'persist',
  flush: 'persist',
  'transaction-commit': 'persist',
  publish: 'publish',
  email: 'notify',
};

/** Methods of the project's own ports, by the role in the name of their class: their only meaning is in those two names. */
const PORTS: readonly (readonly [StepKind, RegExp, RegExp])[] = [
  [
    'persist',
    /(?:Repository|Repo|UnitOfWork|DAO|Dao)(?:Port|Interface|Protocol|Base|ABC)?$/u,
    /^(?:save|add|create|insert|update|upsert|persist|store|delete|remove|commit)(?:_\w+)?$/u,
  ],
  [
    'publish',
    /(?:EventBus|MessageBus|EventPublisher|Publisher|Producer|MessageBroker|EventDispatcher)(?:Port|Interface|Protocol)?$/u,
    /^(?:publish|emit|dispatch|send|produce|send_and_wait)(?:_\w+)?$/u,
  ],
  [
    'notify',
    /(?:Notification|Notifier|Notifications|Mailer|Email|EmailSender|Sms|SmsSender)(?:Service|Sender|Port|Client|Gateway)*(?:Interface|Protocol)?$/u,
    /^(?:send|notify|deliver|mail|email)(?:_\w+)?$/u,
  ],
];

const known = new WeakMap<FunctionModel, readonly OutsideStep[]>();

/** Calls of a function that leave something behind, in source order. What runs elsewhere, or after the commit, is no step of it. Several rules ask. */
export function outsideSteps(fn: FunctionModel, project: Project): readonly OutsideStep[] {
  const steps = known.get(fn) ?? readSteps(fn, project);
  known.set(fn, steps);
  return steps;
}

function readSteps(fn: FunctionModel, project: Project): readonly OutsideStep[] {
  const byCall = new Map<CallSite, EffectOccurrence[]>();
  for (const one of fn.effects()) {
    if (one.spawned === true) continue;
    byCall.set(one.origin, [...(byCall.get(one.origin) ?? []), one]);
  }
  return fn.calls.flatMap((call) => {
    if (call.deferred) return [];
    const step = stepOf(call, byCall.get(call) ?? [], project);
    return step.kinds.size === 0 || call.runsElsewhere !== null ? [] : [step];
  });
}

function stepOf(
  call: CallSite,
  effects: readonly EffectOccurrence[],
  project: Project,
): OutsideStep {
  const kinds = new Set<StepKind>();
  let leaf = call;
  let payment = movesMoney(paymentCall(call, project));
  for (const { effect, leaf: end, path, model } of effects) {
    const kind = KIND_OF[effect];
    if (kind !== undefined && !isStaging(end)) kinds.add(kind);
    if (effect === 'transaction-commit') kinds.add('commit');
    if (effect === 'database-write' && commitsItself(model)) kinds.add('commit');
    if (effect === 'network' && isPosted(end, project)) kinds.add('request');
    if (path.length > 1 && payment === null) {
      payment = movesMoney(paymentCall(end, project));
      if (payment !== null) leaf = end;
    }
  }
  if (payment !== null) kinds.add('payment');
  const port = ofPort(call, project);
  if (port !== null) kinds.add(port);
  if (port === 'persist') kinds.add('commit');
  return { call, kinds, payment, leaf };
}

function movesMoney(payment: PaymentCall | null): PaymentCall | null {
  return payment === null || payment.operation === 'invoice' || payment.operation === 'other'
    ? null
    : payment;
}

/** `session.add(order)` works in memory; the database hears of it at the flush or commit. */
function isStaging(call: CallSite): boolean {
  return /\.(?:expunge|expunge_all|expire|expire_all|refresh)$/u.test(call.text);
}

/** Something is changed on the other side; a message that a bot takes away is none of its records. */
function isPosted({ text, name }: CallSite, { knowledge }: Project): boolean {
  if (!/\.(?:post|put|patch|delete)$/u.test(text)) return false;
  return !knowledge.kindsOf(name ?? '').includes('bot-framework');
}

/** Every write of these is committed at once, unless a transaction is open. */
function commitsItself(model: OrmModel | null): boolean {
  return model !== null && model.kind !== 'sqlalchemy' && model.kind !== 'sqlmodel';
}

function ofPort(call: CallSite, project: Project): StepKind | null {
  const { target } = call;
  const method = lastWord(call.text);
  const owner = target === null ? undeclaredPort(call) : ownerOf(target);
  if (owner === null) return null;
  for (const [kind, type, name] of PORTS) {
    if (!type.test(owner) || !name.test(method)) continue;
    return kind === 'persist' || target === null || leadsOutside(target, project) ? kind : null;
  }
  return null;
}

type Target = NonNullable<CallSite['target']>;

function ownerOf(target: Target): string | null {
  return 'flow' in target ? (target.class?.name ?? null) : null;
}

/** `self.notifications.send` where `__init__` was given a `NotificationPort` that is declared elsewhere: the annotation calls it a port. */
function undeclaredPort(call: CallSite): string | null {
  const attribute = /^self\.(\w+)\.\w+$/u.exec(call.text)?.[1];
  const init = call.function?.class?.method('__init__') ?? null;
  if (attribute === undefined || init === null || call.fact !== null) return null;
  for (const operation of init.flow.operations) {
    if (operation.kind !== 'assign' || operation.value?.kind !== 'name') continue;
    if (!operation.targets.some((one) => one.kind === 'attribute' && one.name === attribute))
      continue;
    const given = operation.value.id;
    const annotation = init.params.find(({ name }) => name === given)?.facts.annotation ?? null;
    const name = annotation?.kind === 'name' ? annotation.id : '';
    if (/(?:Port|Interface|Protocol)$/u.test(name)) return name;
  }
  return null;
}

const OUTSIDE: ReadonlySet<Effect> = new Set([
  'publish',
  'network',
  'email',
  'message-send',
  'task-dispatch',
]);

/** An abstract method that nobody implements here, or that somebody implements with a broker; a bus in the process is none. */
function leadsOutside(target: Target, project: Project): boolean {
  if (!('flow' in target)) return false;
  if (!target.isAbstract && target.class?.isProtocol !== true) return false;
  const implementations = project.implementationsOf(target);
  return (
    implementations.length === 0 ||
    implementations.some((fn) => fn.effects(2).some(({ effect }) => OUTSIDE.has(effect)))
  );
}
