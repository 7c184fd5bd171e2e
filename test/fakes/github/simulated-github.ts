/** The whole simulation behind one object: start it, fill it, look at what was posted. README.md shows the interface. */
import { Apps } from './apps.ts';
import type { CheckRun } from './checks.ts';
import type { IssueComment } from './conversation.ts';
import { GitDirReader } from './git-dir.ts';
import type { Installation } from './installation.ts';
import { ObjectStore } from './object-store.ts';
import { Description } from './openapi.ts';
import type { SimulatedPullRequest } from './pull-request.ts';
import type { Quirks } from './quirks.ts';
import { SimulatedRepository } from './repository.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import type { Review, ReviewComment } from './review-comment.ts';
import type { Standing } from './reviews.ts';
import { ApiServer } from './server.ts';
import type { Permissions, Settings } from './settings.ts';
import { settingsFrom } from './settings.ts';
import { Webhooks } from './webhooks.ts';
import { World } from './world.ts';

export interface AppCredentials {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly botLogin: string;
}

/** A review comment as a reader of the pull request sees it. */
export interface PostedComment extends ReviewComment {
  /** The text of the line it was made on; undefined for comments on a whole file. */
  readonly lineText: string | undefined;
  /** Where it stands at the present head; undefined when outdated. */
  readonly standing: Standing | undefined;
  readonly outdated: boolean;
}

let description: Description | undefined;

export class SimulatedGitHub {
  readonly url: string;
  readonly #world: World;
  readonly #server: ApiServer;
  readonly #gitDirs: GitDirReader[] = [];

  private constructor(world: World, server: ApiServer, url: string) {
    this.#world = world;
    this.#server = server;
    this.url = url;
  }

  static async start(options: Partial<Settings> = {}): Promise<SimulatedGitHub> {
    // Compiled once a process; it holds no state of a simulation.
    description ??= new Description();
    const world = new World(settingsFrom(options));
    world.complete({ apps: new Apps(world), webhooks: new Webhooks(world, description) });
    const server = new ApiServer(world, description);
    world.url = await server.listen();
    return new SimulatedGitHub(world, server, world.url);
  }

  async close(): Promise<void> {
    await this.settled();
    await this.#server.close();
    for (const reader of this.#gitDirs) await reader.close();
  }

  get app(): AppCredentials {
    const { appId, slug, clientId, privateKey, webhookSecret } = this.#world.settings;
    return {
      id: appId,
      slug,
      clientId,
      privateKey,
      webhookSecret,
      botLogin: this.#world.apps.own.bot.login,
    };
  }

  get quirks(): Quirks {
    return this.#world.quirks;
  }

  get webhooks(): Webhooks {
    return this.#world.webhooks;
  }

  get log(): RequestLog {
    return this.#world.log;
  }

  /** Every delivery under way has ended. */
  settled(): Promise<void> {
    return this.#world.webhooks.settled();
  }

  /** The repository of this name, made at the first mention. */
  repository(
    fullName: string,
    options: { readonly private?: boolean; readonly defaultBranch?: string } = {},
  ): SimulatedRepository {
    const known = this.#world.repository(fullName);
    if (known !== undefined) return known;
    const { private: isPrivate = false, defaultBranch = 'main' } = options;
    return this.#add(new SimulatedRepository(this.#world, { fullName, isPrivate, defaultBranch }));
  }

  /** A repository whose objects come from a bare git directory, read lazily. Its branches are not taken over. */
  repositoryFromGitDir(fullName: string, directory: string): SimulatedRepository {
    const reader = new GitDirReader(directory);
    this.#gitDirs.push(reader);
    return this.#add(
      new SimulatedRepository(this.#world, { fullName, store: new ObjectStore(reader) }),
    );
  }

  /** Installs the App on an account. Sends installation.created when the webhooks have a URL. */
  install(
    account: string,
    choice: {
      readonly repositories?: readonly string[];
      readonly permissions?: Permissions;
      readonly id?: number;
    } = {},
  ): Installation {
    const type = this.#world.accounts.find(account)?.type ?? 'Organization';
    const installation = this.#world.apps.install(this.#world.accounts.get(account, type), choice);
    if (this.webhooks.url !== undefined) this.webhooks.inBackground(installation.announce());
    return installation;
  }

  installationToken(
    installationId: number,
    narrowed: {
      readonly permissions?: Permissions;
      readonly repositoryIds?: readonly number[];
    } = {},
  ): string {
    const installation = this.#world.apps.installations.get(installationId);
    if (installation === undefined) throw new Error(`No installation ${installationId}`);
    return this.#world.apps.issueToken(installation, narrowed).token;
  }

  /** A personal access token. */
  userToken(login: string): string {
    return this.#world.apps.issueUserToken(this.#world.accounts.get(login));
  }

  pullRequest(repository: string, number: number): SimulatedPullRequest {
    const pull = this.#world.repository(repository)?.pulls.get(number);
    if (pull === undefined) throw new Error(`No pull request ${repository}#${number}`);
    return pull;
  }

  async checkRuns(repository: string, sha?: string): Promise<readonly CheckRun[]> {
    const runs = this.#world.repository(repository)?.checks.runs ?? [];
    return runs.filter((run) => sha === undefined || run.headSha === sha);
  }

  async reviews(repository: string, number: number): Promise<readonly Review[]> {
    return [...this.pullRequest(repository, number).reviews.reviews];
  }

  async reviewComments(repository: string, number: number): Promise<readonly PostedComment[]> {
    const { reviews } = this.pullRequest(repository, number);
    return Promise.all(
      reviews.comments.map(async (comment) => {
        const standing = await reviews.standing(comment);
        const outdated = comment.anchor !== undefined && standing === undefined;
        return { ...comment, lineText: await reviews.lineText(comment), standing, outdated };
      }),
    );
  }

  async issueComments(repository: string, number: number): Promise<readonly IssueComment[]> {
    return [...this.pullRequest(repository, number).conversation.comments];
  }

  /** Every 4xx answer to a write that no quirk caused. */
  rejectedRequests(): readonly LoggedRequest[] {
    return this.log.rejected();
  }

  /** Answers and webhooks of the simulation that break the description. */
  violations(): readonly string[] {
    return this.log.violations;
  }

  unimplemented(): readonly LoggedRequest[] {
    return this.log.unimplemented();
  }

  /** Throws when a write was refused, something unknown was asked, or the simulation itself was wrong. */
  assertClean(): void {
    const rejected = [...this.rejectedRequests(), ...this.unimplemented()].map(
      ({ method, path, status, error }) => `${method} ${path} ${status}: ${error ?? ''}`,
    );
    const problems = [...rejected, ...this.violations()];
    if (problems.length > 0)
      throw new Error(`The simulated GitHub is not clean:\n${problems.join('\n')}`);
  }

  #add(repository: SimulatedRepository): SimulatedRepository {
    this.#world.repositories.set(repository.fullName.toLowerCase(), repository);
    return repository;
  }
}
