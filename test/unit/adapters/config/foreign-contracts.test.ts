import { describe, expect, test } from '@jest/globals';
import { readConfiguration } from '../../../../src/adapters/config/index.ts';
import type { Contract } from '../../../../src/domain/contract.ts';

function contractsOf(files: Readonly<Record<string, string>>): readonly Contract[] {
  const read = readConfiguration({ rules: [], read: (path) => files[path] ?? null });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.config.contracts;
}

describe('contracts of import-linter', () => {
  const ini = `
# comment
[importlinter]
root_package = shop

[importlinter:contract:layers]
name = Layers
type = layers
layers =
    shop.ui
    shop.api | shop.cli
    (shop.domain)
containers = shop
ignore_imports =
    shop.ui.x -> shop.data.y
    ; comment
    shop.* -> shop.z

[importlinter:contract:indep]
name: Features
type: independence
modules:
    shop.orders
    shop.stock

[importlinter:contract:no-web]
name = No web
type = forbidden
source_modules = shop.domain
forbidden_modules =
    fastapi
    shop.ui

[importlinter:contract:guarded]
name = Guarded
type = protected
protected_modules = shop.models
allowed_importers = shop.repositories

[importlinter:contract:custom]
name = Custom
type = acme
`;

  test('are read from .importlinter', () => {
    expect(contractsOf({ '.importlinter': ini })).toEqual([
      {
        kind: 'layers',
        name: 'Layers',
        layers: [['shop.ui'], ['shop.api', 'shop.cli'], ['shop.domain']],
        containers: ['shop'],
        ignore: [
          { importer: 'shop.ui.x', imported: 'shop.data.y' },
          { importer: 'shop.*', imported: 'shop.z' },
        ],
      },
      {
        kind: 'independence',
        name: 'Features',
        modules: ['shop.orders', 'shop.stock'],
        ignore: [],
      },
      {
        kind: 'forbidden',
        name: 'No web',
        from: ['shop.domain'],
        to: ['fastapi', 'shop.ui'],
        ignore: [],
      },
      {
        kind: 'protected',
        name: 'Guarded',
        modules: ['shop.models'],
        allowed: ['shop.repositories'],
        ignore: [],
      },
    ]);
  });

  test('are read from pyproject.toml', () => {
    const toml = `
[tool.importlinter]
root_packages = ["shop"]
[[tool.importlinter.contracts]]
name = "Layers"
type = "layers"
layers = ["shop.ui", "shop.domain"]
ignore_imports = ["shop.ui -> shop.x"]
`;
    expect(contractsOf({ 'pyproject.toml': toml })).toEqual([
      {
        kind: 'layers',
        name: 'Layers',
        layers: [['shop.ui'], ['shop.domain']],
        containers: [],
        ignore: [{ importer: 'shop.ui', imported: 'shop.x' }],
      },
    ]);
  });

  test('only the first file that speaks of it counts, as in import-linter', () => {
    const setup = '[importlinter]\nroot_package = shop\n';
    expect(contractsOf({ 'setup.cfg': setup, '.importlinter': ini })).toEqual([]);
    expect(
      contractsOf({ 'setup.cfg': '[metadata]\nname = x\n', '.importlinter': ini }),
    ).toHaveLength(4);
  });

  test('siblings that may import each other keep their place between the layers around them', () => {
    const colon = ini.replace('shop.api | shop.cli', 'shop.api : shop.cli');
    const layers = contractsOf({ '.importlinter': colon }).filter(({ kind }) => kind === 'layers');
    expect(layers).toMatchObject([
      { layers: [['shop.ui'], ['shop.api'], ['shop.domain']] },
      { layers: [['shop.ui'], ['shop.cli'], ['shop.domain']] },
    ]);
  });

  test('files that are not what they should be are passed over', () => {
    expect(
      contractsOf({ 'pyproject.toml': '[[[', 'tach.toml': 'x = ', 'setup.cfg': '\0' }),
    ).toEqual([]);
  });
});

describe('contracts of tach', () => {
  test('modules may depend on what they list, on utilities, and on lower layers', () => {
    const toml = `
layers = ["ui", { name = "core" }]
[[modules]]
path = "shop.api"
depends_on = ["shop.orders", { path = "shop.stock", deprecated = true }]
[[modules]]
path = "shop.orders"
depends_on = []
[[modules]]
path = "shop.stock"
[[modules]]
path = "shop.util"
utility = true
[[modules]]
path = "shop.web"
layer = "ui"
[[modules]]
path = "shop.model"
layer = "core"
visibility = ["shop.orders"]
[[modules]]
path = "<root>"
depends_on = []
`;
    const contracts = contractsOf({ 'tach.toml': toml });
    expect(contracts).toEqual([
      forbidden('shop.api', ['shop.web', 'shop.model']),
      forbidden('shop.model', ['shop.web']),
      {
        kind: 'protected',
        name: 'tach: visibility of shop.model',
        modules: ['shop.model'],
        allowed: ['shop.orders'],
        ignore: [],
      },
      forbidden('shop.orders', ['shop.api', 'shop.stock', 'shop.web', 'shop.model']),
    ]);
  });

  test('modules inside each other forbid nothing between them', () => {
    const toml = `
[[modules]]
path = "shop"
depends_on = []
[[modules]]
path = "shop.orders"
depends_on = []
[[modules]]
paths = ["lib"]
cannot_depend_on = ["shop.orders"]
`;
    expect(contractsOf({ 'tach.toml': toml })).toEqual([
      forbidden('lib', ['shop.orders']),
      forbidden('shop.orders', ['lib']),
    ]);
  });
});

function forbidden(from: string, to: readonly string[]): Contract {
  return { kind: 'forbidden', name: `tach: ${from}`, from: [from], to, ignore: [] };
}
