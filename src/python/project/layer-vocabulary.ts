import type { Layer } from '../model/project.ts';

/**
 * The words of the layouts: exact folder and file names, never substrings. A name alone decides nothing; layout.ts asks for
 * several that agree before any of these tables is used.
 */

export interface Place {
  readonly layer: Layer;
  readonly role: string;
}

type Words = Readonly<Record<string, Place>>;

function words(layer: Layer, roles: Readonly<Record<string, string>>): Words {
  const table: Record<string, Place> = {};
  for (const [role, names] of Object.entries(roles)) {
    for (const name of names.split(' ')) table[name] = { layer, role: role === 'none' ? '' : role };
  }
  return table;
}

/** Look-up that never meets inherited keys (`constructor` is a legal folder name). */
export function placeOf(table: Words, name: string): Place | null {
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

/** Names that make a layer wherever a layered layout is established: siblings below one folder. */
export const DOMAIN_FOLDERS = new Set(['domain', 'domain_layer', 'domain_model']);
export const APPLICATION_FOLDERS = new Set([
  'application',
  'application_layer',
  'interactors',
  'service_layer',
  'use_case',
  'use_cases',
  'usecase',
  'usecases',
]);
export const ADAPTER_FOLDERS = new Set([
  'adapter',
  'adapters',
  'infra',
  'infrastructure',
  'infrastructure_layer',
  'outbound',
]);
export const PRESENTATION_FOLDERS = new Set([
  'delivery',
  'entrypoint',
  'entrypoints',
  'inbound',
  'presentation',
  'presentation_layer',
]);
export const SHARED_FOLDERS = new Set([
  'common',
  'core',
  'kernel',
  'lib',
  'shared',
  'shared_kernel',
]);

/** Folders that hold one feature per child. */
export const FEATURE_CONTAINERS = new Set([
  'bounded_contexts',
  'contexts',
  'features',
  'modules',
  'slices',
]);
/** Folders that hold features only when what stands in them says so. */
export const POSSIBLE_CONTAINERS = new Set(['domain', 'domains']);

/** Files and folders that show a folder to be a whole feature rather than a layer. */
export const FEATURE_SIGNS = new Set([
  'admin',
  'controller',
  'controllers',
  'endpoints',
  'handlers',
  'router',
  'routers',
  'routes',
  'schemas',
  'urls',
  'views',
  'webhooks',
]);

/** Inside a domain layer: everything stays domain, the folder names the role. */
export const DOMAIN_ROLES = words('domain', {
  entity: 'entities entity models model aggregates aggregate',
  'value-object': 'value_objects value_object valueobjects vo',
  event: 'events domain_events',
  port: 'interfaces interface ports port protocols repositories repository gateways',
  service: 'services service',
  exception: 'exceptions exception errors',
  specification: 'specifications specification policies rules',
  factory: 'factories factory',
  command: 'commands',
});

/** First folder below the base of a layered layout. */
export const LAYER_FOLDERS: Words = {
  ...words('domain', {
    none: [...DOMAIN_FOLDERS].join(' '),
    entity: 'entities aggregates',
    'value-object': 'value_objects',
  }),
  ...words('application', {
    none: 'application application_layer',
    'use-case': 'use_case use_cases usecase usecases interactors commands queries',
    service: 'service_layer services',
    port: 'ports interfaces protocols',
    workflow: 'workflows',
  }),
  ...words('dto', { dto: 'dto dtos schemas' }),
  ...words('persistence', {
    repository: 'repositories repository',
    model: 'models orm',
    none: 'persistence database db',
  }),
  ...words('infrastructure', {
    none: [...ADAPTER_FOLDERS].join(' '),
    gateway: 'gateways clients integrations external',
    cache: 'cache',
  }),
  ...words('presentation', {
    none: [...PRESENTATION_FOLDERS].join(' '),
    handler: 'api bot controllers endpoints handlers routers routes views web webhooks',
  }),
  ...words('shared', {
    none: [...SHARED_FOLDERS, 'utils'].join(' '),
    mapper: 'mappers mapper',
    exception: 'exceptions errors',
  }),
  ...words('composition', {
    none: 'bootstrap composition config configs container containers di ioc main settings wiring',
  }),
};

/** Below an application layer. */
export const APPLICATION_ROLES: Words = {
  ...words('application', {
    'use-case': 'use_cases usecases interactors commands queries',
    service: 'services service',
    port: 'ports interfaces protocols gateways repositories',
    mapper: 'mappers',
    handler: 'handlers',
    workflow: 'workflows jobs tasks',
    exception: 'exceptions errors',
  }),
  ...words('dto', { dto: 'dto dtos schemas' }),
};

/** Below adapters or infrastructure: what drives the application is presentation, what stores is persistence. */
export const ADAPTER_ROLES: Words = {
  ...words('presentation', {
    handler:
      'api controllers endpoints entrypoints handlers inbound presenters routers routes webhooks',
  }),
  ...words('persistence', {
    repository: 'repositories repository',
    model: 'models orm tables mappings',
    none: 'persistence database db postgres sqlalchemy persistence_sqla',
  }),
  ...words('infrastructure', {
    gateway: 'gateways clients integrations external',
    cache: 'cache',
    mapper: 'mappers',
  }),
  ...words('dto', { dto: 'schemas dto' }),
};

/** Folders in which a name means the driving side although it stands in infrastructure: `infrastructure/api` may be a client. */
export const INFRASTRUCTURE_DRIVERS = new Set(['controllers', 'endpoints', 'routers', 'routes']);

/** First folder or file below a feature (the standard structure of a self-contained feature). */
export const FEATURE_FOLDERS: Words = {
  ...LAYER_FOLDERS,
  ...words('application', {
    service: 'services service',
    'use-case': 'use_cases usecases commands queries',
    workflow: 'workflows tasks jobs',
    port: 'interfaces ports protocols',
  }),
  ...words('presentation', {
    handler: 'handlers api routers router routes controllers views endpoints',
    webhook: 'webhooks',
  }),
  ...words('domain', { none: 'domain', event: 'events' }),
  ...words('composition', { none: 'dependencies deps di' }),
};

/** Files that stand directly in a feature or in the base of a layout. */
export const ROLE_FILES: Words = {
  ...words('domain', {
    none: 'domain',
    entity: 'entities aggregates',
    'value-object': 'value_objects',
    event: 'events',
  }),
  ...words('application', {
    service: 'service services',
    'use-case': 'use_cases',
    port: 'interfaces ports protocols',
    workflow: 'tasks workflows jobs',
  }),
  ...words('dto', { dto: 'dto dtos schemas serializers' }),
  ...words('persistence', {
    repository: 'crud repository repositories',
    model: 'models orm tables',
  }),
  ...words('presentation', {
    handler: 'api controllers endpoints handlers router routers routes urls views',
    webhook: 'webhooks webhook',
  }),
  ...words('shared', {
    none: 'constants enums types',
    exception: 'exceptions errors',
    mapper: 'mappers mapper',
  }),
};

/** Files of a flat layout, by folder at any depth. Persistence of `models` is weak: many things are called models. */
export const FLAT_FOLDERS: Words = {
  ...words('presentation', {
    handler: 'api controllers endpoints handlers routers routes views webhooks',
  }),
  ...words('application', { service: 'services', workflow: 'tasks jobs workers' }),
  ...words('dto', { dto: 'dto dtos schemas serializers' }),
  ...words('persistence', { repository: 'repositories crud', model: 'models' }),
};

/** Files that wire the application together: they may import everything and be imported by everything. */
export const COMPOSITION_FILES = new Set([
  '__main__',
  'app',
  'application',
  'asgi',
  'bootstrap',
  'config',
  'conftest',
  'container',
  'containers',
  'dependencies',
  'deps',
  'di',
  'ioc',
  'lifespan',
  'main',
  'manage',
  'run',
  'server',
  'settings',
  'startup',
  'unit_of_work',
  'uow',
  'wiring',
  'wsgi',
]);

/** Parts of a feature that other features may use. */
export const PUBLIC_PARTS = new Set([
  'constants',
  'contracts',
  'dto',
  'dtos',
  'enums',
  'errors',
  'events',
  'exceptions',
  'facade',
  'interface',
  'interfaces',
  'ports',
  'protocols',
  'public',
  'schemas',
  'types',
]);
