import { createHash } from 'node:crypto';

/** The id git gives to these bytes: what was downloaded is what the tree names, or it is not used. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
