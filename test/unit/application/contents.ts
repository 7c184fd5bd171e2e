import { createHash } from 'node:crypto';
import type { TreeContents } from '../../../src/application/trees/tree-contents.ts';

/** A tree of these texts. */
export function contentsOf(files: Readonly<Record<string, string>>): TreeContents {
  const entries = Object.entries(files).map(([path, text]) => ({
    path,
    blob: createHash('sha1').update(text).digest('hex'),
    size: Buffer.byteLength(text),
  }));
  return {
    files: entries,
    read: ({ path }) => {
      const text = files[path];
      return text === undefined ? null : Buffer.from(text);
    },
  };
}
