import type { CallableFact } from '../../knowledge/entries.ts';
import { flowOf, siteIn } from '../effects/chains.ts';
import type { Argument, Expr } from '../facts/facts.ts';
import type { CallSite, ClassModel, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { classEntryMethods } from './class-methods.ts';
import { methodsOfName, type Draft } from './draft.ts';
import { isPaymentEvent, observedEvent, paymentEvent } from './event-names.ts';
import { argumentAt, handlerOf, pathText, stringsOf, type Handler } from './references.ts';
import { handlerArgument, mayRegister } from './registering-names.ts';
import type { EntryServices } from './services.ts';

/** Entry points that the calls of a module register: `path('pay/', pay)`, `add_handler(MessageHandler(f, pay))`, `add_job(sweep)`. */
export function registeredEntries(module: ModuleModel, services: EntryServices): readonly Draft[] {
  const candidates = mayRegister(module.facts, services.knowledge);
  const calls = candidates.size === 0 ? [] : module.calls;
  const drafts = calls
    .filter((call) => candidates.has(call.expr))
    .flatMap((call) => entriesOfCall(call, services));
  return [...drafts, ...workerLists(module, services)];
}

const PATH_NAMES = ['path', 'rule', 'url', 'name'];

function entriesOfCall(call: CallSite, services: EntryServices): readonly Draft[] {
  const registration = registrationOf(call);
  if (registration === null) return [];
  const { by, entry, handler: expr } = registration;
  const { args, callee } = by.expr;
  const handler = handlerOf(expr, call.function ?? call.module);
  if (handler === null || by.name === null) return [];
  const isBot = entry.kind === 'bot-handler' || entry.kind === 'bot-payment';
  const event = isBot ? paymentEvent(callee, args) : null;
  const written = argumentAt(args, entry.path) ?? firstNamed(args, PATH_NAMES);
  const draft = {
    place: call,
    kind: isPaymentEvent(event) ? ('bot-payment' as const) : entry.kind,
    framework: services.knowledge.libraryOf(by.name)?.library ?? '',
    path: isBot ? (event ?? observedEvent(callee)) : pathText(written),
    router: callee.kind === 'attribute' ? callee.object : null,
    module: call.module,
    scope: call.function ?? call.module,
    dependencies: [argumentAt(args, 'dependencies')].filter((list) => list !== null),
  };
  const methods =
    entry.methods ?? stringsOf(argumentAt(args, 'methods')).map((method) => method.toUpperCase());
  return handled(handler, services).map((fn) => ({
    ...draft,
    function: fn.function,
    methods: fn.methods ?? methods,
  }));
}

interface Registration {
  /** The call that the knowledge base knows. */
  readonly by: CallSite;
  readonly entry: NonNullable<CallableFact['entry']>;
  readonly handler: Expr | null;
}

/** `add_job(sweep)`; a decorator applied by hand, `task(sweep)` or `task(name='sweep')(sweep)`. */
function registrationOf(call: CallSite): Registration | null {
  const { args, callee } = call.expr;
  const entry = call.fact?.entry;
  if (entry !== undefined) {
    const decorates = entry.handler === undefined && entry.path === 0;
    return decorates ? null : { by: call, entry, handler: handlerArgument(entry, call.expr) };
  }
  if (callee.kind !== 'call') return null;
  const by = siteIn(flowOf(call), callee);
  const applied = by?.fact?.entry;
  if (by === null || applied === undefined || applied.handler !== undefined) return null;
  return { by, entry: applied, handler: argumentAt(args, 0) };
}

function firstNamed(args: readonly Argument[], names: readonly string[]): Expr | null {
  for (const name of names) {
    const value = argumentAt(args, name);
    if (value !== null) return value;
  }
  return null;
}

/** A class handler stands for the methods that answer. */
function handled(
  handler: Handler,
  services: EntryServices,
): readonly { readonly function: FunctionModel; readonly methods: readonly string[] | null }[] {
  if (handler.kind === 'function') return [{ function: handler.function, methods: null }];
  if (handler.actions.size > 0) {
    return [...handler.actions].flatMap(([action, method]) => {
      const fn = handler.class.method(action);
      return fn === null ? [] : [{ function: fn, methods: [method] }];
    });
  }
  return answering(handler.class, services).map((fn) => ({
    function: fn,
    methods: methodsOfName(fn.name),
  }));
}

function answering(cls: ClassModel, services: EntryServices): readonly FunctionModel[] {
  return [...classEntryMethods(cls, services).keys()].flatMap((name) => cls.method(name) ?? []);
}

/** arq: `class WorkerSettings` with `functions = […]` and `redis_settings`. */
function workerLists(module: ModuleModel, services: EntryServices): readonly Draft[] {
  return module.classes.flatMap((cls) => {
    const names = new Set(cls.attributes.map(({ name }) => name));
    const list = cls.attributes.find(({ name }) => name === 'functions');
    if (
      list?.value?.kind !== 'list' ||
      !(names.has('redis_settings') || cls.name === 'WorkerSettings')
    )
      return [];
    const hooks = cls.attributes.filter(
      ({ name }) => name === 'on_startup' || name === 'on_shutdown',
    );
    return [
      ...list.value.items.flatMap((item) => workerEntry(item, { cls, kind: 'task' }, services)),
      ...hooks.flatMap(({ name, value }) =>
        value === null
          ? []
          : workerEntry(
              value,
              { cls, kind: name === 'on_startup' ? 'startup' : 'shutdown' },
              services,
            ),
      ),
    ];
  });
}

function workerEntry(
  item: Expr,
  of: { readonly cls: ClassModel; readonly kind: 'task' | 'startup' | 'shutdown' },
  { knowledge }: EntryServices,
): readonly Draft[] {
  const { cls, kind } = of;
  const wrapped = item.kind === 'call' ? (item.args[0]?.value ?? null) : item;
  const handler = handlerOf(wrapped, cls.module);
  if (handler?.kind !== 'function') return [];
  const framework = knowledge.libraryOf('arq')?.library ?? 'arq';
  const place = { module: cls.module, span: item, symbol: cls.symbol };
  return [
    {
      function: handler.function,
      place,
      kind,
      framework,
      path: handler.function.name,
      methods: [],
      router: null,
      module: cls.module,
      scope: cls.module,
      dependencies: [],
    },
  ];
}
