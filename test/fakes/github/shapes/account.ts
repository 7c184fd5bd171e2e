/** Accounts, the App and installations as the API shows them. */
import type { Account } from '../accounts.ts';
import type { App } from '../apps.ts';
import { nodeId } from '../ids.ts';
import type { Installation } from '../installation.ts';
import type { JsonObject } from '../json.ts';
import type { World } from '../world.ts';

export function userJson(world: World, account: Account): JsonObject {
  const { id, login, type } = account;
  const url = `${world.url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type === 'Organization' ? 'O' : 'U', id),
    avatar_url: `${world.url}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${world.url}/web/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function appJson(world: World, app: App): JsonObject {
  const { permissions, events } = world.settings;
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId('A', app.id),
    owner: userJson(world, app.owner),
    name: app.name,
    description: null,
    external_url: 'https://example.com/app',
    html_url: `${world.url}/web/apps/${app.slug}`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    permissions: { ...permissions },
    events: [...events],
  };
}

export function installationJson(world: World, installation: Installation): JsonObject {
  const { id, account } = installation;
  return {
    id,
    account: userJson(world, account),
    repository_selection: installation.selection,
    access_tokens_url: `${world.url}/app/installations/${id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `${world.url}/web/settings/installations/${id}`,
    app_id: world.apps.own.id,
    client_id: world.apps.own.clientId,
    app_slug: world.apps.own.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { ...installation.permissions },
    events: [...world.settings.events],
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === undefined ? null : userJson(world, account),
    suspended_at: installation.suspendedAt ?? null,
  };
}
