import { z } from 'zod';
import { EFFECTS, ENTRY_KINDS, LIBRARY_KINDS, ROLES } from '../../knowledge/entries.ts';

/** The shape of one knowledge file. What spans several keys or files is judged in `consistency.ts`. */

const PATH = String.raw`[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*`;
const WORD = String.raw`(?:[A-Za-z_]\w*|\{${PATH}(?:,${PATH})*\})`;
const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
const ALIAS = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:\.\*)?$/;
const NAMES = new RegExp(String.raw`^[A-Za-z_]\w*(?:\.${WORD})*$`);
const PATTERN = new RegExp(String.raw`^[A-Za-z_]\w*(?:\.${WORD})*(?:\.\*)?$`);

const qualifiedName = z.string().regex(NAME, 'is not a dotted name');
const alias = z.string().regex(ALIAS, 'is not a dotted name, optionally ending in .*');
const names = z.string().regex(NAMES, 'is not a dotted name, optionally with {a,b} in it');
const pattern = z
  .string()
  .regex(PATTERN, 'is not a dotted name, optionally with {a,b} in it or .* at its end');
const returned = z.union([
  z.literal('self'),
  z.string().regex(/^arg:\d+$/, 'is not arg:<position>'),
  qualifiedName,
]);
const argument = z.union([z.int().nonnegative(), z.string().min(1)]);

const timeout = z.strictObject({
  parameter: z.string().min(1),
  position: z.int().nonnegative().exactOptional(),
  default: z.union([z.literal('none'), z.number().positive()]),
  alternatives: z.array(z.string().min(1)).exactOptional(),
});

const runs = z.strictObject({
  argument,
  where: z.enum(['thread', 'process', 'task', 'event-loop', 'after-commit', 'later']),
});

const retry = z.strictObject({
  limits: z.array(z.string().min(1)),
  backoff: z.array(z.string().min(1)),
  limited: z.boolean(),
  backsOff: z.boolean(),
});

const bound = z.strictObject({
  of: z.enum(['concurrency', 'queue', 'connections']),
  parameter: z.string().min(1),
  position: z.int().nonnegative().exactOptional(),
  default: z.union([z.literal('none'), z.number().positive()]),
});

const payment = z.strictObject({
  operation: z.enum(['charge', 'refund', 'transfer', 'payout', 'subscribe', 'invoice', 'other']),
  idempotency: z.string().min(1).exactOptional(),
  position: z.int().nonnegative().exactOptional(),
  confirmation: z.string().min(1).exactOptional(),
  chargesWith: z.array(z.string().min(1)).min(1).exactOptional(),
});

const builds = z.strictObject({
  kind: z.enum(['client', 'pool']),
  cost: z.string().min(1),
  unless: z.array(z.string().min(1)).exactOptional(),
});

const autoAck = z.strictObject({
  settings: z.array(z.string().min(1)).min(1),
  position: z.int().nonnegative().exactOptional(),
  config: z.int().nonnegative().exactOptional(),
  default: z.boolean(),
  needs: z.string().min(1).exactOptional(),
  manual: z.array(z.string().min(1)).exactOptional(),
});

const entry = z.strictObject({
  kind: z.enum(ENTRY_KINDS),
  path: argument.exactOptional(),
  methods: z
    .array(z.string().regex(/^[A-Z]+$/, 'is not an HTTP method in upper case'))
    .exactOptional(),
  handler: argument.exactOptional(),
});

const callable = z.strictObject({
  match: z.array(pattern).min(1),
  effects: z.array(z.enum(EFFECTS)).exactOptional(),
  roles: z.array(z.enum(ROLES)).exactOptional(),
  async: z.boolean().exactOptional(),
  returns: returned.exactOptional(),
  enters: returned.exactOptional(),
  timeout: timeout.exactOptional(),
  runs: z.array(runs).exactOptional(),
  payment: payment.exactOptional(),
  retry: retry.exactOptional(),
  builds: builds.exactOptional(),
  autoAck: autoAck.exactOptional(),
  bound: bound.exactOptional(),
  sql: argument.exactOptional(),
  entry: entry.exactOptional(),
  note: z.string().min(1).exactOptional(),
});

const type = z.strictObject({
  roles: z.array(z.enum(ROLES)).exactOptional(),
  bases: z.array(qualifiedName).exactOptional(),
  resource: z.string().min(1).exactOptional(),
  attributes: z.record(z.string(), qualifiedName).exactOptional(),
  entryMethods: z.record(z.string(), z.enum(ENTRY_KINDS)).exactOptional(),
});

export const libraryFile = z.strictObject({
  library: z.string().min(1),
  docs: z.url({ protocol: /^https$/, error: 'is not an https link' }),
  kind: z.array(z.enum(LIBRARY_KINDS)).min(1),
  packages: z.array(qualifiedName).min(1),
  distributions: z.array(z.string().min(1)).default([]),
  aliases: z.record(alias, alias).default({}),
  types: z.record(names, type).default({}),
  callables: z.array(callable).default([]),
  alternatives: z.record(z.string(), z.array(z.string().min(1)).min(1)).default({}),
});
