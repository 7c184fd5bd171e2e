import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { ImportGraph, Manifest, ModuleInfo } from '../model/project.ts';
import { normaliseDistribution } from './manifest-readers.ts';
import { topOf } from './source-roots.ts';
import { compareText } from './tree-paths.ts';

/** Which libraries a project uses. */
export interface Libraries {
  /** Ids of libraries that source modules import, sorted. */
  readonly imported: readonly string[];
  /** Ids of imported web and bot frameworks, the most used first. */
  readonly frameworks: readonly string[];
  /** Imported by a source module or declared in a manifest. */
  uses(library: string): boolean;
}

interface LibrariesInput {
  readonly modules: readonly ModuleInfo[];
  readonly imports: ImportGraph;
  readonly manifests: readonly Manifest[];
  readonly knowledge: Knowledge;
}

/** Counts the libraries by the modules that import them. */
export function librariesOf(input: LibrariesInput): Libraries {
  const counts = new Map<string, number>();
  for (const info of input.modules) {
    if (info.kind !== 'source') continue;
    for (const library of importedBy(info, input))
      counts.set(library, (counts.get(library) ?? 0) + 1);
  }
  const declared = declaredNames(input.manifests);
  const byId = new Map(input.knowledge.libraries.map((entry) => [entry.library, entry] as const));
  const isFramework = (library: string): boolean => {
    const kinds = byId.get(library)?.kind ?? [];
    return kinds.includes('web-framework') || kinds.includes('bot-framework');
  };
  return {
    imported: [...counts.keys()].sort(compareText),
    frameworks: [...counts]
      .filter(([library]) => isFramework(library))
      .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
      .map(([library]) => library),
    uses: (library) =>
      counts.has(library) ||
      (byId.get(library)?.distributions ?? []).some((name) =>
        declared.has(normaliseDistribution(name)),
      ),
  };
}

function importedBy(info: ModuleInfo, input: LibrariesInput): ReadonlySet<string> {
  const found = new Set<string>();
  for (const entry of input.imports.externalImportsOf(info.path)) {
    const library = input.knowledge.libraryOf(entry.module);
    if (library !== null) found.add(library.library);
  }
  return found;
}

/** All declared distributions. */
export function declaredNames(manifests: readonly Manifest[]): ReadonlySet<string> {
  return new Set(manifests.flatMap((manifest) => manifest.distributions.map(({ name }) => name)));
}

/** Answers whether a top-level name is an installed library, by the knowledge base or by a declared distribution. */
export function libraryTest(
  knowledge: Knowledge,
  manifests: readonly Manifest[],
): (topLevelName: string) => boolean {
  const declared = declaredNames(manifests);
  return (name) =>
    declared.has(normaliseDistribution(name)) || knowledge.libraryOf(topOf(name)) !== null;
}
