/** The App about itself: installations, tokens, deliveries, rate limit. */
import { ApiError, notFound, validationFailed } from '../api-error.ts';
import type { Installation } from '../installation.ts';
import type { JsonObject } from '../json.ts';
import type { Permissions } from '../settings.ts';
import { appJson, installationJson, userJson } from '../shapes/account.ts';
import { repositoryJson } from '../shapes/repository.ts';
import type { Delivery } from '../webhooks.ts';
import type { Call, Reply, Routes } from './route.ts';
import { installationActorOf, number, ok, page, repositoryOf } from './route.ts';

function installationAt(call: Call): Installation {
  const installation = call.world.apps.installations.get(number(call.path, 'installation_id'));
  if (installation === undefined) throw notFound();
  return installation;
}

interface TokenRequest {
  readonly repositories?: readonly string[];
  readonly repository_ids?: readonly number[];
  readonly permissions?: Permissions;
}

function createToken(call: Call): Reply {
  const installation = installationAt(call);
  if (
    installation.suspendedAt !== undefined ||
    call.world.quirks.strike('tokenSuspended') !== undefined
  ) {
    throw new ApiError(403, 'This installation has been suspended', {
      injected: installation.suspendedAt === undefined,
    });
  }
  const request = call.body as TokenRequest;
  const all = installation.repositories();
  const named = (request.repositories ?? []).map(
    (name) => all.find((repository) => repository.name === name)?.id,
  );
  const wanted = [...(request.repository_ids ?? []), ...named];
  if (wanted.some((id) => !all.some((repository) => repository.id === id))) {
    throw new ApiError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  checkPermissions(request.permissions, installation.permissions);
  const permissions = request.permissions ?? installation.permissions;
  const repositoryIds = wanted.flatMap((id) => id ?? []);
  const narrowed = repositoryIds.length === 0 ? { permissions } : { permissions, repositoryIds };
  const { token, expires } = call.world.apps.issueToken(installation, narrowed);
  const repositories = all
    .filter((repository) => repositoryIds.includes(repository.id))
    .map(repositoryJson);
  const selection = repositories.length > 0 ? 'selected' : installation.selection;
  const extra = repositories.length > 0 ? { repositories } : {};
  return {
    status: 201,
    body: {
      token,
      expires_at: expires.toISOString(),
      permissions: { ...permissions },
      repository_selection: selection,
      ...extra,
    },
  };
}

function checkPermissions(wanted: Permissions | undefined, granted: Permissions): void {
  for (const [name, level] of Object.entries(wanted ?? {})) {
    const has = granted[name];
    if (has === undefined || (has === 'read' && level === 'write')) {
      throw new ApiError(422, 'The permissions requested are not granted to this installation.');
    }
  }
}

function listInstallationRepositories(call: Call): Reply {
  const { installation, repositoryIds } = installationActorOf(call);
  const visible = installation
    .repositories()
    .filter((repository) => repositoryIds?.has(repository.id) ?? true);
  const shown = page(call, visible);
  const body = {
    total_count: visible.length,
    repository_selection: installation.selection,
    repositories: shown.items.map(repositoryJson),
  };
  return { status: 200, body, headers: shown.headers };
}

function deliveryJson(delivery: Delivery): JsonObject {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.durationMs) / 1000,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function deliverySucceeded(delivery: Delivery): boolean {
  return delivery.statusCode >= 200 && delivery.statusCode < 400;
}

/** Newest first, by cursor: the id of the last delivery seen. */
function listDeliveries(call: Call): Reply {
  const { status, cursor } = call.query;
  const size = Math.min(Number(call.query['per_page'] ?? 30), 100);
  const matching = call.world.webhooks.deliveries
    .toReversed()
    .filter(
      (delivery) => status === undefined || deliverySucceeded(delivery) === (status === 'success'),
    )
    .filter(
      (delivery) =>
        cursor === undefined || delivery.id < Number(String(cursor).replace(/^v1_/, '')),
    );
  const shown = matching.slice(0, size);
  const last = shown.at(-1);
  const url = new URL(call.target, call.world.url);
  url.searchParams.set('cursor', `v1_${last?.id ?? 0}`);
  const headers: Record<string, string> =
    matching.length > size ? { link: `<${url.href}>; rel="next"` } : {};
  return { status: 200, body: shown.map(deliveryJson), headers };
}

function deliveryAt(call: Call): Delivery {
  const found = call.world.webhooks.deliveries.find(
    (delivery) => delivery.id === number(call.path, 'delivery_id'),
  );
  if (found === undefined) throw notFound();
  return found;
}

function getDelivery(call: Call): Reply {
  const delivery = deliveryAt(call);
  const response = { headers: {}, payload: delivery.responseBody };
  const url = call.world.webhooks.url ?? '';
  return ok({
    ...deliveryJson(delivery),
    url,
    request: { headers: { ...delivery.headers }, payload: delivery.payload },
    response,
  });
}

function redeliver(call: Call): Reply {
  const delivery = deliveryAt(call);
  const age = call.world.settings.now().getTime() - Date.parse(delivery.deliveredAt);
  if (age > 3 * 86_400_000)
    throw validationFailed([
      { resource: 'Hook', code: 'custom', field: 'delivery', message: 'older than three days' },
    ]);
  call.world.webhooks.inBackground(call.world.webhooks.redeliver(delivery.guid));
  return { status: 202, body: {} };
}

function installationOfRepository(call: Call): Reply {
  const installation = call.world.apps.installationOf(repositoryOf(call).id);
  if (installation === undefined) throw notFound();
  return ok(installationJson(call.world, installation));
}

function currentUser(call: Call): Reply {
  if (call.actor.kind !== 'user') throw new ApiError(403, 'Resource not accessible by integration');
  const { account } = call.actor;
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  const person = {
    name: account.login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
  };
  const at = '2026-01-01T00:00:00Z';
  return ok({
    ...userJson(call.world, account),
    ...person,
    ...counts,
    created_at: at,
    updated_at: at,
  });
}

export const appRoutes: Routes = {
  'apps/get-authenticated': {
    access: 'app',
    handle: (call) => ok(appJson(call.world, call.world.apps.own)),
  },
  'apps/list-installations': {
    access: 'app',
    handle(call) {
      const shown = page(call, [...call.world.apps.installations.values()]);
      return {
        status: 200,
        body: shown.items.map((item) => installationJson(call.world, item)),
        headers: shown.headers,
      };
    },
  },
  'apps/get-installation': {
    access: 'app',
    handle: (call) => ok(installationJson(call.world, installationAt(call))),
  },
  'apps/get-repo-installation': { access: 'app', handle: installationOfRepository },
  'apps/create-installation-access-token': { access: 'app', handle: createToken },
  'apps/list-repos-accessible-to-installation': {
    access: 'installation',
    handle: listInstallationRepositories,
  },
  'apps/list-webhook-deliveries': { access: 'app', handle: listDeliveries },
  'apps/get-webhook-delivery': { access: 'app', handle: getDelivery },
  'apps/redeliver-webhook-delivery': { access: 'app', handle: redeliver },
  'users/get-authenticated': { access: 'user', handle: currentUser },
};
