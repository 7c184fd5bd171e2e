/** Reviews and review comments of one pull request: what is accepted, and where comments stand later. */
import type { Account } from './accounts.ts';
import { ApiError, notFound, unprocessable, validationFailed } from './api-error.ts';
import { moveLine, placeAnchor } from './commentable.ts';
import { checkBody } from './conversation.ts';
import { splitLines } from './diff.ts';
import type { FileDiff } from './file-diffs.ts';
import { nodeId } from './ids.ts';
import type { SimulatedPullRequest } from './pull-request.ts';
import type { CreateReview, CreateReviewComment } from './requests.ts';
import type { Review, ReviewComment } from './review-comment.ts';
import { anchorOf, placeDraft } from './review-comment.ts';

/** Where a comment stands at the present head; undefined: outdated. */
export interface Standing {
  readonly line: number;
  readonly startLine: number | undefined;
  readonly position: number;
}

/** Above this many comments GitHub refuses; with exactly this many it posts the review and answers 502. */
const mostComments = 32;

const states = {
  COMMENT: 'COMMENTED',
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
} as const;

export class Reviews {
  readonly reviews: Review[] = [];
  readonly comments: ReviewComment[] = [];
  readonly #pull: SimulatedPullRequest;
  readonly #standings = new Map<string, Promise<Standing | undefined>>();

  constructor(pull: SimulatedPullRequest) {
    this.#pull = pull;
  }

  /** All or nothing: one comment that cannot stand refuses the review. */
  async create(author: Account, request: CreateReview): Promise<Review> {
    const commitId = await this.#reviewedCommit(request.commit_id);
    const drafts = request.comments ?? [];
    this.#checkReview(author, request);
    if (drafts.length > mostComments) throw unprocessable('was submitted too quickly');
    const files = await this.#pull.files(commitId);
    const placed = drafts.map((draft) => placeDraft(files, draft));
    const review = this.#addReview(author, {
      commitId,
      body: request.body ?? '',
      state: request.event === undefined ? 'PENDING' : states[request.event],
    });
    for (const draft of placed)
      this.#addComment(author, { ...draft, commitId, reviewId: review.id, inReplyTo: undefined });
    if (drafts.length === mostComments) throw new ApiError(502, 'Server Error', { injected: true });
    return review;
  }

  /** A single comment: on a line, on a file, or a reply. */
  async createComment(author: Account, request: CreateReviewComment): Promise<ReviewComment> {
    checkBody(request.body, 'PullRequestReviewComment');
    if (request.in_reply_to !== undefined)
      return this.#reply(author, this.find(request.in_reply_to), request.body);
    const commitId = await this.#reviewedCommit(request.commit_id);
    const diff = (await this.#pull.files(commitId)).find(
      (file) => file.change.path === request.path,
    );
    const field = (name: string, message: string): ApiError =>
      validationFailed([
        {
          resource: 'PullRequestReviewComment',
          code: 'custom',
          field: `pull_request_review_thread.${name}`,
          message,
        },
      ]);
    if (diff === undefined) throw field('path', 'could not be resolved');
    const review = (): Review =>
      this.#addReview(author, { commitId, body: '', state: 'COMMENTED' });
    const common = { path: request.path, diff, body: request.body, commitId, inReplyTo: undefined };
    if (request.subject_type === 'file') {
      return this.#addComment(author, {
        ...common,
        anchor: undefined,
        originalPosition: 1,
        diffHunk: '',
        reviewId: review().id,
      });
    }
    const anchor = anchorOf(request);
    const place = anchor === undefined ? 'could not be resolved' : placeAnchor(diff, anchor);
    if (typeof place === 'string')
      throw field('line', place === 'Line could not be resolved' ? 'could not be resolved' : place);
    return this.#addComment(author, {
      ...common,
      anchor,
      originalPosition: place.position,
      diffHunk: place.excerpt,
      reviewId: review().id,
    });
  }

  find(id: number): ReviewComment {
    const comment = this.comments.find((item) => item.id === id);
    if (comment === undefined) throw notFound();
    return comment;
  }

  findReview(id: number): Review {
    const review = this.reviews.find((item) => item.id === id);
    if (review === undefined) throw notFound();
    return review;
  }

  delete(comment: ReviewComment): void {
    this.comments.splice(this.comments.indexOf(comment), 1);
  }

  /** Where a comment stands now, given what happened to the file since. */
  standing(comment: ReviewComment): Promise<Standing | undefined> {
    const key = `${comment.id}@${this.#pull.headSha}@${this.#pull.baseBranch}`;
    const known = this.#standings.get(key) ?? this.#computeStanding(comment);
    this.#standings.set(key, known);
    return known;
  }

  /** The text of the line a comment was made on. */
  async lineText(comment: ReviewComment): Promise<string | undefined> {
    if (comment.anchor === undefined) return undefined;
    const { baseSha, headSha } = comment.diff.change;
    const text = await this.#text(comment.anchor.side === 'LEFT' ? baseSha : headSha);
    return splitLines(text)[comment.anchor.line - 1]?.replace(/\r?\n$/, '');
  }

  async #computeStanding(comment: ReviewComment): Promise<Standing | undefined> {
    const { anchor, diff } = comment;
    const now = (await this.#pull.files()).find((file) => file.change.path === comment.path);
    if (anchor === undefined || now === undefined) return undefined;
    const sideSha = (file: FileDiff): string | undefined =>
      anchor.side === 'LEFT' ? file.change.baseSha : file.change.headSha;
    const [from, to] = [await this.#text(sideSha(diff)), await this.#text(sideSha(now))];
    const line = moveLine(anchor.line, from, to);
    const startLine =
      anchor.startLine === undefined ? undefined : moveLine(anchor.startLine, from, to);
    if (line === undefined || (anchor.startLine !== undefined && startLine === undefined))
      return undefined;
    const place = placeAnchor(now, { ...anchor, line, startLine });
    return typeof place === 'string' ? undefined : { line, startLine, position: place.position };
  }

  async #text(sha: string | undefined): Promise<string> {
    const blob = sha === undefined ? undefined : await this.#pull.repository.store.blob(sha);
    return blob?.toString('utf8') ?? '';
  }

  async #reviewedCommit(given: string | undefined): Promise<string> {
    if (given === undefined || given === this.#pull.headSha) return this.#pull.headSha;
    const known = (await this.#pull.commits()).some((commit) => commit.sha === given);
    if (!known) throw unprocessable('commit_id is not part of the pull request');
    return given;
  }

  #checkReview(author: Account, request: CreateReview): void {
    const own = author.id === this.#pull.author.id;
    if (own && request.event === 'APPROVE')
      throw unprocessable('Can not approve your own pull request');
    if (own && request.event === 'REQUEST_CHANGES')
      throw unprocessable('Can not request changes on your own pull request');
    if (
      (request.event === 'COMMENT' || request.event === 'REQUEST_CHANGES') &&
      (request.body ?? '').trim() === ''
    ) {
      throw unprocessable("Review body can't be blank");
    }
    if ((request.body ?? '').length > 65_536)
      throw unprocessable('Body is too long (maximum is 65536 characters)');
    const pending = this.reviews.some(
      (review) => review.state === 'PENDING' && review.author.id === author.id,
    );
    if (pending && request.event === undefined)
      throw unprocessable('User can only have one pending review per pull request');
  }

  #addReview(author: Account, review: Pick<Review, 'commitId' | 'body' | 'state'>): Review {
    const { world } = this.#pull.repository;
    const id = world.ids.next('review');
    const added: Review = {
      ...review,
      id,
      nodeId: nodeId('PRR', id),
      author,
      submittedAt: world.now(),
      minimized: undefined,
    };
    this.reviews.push(added);
    world.minimizable.set(added.nodeId, added);
    return added;
  }

  #addComment(
    author: Account,
    comment: Omit<
      ReviewComment,
      'id' | 'nodeId' | 'author' | 'createdAt' | 'updatedAt' | 'minimized'
    >,
  ): ReviewComment {
    const { world } = this.#pull.repository;
    const id = world.ids.next('reviewComment');
    const at = world.now();
    const added: ReviewComment = {
      ...comment,
      id,
      nodeId: nodeId('PRRC', id),
      author,
      createdAt: at,
      updatedAt: at,
      minimized: undefined,
    };
    this.comments.push(added);
    world.minimizable.set(added.nodeId, added);
    return added;
  }

  #reply(author: Account, parent: ReviewComment, body: string): ReviewComment {
    if (parent.inReplyTo !== undefined) {
      throw validationFailed([
        {
          resource: 'PullRequestReviewComment',
          code: 'custom',
          field: 'in_reply_to',
          message: 'replies to replies are not supported',
        },
      ]);
    }
    const review = this.#addReview(author, {
      commitId: parent.commitId,
      body: '',
      state: 'COMMENTED',
    });
    const { path, anchor, commitId, diff, originalPosition, diffHunk } = parent;
    return this.#addComment(author, {
      path,
      anchor,
      commitId,
      diff,
      originalPosition,
      diffHunk,
      body,
      reviewId: review.id,
      inReplyTo: parent.id,
    });
  }
}
