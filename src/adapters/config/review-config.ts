import type { Contract, IgnoredImport } from '../../domain/contract.ts';
import type {
  PathOverride,
  ReviewConfig,
  RuleSetting,
  VerdictConfig,
} from '../../engine/config.ts';
import { defaultConfig } from '../../engine/config.ts';
import type { RawConfiguration, RawContract, RawRuleSetting } from './schema.ts';

/** The validated file as the engine takes it: what was left out has its default. */
export function reviewConfigOf(raw: RawConfiguration): ReviewConfig {
  return {
    ignore: raw.ignore ?? defaultConfig.ignore,
    rules: mapValues(raw.rules ?? {}, settingOf),
    overrides: (raw.overrides ?? []).map(overrideOf),
    waivers: (raw.waivers ?? []).map((waiver) => ({
      ...waiver,
      paths: waiver.paths ?? ['**'],
      symbol: waiver.symbol ?? null,
    })),
    baseline: raw.baseline ?? defaultConfig.baseline,
    layout: {
      sourceRoots: raw.layout?.sourceRoots ?? defaultConfig.layout.sourceRoots,
      layers: withoutUndefined(raw.layout?.layers ?? {}),
      features: raw.layout?.features ?? defaultConfig.layout.features,
    },
    contracts: (raw.contracts ?? []).map(contractOf),
    limits: { ...defaultConfig.limits, ...withoutUndefined(raw.limits ?? {}) },
    verdict: verdictOf(raw.verdict),
  };
}

function verdictOf(raw: RawConfiguration['verdict']): VerdictConfig {
  return {
    minimumScore: raw?.minimumScore ?? defaultConfig.verdict.minimumScore,
    conclusions: {
      ...defaultConfig.verdict.conclusions,
      ...withoutUndefined(raw?.conclusions ?? {}),
    },
  };
}

function settingOf(raw: RawRuleSetting): RuleSetting {
  if (typeof raw === 'boolean') return { enabled: raw, severity: null, options: {} };
  if (typeof raw === 'object') {
    return {
      enabled: raw.enabled ?? null,
      severity: raw.severity ?? null,
      options: raw.options ?? {},
    };
  }
  if (raw === 'on' || raw === 'off') return { enabled: raw === 'on', severity: null, options: {} };
  // Who gives a severity wants the rule: `defaultOff` does not matter then.
  return { enabled: true, severity: raw, options: {} };
}

function overrideOf(raw: NonNullable<RawConfiguration['overrides']>[number]): PathOverride {
  return {
    paths: raw.paths,
    rules: mapValues(raw.rules, (setting) => {
      const { enabled, severity } = settingOf(setting);
      return { enabled, severity };
    }),
  };
}

function contractOf(raw: RawContract): Contract {
  const base = { name: raw.name, ignore: (raw.ignore ?? []).map(ignoredImportOf) };
  switch (raw.kind) {
    case 'layers':
      return {
        ...base,
        kind: 'layers',
        layers: raw.layers.map((layer) => (typeof layer === 'string' ? [layer] : layer)),
        containers: raw.containers ?? [],
      };
    case 'independence':
      return { ...base, kind: 'independence', modules: raw.modules };
    case 'forbidden':
      return { ...base, kind: 'forbidden', from: raw.from, to: raw.to };
    case 'protected':
      return { ...base, kind: 'protected', modules: raw.modules, allowed: raw.allowed };
  }
}

/** `importer -> imported`, as import-linter writes it. */
export function ignoredImportOf(text: string): IgnoredImport {
  const [importer = '', imported = ''] = text.split('->');
  return { importer: importer.trim(), imported: imported.trim() };
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  convert: (value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, convert(value)] as const),
  );
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(record: T): Defined<T> {
  const defined = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as Defined<T>;
}
