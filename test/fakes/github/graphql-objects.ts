/** Git objects as GraphQL shows them: blobs above all. */
import { isBinary } from './file-diffs.ts';
import type { Field } from './graphql-parser.ts';
import { nodeId } from './ids.ts';
import type { Json } from './json.ts';
import { isObject } from './json.ts';
import { isDirectory } from './object-store.ts';
import type { SimulatedRepository } from './repository.ts';

/** Where GitHub cuts `text` and says `isTruncated`. */
const truncatedAt = 512_000;

export type Resolver = (field: Field) => Promise<Json | GraphqlNode> | Json | GraphqlNode;

/** A typed object whose fields are resolved on demand. */
export interface GraphqlNode {
  readonly type: string;
  readonly fields: Readonly<Record<string, Resolver>>;
}

export async function objectNode(
  repository: SimulatedRepository,
  field: Field,
): Promise<GraphqlNode | null> {
  const { expression, oid } = field.arguments;
  const sha =
    typeof expression === 'string' ? await resolveExpression(repository, expression) : String(oid);
  const raw = sha === undefined ? undefined : await repository.store.read(sha);
  if (sha === undefined || raw === undefined) return null;
  const common = {
    id: () => nodeId('G', sha),
    oid: () => sha,
    abbreviatedOid: () => sha.slice(0, 7),
  };
  if (raw.type === 'blob') return { type: 'Blob', fields: { ...common, ...blobFields(raw.body) } };
  if (raw.type === 'tree')
    return { type: 'Tree', fields: { ...common, entries: () => entriesJson(repository, sha) } };
  const commit = await repository.store.commit(sha);
  return { type: 'Commit', fields: { ...common, message: () => commit?.message ?? '' } };
}

/** `<commit or branch>:<path>`, or a revision alone. */
async function resolveExpression(
  repository: SimulatedRepository,
  expression: string,
): Promise<string | undefined> {
  const colon = expression.indexOf(':');
  const revision = colon < 0 ? expression : expression.slice(0, colon);
  const sha = await repository.resolve(revision);
  if (colon < 0)
    return sha ?? ((await repository.store.read(revision)) === undefined ? undefined : revision);
  const commit = sha === undefined ? undefined : await repository.store.commit(sha);
  return commit === undefined
    ? undefined
    : (await repository.store.entryAt(commit.tree, expression.slice(colon + 1)))?.sha;
}

async function entriesJson(repository: SimulatedRepository, tree: string): Promise<Json> {
  const entries = (await repository.store.tree(tree)) ?? [];
  return entries.map((entry) => ({
    name: entry.name,
    mode: Number.parseInt(entry.mode, 8),
    oid: entry.sha,
    type: isDirectory(entry) ? 'tree' : 'blob',
  }));
}

function blobFields(body: Buffer): Readonly<Record<string, Resolver>> {
  const binary = isBinary(body);
  return {
    byteSize: () => body.length,
    isBinary: () => binary,
    isTruncated: () => body.length > truncatedAt,
    text: () => (binary ? null : body.subarray(0, truncatedAt).toString('utf8')),
  };
}

export function isNode(value: Json | GraphqlNode): value is GraphqlNode {
  return isObject(value) && typeof value['type'] === 'string' && isObject(value['fields']);
}
