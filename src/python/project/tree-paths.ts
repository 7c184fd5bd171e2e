/** Paths of a tree use `/` and are relative to its root; the root itself is the empty string. */

/** Folder of a path, empty for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins two parts, either of which may be empty. */
export function joinPath(folder: string, rest: string): string {
  if (folder === '') return rest;
  return rest === '' ? folder : `${folder}/${rest}`;
}

/** True when `path` is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Order by code point. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** `a/b/c` → `a/b/c`, `a/b`, `a`, empty. */
export function selfAndAncestors(folder: string): readonly string[] {
  const all: string[] = [folder];
  let rest = folder;
  while (rest !== '') {
    rest = folderOf(rest);
    all.push(rest);
  }
  return all;
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** True when a folder or file stem can stand in an import statement. */
export function isIdentifier(part: string): boolean {
  return IDENTIFIER.test(part);
}
