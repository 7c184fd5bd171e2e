import { literalString, walkExpressions } from '../facts/expressions.ts';
import type { FunctionModel } from '../model/symbols.ts';
import type { EntryServices } from './services.ts';

const PATH_WORD =
  /(?:^|[/_\-.])(?:web-?_?hooks?|hooks?|ipn|callbacks?|postback|notify|notifications?)(?:$|[/_\-.?{<])/i;
const NAME_WORD = /(?:^|_)(?:webhooks?|ipn|postback|callback|hook)(?:_|$)/i;
const DIRECTORY = /(?:^|[/_])webhooks?(?:[/_.]|$)/i;
const PROVIDERS =
  /stripe|paypal|adyen|braintree|yookassa|cryptobot|crypto_?pay|github|gitlab|shopify|twilio|telegram|slack|mollie|razorpay|square|plaid|sendgrid|mailgun|paddle|lemonsqueezy|coinbase|liqpay|wayforpay|robokassa|tinkoff|discord/i;
/** Managing the list of webhooks is not receiving one. */
const MANAGES =
  /^(?:create|list|get|read|retrieve|update|edit|delete|remove|destroy|add|enable|disable|register|set|reset|test|search|send|toggle|redeliver|retry|resend|replay|rotate|archive)_/i;
const SIGNATURE_HEADER = /(?:signature|x-hub-|webhook-id|webhook-secret|secret-token)/i;

export interface RouteFacts {
  readonly function: FunctionModel;
  readonly path: string | null;
  readonly methods: readonly string[];
  readonly guards: readonly FunctionModel[];
}

/** A route that an outside provider calls, told by at least two signals; a route that manages webhooks is none. */
export function isWebhook(route: RouteFacts, services: EntryServices): boolean {
  const { function: fn, methods, path } = route;
  if (methods.length > 0 && !methods.includes('POST')) return false;
  if (MANAGES.test(fn.name)) return false;
  if (isSignIn(route) || isForUsers(fn, services)) return false;
  const words = [
    path !== null && PATH_WORD.test(path),
    NAME_WORD.test(handlerName(fn)),
    DIRECTORY.test(fn.module.path),
  ];
  const isNamed = words.includes(true);
  if (words.filter(Boolean).length >= 2) return !isCrud(route);
  const names = `${path ?? ''} ${handlerName(fn)} ${fn.module.path}`;
  const isProvided = PROVIDERS.test(names);
  if (isNamed && isProvided) return true;
  return (
    (isNamed || isProvided) && [fn, ...route.guards].some((one) => readsSignature(one, services))
  );
}

/** `@login_required`: whoever sends messages from outside has no session. */
function isForUsers({ decorators }: FunctionModel, { knowledge }: EntryServices): boolean {
  return decorators.some(
    ({ name }) =>
      name !== null &&
      knowledge.hasRole(name, 'auth-check') &&
      knowledge.kindsOf(name).includes('web-framework'),
  );
}

/** The way back from a sign-in is a callback too. */
function isSignIn({ function: fn, path }: RouteFacts): boolean {
  const words = `${path ?? ''} ${fn.module.path} ${fn.symbol}`;
  return /callback/i.test(words) && /oauth|\bauth|\blogin|\bsso\b|\bsaml|\boidc/i.test(words);
}

/** A view class answers with `post`: its class has the name that says what for. */
function handlerName(fn: FunctionModel): string {
  if (fn.class === null) return fn.name;
  return `${fn.class.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')}_${fn.name}`;
}

/** `/webhooks/{id}` with an id of our own is a resource we manage, unless a signature is read. */
function isCrud({ path }: RouteFacts): boolean {
  return path !== null && /hooks?\/(?:\w+\/)?\{\w*(?:id|pk|uuid)(?::\w+)?\}/i.test(path);
}

/** Calls a signature check or reads a header that carries a signature. */
function readsSignature(fn: FunctionModel, { knowledge }: EntryServices): boolean {
  if (
    fn.calls.some(
      ({ name, fact }) =>
        fact?.roles?.includes('signature-check') === true ||
        (name !== null && knowledge.hasRole(name, 'signature-check')),
    )
  )
    return true;
  if (fn.params.some(({ name }) => SIGNATURE_HEADER.test(name.replaceAll('_', '-')))) return true;
  return fn.flow.operations.some((operation) => {
    const expr =
      operation.kind === 'assign'
        ? operation.value
        : operation.kind === 'call'
          ? operation.call.expr
          : null;
    let found = false;
    if (expr !== null) {
      walkExpressions(expr, (inner) => {
        found ||= SIGNATURE_HEADER.test(literalString(inner) ?? '');
      });
    }
    return found;
  });
}
