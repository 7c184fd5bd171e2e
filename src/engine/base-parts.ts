import type { ChangedLines } from '../domain/changed-lines.ts';
import type { Span } from '../python/facts/facts.ts';
import type { ModuleModel, Project } from '../python/model/index.ts';
import {
  affectedPart,
  namesOfParts,
  partNamed,
  type AffectedPart,
  type Altered,
} from './affected-part.ts';
import type { Targets } from './targets.ts';

/** Some of the definitions of a module. */
export type Part = Pick<AffectedPart, 'overlaps'>;

export interface BasePartsInput {
  readonly head: Project;
  readonly targets: Targets;
  readonly lines: ChangedLines;
  /** Code of head that was looked at when something was reported, by path. */
  readonly reported: ReadonlyMap<string, readonly Span[]>;
}

/**
 * What has to be judged in base. A function that means what it meant, and of which nothing is reported in head, can only have
 * had what it still has: the comparison needs neither side of it. Of an importer only what is reported is compared: what it is rid
 * of without being touched is not credited. Modules with directives are judged whole, so that these are weighed against everything.
 */
export function basePartsOf(
  modules: readonly ModuleModel[],
  input: BasePartsInput,
): ReadonlyMap<string, Part> {
  const { targets, lines } = input;
  const parts = new Map<string, Part>();
  for (const module of modules) {
    const path = lines.headPathOf(module.path);
    const head = path === null ? null : input.head.module(path);
    if (path === null || head === null) continue;
    const reported = partNamed(module, namesOfParts(head, input.reported.get(path) ?? []));
    if (targets.importers.has(module.path)) parts.set(module.path, reported);
    if (parts.has(module.path) || hasDirectives(module) || hasDirectives(head)) continue;
    const altered = affectedPart(module, targets.altered.get(path) ?? UNALTERED);
    parts.set(module.path, {
      overlaps: (span) => altered.overlaps(span) || reported.overlaps(span),
    });
  }
  return parts;
}

const UNALTERED: Altered = { words: new Set(), apart: new Set(), plain: new Set() };

function hasDirectives(module: ModuleModel): boolean {
  return module.facts.comments.some(({ text }) => text.includes('lintel:'));
}
