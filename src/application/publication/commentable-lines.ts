import type { Hunk } from '../../domain/changed-lines.ts';
import { commentableLines, parsePatch } from '../../domain/changed-lines.ts';
import type { ListedFile } from '../ports/pull-request.ts';
import type { CommentableLines } from './plan.ts';

/** The lines of a change that GitHub shows, from its own patches. A file without a patch takes no comment. */
export function commentableLinesOf(files: readonly ListedFile[]): CommentableLines {
  const byHead = new Map<string, ListedFile>();
  const byBase = new Map<string, ListedFile>();
  for (const file of files) {
    if (file.status !== 'removed') byHead.set(file.path, file);
    if (file.status !== 'added' && file.status !== 'copied')
      byBase.set(file.previousPath ?? file.path, file);
  }
  const hunks = new Map<ListedFile, readonly Hunk[]>();
  const hunksOf = (file: ListedFile): readonly Hunk[] => {
    const known = hunks.get(file) ?? parsePatch(file.patch ?? '');
    hunks.set(file, known);
    return known;
  };
  return {
    placeOf({ path, side, line }) {
      const file = (side === 'LEFT' ? byBase : byHead).get(path);
      if (file === undefined || !commentableLines(hunksOf(file), side).has(line)) return null;
      return { path: file.path, side, line };
    },
  };
}
