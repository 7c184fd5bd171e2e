import { matchesGlob } from '../domain/glob.ts';
import type { Project } from '../python/model/index.ts';

/** True when the `.gitignore` files of the tree keep git from taking up a file of this path. */
export function isGitIgnored(project: Project, path: string): boolean {
  let isIgnored = false;
  for (const folder of foldersAbove(path)) {
    const ignore = project.otherFiles.find((file) => file.path === `${folder}.gitignore`);
    const text = ignore === undefined ? null : project.textOf(ignore);
    for (const line of (text ?? '').split(/\r\n|\n|\r/u)) {
      const pattern = line.trim();
      if (pattern === '' || pattern.startsWith('#')) continue;
      const isBack = pattern.startsWith('!');
      if (covers(isBack ? pattern.slice(1) : pattern, path.slice(folder.length)))
        isIgnored = !isBack;
    }
  }
  return isIgnored;
}

/** `''`, `a/`, `a/b/` for `a/b/c`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)];
}

/** A pattern with a slash counts from its folder; without, it is the name of the file or of any folder around it. */
function covers(pattern: string, path: string): boolean {
  const isFolder = pattern.endsWith('/');
  const bare = pattern.replace(/\/$/u, '');
  const parts = path.split('/');
  const ends = parts.map((_, index) => index + 1).slice(0, isFolder ? -1 : undefined);
  return ends.some((end) =>
    bare.includes('/')
      ? matchesGlob(bare, parts.slice(0, end).join('/'))
      : matchesGlob(bare, parts[end - 1] ?? ''),
  );
}
