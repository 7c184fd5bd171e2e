/** One installation of the App on an account, and what its owner can do with it. */
import type { Account } from './accounts.ts';
import type { SimulatedRepository } from './repository.ts';
import type { Permissions } from './settings.ts';
import { installationPayload, installationRepositoriesPayload } from './shapes/payloads.ts';
import type { World } from './world.ts';

export class Installation {
  readonly id: number;
  readonly account: Account;
  readonly createdAt: string;
  permissions: Permissions;
  suspendedAt: string | undefined;
  removed = false;
  readonly #world: World;
  #selected: Set<string> | undefined;

  constructor(world: World, identity: { id: number; account: Account; permissions: Permissions }) {
    this.#world = world;
    this.id = identity.id;
    this.account = identity.account;
    this.permissions = identity.permissions;
    this.createdAt = world.now();
  }

  get selection(): 'all' | 'selected' {
    return this.#selected === undefined ? 'all' : 'selected';
  }

  /** Limits the installation to these repositories, by full name, without an event. */
  select(fullNames: readonly string[]): void {
    this.#selected = new Set(fullNames.map((name) => name.toLowerCase()));
  }

  repositories(): SimulatedRepository[] {
    return [...this.#world.repositories.values()].filter(
      (repository) =>
        repository.owner.id === this.account.id &&
        (this.#selected?.has(repository.fullName.toLowerCase()) ?? true),
    );
  }

  covers(repositoryId: number): boolean {
    return (
      !this.removed && this.repositories().some((repository) => repository.id === repositoryId)
    );
  }

  async suspend(): Promise<void> {
    this.suspendedAt = this.#world.now();
    await this.#send('suspend');
  }

  async unsuspend(): Promise<void> {
    this.suspendedAt = undefined;
    await this.#send('unsuspend');
  }

  async remove(): Promise<void> {
    this.removed = true;
    this.#world.apps.installations.delete(this.id);
    await this.#send('deleted');
  }

  /** The owner accepts changed permissions; until then they are without effect. */
  async acceptPermissions(permissions: Permissions): Promise<void> {
    this.permissions = permissions;
    await this.#send('new_permissions_accepted');
  }

  async announce(): Promise<void> {
    await this.#send('created');
  }

  async addRepositories(fullNames: readonly string[]): Promise<void> {
    for (const name of fullNames) this.#selected?.add(name.toLowerCase());
    await this.#sendRepositories('added', fullNames);
  }

  async removeRepositories(fullNames: readonly string[]): Promise<void> {
    this.#selected ??= new Set(
      this.repositories().map((repository) => repository.fullName.toLowerCase()),
    );
    for (const name of fullNames) this.#selected.delete(name.toLowerCase());
    await this.#sendRepositories('removed', fullNames);
  }

  async #send(action: string): Promise<void> {
    await this.#world.webhooks.send('installation', installationPayload(this.#world, this, action));
  }

  async #sendRepositories(
    action: 'added' | 'removed',
    fullNames: readonly string[],
  ): Promise<void> {
    const repositories = fullNames.flatMap((name) => this.#world.repository(name) ?? []);
    await this.#world.webhooks.send(
      'installation_repositories',
      installationRepositoriesPayload(this.#world, this, { action, repositories }),
    );
  }
}
