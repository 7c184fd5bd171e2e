/** Who may do what: the permissions of a token against what a route needs. */
import { ApiError, notAccessible, notFound } from './api-error.ts';
import type { InstallationActor } from './apps.ts';
import type { SimulatedRepository } from './repository.ts';
import type { Access, Call } from './routes/route.ts';
import { repositoryOf } from './routes/route.ts';
import type { PermissionLevel, Permissions } from './settings.ts';

export function requireAccess(call: Call, access: Access): void {
  const { actor } = call;
  if (access === 'anybody') return;
  if (access === 'app') {
    if (actor.kind !== 'app') throw new ApiError(401, 'A JSON web token could not be decoded');
    return;
  }
  if (access === 'installation' || access === 'user') {
    if (actor.kind !== access) throw notAccessible();
    return;
  }
  const [names = '', level = 'read'] = access.split(':');
  const repository = repositoryOf(call);
  const needed = {
    names: names.split('|'),
    level: level === 'write' ? ('write' as const) : ('read' as const),
  };
  if (actor.kind === 'app') throw new ApiError(401, 'Requires authentication');
  if (actor.kind === 'installation') requireInstallation(actor, repository, needed);
  else
    requirePerson(
      actor.kind === 'user' ? repository.permissionOf(actor.account.login) : 'none',
      repository,
      needed.level,
    );
}

interface Needed {
  readonly names: readonly string[];
  readonly level: PermissionLevel;
}

function requireInstallation(
  actor: InstallationActor,
  repository: SimulatedRepository,
  needed: Needed,
): void {
  const covered =
    actor.installation.covers(repository.id) && (actor.repositoryIds?.has(repository.id) ?? true);
  if (!covered) {
    // What is public can be read by anybody; nothing else outside the installation exists for it.
    if (repository.isPrivate) throw notFound();
    if (needed.level === 'read') return;
    throw notAccessible();
  }
  if (!needed.names.some((name) => grants(actor.permissions, name, needed.level)))
    throw notAccessible();
}

function grants(permissions: Permissions, name: string, level: PermissionLevel): boolean {
  const granted = name === 'metadata' ? (permissions['metadata'] ?? 'read') : permissions[name];
  return granted === 'write' || granted === level;
}

function requirePerson(
  permission: string,
  repository: SimulatedRepository,
  level: PermissionLevel,
): void {
  const readable = !repository.isPrivate || permission !== 'none';
  if (!readable) throw notFound();
  if (level === 'write' && permission === 'none')
    throw new ApiError(403, 'Must have push access to the repository');
}
