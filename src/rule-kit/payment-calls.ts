import { singleDefinition } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr } from '../python/facts/facts.ts';
import type { PaymentFact } from '../knowledge/entries.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { CallSite, FunctionModel, Project } from '../python/model/index.ts';
import { expressionsOfBody } from './local-names.ts';
import { factByWords } from './words-of-library.ts';
import { expressionsIn } from './walk.ts';
import { lastWord } from './words.ts';

/** A call that moves money, or asks a customer for it. */
export interface PaymentCall {
  readonly operation: PaymentFact['operation'];
  /** Known as a library's, by the exact words of a library on a client of unknown type, or as a method of the project's own gateway. */
  readonly told: 'library' | 'shape' | 'gateway';
  /** What makes a repetition harmless: `none` when the API has no such thing, `unknown` when it may be hidden. */
  readonly key: 'given' | 'fresh' | 'missing' | 'none' | 'unknown';
  /** How the key is passed. */
  readonly keyName: string;
}

/** Acts on a payment that exists: the provider refuses the second time. */
const ACTS_ON_EXISTING =
  /^(?:capture|confirm|pay|submit_for_settlement|execute|create_reversal)(?:_async)?$/u;
const GATEWAY =
  /(?:Payments?|Gateway|Billing|Payouts?|Refunds?|Checkout|Acquir\w*)\w*?(?:Gateway|Port|Provider|Client|Adapter|Processor|Service)?$/u;
const GATEWAY_END = /(?:Gateway|Port|Provider|Client|Adapter|Processor)$/u;
const MOVES =
  /^(?:(?:create_|make_|process_|issue_)?(charge|refund|transfer|payout)(?:_(?:customer|card|payment|money|funds|user))?)$/u;
/** Parameters that say who and how much, and not which payment. */
const NO_IDENTITY =
  /^(?:amount|currency|customer|card|token|user|account|source|price|value|total|sum|recipient|destination|email|description|payer|payee|money|method|wallet|address|cents|name|phone|reason)(?:_(?:id|token|address|cents|method|number|code|name|details))?$/u;

/** What a call does with money; null when it does nothing, or it cannot be told. */
export function paymentCall(call: CallSite, project: Project): PaymentCall | null {
  const method = lastWord(call.text);
  if (ACTS_ON_EXISTING.test(method)) return null;
  const known = call.fact?.payment;
  if (known !== undefined) return ofFact(call, known, 'library');
  const shaped = factByWords(call, project.knowledge)?.payment ?? null;
  if (shaped !== null) return ofFact(call, shaped, 'shape');
  return ofGateway(call, method, project);
}

function ofFact(call: CallSite, fact: PaymentFact, told: PaymentCall['told']): PaymentCall {
  const { idempotency, position } = fact;
  const operation = isOnlyOpened(call, fact) ? 'invoice' : fact.operation;
  const keyName = idempotency ?? '';
  if (idempotency === undefined) return { operation, told, key: 'none', keyName };
  const given = call.argument(idempotency, position) ?? givenInSplat(call, idempotency);
  if (given !== null) return { operation, told, key: keyOf(given, call, idempotency), keyName };
  return { operation, told, key: call.hasSplat ? 'unknown' : 'missing', keyName };
}

/** The key among `params = dict(…, idempotency_key=key)` that the call unpacks. */
function givenInSplat(call: CallSite, name: string): Expr | null {
  const { function: fn } = call;
  const splat = call.expr.args.find((argument) => argument.splat === '**')?.value;
  if (fn === null || splat?.kind !== 'name') return null;
  const made = singleDefinition(fn.flow, splat.id, call.operation)?.value;
  if (made?.kind === 'dict')
    return (
      made.entries.find(({ key }) => key?.kind === 'string' && key.value === name)?.value ?? null
    );
  if (made?.kind !== 'call' || made.callee.kind !== 'name' || made.callee.id !== 'dict')
    return null;
  return made.args.find((argument) => argument.name === name)?.value ?? null;
}

/** Without its confirmation the payment waits for the customer, as an invoice does. */
function isOnlyOpened(call: CallSite, { confirmation, chargesWith }: PaymentFact): boolean {
  if (chargesWith !== undefined) return !isToldAround(call, chargesWith);
  if (confirmation === undefined || call.hasSplat) return false;
  const given = call.argument(confirmation) ?? confirmedInside(call, confirmation);
  return given === null || (given.kind === 'constant' && given.value === 'False');
}

/** The function fills one of the fields in: as a key, as an argument, or by a method of a builder. */
function isToldAround({ function: fn, expr }: CallSite, fields: readonly string[]): boolean {
  const all = fn === null ? [...expressionsIn(expr)] : expressionsOfBody(fn);
  return all.some((one) => {
    if (one.kind === 'string') return fields.includes(one.value);
    if (one.kind === 'attribute') return fields.some((field) => one.name.endsWith(field));
    return one.kind === 'call' && one.args.some(({ name }) => fields.includes(name ?? ''));
  });
}

/** The confirmation in the dict of parameters that some clients take; a dict that is built elsewhere may hold it. */
function confirmedInside(call: CallSite, name: string): Expr | null {
  const params = call.argument('params', 0);
  if (params === null) return null;
  if (params.kind !== 'dict') return params;
  const entry = params.entries.find(
    ({ key }) => key === null || (key.kind === 'string' && key.value === name),
  );
  return entry?.value ?? null;
}

function keyOf(given: Expr, call: CallSite, name: string): PaymentCall['key'] {
  if (given.kind === 'constant' && given.value === 'None') return 'missing';
  const value = given.kind === 'name' ? valueOf(given.id, call) : given;
  if (name === 'options') {
    if (value?.kind !== 'dict') return 'unknown';
    const entry = value.entries.find(
      ({ key }) => key?.kind === 'string' && key.value.includes('idempotency'),
    );
    if (entry !== undefined) return isFresh(entry.value, call) ? 'fresh' : 'given';
    return value.entries.some(({ key }) => key === null) ? 'unknown' : 'missing';
  }
  return value !== null && isFresh(value, call) ? 'fresh' : 'given';
}

function valueOf(name: string, call: CallSite): Expr | null {
  const flow = call.function?.flow;
  return flow === undefined ? null : (singleDefinition(flow, name, call.operation)?.value ?? null);
}

/** Made anew right here and kept nowhere: `str(uuid.uuid4())`. A name that is used elsewhere may be kept. */
function isFresh(value: Expr, call: CallSite): boolean {
  const isRandom = [...expressionsIn(value)].some(
    (expr) =>
      expr.kind === 'call' &&
      /(?:^|\.)(?:uuid[14]|token_hex|token_urlsafe)$/u.test(textOf(expr.callee)),
  );
  if (!isRandom) return false;
  const [argument] = call.expr.args
    .filter((arg) => arg.value.kind === 'name')
    .map((arg) => arg.value);
  return argument === undefined || isInline(value, call) || isUsedOnce(value, call);
}

function isInline(value: Expr, call: CallSite): boolean {
  return call.expr.args.some((arg) => [...expressionsIn(arg.value)].includes(value));
}

/** The name that holds a value is read by this call alone. */
function isUsedOnce(value: Expr, call: CallSite): boolean {
  const flow = call.function?.flow;
  if (flow === undefined) return false;
  const definition = flow.operations.find(
    (operation) => operation.kind === 'assign' && operation.value === value,
  );
  const target = definition?.kind === 'assign' ? definition.targets[0] : undefined;
  if (target?.kind !== 'name') return false;
  const readers = flow.operations.filter(
    (operation) =>
      (operation.kind === 'call' &&
        operation.call.expr.args.some((arg) => mentions(arg.value, target.id))) ||
      (operation.kind === 'assign' &&
        operation.value !== null &&
        mentions(operation.value, target.id)) ||
      (operation.kind === 'return' &&
        operation.value !== null &&
        mentions(operation.value, target.id)),
  );
  return readers.every((operation) => operation.kind === 'call' && operation.call === call);
}

function mentions(root: Expr, name: string): boolean {
  return [...expressionsIn(root)].some((expr) => expr.kind === 'name' && expr.id === name);
}

/** `payments.charge(amount=…, customer=…)` on the project's own gateway: nothing it is given tells one payment from another. */
function ofGateway(call: CallSite, method: string, project: Project): PaymentCall | null {
  const operation = MOVES.exec(method)?.[1];
  const { target } = call;
  if (operation === undefined || target === null || !('flow' in target)) return null;
  const owner = target.class?.name ?? '';
  if (!GATEWAY.test(owner) || !GATEWAY_END.test(owner)) return null;
  const found = { told: 'gateway', keyName: 'idempotency_key' } as const;
  const kind =
    operation === 'charge' || operation === 'refund' || operation === 'payout'
      ? operation
      : 'transfer';
  return { ...found, operation: kind, key: gatewayKey(call, target, project) };
}

function gatewayKey(call: CallSite, target: FunctionModel, project: Project): PaymentCall['key'] {
  if (call.hasSplat || call.expr.args.some(({ name }) => /idempot/iu.test(name ?? ''))) {
    return call.hasSplat ? 'unknown' : 'given';
  }
  const params = target.params.filter(({ name }) => name !== 'self' && name !== 'cls');
  if (params.some(({ name }) => /idempot/iu.test(name))) return 'missing';
  if (!params.every(({ name }) => NO_IDENTITY.test(name))) return 'unknown';
  const inside = [target, ...project.implementationsOf(target)].flatMap((fn) => fn.calls);
  const isKeyed = inside.some((inner) => {
    const key = inner === call ? null : innerKey(inner, project.knowledge);
    return key === 'given' || key === 'unknown';
  });
  return isKeyed ? 'unknown' : 'missing';
}

function innerKey(call: CallSite, knowledge: Knowledge): PaymentCall['key'] | null {
  const fact = call.fact?.payment ?? factByWords(call, knowledge)?.payment;
  if (fact !== undefined) return ofFact(call, fact, 'library').key;
  const isKeyed = call.expr.args.some(({ value, name }) =>
    /idempot/iu.test(`${name ?? ''} ${textOf(value)}`),
  );
  return isKeyed ? 'given' : null;
}
