import type { TreeContents } from '../../application/trees/tree-contents.ts';
import { matchesGlob } from '../../domain/glob.ts';
import type { ReviewConfig } from '../../engine/config.ts';
import { IMPORT_LINTER_FILES, isBrokenImportLinterFile } from './import-linter.ts';
import type { ReadText } from './index.ts';
import { CONFIGURATION_FILES, textReader } from './index.ts';
import { TACH_FILE } from './tach.ts';
import { parseToml } from './toml-file.ts';

/** What in a configuration has no effect, in sentences: nothing of it is an error, and all of it was meant otherwise. */
export function configurationNotes(config: ReviewConfig, tree: TreeContents): readonly string[] {
  const read = textReader(tree);
  return [...otherNames(tree), ...brokenContractFiles(read), ...idlePatterns(config, tree)];
}

/** `lintel.yaml` is a usual slip. */
function otherNames({ files }: TreeContents): readonly string[] {
  const exists = (wanted: string): boolean => files.some(({ path }) => path === wanted);
  if (CONFIGURATION_FILES.some(exists)) return [];
  return CONFIGURATION_FILES.map((name) => ({ name, slip: name.replace(/\.yml$/u, '.yaml') }))
    .filter(({ slip }) => exists(slip))
    .map(({ name, slip }) => `${slip} is not read: its name must be ${name}.`);
}

function brokenContractFiles(read: ReadText): readonly string[] {
  const broken = IMPORT_LINTER_FILES.filter((file) => isBrokenImportLinterFile(file, read(file)));
  const tach = read(TACH_FILE);
  const files = tach !== null && parseToml(tach) === null ? [...broken, TACH_FILE] : broken;
  return files.map((file) => `${file} cannot be read, so no contract of it is checked.`);
}

function idlePatterns({ layout }: ReviewConfig, { files }: TreeContents): readonly string[] {
  const matches = (pattern: string): boolean =>
    files.some(({ path }) => matchesGlob(pattern, path) || matchesGlob(`${pattern}/**`, path));
  const layers = Object.entries(layout.layers).flatMap(([layer, patterns]) =>
    patterns.map((pattern) => ({ key: `layers.${layer}`, pattern })),
  );
  const features = layout.features.map((pattern) => ({ key: 'features', pattern }));
  return [...layers, ...features]
    .filter(({ pattern }) => !matches(pattern))
    .map(({ key, pattern }) => `layout.${key}: no file matches "${pattern}".`);
}
