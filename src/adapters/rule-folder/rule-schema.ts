import { z } from 'zod';
import { CONFIDENCES, SEVERITIES } from '../../domain/finding.ts';
import { FILE_KINDS, GUARD_KINDS } from '../../python/model/index.ts';
import type { RuleDefinition } from '../../rule-kit/definition.ts';

const option = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('boolean'),
    default: z.boolean(),
    description: z.string().min(1),
  }),
  z.strictObject({
    type: z.literal('number'),
    default: z.number(),
    description: z.string().min(1),
  }),
  z.strictObject({
    type: z.literal('string-list'),
    default: z.array(z.string()),
    description: z.string().min(1),
  }),
]);

/** A message is one full sentence; its placeholders are names in braces. */
const message = z
  .string()
  .min(1)
  .refine(
    (text) => /^[^{}]*(?:\{[a-zA-Z][a-zA-Z0-9]*\}[^{}]*)*$/u.test(text),
    'has a broken {placeholder}',
  )
  .refine((text) => text.endsWith('.'), 'must be a full sentence that ends with a full stop');

const guardTelling = z.strictObject({
  why: z.string().min(1).optional(),
  severity: z.enum(SEVERITIES).optional(),
  library: z.string().min(1).optional(),
});

const GUARD_MESSAGE = /^guard-(?:removed|weakened)(?:-|$)/u;
const GUARD_PLACEHOLDERS = new Set(['guard', 'subject', 'function', 'now']);

/** What the default export of a rule.ts must be. */
export const ruleDefinitionSchema = z
  .strictObject({
    title: z.string().min(1),
    severity: z.enum(SEVERITIES),
    precision: z.enum(CONFIDENCES),
    status: z.strictObject({
      stage: z.enum(['preview', 'stable', 'deprecated', 'removed']),
      since: z.string().regex(/^\d+\.\d+\.\d+$/u),
    }),
    scope: z.enum(['file', 'project', 'change']),
    messages: z.record(
      z.string().regex(/^[a-z][a-z0-9-]*$/u, 'message keys are kebab-case'),
      message,
    ),
    defaultOff: z.boolean().optional(),
    fileKinds: z.array(z.enum(FILE_KINDS)).min(1).optional(),
    files: z
      .array(z.string().regex(/^[^/\\A-Z]+$/u, 'names of files are in lower case, without folders'))
      .min(1)
      .optional(),
    guards: z.array(z.enum(GUARD_KINDS)).min(1).optional(),
    guardTellings: z.partialRecord(z.enum(GUARD_KINDS), guardTelling).optional(),
    speaksFor: z
      .custom<RuleDefinition['speaksFor']>(
        (value) => typeof value === 'function',
        'must be a function',
      )
      .optional(),
    options: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/u), option).optional(),
    library: z.string().min(1).optional(),
    create: z.custom<RuleDefinition['create']>(
      (value) => typeof value === 'function',
      'must be a function',
    ),
  })
  .superRefine((rule, context) => {
    if (rule.guards === undefined) return;
    const texts = Object.entries(rule.messages).flatMap(([key, text]) =>
      GUARD_MESSAGE.test(key) ? [text] : [],
    );
    if (texts.length === 0) {
      context.addIssue({
        code: 'custom',
        message: 'guards need the message guard-removed or guard-weakened',
        path: ['guards'],
      });
    }
    const whys = Object.values(rule.guardTellings ?? {}).map(({ why }) => why ?? '');
    for (const text of [...texts, ...whys]) {
      const unknown = [...text.matchAll(/\{(\w+)\}/gu)].find(
        (m) => !GUARD_PLACEHOLDERS.has(m[1] ?? ''),
      );
      if (unknown !== undefined) {
        context.addIssue({
          code: 'custom',
          message: `guard messages know {guard}, {subject}, {function} and {now}, not ${unknown[0]}`,
          path: ['messages'],
        });
      }
    }
  });
