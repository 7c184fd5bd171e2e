import { describe, expect, it } from '@jest/globals';
import type { LayerMap } from '../../../../src/python/model/project.ts';
import type { LayerConfig } from '../../../../src/python/project/layer-config.ts';
import { layerMapOf } from '../../../../src/python/project/layers.ts';
import { graphOf } from './trees.ts';

function mapOf(
  paths: readonly string[],
  frameworks: readonly string[] = [],
  config: LayerConfig = {},
): LayerMap {
  const { index } = graphOf(Object.fromEntries(paths.map((path) => [path, ''])));
  const all = new Set(paths);
  return layerMapOf({
    modules: index.modules,
    frameworks,
    hasFile: (path) => all.has(path),
    config,
  });
}

function layers(map: LayerMap, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    paths.map((path) => {
      const found = map.layerOf(path);
      return [path, found === null ? '-' : [found.layer, found.role].filter(Boolean).join('/')];
    }),
  );
}

function permits(map: LayerMap, from: string, to: string): boolean | null {
  const a = map.layerOf(from);
  const b = map.layerOf(to);
  return a === null || b === null ? null : map.permits(a, b);
}

describe('a Django application called features', () => {
  it('is no container of features', () => {
    const map = mapOf(
      [
        'api/features/__init__.py',
        'api/features/apps.py',
        'api/features/models.py',
        'api/features/views.py',
        'api/features/versioning/apps.py',
        'api/features/versioning/models.py',
        'api/features/versioning/views.py',
        'api/features/segments/models.py',
        'api/features/segments/serializers.py',
        'api/features/segments/views.py',
      ],
      ['django'],
    );
    expect(map.features).toEqual([]);
  });
});

describe('feature folders', () => {
  const paths = [
    'app/main.py',
    'features/events/__init__.py',
    'features/events/domain/event.py',
    'features/events/dto/create_event.py',
    'features/events/models/event.py',
    'features/events/repositories/event_repository.py',
    'features/events/services/event_service.py',
    'features/events/handlers/http.py',
    'features/events/workflows/remind.py',
    'features/events/webhooks/stripe.py',
    'features/events/mappers/event_mapper.py',
    'features/events/exceptions/errors.py',
    'features/events/cache/event_cache.py',
    'features/events/dependencies.py',
    'features/events/uow.py',
    'features/billing/services/invoices.py',
    'features/billing/repositories/invoices.py',
  ];
  const map = mapOf(paths);

  it('knows the standard structure of a feature', () => {
    expect(map.layout).toBe('feature-folders');
    expect(map.confidence).toBe('high');
    expect(map.hasDomain).toBe(true);
    expect(map.features).toEqual(['billing', 'events']);
    expect(map.evidence).toEqual(['features/billing/, features/events/ are features.']);
    expect(layers(map, paths)).toEqual({
      'app/main.py': 'composition/main',
      'features/events/__init__.py': '-',
      'features/events/domain/event.py': 'domain',
      'features/events/dto/create_event.py': 'dto/dto',
      'features/events/models/event.py': 'persistence/model',
      'features/events/repositories/event_repository.py': 'persistence/repository',
      'features/events/services/event_service.py': 'application/service',
      'features/events/handlers/http.py': 'presentation/handler',
      'features/events/workflows/remind.py': 'application/workflow',
      'features/events/webhooks/stripe.py': 'presentation/webhook',
      'features/events/mappers/event_mapper.py': 'shared/mapper',
      'features/events/exceptions/errors.py': 'shared/exception',
      'features/events/cache/event_cache.py': 'infrastructure/cache',
      'features/events/dependencies.py': 'composition/dependencies',
      'features/events/uow.py': 'composition/uow',
      'features/billing/services/invoices.py': 'application/service',
      'features/billing/repositories/invoices.py': 'persistence/repository',
    });
  });

  it('lets services use repositories, and nothing turn around', () => {
    const events = 'features/events';
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['handlers/http.py', 'services/event_service.py', true],
      ['services/event_service.py', 'repositories/event_repository.py', true],
      ['services/event_service.py', 'uow.py', true],
      ['services/event_service.py', 'mappers/event_mapper.py', true],
      ['services/event_service.py', 'cache/event_cache.py', true],
      ['services/event_service.py', 'dto/create_event.py', true],
      ['services/event_service.py', 'models/event.py', false],
      ['services/event_service.py', 'handlers/http.py', false],
      ['repositories/event_repository.py', 'models/event.py', true],
      ['repositories/event_repository.py', 'domain/event.py', true],
      ['repositories/event_repository.py', 'services/event_service.py', false],
      ['repositories/event_repository.py', 'handlers/http.py', false],
      ['domain/event.py', 'exceptions/errors.py', true],
      ['domain/event.py', 'dto/create_event.py', false],
      ['domain/event.py', 'models/event.py', false],
      ['domain/event.py', 'services/event_service.py', false],
      ['dependencies.py', 'repositories/event_repository.py', true],
    ];
    for (const [from, to, allowed] of cases) {
      expect([from, to, permits(map, `${events}/${from}`, `${events}/${to}`)]).toEqual([
        from,
        to,
        allowed,
      ]);
    }
  });

  it('knows what other features may import', () => {
    expect(map.featureOf('features/events/services/event_service.py')).toBe('events');
    expect(map.featureOf('app/main.py')).toBeNull();
    const open = paths.filter((path) => path.startsWith('features/events/') && map.isPublic(path));
    expect(open).toEqual([
      'features/events/__init__.py',
      'features/events/dto/create_event.py',
      'features/events/exceptions/errors.py',
    ]);
  });

  it('asks services for ports where features have them', () => {
    const strict = mapOf([
      'src/modules/orders/domain/order.py',
      'src/modules/orders/application/ports/orders.py',
      'src/modules/orders/application/place_order.py',
      'src/modules/orders/infrastructure/repositories/orders.py',
      'src/modules/billing/domain/invoice.py',
      'src/modules/billing/application/bill.py',
      'src/modules/billing/infrastructure/models/invoice.py',
    ]);
    expect(strict.layout).toBe('feature-folders');
    expect(strict.confidence).toBe('medium');
    expect(strict.features).toEqual(['billing', 'orders']);
    const orders = 'src/modules/orders';
    expect(
      permits(
        strict,
        `${orders}/application/place_order.py`,
        `${orders}/infrastructure/repositories/orders.py`,
      ),
    ).toBe(false);
    expect(
      permits(
        strict,
        `${orders}/infrastructure/repositories/orders.py`,
        `${orders}/application/ports/orders.py`,
      ),
    ).toBe(true);
  });

  it('reads bounded contexts side by side as features', () => {
    const contexts = mapOf([
      'src/orders/domain/order.py',
      'src/orders/application/place.py',
      'src/orders/infrastructure/db.py',
      'src/billing/domain/invoice.py',
      'src/billing/application/bill.py',
      'src/billing/infrastructure/db.py',
    ]);
    expect(contexts.layout).toBe('feature-folders');
    expect(contexts.features).toEqual(['billing', 'orders']);
    expect(contexts.hasDomain).toBe(true);
  });
});

describe('clean layers', () => {
  const paths = [
    'app/main.py',
    'app/domain/entities/user.py',
    'app/domain/value_objects/email.py',
    'app/domain/interfaces/user_repository.py',
    'app/use_cases/create_user.py',
    'app/adapters/repositories/postgres_user_repository.py',
    'app/adapters/controllers/user_controller.py',
    'app/adapters/gateways/stripe.py',
    'app/infrastructure/database.py',
  ];
  const map = mapOf(paths);

  it('knows the four circles', () => {
    expect([map.layout, map.confidence, map.hasDomain]).toEqual(['clean-layers', 'high', true]);
    expect(map.evidence).toEqual([
      'app/adapters/, app/domain/, app/infrastructure/, app/use_cases/ are named after layers.',
    ]);
    expect(layers(map, paths)).toEqual({
      'app/main.py': 'composition/main',
      'app/domain/entities/user.py': 'domain/entity',
      'app/domain/value_objects/email.py': 'domain/value-object',
      'app/domain/interfaces/user_repository.py': 'domain/port',
      'app/use_cases/create_user.py': 'application/use-case',
      'app/adapters/repositories/postgres_user_repository.py': 'persistence/repository',
      'app/adapters/controllers/user_controller.py': 'presentation/handler',
      'app/adapters/gateways/stripe.py': 'infrastructure/gateway',
      'app/infrastructure/database.py': 'persistence',
    });
    expect(map.features).toEqual([]);
  });

  it('points inward', () => {
    const useCase = 'app/use_cases/create_user.py';
    const repository = 'app/adapters/repositories/postgres_user_repository.py';
    expect(permits(map, useCase, 'app/domain/interfaces/user_repository.py')).toBe(true);
    expect(permits(map, repository, 'app/domain/interfaces/user_repository.py')).toBe(true);
    expect(permits(map, 'app/adapters/controllers/user_controller.py', useCase)).toBe(true);
    expect(permits(map, useCase, repository)).toBe(false);
    expect(permits(map, 'app/domain/entities/user.py', useCase)).toBe(false);
    expect(permits(map, repository, useCase)).toBe(false);
    expect(map.allows('domain', 'infrastructure')).toBe(false);
    expect(map.allows('application', 'domain')).toBe(true);
  });

  it('knows other names of the same circles', () => {
    const book = [
      'src/shop/adapters/orm.py',
      'src/shop/adapters/repository.py',
      'src/shop/domain/model.py',
      'src/shop/domain/events.py',
      'src/shop/service_layer/handlers.py',
      'src/shop/service_layer/unit_of_work.py',
      'src/shop/entrypoints/flask_app.py',
    ];
    expect(layers(mapOf(book), book)).toEqual({
      'src/shop/adapters/orm.py': 'persistence/model',
      'src/shop/adapters/repository.py': 'persistence/repository',
      'src/shop/domain/model.py': 'domain/entity',
      'src/shop/domain/events.py': 'domain/event',
      'src/shop/service_layer/handlers.py': 'application/handler',
      'src/shop/service_layer/unit_of_work.py': 'composition/unit_of_work',
      'src/shop/entrypoints/flask_app.py': 'presentation',
    });
  });

  it('reads a hexagon whose inside is called core', () => {
    const hexagon = [
      'src/app/core/common/entities/user.py',
      'src/app/core/common/value_objects/name.py',
      'src/app/core/commands/ports/store.py',
      'src/app/core/commands/create_user.py',
      'src/app/inbound/http/users.py',
      'src/app/outbound/adapters/sqla_store.py',
      'src/app/main/ioc.py',
    ];
    const map = mapOf(hexagon);
    expect([map.layout, map.hasDomain]).toEqual(['clean-layers', true]);
    expect(layers(map, hexagon)).toEqual({
      'src/app/core/common/entities/user.py': 'domain/entity',
      'src/app/core/common/value_objects/name.py': 'domain/value-object',
      'src/app/core/commands/ports/store.py': 'application/port',
      'src/app/core/commands/create_user.py': 'application/use-case',
      'src/app/inbound/http/users.py': 'presentation',
      'src/app/outbound/adapters/sqla_store.py': 'infrastructure',
      'src/app/main/ioc.py': 'composition/ioc',
    });
  });
});

describe('core and shared layers', () => {
  const paths = [
    'src/my_api/core/config.py',
    'src/my_api/core/container.py',
    'src/my_api/core/exceptions.py',
    'src/my_api/shared/repository.py',
    'src/my_api/domain/entities/item.py',
    'src/my_api/application/use_cases/item_use_case.py',
    'src/my_api/application/mappers/item_mapper.py',
    'src/my_api/application/dto/item.py',
    'src/my_api/adapters/api/routes/items.py',
    'src/my_api/adapters/repositories/items.py',
    'src/my_api/infrastructure/database/session.py',
    'src/my_api/infrastructure/logging/setup.py',
  ];

  it('knows the layout', () => {
    const map = mapOf(paths);
    expect([map.layout, map.confidence, map.hasDomain]).toEqual([
      'core-shared-layers',
      'high',
      true,
    ]);
    expect(layers(map, paths)).toEqual({
      'src/my_api/core/config.py': 'composition/config',
      'src/my_api/core/container.py': 'composition/container',
      'src/my_api/core/exceptions.py': 'shared',
      'src/my_api/shared/repository.py': 'shared',
      'src/my_api/domain/entities/item.py': 'domain/entity',
      'src/my_api/application/use_cases/item_use_case.py': 'application/use-case',
      'src/my_api/application/mappers/item_mapper.py': 'application/mapper',
      'src/my_api/application/dto/item.py': 'dto/dto',
      'src/my_api/adapters/api/routes/items.py': 'presentation/handler',
      'src/my_api/adapters/repositories/items.py': 'persistence/repository',
      'src/my_api/infrastructure/database/session.py': 'persistence',
      'src/my_api/infrastructure/logging/setup.py': 'infrastructure',
    });
    expect(
      permits(
        map,
        'src/my_api/application/use_cases/item_use_case.py',
        'src/my_api/shared/repository.py',
      ),
    ).toBe(true);
  });
});

describe('other layouts', () => {
  it('knows Django apps and has no domain there', () => {
    const map = mapOf(
      [
        'manage.py',
        'shop/orders/models.py',
        'shop/orders/apps.py',
        'shop/orders/views.py',
        'shop/users/models.py',
        'shop/users/admin.py',
      ],
      ['django'],
    );
    expect([map.layout, map.confidence, map.hasDomain]).toEqual(['django-apps', 'high', false]);
    expect(map.layerOf('shop/orders/models.py')).toMatchObject({
      layer: 'persistence',
      confidence: 'low',
    });
    expect(map.allows('persistence', 'presentation')).toBe(false);
    expect(map.allows('application', 'persistence')).toBe(true);
    expect(map.features).toEqual([]);
  });

  it('knows a flat FastAPI application', () => {
    const map = mapOf(
      [
        'app/main.py',
        'app/crud.py',
        'app/models.py',
        'app/schemas.py',
        'app/routers/items.py',
        'app/api/deps.py',
      ],
      ['fastapi', 'starlette'],
    );
    expect([map.layout, map.confidence, map.hasDomain]).toEqual(['flat-fastapi', 'medium', false]);
    expect(map.layerOf('app/routers/items.py')?.layer).toBe('presentation');
    expect(map.layerOf('app/crud.py')?.role).toBe('repository');
    expect(map.layerOf('app/models.py')?.confidence).toBe('low');
    expect(map.layerOf('app/api/deps.py')?.layer).toBe('composition');
    expect(map.allows('persistence', 'dto')).toBe(true);
  });

  it('takes domain/ with controllers in it for features, and for no domain', () => {
    const map = mapOf([
      'src/app/domain/accounts/controllers/users.py',
      'src/app/domain/accounts/services/users.py',
      'src/app/domain/teams/controllers.py',
      'src/app/domain/teams/services.py',
      'src/app/server/asgi.py',
    ]);
    expect(map.hasDomain).toBe(false);
    expect(map.confidence).toBe('low');
    expect(map.layerOf('src/app/domain/teams/services.py')?.layer).not.toBe('domain');
  });

  it.each([
    [
      'a library with adapters',
      ['requests/adapters.py', 'requests/models.py', 'requests/core/x.py'],
    ],
    ['a model zoo', ['net/models/resnet.py', 'net/core/train.py', 'net/services/predict.py']],
    ['a domain folder alone', ['dns/domain/records.py', 'dns/cli.py']],
    ['adapters and core', ['client/adapters/http.py', 'client/core/base.py']],
    [
      'handlers of a framework',
      ['bot/handlers/base.py', 'bot/types/user.py', 'bot/filters/text.py'],
    ],
  ])('does not switch layers on for %s', (_, paths) => {
    const map = mapOf(paths);
    expect([map.layout, map.hasDomain]).toEqual(['unknown', false]);
    expect(paths.map((path) => map.layerOf(path))).toEqual(paths.map(() => null));
  });
});

describe('configured layers', () => {
  const paths = [
    'src/a/model/order.py',
    'src/a/store/orders.py',
    'src/b/web/views.py',
    'src/b/start.py',
    'src/main.py',
  ];
  const map = mapOf(paths, [], {
    layers: {
      domain: ['src/*/model'],
      persistence: ['src/*/store'],
      presentation: ['src/**/web/**'],
    },
    roles: { 'src/*/store': 'repository' },
    features: ['src/*'],
    publicModules: ['src/b/start.py'],
    compositionRoots: ['src/b/start.py'],
  });

  it('takes layers, roles and features from the patterns', () => {
    expect([map.layout, map.confidence, map.hasDomain]).toEqual(['configured', 'high', true]);
    expect(layers(map, paths)).toEqual({
      'src/a/model/order.py': 'domain',
      'src/a/store/orders.py': 'persistence/repository',
      'src/b/web/views.py': 'presentation',
      'src/b/start.py': 'composition',
      'src/main.py': '-',
    });
    expect(map.features).toEqual(['a', 'b']);
    expect(map.featureOf('src/a/store/orders.py')).toBe('a');
    expect(map.isPublic('src/b/start.py')).toBe(true);
    expect(map.isPublic('src/a/store/orders.py')).toBe(false);
    expect(map.allows('domain', 'persistence')).toBe(false);
  });
});
