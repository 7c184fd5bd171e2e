import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { Contract } from '../../domain/contract.ts';
import type { ConfigProblem, ReviewError } from '../../domain/error.ts';
import { sortedBy } from '../../domain/order.ts';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';
import type { ReviewConfig } from '../../engine/config.ts';
import { defaultConfig } from '../../engine/config.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { expectationsOf } from './expectations.ts';
import { IMPORT_LINTER_FILES, importLinterContracts } from './import-linter.ts';
import { problemsOf } from './problems.ts';
import { reviewConfigOf } from './review-config.ts';
import { ruleProblems } from './rule-names.ts';
import type { RawConfiguration } from './schema.ts';
import { configurationJsonSchema, configurationSchema } from './schema.ts';
import { TACH_FILE, tachContracts } from './tach.ts';
import { parseYaml } from './yaml-document.ts';

/** Where the configuration of a repository is looked for; the first that exists counts. */
export const CONFIGURATION_FILES = ['.github/lintel.yml', 'lintel.yml'] as const;

/** A file of the tree by its path: null when there is none. */
export type ReadText = (path: string) => string | null;

/** Text of a file of a tree by its path. */
export function textReader(tree: TreeContents): ReadText {
  return (path) => {
    const file = tree.files.find((candidate) => candidate.path === path);
    const bytes = file === undefined ? null : tree.read(file);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
}

export interface ConfigurationSource {
  readonly read: ReadText;
  readonly rules: readonly LoadedRule[];
  /** Text of the file that `_extends` names: the organisation's defaults. */
  readonly defaults?: string;
}

export interface Configuration {
  readonly config: ReviewConfig;
  /** The file it was read from; null when the defaults apply. */
  readonly path: string | null;
  /** What `_extends` names, to be fetched and given as `defaults`; null when the file stands alone. */
  readonly extends: string | null;
}

export type ConfigurationError = Extract<ReviewError, { readonly kind: 'config-invalid' }>;

/** Reads the configuration of a tree, with contracts written for import-linter and tach. All problems are collected. */
export function readConfiguration(
  source: ConfigurationSource,
): Result<Configuration, ConfigurationError> {
  const contracts = foreignContracts(source.read);
  for (const path of CONFIGURATION_FILES) {
    const text = source.read(path);
    if (text !== null) return configurationOf(path, text, { ...source, contracts });
  }
  return ok({ config: { ...defaultConfig, contracts }, path: null, extends: null });
}

/** Reads a configuration that the user names, in place of the one of the tree. */
export function readNamedConfiguration(
  path: string,
  text: string,
  source: ConfigurationSource,
): Result<Configuration, ConfigurationError> {
  return configurationOf(path, text, { ...source, contracts: foreignContracts(source.read) });
}

interface Surroundings {
  readonly rules: readonly LoadedRule[];
  readonly contracts: readonly Contract[];
  readonly defaults?: string;
}

function configurationOf(
  path: string,
  text: string,
  { rules, contracts, defaults }: Surroundings,
): Result<Configuration, ConfigurationError> {
  const own = parseConfiguration(text, rules);
  if (!own.ok) return err({ kind: 'config-invalid', path, problems: own.error });
  const inherited = defaults === undefined ? ok({}) : parseConfiguration(defaults, rules);
  if (!inherited.ok) {
    const place = own.value._extends ?? '_extends';
    return err({ kind: 'config-invalid', path: place, problems: inherited.error });
  }
  const config = reviewConfigOf(laidOver(inherited.value, own.value));
  return ok({
    config: { ...config, contracts: [...config.contracts, ...contracts] },
    path,
    extends: own.value._extends ?? null,
  });
}

const expectations = expectationsOf(configurationJsonSchema());

function parseConfiguration(
  text: string,
  rules: readonly LoadedRule[],
): Result<RawConfiguration, readonly ConfigProblem[]> {
  const document = parseYaml(text);
  if (!document.ok) return document;
  // An empty file, or a key without a value, says nothing.
  const value = withoutNull(document.value.value ?? {});
  const read = { ...document.value, value };
  const parsed = configurationSchema.safeParse(value);
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error.issues, read, expectations)),
    ...ruleProblems(read, rules),
  ];
  if (parsed.success && problems.length === 0) return ok(parsed.data);
  return err(sortedBy(problems, ({ line, key }) => [line ?? 0, key]));
}

function withoutNull(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/** Maps are merged, lists and single values replaced. */
function laidOver(defaults: RawConfiguration, own: RawConfiguration): RawConfiguration {
  return {
    ...defaults,
    ...own,
    rules: { ...defaults.rules, ...own.rules },
    layout: { ...defaults.layout, ...own.layout },
    limits: { ...defaults.limits, ...own.limits },
    verdict: {
      ...defaults.verdict,
      ...own.verdict,
      conclusions: { ...defaults.verdict?.conclusions, ...own.verdict?.conclusions },
    },
  };
}

/** Contracts that the team already has. Files that cannot be read as what they should be are told by `configurationNotes`. */
function foreignContracts(read: ReadText): readonly Contract[] {
  const contracts: Contract[] = [];
  for (const file of IMPORT_LINTER_FILES) {
    const text = read(file);
    const found = text === null ? null : importLinterContracts(file, text);
    if (found === null) continue;
    contracts.push(...found);
    break;
  }
  const tach = read(TACH_FILE);
  return tach === null ? contracts : [...contracts, ...tachContracts(tach)];
}
