import type { ChangedFile, OtherChange } from '../domain/changed-file.ts';
import type { ChangedLines } from '../domain/changed-lines.ts';
import type { ImportEdge, Project } from '../python/model/index.ts';
import type { ChangeModel, LostGuard } from '../rule-kit/definition.ts';
import type { Tracking } from './tracking.ts';

export interface ChangeInput {
  readonly base: Project;
  readonly head: Project;
  readonly files: readonly ChangedFile[];
  readonly otherChanges: readonly OtherChange[];
  readonly lines: ChangedLines;
  readonly tracking: Tracking;
  readonly lostGuards: readonly LostGuard[];
}

/** The change as rules see it. */
export function changeModelOf(input: ChangeInput): ChangeModel {
  const { base, head, files, otherChanges, lines, tracking, lostGuards } = input;
  return {
    base,
    head,
    files: files.map(({ basePath, headPath }) => ({ basePath, headPath })),
    otherFiles: otherChanges,
    addedEdges: addedEdges(input),
    lostGuards,
    isChanged: lines.isAdded,
    baseOf: tracking.baseOf,
    headOf: tracking.headOf,
  };
}

/** Edges of changed importers; an edge whose ends were only renamed is not new. A type-only edge that now runs is. */
function addedEdges({ base, head, files, lines }: ChangeInput): readonly ImportEdge[] {
  const edges: ImportEdge[] = [];
  for (const { headPath } of files) {
    if (headPath === null) continue;
    const basePath = lines.basePathOf(headPath);
    const known = new Set(basePath === null ? [] : base.imports.importsOf(basePath).map(edgeKey));
    for (const edge of head.imports.importsOf(headPath)) {
      const imported = lines.basePathOf(edge.imported.path) ?? edge.imported.path;
      if (!known.has(`${imported}\0${edge.kind}`)) edges.push(edge);
    }
  }
  return edges;
}

function edgeKey(edge: ImportEdge): string {
  return `${edge.imported.path}\0${edge.kind}`;
}
