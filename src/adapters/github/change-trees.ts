import type { ReadableStream } from 'node:stream/web';
import type { BlobStore } from '../../application/ports/blob-store.ts';
import type { ChangeTrees } from '../../application/ports/pull-request-source.ts';
import type { PullRequestSnapshot } from '../../application/ports/pull-request.ts';
import type { AskedFor } from '../../engine/asked-files.ts';
import { isWorthReading, MAX_FILE_BYTES } from '../../application/trees/reviewed-files.ts';
import type { TreeContents } from '../../application/trees/tree-contents.ts';
import type { Skipped } from '../../domain/review.ts';
import type { TreeFile } from '../../python/model/source-tree.ts';
import { ArchiveTooLarge, readArchive } from './archive.ts';
import type { BlobQuery } from './blob-batch.ts';
import { fetchBlobs } from './blob-batch.ts';
import type { GitHubClient } from './client.ts';
import type { BlobChange, ListedBlob } from './listed-change.ts';
import type { TreeListing } from './tree-listing.ts';
import { listTree, sortedByPath } from './tree-listing.ts';

/** Up to this many missing files are fetched one by one in a batch; beyond, the whole tree comes as an archive. */
const BATCHED_FILES = 100;

/** What is to be read, and where. */
export interface ReadingRequest {
  readonly client: GitHubClient;
  readonly snapshot: PullRequestSnapshot;
  readonly change: BlobChange;
  /** Commit of the head, or the reference that leads there. */
  readonly headRef: string;
  readonly blobs: BlobStore;
  /** Names that rules ask for besides what is always read: such files are read where the change touches them. */
  readonly isAskedFor: AskedFor;
}

interface Reading extends ReadingRequest {
  /** True for files whose content the review needs. */
  readonly isWanted: (file: { readonly path: string; readonly size: number }) => boolean;
}

/**
 * Both trees of a change in three calls when cold (list of the head tree, archive, batch of base blobs) and two when warm
 * (list, batch): what is at hand is not asked for again.
 */
export async function readTrees(request: ReadingRequest): Promise<ChangeTrees> {
  const { client, snapshot, change, headRef } = request;
  const touched = new Set(change.files.flatMap((file) => [file.path, basePathOf(file)]));
  const reading = { ...request, isWanted: wantedOf(request, (path) => touched.has(path)) };
  const skipped: Skipped[] = [];
  const listing = await listTree(client, snapshot.ref.repository, headRef);
  const head = listing.complete ? listing.files : await listTruncated(reading, listing, skipped);
  if (missingOf(head, reading).length > BATCHED_FILES)
    await readWholeArchive(reading, head, skipped);
  const base = await readBase(reading, head);
  return {
    head: contentsOf(head, reading.blobs),
    base: contentsOf(base, reading.blobs),
    skipped: [...skipped, ...unreadOf(head, reading)],
  };
}

/** What is always read, and what rules ask for where the change touches it. */
function wantedOf(
  { isAskedFor }: ReadingRequest,
  isTouched: (path: string) => boolean,
): Reading['isWanted'] {
  return (file) =>
    isWorthReading(file) ||
    (file.size <= MAX_FILE_BYTES && isTouched(file.path) && isAskedFor(file.path));
}

function missingOf(
  files: readonly TreeFile[],
  { isWanted, blobs }: Pick<Reading, 'isWanted' | 'blobs'>,
): TreeFile[] {
  const ids = new Set<string>();
  return files.filter((file) => {
    if (!isWanted(file) || ids.has(file.blob) || blobs.has(file.blob)) return false;
    ids.add(file.blob);
    return true;
  });
}

function contentsOf(files: readonly TreeFile[], blobs: BlobStore): TreeContents {
  return { files, read: (file) => blobs.get(file.blob) };
}

/** Fills the cache from the archive of the head. Files that it leaves out (export-ignore) are missing still afterwards. */
async function readWholeArchive(
  reading: Reading,
  files: readonly TreeFile[],
  skipped: Skipped[],
): Promise<void> {
  const wanted = new Set(files.map((file) => file.blob));
  const paths = new Set(files.filter(reading.isWanted).map((file) => file.path));
  await overArchive(reading, skipped, {
    isWanted: (path) => paths.has(path),
    onFile: ({ blob, bytes }) => {
      if (wanted.has(blob)) reading.blobs.put(blob, bytes);
    },
  });
}

async function overArchive(
  { client, snapshot, headRef }: Reading,
  skipped: Skipped[],
  request: Parameters<typeof readArchive>[1],
): Promise<void> {
  const { owner, name } = snapshot.ref.repository;
  const { data } = await client.request('GET /repos/{owner}/{repo}/tarball/{ref}', {
    owner,
    repo: name,
    ref: headRef,
    request: { parseSuccessResponseBody: false },
  });
  try {
    // The description types the answer as unknown; with parsing switched off it is the body's stream.
    await readArchive(data as ReadableStream, request);
  } catch (error) {
    if (!(error instanceof ArchiveTooLarge)) throw error;
    skipped.push({ path: '.', reason: `the archive of the repository has ${error.message}` });
  }
}

/** A tree beyond GitHub's list: the archive names its text files, the change adds what the archive leaves out. */
async function listTruncated(
  reading: Reading,
  listing: TreeListing,
  skipped: Skipped[],
): Promise<readonly TreeFile[]> {
  const files = new Map(listing.files.map((file) => [file.path, file]));
  await overArchive(reading, skipped, {
    isWanted: (path) => reading.isWanted({ path, size: 0 }),
    onFile: ({ path, blob, bytes }) => {
      reading.blobs.put(blob, bytes);
      files.set(path, { path, blob, size: bytes.length });
    },
  });
  for (const { path, blob, status } of reading.change.files) {
    if (status !== 'removed' && blob !== null && !files.has(path))
      files.set(path, { path, blob, size: 0 });
  }
  return sortedByPath([...files.values()]);
}

/** The tree of the merge base: the head's with the change undone. Its changed blobs come in the same batch as head's missing ones. */
async function readBase(reading: Reading, head: readonly TreeFile[]): Promise<TreeFile[]> {
  const { change, snapshot, client, blobs } = reading;
  const { repository } = snapshot.ref;
  if (!change.complete) return readListedBase(reading, head);
  const before = change.files.filter(hadBase);
  const known = before.filter((file) => file.status === 'removed' && isAtHand(file, blobs));
  const asked = before.filter(
    (file) => !known.includes(file) && reading.isWanted({ path: basePathOf(file), size: 0 }),
  );
  const missing = missingOf(head, reading);
  const queries: BlobQuery[] = [
    ...asked.map((file) => ({
      kind: 'path' as const,
      commit: change.mergeBase,
      path: basePathOf(file),
    })),
    ...missing.map((file) => ({ kind: 'id' as const, blob: file.blob })),
  ];
  const answers = await fetchBlobs(client, repository, queries);
  for (const answer of answers) {
    if (answer !== null && answer.bytes !== null) blobs.put(answer.blob, answer.bytes);
  }
  const files = new Map(head.map((file) => [file.path, file]));
  for (const file of change.files) if (file.status !== 'removed') files.delete(file.path);
  for (const file of before) files.set(basePathOf(file), placeholder(file));
  for (const file of known) {
    const path = basePathOf(file);
    const blob = file.blob ?? '';
    files.set(path, { path, blob, size: blobs.get(blob)?.length ?? 0 });
  }
  for (const [index, file] of asked.entries()) {
    const answer = answers[index];
    const path = basePathOf(file);
    if (answer === null || answer === undefined) files.delete(path);
    else files.set(path, { path, blob: answer.blob, size: answer.size });
  }
  return sortedByPath([...files.values()]);
}

/** When GitHub's list of changed files is cut, the tree of the merge base is listed like the head's. */
async function readListedBase(reading: Reading, head: readonly TreeFile[]): Promise<TreeFile[]> {
  const { change, snapshot, client, blobs } = reading;
  const listing = await listTree(client, snapshot.ref.repository, change.mergeBase);
  const isTouched = differingPaths(head, listing.files);
  const isWanted = wantedOf(reading, (path) => isTouched.has(path));
  const queries = missingOf([...head, ...listing.files], { isWanted, blobs }).map(({ blob }) => ({
    kind: 'id' as const,
    blob,
  }));
  for (const answer of await fetchBlobs(client, snapshot.ref.repository, queries)) {
    if (answer !== null && answer.bytes !== null) blobs.put(answer.blob, answer.bytes);
  }
  return [...listing.files];
}

function differingPaths(head: readonly TreeFile[], base: readonly TreeFile[]): ReadonlySet<string> {
  const blobs = new Map(base.map(({ path, blob }) => [path, blob]));
  const differing = head.filter(({ path, blob }) => blobs.get(path) !== blob);
  const kept = new Set(head.map(({ path }) => path));
  const removed = base.filter(({ path }) => !kept.has(path));
  return new Set([...differing, ...removed].map(({ path }) => path));
}

function hadBase(file: ListedBlob): boolean {
  return file.status !== 'added' && file.status !== 'copied';
}

function basePathOf(file: ListedBlob): string {
  return file.previousPath ?? file.path;
}

function isAtHand(file: ListedBlob, blobs: BlobStore): boolean {
  return file.blob !== null && blobs.has(file.blob);
}

/** A changed file that is not read has no known blob in base; it only must not be taken for the one of head. */
function placeholder(file: ListedBlob): TreeFile {
  return { path: basePathOf(file), blob: `base of ${file.blob ?? file.path}`, size: 0 };
}

/** Changed files whose content could not be had. */
function unreadOf(head: readonly TreeFile[], { change, isWanted, blobs }: Reading): Skipped[] {
  const paths = new Set(change.files.map((file) => file.path));
  return head
    .filter((file) => paths.has(file.path) && isWanted(file) && !blobs.has(file.blob))
    .map(({ path }) => ({ path, reason: 'GitHub did not deliver its content' }));
}
