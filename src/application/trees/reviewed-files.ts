/** Beyond this size a file is listed and skipped with a reason: nobody reviews it by hand either, and it bounds the work. */
export const MAX_FILE_BYTES = 1_048_576;

const TEXT_FILE =
  /\.(?:pyi?|toml|cfg|ini|txt|ya?ml|env|mako|sql)$|(?:^|\/)(?:Pipfile|Dockerfile|Procfile|Makefile|\.importlinter|\.gitignore|\.env[^/]*)$/;

/** Python, and the small text files that manifests, contracts and practices are read from. */
export function isWorthReading(file: { readonly path: string; readonly size: number }): boolean {
  return file.size <= MAX_FILE_BYTES && TEXT_FILE.test(file.path);
}

export function isPython(path: string): boolean {
  return path.endsWith('.py');
}

const UNREAD = 'unread-';

/** Stands for the id of content that nobody has read yet. */
export function unreadBlob(size: number): string {
  return `${UNREAD}${size}`;
}

export function isUnreadBlob(blob: string): boolean {
  return blob.startsWith(UNREAD);
}
