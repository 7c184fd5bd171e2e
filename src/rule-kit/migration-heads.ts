import type { Migration, Project } from '../python/model/index.ts';
import type { ChangeModel } from './definition.ts';

/** A history of migrations that the change splits. */
export interface ConflictingHeads {
  /** The migration of the change that ends its branch. */
  readonly migration: Migration;
  /** The other end. */
  readonly other: Migration;
}

/** Histories with one end in base and several in head. Where base has several, they are meant. */
export function conflictingHeads({ files, base, head }: ChangeModel): readonly ConflictingHeads[] {
  const added = files.flatMap(({ basePath, headPath }) =>
    basePath === null && headPath !== null && head.info(headPath)?.kind === 'migration'
      ? [headPath]
      : [],
  );
  const folders = new Set(added.map(folderOf));
  return [...folders].sort().flatMap((folder) => {
    if (!added.some((path) => folderOf(path) === folder && hasSibling(path, head))) return [];
    const after = endsIn(folder, head);
    if (after === null || after.length < 2 || (endsIn(folder, base) ?? []).length > 1) return [];
    const own = after.filter(({ path }) => added.includes(path));
    const migration = own.at(-1);
    const other = after.find((end) => end !== migration);
    return migration === undefined || other === undefined ? [] : [{ migration, other }];
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Another migration of the folder names what this one follows. Read from the text: most changes end here. */
function hasSibling(path: string, head: Project): boolean {
  const migration = head.migrationAt(path);
  // aerich numbers its files: they are one row.
  if (migration === null || migration.framework === 'aerich') return false;
  const { dependsOn } = migration;
  const names = dependsOn.map((id) => id.slice(id.indexOf('.') + 1));
  if (names.length === 0) return true;
  const follows = /(?:down_revision|dependencies)\b[^\n]*=[\s\S]*/u;
  return head.modules.some(({ path: other, file, kind }) => {
    if (kind !== 'migration' || other === path || folderOf(other) !== folderOf(path)) return false;
    const text = follows.exec(head.textOf(file) ?? '')?.[0] ?? '';
    return names.some((name) => text.includes(name));
  });
}

/** Migrations of a folder that no other one follows; null when one of them cannot be read. */
function endsIn(folder: string, project: Project): readonly Migration[] | null {
  const all: Migration[] = [];
  for (const { path, kind, isPackage } of project.modules) {
    if (kind !== 'migration' || folderOf(path) !== folder || isPackage) continue;
    if (project.module(path) === null) return null;
    const migration = project.migrationAt(path);
    if (migration !== null) all.push(migration);
  }
  const followed = new Set(all.flatMap(({ dependsOn, replaces }) => [...dependsOn, ...replaces]));
  // A squashed migration takes the place of those it replaces: what follows one of them follows it.
  return all.filter(
    ({ id, replaces }) => !followed.has(id) && !replaces.some((one) => isFollowed(one, all)),
  );
}

function isFollowed(id: string, all: readonly Migration[]): boolean {
  return all.some(
    ({ dependsOn, id: follower }) =>
      dependsOn.includes(id) && !all.some(({ replaces }) => replaces.includes(follower)),
  );
}
