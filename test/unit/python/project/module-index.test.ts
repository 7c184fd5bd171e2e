import { describe, expect, it } from '@jest/globals';
import { graphOf } from './trees.ts';

function names(
  files: Record<string, string>,
  libraries: readonly string[] = [],
): Record<string, string> {
  const { index } = graphOf(files, libraries);
  return Object.fromEntries(index.modules.map((info) => [info.path, info.name]));
}

describe('module index', () => {
  it('names a package in src/ without the folder', () => {
    expect(
      names({
        'pyproject.toml': '',
        'src/shop/__init__.py': '',
        'src/shop/orders/__init__.py': '',
        'src/shop/orders/service.py': 'from shop import x\n',
        'tests/test_orders.py': 'from shop.orders.service import place\n',
      }),
    ).toEqual({
      'src/shop/__init__.py': 'shop',
      'src/shop/orders/__init__.py': 'shop.orders',
      'src/shop/orders/service.py': 'shop.orders.service',
      'tests/test_orders.py': 'tests.test_orders',
    });
  });

  it('names folders without __init__ from the folder that imports count from', () => {
    expect(
      names({
        'run.py': 'from handlers.user.start import router\n',
        'handlers/user/start.py': 'from services.cart import total\n',
        'services/cart.py': '',
      }),
    ).toEqual({
      'handlers/user/start.py': 'handlers.user.start',
      'run.py': 'run',
      'services/cart.py': 'services.cart',
    });
  });

  it('takes the folder of a backend as root', () => {
    expect(
      names({
        'backend/pyproject.toml': '',
        'backend/app/main.py': 'from app.api.items import router\n',
        'backend/app/api/items.py': 'from app.db import session\n',
        'backend/app/db.py': '',
        'frontend/index.html': '',
      }),
    ).toEqual({
      'backend/app/api/items.py': 'app.api.items',
      'backend/app/db.py': 'app.db',
      'backend/app/main.py': 'app.main',
    });
  });

  it('keeps two projects of a monorepo apart although both are called app', () => {
    const files = {
      'billing/pyproject.toml': '',
      'billing/app/__init__.py': '',
      'billing/app/main.py': 'from app.money import total\n',
      'billing/app/money.py': '',
      'orders/pyproject.toml': '',
      'orders/app/__init__.py': '',
      'orders/app/main.py': 'from app.money import total\n',
      'orders/app/money.py': '',
    };
    const { graph } = graphOf(files);
    expect(graph.edges.map((edge) => `${edge.importer.path} ${edge.imported.path}`)).toEqual([
      'billing/app/main.py billing/app/money.py',
      'orders/app/main.py orders/app/money.py',
    ]);
  });

  it('prefers the imports of the tree where a package stands in a folder without __init__', () => {
    expect(
      names({
        'libs/orders/__init__.py': '',
        'libs/orders/api.py': '',
        'libs/billing/__init__.py': 'from libs.orders import api\n',
      }),
    ).toEqual({
      'libs/billing/__init__.py': 'libs.billing',
      'libs/orders/__init__.py': 'libs.orders',
      'libs/orders/api.py': 'libs.orders.api',
    });
  });

  it('does not take a library for a folder of the same name', () => {
    const files = {
      'alembic/env.py': 'from alembic import context\n',
      'alembic/versions/0001_first.py': 'from alembic import op\n',
      'app/__init__.py': '',
      'app/db.py': 'import alembic\nfrom app import models\n',
      'app/models.py': '',
    };
    const { graph } = graphOf(files, ['alembic']);
    expect(graph.edges.map((edge) => edge.imported.path)).toEqual(['app/models.py']);
    expect(graph.externalImportsOf('app/db.py').map((entry) => entry.module)).toEqual(['alembic']);
  });

  it('does not take the standard library for a module deeper in a package', () => {
    const { graph } = graphOf({
      'shop/__init__.py': '',
      'shop/types.py': '',
      'shop/logging.py': 'import logging\nimport types\n',
    });
    expect(graph.edges).toEqual([]);
  });

  it('finds the neighbour of a script', () => {
    const { graph } = graphOf({
      'shop/__init__.py': '',
      'shop/core.py': '',
      'scripts/load.py': 'import samples\nfrom shop import core\n',
      'scripts/samples.py': '',
    });
    expect(graph.importsOf('scripts/load.py').map((edge) => edge.imported.path)).toEqual([
      'scripts/samples.py',
      'shop/core.py',
    ]);
  });

  it('resolves a package whose own modules are imported without its name', () => {
    const { graph, index } = graphOf({
      'app/__init__.py': '',
      'app/main.py': 'from routers import users\n',
      'app/routers/users.py': 'from models import User\n',
      'app/models.py': '',
    });
    expect(graph.edges.map((edge) => edge.imported.path)).toEqual([
      'app/routers/users.py',
      'app/models.py',
    ]);
    expect(index.at('app/routers/users.py')?.name).toBe('routers.users');
  });

  it('marks vendored folders and does not import them by bare name', () => {
    const { graph, index } = graphOf({
      'app.py': 'import requests\n',
      '.venv/lib/python3.12/site-packages/requests/__init__.py': 'import urllib3\n',
    });
    expect(graph.edges).toEqual([]);
    expect(index.modules.map((info) => info.kind)).toEqual(['vendored', 'source']);
  });

  it('gives a stub its module only where there is no source', () => {
    const { graph } = graphOf({
      'pkg/__init__.py': '',
      'pkg/fast.pyi': '',
      'pkg/slow.py': '',
      'pkg/slow.pyi': '',
      'pkg/use.py': 'from pkg import fast, slow\n',
    });
    expect(graph.edges.map((edge) => edge.imported.path)).toEqual(['pkg/fast.pyi', 'pkg/slow.py']);
  });

  it('names a template folder that no import can name from inside it', () => {
    expect(names({ 'template/src/{{ name }}/domain/order.py': '' })).toEqual({
      'template/src/{{ name }}/domain/order.py': 'domain.order',
    });
  });
});
