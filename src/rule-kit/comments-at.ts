import type { Placed, Project } from '../python/model/index.ts';

/** What is written beside a place: in the line before it, and behind it; empty when nothing is. */
export interface CommentsAt {
  readonly above: string;
  readonly behind: string;
}

/** The comments that speak about a place. */
export function commentsAt({ module, span }: Placed, project: Project): CommentsAt {
  const lines = project.textOf(module.info.file)?.split('\n') ?? [];
  const { line } = module.position(span.start);
  const before = lines[line - 2]?.trim() ?? '';
  const own = lines[line - 1] ?? '';
  const at = own.indexOf('#');
  return {
    above: before.startsWith('#') ? before : '',
    behind: at === -1 ? '' : own.slice(at),
  };
}
