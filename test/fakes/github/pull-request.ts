/** A pull request, its life, and the webhooks each step sends. */
import type { Account } from './accounts.ts';
import type { CommitRequest } from './commit-builder.ts';
import type { Conversation } from './conversation.ts';
import { newConversation } from './conversation.ts';
import type { FileDiff } from './file-diffs.ts';
import type { JsonObject } from './json.ts';
import type { Commit } from './object-store.ts';
import type { SimulatedRepository } from './repository.ts';
import { Reviews } from './reviews.ts';
import { pullRequestPayload } from './shapes/payloads.ts';

interface OpenText {
  readonly title?: string;
  readonly body?: string | null;
  readonly draft?: boolean;
  /** Login; default alice. */
  readonly author?: string;
  readonly number?: number;
}

export interface OpenRequest extends OpenText {
  readonly head: string;
  readonly base?: string;
  /** The fork the head branch is in. */
  readonly from?: SimulatedRepository;
}

export interface OpenAtRequest extends OpenText {
  readonly headSha: string;
  readonly baseSha: string;
}

interface Opening extends OpenText {
  readonly head: string;
  readonly base: string;
  readonly headRepository: SimulatedRepository;
  readonly headSha: string;
}

export class SimulatedPullRequest {
  readonly repository: SimulatedRepository;
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: string;
  readonly headBranch: string;
  readonly reviews: Reviews;
  readonly conversation: Conversation;
  title: string;
  body: string | null;
  draft: boolean;
  state: 'open' | 'closed' = 'open';
  merged = false;
  closedAt: string | null = null;
  headSha: string;
  baseBranch: string;
  baseSha: string;
  /** Owner of the head, kept when the fork is gone. */
  readonly headOwner: Account;
  readonly #headRepository: SimulatedRepository;

  constructor(repository: SimulatedRepository, opening: Opening) {
    const { world } = repository;
    this.repository = repository;
    this.id = world.ids.next('pullRequest');
    this.number = repository.pulls.has(opening.number ?? 0)
      ? repository.nextIssueNumber()
      : repository.nextIssueNumber(opening.number);
    this.author = world.accounts.get(opening.author ?? 'alice');
    this.createdAt = world.now();
    this.title = opening.title ?? `Change ${this.number}`;
    this.body = opening.body ?? null;
    this.draft = opening.draft ?? false;
    this.headBranch = opening.head;
    this.headSha = opening.headSha;
    this.#headRepository = opening.headRepository;
    this.headOwner = opening.headRepository.owner;
    this.baseBranch = opening.base;
    this.baseSha = this.#baseTip();
    this.reviews = new Reviews(this);
    this.conversation = newConversation(this);
    this.#trackHead();
  }

  /** Null when the fork was deleted. */
  get headRepository(): SimulatedRepository | null {
    return this.#headRepository.deleted ? null : this.#headRepository;
  }

  get fromFork(): boolean {
    return this.#headRepository !== this.repository;
  }

  async mergeBase(): Promise<string | undefined> {
    return (await this.repository.divergence(this.#baseTip(), this.headSha)).mergeBase;
  }

  /** The commits of the pull request, oldest first. */
  async commits(): Promise<readonly Commit[]> {
    return (await this.repository.divergence(this.#baseTip(), this.headSha)).ahead.toReversed();
  }

  /** The changed files at a head of this pull request; default the newest. */
  async files(headSha = this.headSha): Promise<readonly FileDiff[]> {
    const { mergeBase } = await this.repository.divergence(this.#baseTip(), headSha);
    return this.repository.diffs.between(mergeBase, headSha);
  }

  async push(request: CommitRequest): Promise<string> {
    return this.#openHead().push({ ...request, branch: this.headBranch });
  }

  /** Replaces the commits of the pull request by one; its parents are the merge base unless given. */
  async forcePush(
    request: CommitRequest & { readonly parents?: readonly string[] },
  ): Promise<string> {
    const parents = request.parents ?? [await this.mergeBase()].flatMap((sha) => sha ?? []);
    return this.#openHead().push({ ...request, parents, branch: this.headBranch });
  }

  /** Moves the head branch to a commit that exists. */
  async setHead(sha: string): Promise<void> {
    const head = this.#openHead();
    head.setBranch(this.headBranch, sha);
    await head.announcePush(this.headBranch, sha);
  }

  /** Called by the repository after a push. */
  async headMoved(sha: string): Promise<void> {
    const before = this.headSha;
    if (this.state === 'closed' || before === sha) return;
    this.headSha = sha;
    this.baseSha = this.#baseTip();
    this.#trackHead();
    await this.announce('synchronize', { before, after: sha });
  }

  async retarget(branch: string): Promise<void> {
    const from = { ref: this.baseBranch, sha: this.baseSha };
    if (this.repository.branch(branch) === undefined) throw new Error(`No branch ${branch}`);
    this.baseBranch = branch;
    this.baseSha = this.#baseTip();
    await this.announce('edited', {
      changes: { base: { ref: { from: from.ref }, sha: { from: from.sha } } },
    });
  }

  async edit(text: { readonly title?: string; readonly body?: string }): Promise<void> {
    const changes = {
      ...(text.title === undefined ? {} : { title: { from: this.title } }),
      ...(text.body === undefined ? {} : { body: { from: this.body ?? '' } }),
    };
    this.title = text.title ?? this.title;
    this.body = text.body ?? this.body;
    await this.announce('edited', { changes });
  }

  async markReady(): Promise<void> {
    this.draft = false;
    await this.announce('ready_for_review');
  }

  async convertToDraft(): Promise<void> {
    this.draft = true;
    await this.announce('converted_to_draft');
  }

  async close(how: { readonly merged?: boolean } = {}): Promise<void> {
    this.state = 'closed';
    this.merged = how.merged ?? false;
    this.closedAt = this.repository.world.now();
    if (this.merged) this.repository.setBranch(this.baseBranch, this.headSha);
    await this.announce('closed');
  }

  async reopen(): Promise<void> {
    this.state = 'open';
    this.closedAt = null;
    await this.announce('reopened');
  }

  /** The fork disappears: `head.repo` becomes null, the commits stay readable as refs/pull/N/head. No webhook. */
  deleteFork(): void {
    if (!this.fromFork) throw new Error('The head is not in a fork.');
    this.#headRepository.deleted = true;
    this.repository.world.repositories.delete(this.#headRepository.fullName.toLowerCase());
  }

  async comment(comment: { readonly author: string; readonly body: string }): Promise<void> {
    await this.conversation.comment(
      this.repository.world.accounts.get(comment.author),
      comment.body,
    );
  }

  /** Sends pull_request.opened once more under its first delivery id. */
  async redeliverOpened(): Promise<void> {
    const { webhooks } = this.repository.world;
    const guid = webhooks.deliveries.find(
      (item) =>
        item.event === 'pull_request' && item.action === 'opened' && item.pullRequestId === this.id,
    )?.guid;
    if (guid === undefined) throw new Error('pull_request.opened was never sent.');
    await webhooks.redeliver(guid);
  }

  async announce(action: string, extra: JsonObject = {}): Promise<void> {
    const payload = await pullRequestPayload(this, action, extra);
    await this.repository.world.webhooks.send('pull_request', payload, {
      repository: this.repository,
      pullRequestId: this.id,
    });
  }

  #openHead(): SimulatedRepository {
    if (this.#headRepository.deleted) throw new Error('The fork was deleted.');
    return this.#headRepository;
  }

  #baseTip(): string {
    return this.merged ? this.baseSha : (this.repository.branch(this.baseBranch) ?? this.baseSha);
  }

  #trackHead(): void {
    this.repository.refs.set(`refs/pull/${this.number}/head`, this.headSha);
  }
}
