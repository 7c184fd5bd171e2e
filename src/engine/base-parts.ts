import type { ChangedLines } from '../domain/changed-lines.ts';
import type { Span } from '../python/facts/facts.ts';
import type { ModuleModel, Project } from '../python/model/index.ts';
import { affectedPart, namesOfParts, partNamed } from './affected-part.ts';
import type { Importers, Targets } from './targets.ts';

export interface BasePartsInput {
  readonly head: Project;
  readonly targets: Targets;
  readonly lines: ChangedLines;
  /** Code of head that was looked at when something was reported, by path. */
  readonly reported: ReadonlyMap<string, readonly Span[]>;
}

/**
 * What has to be judged in base. A function that means what it meant, and of which nothing is reported in head, can only have
 * had what it still has: the comparison needs neither side of it. Modules with directives are judged whole, so that these are
 * weighed against everything.
 */
export function basePartsOf(modules: readonly ModuleModel[], input: BasePartsInput): Importers {
  const { targets, lines } = input;
  const parts = new Map(targets.importers);
  for (const module of modules) {
    const path = lines.headPathOf(module.path);
    if (path === null || parts.has(module.path) || hasDirectives(module)) continue;
    const head = input.head.module(path);
    if (head === null || hasDirectives(head)) continue;
    const { words, apart } = targets.altered.get(path) ?? UNALTERED;
    const altered = affectedPart(module, words, apart);
    const reported = partNamed(module, namesOfParts(head, input.reported.get(path) ?? []));
    parts.set(module.path, {
      ...altered,
      overlaps: (span) => altered.overlaps(span) || reported.overlaps(span),
    });
  }
  return parts;
}

const UNALTERED = { words: new Set<string>(), apart: new Set<string>() };

function hasDirectives(module: ModuleModel): boolean {
  return module.facts.comments.some(({ text }) => text.includes('lintel:'));
}
