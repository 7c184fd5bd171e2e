/** Reviews and comments as data, and how a comment of a request becomes one that stands on a line. */
import type { Account } from './accounts.ts';
import { unprocessable } from './api-error.ts';
import type { Anchor, Side } from './commentable.ts';
import { placeAnchor } from './commentable.ts';
import type { FileDiff } from './file-diffs.ts';
import type { CommentPlace, DraftComment } from './requests.ts';

export interface Review {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Account;
  readonly commitId: string;
  readonly submittedAt: string;
  readonly state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED';
  body: string;
  minimized: string | undefined;
}

export interface ReviewComment {
  readonly id: number;
  readonly nodeId: string;
  readonly reviewId: number;
  readonly author: Account;
  readonly path: string;
  /** Undefined for comments on a whole file. */
  readonly anchor: Anchor | undefined;
  /** The commit it was made for; GitHub's `original_commit_id`. */
  readonly commitId: string;
  /** The base file's blob at that time, for LEFT lines. */
  readonly diff: FileDiff;
  readonly originalPosition: number;
  readonly diffHunk: string;
  readonly createdAt: string;
  readonly inReplyTo: number | undefined;
  body: string;
  updatedAt: string;
  minimized: string | undefined;
}

export type Placed = Pick<
  ReviewComment,
  'path' | 'anchor' | 'diff' | 'originalPosition' | 'diffHunk' | 'body'
>;

export function anchorOf(draft: CommentPlace): Anchor | undefined {
  if (draft.line === undefined) return undefined;
  const side = (text: string | undefined): Side | undefined =>
    text === 'LEFT' || text === 'RIGHT' ? text : undefined;
  return {
    line: draft.line,
    side: side(draft.side) ?? 'RIGHT',
    startLine: draft.start_line,
    startSide: side(draft.start_side),
  };
}

export function placeDraft(files: readonly FileDiff[], draft: DraftComment): Placed {
  if (draft.body.trim() === '') throw unprocessable("Body can't be blank");
  if (draft.body.length > 65_536)
    throw unprocessable('Body is too long (maximum is 65536 characters)');
  for (const side of [draft.side, draft.start_side]) {
    if (side !== undefined && side !== 'LEFT' && side !== 'RIGHT')
      throw unprocessable(`Side ${side} is not LEFT or RIGHT`);
  }
  const diff = files.find((file) => file.change.path === draft.path);
  if (diff === undefined) throw unprocessable('Path could not be resolved');
  const anchor = anchorOf(draft);
  const place = anchor === undefined ? 'Line could not be resolved' : placeAnchor(diff, anchor);
  if (typeof place === 'string') throw unprocessable(place);
  return {
    path: draft.path,
    anchor,
    diff,
    originalPosition: place.position,
    diffHunk: place.excerpt,
    body: draft.body,
  };
}
