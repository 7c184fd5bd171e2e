/** Numeric ids as large as GitHub's (check runs exceed 32 bits), counted up so that a test sees the same ones each run. */
const first = {
  user: 1_001,
  repository: 600_000_001,
  installation: 50_000_001,
  pullRequest: 2_100_000_001,
  review: 2_600_000_001,
  reviewComment: 1_900_000_001,
  issueComment: 2_800_000_001,
  checkRun: 34_000_000_001,
  checkSuite: 29_000_000_001,
  delivery: 180_000_000_001,
  reaction: 200_000_001,
};

export type IdKind = keyof typeof first;

export class Ids {
  readonly #next = new Map<IdKind, number>();

  next(kind: IdKind): number {
    const id = this.#next.get(kind) ?? first[kind];
    this.#next.set(kind, id + 1);
    return id;
  }
}

/** A GraphQL node id, in the look of GitHub's newer ones. */
export function nodeId(prefix: string, id: number | string): string {
  return `${prefix}_kwDO${Buffer.from(`${prefix}:${id}`).toString('base64url')}`;
}
