import { MAX_FILE_BYTES } from '../../application/trees/reviewed-files.ts';
import type { GitHubClient } from './client.ts';
import { blobId } from './git-blob.ts';

/** A blob to be fetched: by its id, or by a path at a commit when its id is not known. */
export type BlobQuery =
  | { readonly kind: 'id'; readonly blob: string }
  | { readonly kind: 'path'; readonly commit: string; readonly path: string };

export interface FetchedBlob {
  readonly blob: string;
  readonly size: number;
  /** Null when it is too large to be read. */
  readonly bytes: Uint8Array | null;
}

/** GitHub cuts queries that take ten seconds; two hundred small files take about one. */
const BATCH = 200;
/** Single downloads at the most: of files that the batch cannot carry (other encodings, very long ones). */
const MOST_SINGLES = 50;

interface BlobAnswer {
  readonly oid?: string;
  readonly byteSize?: number;
  readonly isTruncated?: boolean;
  readonly text?: string | null;
}

type Answers = Readonly<Record<string, BlobAnswer | null>>;

interface Place {
  readonly owner: string;
  readonly name: string;
}

/** Fetches many blobs in few calls. The answer has one entry for each query, null where GitHub has no such file. */
export async function fetchBlobs(
  client: GitHubClient,
  place: Place,
  queries: readonly BlobQuery[],
): Promise<readonly (FetchedBlob | null)[]> {
  const fetched: (FetchedBlob | null)[] = [];
  const singles = { left: MOST_SINGLES };
  for (let from = 0; from < queries.length; from += BATCH) {
    const batch = queries.slice(from, from + BATCH);
    const answers = await ask(client, place, batch);
    for (const [index, query] of batch.entries()) {
      const answer = answers[`b${index}`];
      fetched.push(await blobFrom(answer, { client, place, query, singles }));
    }
  }
  return fetched;
}

async function ask(
  client: GitHubClient,
  { owner, name }: Place,
  batch: readonly BlobQuery[],
): Promise<Answers> {
  const fields = batch.map((query, index) => {
    const what =
      query.kind === 'id'
        ? `oid: ${JSON.stringify(query.blob)}`
        : `expression: ${JSON.stringify(`${query.commit}:${query.path}`)}`;
    return `b${index}: object(${what}) { ...blob }`;
  });
  const text = `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${fields.join(' ')} } }
fragment blob on Blob { oid byteSize isTruncated text }`;
  try {
    const answer = await client.graphql<{ repository: Answers | null }>(text, { owner, name });
    return answer.repository ?? {};
  } catch (error) {
    const partial = partialAnswers(error);
    if (partial === null) throw error;
    return partial;
  }
}

/** When GitHub's limits cut a query, the rest of the answer is in the error. */
function partialAnswers(error: unknown): Answers | null {
  if (!(error instanceof Error) || !('data' in error) || !('errors' in error)) return null;
  const isCut =
    Array.isArray(error.errors) &&
    error.errors.every(
      (entry: unknown) =>
        entry !== null &&
        typeof entry === 'object' &&
        'type' in entry &&
        (entry.type === 'RESOURCE_LIMITS_EXCEEDED' || entry.type === 'NOT_FOUND'),
    );
  const data = error.data as { readonly repository?: Answers | null } | null;
  return isCut ? (data?.repository ?? null) : null;
}

interface Single {
  readonly client: GitHubClient;
  readonly place: Place;
  readonly query: BlobQuery;
  readonly singles: { left: number };
}

async function blobFrom(
  answer: BlobAnswer | null | undefined,
  single: Single,
): Promise<FetchedBlob | null> {
  const { query } = single;
  // A path that is not there, or an answer that was cut: only the one by id can be asked for again.
  const blob = answer?.oid ?? (query.kind === 'id' ? query.blob : undefined);
  if (blob === undefined) return query.kind === 'path' ? fetchByPath(single, query) : null;
  const size = answer?.byteSize ?? 0;
  if (size > MAX_FILE_BYTES) return { blob, size, bytes: null };
  if (typeof answer?.text === 'string' && answer.isTruncated !== true) {
    const bytes = Buffer.from(answer.text, 'utf8');
    // Text that is not UTF-8 comes mangled, if at all; the id tells.
    if (blobId(bytes) === blob) return { blob, size, bytes };
  }
  return fetchSingle(single, blob);
}

async function fetchSingle({ client, place, singles }: Single, blob: string): Promise<FetchedBlob> {
  if (singles.left === 0) return { blob, size: 0, bytes: null };
  singles.left -= 1;
  const { data } = await client.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
    owner: place.owner,
    repo: place.name,
    file_sha: blob,
  });
  const bytes = Buffer.from(data.content, 'base64');
  return { blob, size: bytes.length, bytes: bytes.length > MAX_FILE_BYTES ? null : bytes };
}

/** Asks once more, by itself: in a batch that GitHub cut, an answer is missing without a word. */
async function fetchByPath(
  single: Single,
  query: Extract<BlobQuery, { kind: 'path' }>,
): Promise<FetchedBlob | null> {
  if (single.singles.left === 0) return null;
  single.singles.left -= 1;
  const answers = await ask(single.client, single.place, [query]);
  const answer = answers['b0'];
  return answer?.oid === undefined ? null : blobFrom(answer, single);
}
