/** One simulated repository: objects, branches, forks, collaborators, and what people do with it in the browser. */
import type { Account } from './accounts.ts';
import type { Checks } from './checks.ts';
import { newChecks } from './checks.ts';
import type { CommitRequest } from './commit-builder.ts';
import { writeCommit } from './commit-builder.ts';
import { FileDiffs } from './file-diffs.ts';
import type { Divergence } from './history.ts';
import { divergence } from './history.ts';
import { ObjectStore } from './object-store.ts';
import type { OpenAtRequest, OpenRequest } from './pull-request.ts';
import { SimulatedPullRequest } from './pull-request.ts';
import { mergeGroupPayload } from './shapes/payloads.ts';
import type { World } from './world.ts';

export type CollaboratorPermission = 'admin' | 'write' | 'read' | 'none';

export interface BranchCommit extends CommitRequest {
  /** The branch to move; none leaves the commit without a branch. */
  readonly branch?: string;
  /** Where a new branch starts, when `parents` does not say it. */
  readonly from?: string;
  readonly parents?: readonly string[];
}

export interface MergeGroup {
  readonly headSha: string;
  destroy(reason: 'merged' | 'invalidated' | 'dequeued'): Promise<void>;
}

interface Origin {
  readonly fullName: string;
  readonly isPrivate?: boolean;
  readonly defaultBranch?: string;
  readonly store?: ObjectStore;
  readonly parent?: SimulatedRepository;
}

export class SimulatedRepository {
  readonly world: World;
  readonly id: number;
  readonly name: string;
  readonly owner: Account;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly parent: SimulatedRepository | undefined;
  readonly createdAt: string;
  readonly store: ObjectStore;
  readonly diffs: FileDiffs;
  /** Full reference names (`refs/heads/main`, `refs/pull/1/head`) to commit ids. */
  readonly refs = new Map<string, string>();
  readonly pulls = new Map<number, SimulatedPullRequest>();
  readonly checks: Checks;
  deleted = false;
  readonly #permissions = new Map<string, CollaboratorPermission>();
  readonly #divergences = new Map<string, Promise<Divergence>>();
  #issues = 0;

  constructor(world: World, origin: Origin) {
    const [owner = '', name = ''] = origin.fullName.split('/');
    if (owner === '' || name === '') throw new Error(`Not owner/name: ${origin.fullName}`);
    this.world = world;
    this.id = world.ids.next('repository');
    this.name = name;
    this.owner = world.accounts.get(owner, origin.parent === undefined ? 'Organization' : 'User');
    this.isPrivate = origin.isPrivate ?? false;
    this.defaultBranch = origin.defaultBranch ?? 'main';
    this.parent = origin.parent;
    this.createdAt = world.now();
    this.store = origin.store ?? new ObjectStore();
    this.diffs = origin.parent?.diffs ?? new FileDiffs(this.store);
    this.checks = newChecks(this);
    this.#permissions.set(owner.toLowerCase(), 'admin');
  }

  get fullName(): string {
    return `${this.owner.login}/${this.name}`;
  }

  branch(name: string): string | undefined {
    return this.refs.get(`refs/heads/${name}`);
  }

  setBranch(name: string, sha: string): void {
    this.refs.set(`refs/heads/${name}`, sha);
  }

  deleteBranch(name: string): void {
    this.refs.delete(`refs/heads/${name}`);
  }

  /** Writes a commit and moves its branch; no webhook. */
  async commit(request: BranchCommit): Promise<string> {
    const tip = request.branch === undefined ? undefined : this.branch(request.branch);
    const start = request.from === undefined ? undefined : await this.resolve(request.from);
    const parents = request.parents ?? [tip ?? start].flatMap((sha) => sha ?? []);
    const sha = await writeCommit(this.store, request, {
      parents,
      at: this.world.nextCommitTime(),
    });
    if (request.branch !== undefined) this.setBranch(request.branch, sha);
    return sha;
  }

  /** A push to a branch: the commit, check_suite.requested here, synchronize on the open pull requests of the branch. */
  async push(request: BranchCommit & { readonly branch: string }): Promise<string> {
    const sha = await this.commit(request);
    await this.announcePush(request.branch, sha);
    return sha;
  }

  async announcePush(branch: string, sha: string): Promise<void> {
    await this.checks.suiteRequested(branch, sha);
    for (const repository of this.world.repositories.values()) {
      for (const pull of repository.pulls.values()) {
        if (pull.headRepository === this && pull.headBranch === branch) await pull.headMoved(sha);
      }
    }
  }

  /** The commit a branch, a full or short reference name, or a commit id means. */
  async resolve(ref: string): Promise<string | undefined> {
    const named =
      this.refs.get(`refs/heads/${ref}`) ?? this.refs.get(`refs/${ref}`) ?? this.refs.get(ref);
    if (named !== undefined) return named;
    if (ref === 'HEAD') return this.branch(this.defaultBranch);
    return (await this.store.commit(ref)) === undefined ? undefined : ref;
  }

  divergence(base: string, head: string): Promise<Divergence> {
    const key = `${base}..${head}`;
    const known = this.#divergences.get(key) ?? divergence(this.store, base, head);
    this.#divergences.set(key, known);
    return known;
  }

  fork(fullName: string): SimulatedRepository {
    const fork = new SimulatedRepository(this.world, {
      fullName,
      isPrivate: this.isPrivate,
      defaultBranch: this.defaultBranch,
      store: this.store,
      parent: this,
    });
    for (const [ref, sha] of this.refs) if (ref.startsWith('refs/heads/')) fork.refs.set(ref, sha);
    this.world.repositories.set(fullName.toLowerCase(), fork);
    return fork;
  }

  setPermission(login: string, permission: CollaboratorPermission): void {
    this.world.accounts.get(login);
    this.#permissions.set(login.toLowerCase(), permission);
  }

  permissionOf(login: string): CollaboratorPermission {
    return this.#permissions.get(login.toLowerCase()) ?? (this.isPrivate ? 'none' : 'read');
  }

  nextIssueNumber(wanted?: number): number {
    this.#issues = Math.max(this.#issues + 1, wanted ?? 0);
    return wanted ?? this.#issues;
  }

  async openPullRequest(request: OpenRequest): Promise<SimulatedPullRequest> {
    const head = request.from ?? this;
    const base = request.base ?? this.defaultBranch;
    const headSha = head.branch(request.head);
    if (headSha === undefined || this.branch(base) === undefined)
      throw new Error(`No branch ${request.head} or ${base}`);
    const pull = new SimulatedPullRequest(this, {
      ...request,
      base,
      headRepository: head,
      headSha,
    });
    this.pulls.set(pull.number, pull);
    await pull.announce('opened');
    return pull;
  }

  /** A pull request between two commits that exist, for replays; its branches are made. */
  async openPullRequestAt(request: OpenAtRequest): Promise<SimulatedPullRequest> {
    const number = this.nextIssueNumber(request.number);
    const { headSha, baseSha, ...rest } = request;
    const base = `base-of-${number}`;
    const head = `head-of-${number}`;
    this.setBranch(base, baseSha);
    this.setBranch(head, headSha);
    return this.openPullRequest({ ...rest, number, base, head });
  }

  /** The Re-run button of one check run. */
  async clickRerun(checkRunId: number): Promise<void> {
    await this.checks.rerequestRun(checkRunId);
  }

  /** "Re-run all checks" of a commit. */
  async clickRerunAll(sha: string): Promise<void> {
    await this.checks.rerequestSuiteOf(sha);
  }

  /** A button that the check run itself offers. */
  async clickAction(checkRunId: number, identifier: string): Promise<void> {
    await this.checks.requestAction(checkRunId, identifier);
  }

  /** A check run that belongs to another App; returns its id. */
  foreignCheckRun(run: { headSha: string; name: string }): number {
    return this.checks.create(this.world.apps.foreign, {
      name: run.name,
      head_sha: run.headSha,
      status: 'in_progress',
    }).id;
  }

  /** Puts a pull request into the merge queue: a temporary commit and merge_group.checks_requested. */
  async queueForMerge(pull: SimulatedPullRequest): Promise<MergeGroup> {
    const baseSha = this.branch(pull.baseBranch) ?? pull.baseSha;
    const headSha = await this.commit({
      changes: {},
      message: `Merge pull request #${pull.number}`,
      parents: [pull.headSha, baseSha],
    });
    const ref = `refs/heads/gh-readonly-queue/${pull.baseBranch}/pr-${pull.number}-${baseSha}`;
    this.refs.set(ref, headSha);
    const group = { headSha, headRef: ref, baseSha, baseRef: `refs/heads/${pull.baseBranch}` };
    const send = async (
      action: 'checks_requested' | 'destroyed',
      reason?: string,
    ): Promise<void> => {
      const payload = await mergeGroupPayload(this, group, { action, reason });
      await this.world.webhooks.send('merge_group', payload, { repository: this });
    };
    await send('checks_requested');
    return { headSha, destroy: (reason) => send('destroyed', reason) };
  }
}
