import type { CallableFact, EntryKind } from '../../knowledge/entries.ts';
import type { Expr } from '../facts/facts.ts';
import { isFunction } from '../flow/services.ts';
import type { DecoratorModel, FunctionModel } from '../model/symbols.ts';
import { classString, definitionScope, type Draft } from './draft.ts';
import { isPaymentEvent, observedEvent, paymentEvent } from './event-names.ts';
import { argumentAt, pathText, stringsOf } from './references.ts';
import type { EntryServices } from './services.ts';

/** Kinds that projects wrap in decorators of their own. */
const WRAPPED: ReadonlySet<EntryKind> = new Set(['task', 'consumer', 'schedule']);

/** Entry points that the function's own decorators make of it. */
export function decoratedEntries(fn: FunctionModel, services: EntryServices): readonly Draft[] {
  return fn.decorators.flatMap((decorator) => decoratedEntry(fn, decorator, services) ?? []);
}

function decoratedEntry(
  fn: FunctionModel,
  decorator: DecoratorModel,
  { knowledge }: EntryServices,
): Draft | null {
  const { args } = decorator;
  const registered = registrationOf(decorator);
  if (registered === null) return null;
  const { entry, name } = registered;
  const callee = decorator.expr.kind === 'call' ? decorator.expr.callee : decorator.expr;
  const isBot = entry.kind === 'bot-handler' || entry.kind === 'bot-payment';
  const event = isBot ? paymentEvent(callee, args) : null;
  const written =
    entry.methods ?? stringsOf(argumentAt(args, 'methods')).map((method) => method.toUpperCase());
  return {
    function: fn,
    place: decorator,
    kind: isPaymentEvent(event) ? 'bot-payment' : entry.kind,
    framework: knowledge.libraryOf(name)?.library ?? '',
    path: isBot
      ? (event ?? observedEvent(callee))
      : withController(fn, pathText(argumentAt(args, entry.path) ?? namedPath(args))),
    methods: entry.kind === 'route' && written.length === 0 ? defaultMethods(decorator) : written,
    router: callee.kind === 'attribute' ? callee.object : null,
    module: fn.module,
    scope: definitionScope(fn),
    dependencies: [argumentAt(args, 'dependencies'), argumentAt(args, 'guards')].filter(
      (list) => list !== null,
    ),
  };
}

interface Registration {
  readonly entry: NonNullable<CallableFact['entry']>;
  /** The library's decorator. */
  readonly name: string;
}

/** What a decorator registers its function as: by the library's word, or because it is a wrapper of the project around such a decorator. */
function registrationOf({ fact, name, target }: DecoratorModel): Registration | null {
  if (fact?.entry !== undefined && name !== null) return { entry: fact.entry, name };
  if (target === null || !isFunction(target)) return null;
  for (const inner of target.module.functions) {
    if (inner !== target && inner.outer !== target && inner.outer?.outer !== target) continue;
    for (const call of inner.calls) {
      const entry = call.fact?.entry;
      if (entry !== undefined && call.name !== null && WRAPPED.has(entry.kind))
        return { entry, name: call.name };
    }
  }
  return null;
}

function namedPath(args: DecoratorModel['args']): Expr | null {
  return argumentAt(args, 'path') ?? argumentAt(args, 'name');
}

/** A route that names no method answers GET (Flask). */
function defaultMethods({ name, args }: DecoratorModel): readonly string[] {
  const written = args.some((argument) => /^(?:methods|http_method)$/.test(argument.name ?? ''));
  return name?.endsWith('.route') === true && !written ? ['GET'] : [];
}

/** A method of a controller class answers below the path of its class. */
function withController(fn: FunctionModel, path: string | null): string | null {
  const prefix = fn.class === null ? null : classString(fn.class, 'path');
  if (prefix === null) return path;
  return joinPaths([prefix, path ?? '']);
}

/** `/api`, `orders/` and `/{id}` → `/api/orders/{id}`. */
export function joinPaths(parts: readonly string[]): string {
  const words = parts.map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return `/${words.join('/')}`;
}
