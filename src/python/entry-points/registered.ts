import type { Expr } from '../facts/facts.ts';
import type { CallSite, ClassModel, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { classEntryMethods } from './class-methods.ts';
import { methodsOfName, type Draft } from './draft.ts';
import { isPaymentEvent, observedEvent, paymentEvent } from './event-names.ts';
import { argumentAt, handlerOf, pathText, stringsOf, type Handler } from './references.ts';
import type { EntryServices } from './services.ts';

/** Entry points that the calls of a module register: `path('pay/', pay)`, `add_handler(MessageHandler(f, pay))`, `add_job(sweep)`. */
export function registeredEntries(module: ModuleModel, services: EntryServices): readonly Draft[] {
  const drafts = module.calls.flatMap((call) => entriesOfCall(call, services));
  return [...drafts, ...workerLists(module, services)];
}

function entriesOfCall(call: CallSite, services: EntryServices): readonly Draft[] {
  const entry = call.fact?.entry;
  if (entry?.handler === undefined || call.name === null) return [];
  const { args, callee } = call.expr;
  const handler = handlerOf(
    argumentAt(args, entry.handler) ?? argumentAt(args, 'handler'),
    call.function ?? call.module,
  );
  if (handler === null) return [];
  const isBot = entry.kind === 'bot-handler' || entry.kind === 'bot-payment';
  const event = isBot ? paymentEvent(callee, args) : null;
  const path = isBot ? (event ?? observedEvent(callee)) : pathText(argumentAt(args, entry.path));
  const draft = {
    place: call,
    kind: isPaymentEvent(event) ? ('bot-payment' as const) : entry.kind,
    framework: services.knowledge.libraryOf(call.name)?.library ?? '',
    path,
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
