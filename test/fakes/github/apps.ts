/** The App under test, a foreign one, their installations and every kind of token. */
import { createHmac, createPrivateKey, createPublicKey, verify } from 'node:crypto';

import type { Account } from './accounts.ts';
import { ApiError, badCredentials } from './api-error.ts';
import { Installation } from './installation.ts';
import { isObject } from './json.ts';
import type { Permissions } from './settings.ts';
import type { World } from './world.ts';

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: Account;
  readonly bot: Account;
}

export interface InstallationActor {
  readonly kind: 'installation';
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Ids of repositories the token is narrowed to; undefined for all of the installation. */
  readonly repositoryIds: ReadonlySet<number> | undefined;
  readonly account: Account;
}

export type Actor =
  | InstallationActor
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'user'; readonly account: Account }
  | { readonly kind: 'anonymous' };

interface IssuedToken {
  readonly actor: InstallationActor;
  readonly expires: number;
}

const tokenLifeMs = 3_600_000;

export class Apps {
  readonly own: App;
  /** Another App of the same repositories, to own check runs that are not ours. */
  readonly foreign: App;
  readonly installations = new Map<number, Installation>();
  readonly #world: World;
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #users = new Map<string, Account>();

  constructor(world: World) {
    this.#world = world;
    const { appId, slug, appName, clientId } = world.settings;
    const owner = world.accounts.get('lintel-makers', 'Organization');
    this.own = {
      id: appId,
      slug,
      name: appName,
      clientId,
      owner,
      bot: world.accounts.get(`${slug}[bot]`, 'Bot'),
    };
    const foreignBot = world.accounts.get('other-ci[bot]', 'Bot');
    this.foreign = {
      id: appId + 1,
      slug: 'other-ci',
      name: 'Other CI',
      clientId: 'Iv23liOther000000000',
      owner,
      bot: foreignBot,
    };
  }

  install(
    account: Account,
    choice: { repositories?: readonly string[]; permissions?: Permissions; id?: number },
  ): Installation {
    const id = choice.id ?? this.#world.ids.next('installation');
    const installation = new Installation(this.#world, {
      id,
      account,
      permissions: choice.permissions ?? this.#world.settings.permissions,
    });
    if (choice.repositories !== undefined) installation.select(choice.repositories);
    this.installations.set(id, installation);
    return installation;
  }

  installationOf(repositoryId: number): Installation | undefined {
    return [...this.installations.values()].find((installation) =>
      installation.covers(repositoryId),
    );
  }

  /** Issues an installation token; its form is the newer one, of varying length. */
  issueToken(
    installation: Installation,
    narrowed: { permissions?: Permissions; repositoryIds?: readonly number[] } = {},
  ): { token: string; expires: Date } {
    const expires = this.#world.settings.now().getTime() + tokenLifeMs;
    const serial = this.#tokens.size;
    const claims = Buffer.from(
      JSON.stringify({ installation: installation.id, serial, expires }),
    ).toString('base64url');
    const mark = createHmac('sha256', this.#world.settings.webhookSecret)
      .update(claims)
      .digest('base64url');
    const token = `ghs_${this.own.id}_${claims}${mark}`;
    const actor: InstallationActor = {
      kind: 'installation',
      installation,
      permissions: narrowed.permissions ?? installation.permissions,
      repositoryIds:
        narrowed.repositoryIds === undefined ? undefined : new Set(narrowed.repositoryIds),
      account: this.own.bot,
    };
    this.#tokens.set(token, { actor, expires });
    return { token, expires: new Date(expires) };
  }

  issueUserToken(account: Account): string {
    const token = `ghp_simulated${account.id}${'x'.repeat(20)}`;
    this.#users.set(token, account);
    return token;
  }

  authenticate(authorization: string | undefined): Actor {
    if (authorization === undefined) return { kind: 'anonymous' };
    const credential = /^(?:bearer|token) (.+)$/i.exec(authorization)?.[1] ?? '';
    const user = this.#users.get(credential);
    if (user !== undefined) return { kind: 'user', account: user };
    const issued = this.#tokens.get(credential);
    if (issued !== undefined) return this.#installationActor(issued);
    if (credential.split('.').length === 3) return this.#appOf(credential);
    throw badCredentials();
  }

  #installationActor({ actor, expires }: IssuedToken): InstallationActor {
    if (expires <= this.#world.settings.now().getTime()) throw badCredentials();
    const { installation } = actor;
    if (installation.removed) throw badCredentials();
    if (installation.suspendedAt !== undefined)
      throw new ApiError(403, 'This installation has been suspended');
    return actor;
  }

  #appOf(jwt: string): Actor {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const publicKey = createPublicKey(createPrivateKey(this.#world.settings.privateKey));
    const signed = verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${payload}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    );
    if (!signed) throw new ApiError(401, 'A JSON web token could not be decoded');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const now = this.#world.settings.now().getTime() / 1000;
    if (
      !isObject(claims) ||
      typeof claims['exp'] !== 'number' ||
      typeof claims['iat'] !== 'number'
    ) {
      throw new ApiError(401, 'A JSON web token could not be decoded');
    }
    const issuer = String(claims['iss']);
    if (issuer !== String(this.own.id) && issuer !== this.own.clientId)
      throw new ApiError(401, "'Issuer' claim ('iss') must be an Integer");
    if (claims['exp'] > now + 660)
      throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
    if (claims['exp'] <= now)
      throw new ApiError(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    if (claims['iat'] > now + 60)
      throw new ApiError(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    return { kind: 'app', app: this.own };
  }
}
