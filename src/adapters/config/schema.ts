import { z } from 'zod';
import { isDate } from '../../domain/suppression.ts';
import { SEVERITIES } from '../../domain/finding.ts';
import { LAYERS } from '../../python/model/index.ts';

/** The shape of `lintel.yml`. The JSON schema that editors use is generated from it (`scripts/write-schemas.ts`). */

const texts = z.array(z.string().min(1));
// That there is such a rule is checked against the rules themselves.
const ruleId = z.string().min(1);
const severity = z.enum(SEVERITIES);
const switched = z.enum(['on', 'off', ...SEVERITIES]);

const pathSetting = z
  .union([
    z.boolean(),
    switched,
    z.strictObject({ enabled: z.boolean().optional(), severity: severity.optional() }),
  ])
  .describe('on, off, a severity, or both in a map');

const ruleSetting = z
  .union([
    z.boolean(),
    switched,
    z.strictObject({
      enabled: z.boolean().optional(),
      severity: severity.optional(),
      options: z
        .record(z.string(), z.union([z.boolean(), z.number(), z.array(z.string())]))
        .optional()
        .describe('Options of the rule; lintel rules --format json lists them'),
    }),
  ])
  .describe('on, off, a severity, or a map with enabled, severity and options');

const waiver = z.strictObject({
  rule: ruleId,
  paths: texts.optional().describe('Path patterns; every path when left out'),
  symbol: z.string().optional().describe('Dotted name inside the module'),
  owner: z.string().min(1),
  reason: z.string().min(1),
  until: z
    .string()
    .refine(isDate, 'must be a day, written YYYY-MM-DD')
    .describe('Last day it holds, YYYY-MM-DD'),
});

const ignoredImport = z
  .string()
  .regex(/^\s*[^\s>-][^\s>]*\s*->\s*\S+\s*$/u, 'must be written "importer -> imported"');
const contractBase = {
  name: z.string().min(1),
  ignore: z.array(ignoredImport).optional().describe('Imports it lets pass: importer -> imported'),
};
const contract = z.discriminatedUnion('kind', [
  z.strictObject({
    ...contractBase,
    kind: z.literal('layers'),
    layers: z
      .array(z.union([z.string().min(1), texts]))
      .min(2)
      .describe('Highest first; a list inside holds modules that are independent of each other'),
    containers: texts.optional(),
  }),
  z.strictObject({ ...contractBase, kind: z.literal('independence'), modules: texts.min(2) }),
  z.strictObject({
    ...contractBase,
    kind: z.literal('forbidden'),
    from: texts.min(1),
    to: texts.min(1),
  }),
  z.strictObject({
    ...contractBase,
    kind: z.literal('protected'),
    modules: texts.min(1),
    allowed: texts,
  }),
]);

const layers = z.strictObject(Object.fromEntries(LAYERS.map((layer) => [layer, texts.optional()])));

const conclusion = z.enum(['success', 'neutral', 'failure']);

export const configurationSchema = z.strictObject({
  _extends: z
    .string()
    .min(1)
    .optional()
    .describe('Repository with the defaults of the organisation: OWNER/REPO or REPO'),
  ignore: texts.optional().describe('Path patterns that are not reviewed'),
  rules: z.record(ruleId, ruleSetting).optional(),
  overrides: z
    .array(z.strictObject({ paths: texts.min(1), rules: z.record(ruleId, pathSetting) }))
    .optional()
    .describe('Settings by path; later entries win'),
  waivers: z.array(waiver).optional().describe('Findings that somebody answers for until a day'),
  baseline: z
    .array(z.string().regex(/^[0-9a-f]{16}$/u, 'must be a fingerprint: 16 hex digits'))
    .optional()
    .describe('Fingerprints of accepted findings of the past'),
  layout: z
    .strictObject({
      sourceRoots: texts.optional(),
      layers: layers.optional().describe('Path patterns by layer'),
      features: texts.optional().describe('Folder patterns whose last * names the feature'),
    })
    .optional(),
  contracts: z.array(contract).optional(),
  limits: z
    .strictObject({
      inlineComments: z.int().min(0).max(25).optional(),
      files: z.int().min(1).max(3000).optional(),
      importers: z.int().min(0).max(1000).optional(),
      fileBytes: z.int().min(1000).max(1_048_576).optional(),
    })
    .optional(),
  verdict: z
    .strictObject({
      minimumScore: z.number().min(1).max(10).optional(),
      conclusions: z
        .strictObject({
          'production-ready': conclusion.optional(),
          'production-ready-with-fixes': conclusion.optional(),
          'not-production-ready': conclusion.optional(),
        })
        .optional(),
    })
    .optional(),
});

export type RawConfiguration = z.infer<typeof configurationSchema>;
export type RawRuleSetting = z.infer<typeof ruleSetting>;
export type RawContract = z.infer<typeof contract>;

/** JSON schema of `lintel.yml`, for editors and for naming what was expected. */
export function configurationJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(configurationSchema, { io: 'input', unrepresentable: 'any' }),
    title: 'Lintel configuration',
    description: '.github/lintel.yml or lintel.yml',
  };
}
