/** Port: contents of source files by the id of their git blob. Reading is synchronous, as the model needs it. */
export interface BlobStore {
  has(blob: string): boolean;
  get(blob: string): Uint8Array | null;
  put(blob: string, bytes: Uint8Array): void;
}
