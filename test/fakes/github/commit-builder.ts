/** Turns `{ path: text }` maps into trees and commits. */
import type { ObjectStore, Signature, TreeFile } from './object-store.ts';

/** Text, bytes, or content with a mode: `100755` executable, `120000` symbolic link, `160000` submodule (content: the commit id). */
export type FileContent =
  string | Uint8Array | { readonly content: string | Uint8Array; readonly mode: string };

export interface CommitRequest {
  /** The whole tree. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** On top of the first parent; null deletes. */
  readonly changes?: Readonly<Record<string, FileContent | null>>;
  readonly message?: string;
  readonly author?: string;
}

export async function writeCommit(
  store: ObjectStore,
  request: CommitRequest,
  place: { parents: readonly string[]; at: number },
): Promise<string> {
  const files = new Map<string, TreeFile>();
  const parent = place.parents[0] === undefined ? undefined : await store.commit(place.parents[0]);
  if (request.files === undefined && parent !== undefined) {
    for (const file of await store.files(parent.tree)) files.set(file.path, file);
  }
  for (const [path, content] of Object.entries(request.files ?? request.changes ?? {})) {
    if (content === null) files.delete(path);
    else files.set(path, fileOf(store, path, content));
  }
  const login = request.author ?? 'alice';
  const author: Signature = {
    name: login,
    email: `${login}@users.noreply.github.com`,
    at: place.at,
  };
  const message = `${(request.message ?? 'Change').trimEnd()}\n`;
  return store.writeCommit({
    tree: store.writeTree([...files.values()]),
    parents: place.parents,
    author,
    committer: author,
    message,
  });
}

function fileOf(store: ObjectStore, path: string, given: FileContent): TreeFile {
  const plain = typeof given === 'string' || given instanceof Uint8Array;
  const content = plain ? given : given.content;
  const mode = plain ? '100644' : given.mode;
  if (mode === '160000') return { path, mode, sha: String(content) };
  return { path, mode, sha: store.write('blob', Buffer.from(content)) };
}
