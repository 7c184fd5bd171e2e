import { expect, test } from '@jest/globals';
import { createConfigurationReader } from '../../../../src/adapters/config/configuration-reader.ts';
import type { TreeContents } from '../../../../src/application/trees/tree-contents.ts';
import { defaultConfig } from '../../../../src/engine/config.ts';
import { timeoutRule } from '../../render/sample.ts';

function treeOf(files: Readonly<Record<string, string>>): TreeContents {
  return {
    files: Object.keys(files).map((path) => ({ path, blob: path, size: 1 })),
    read: ({ path }) => new TextEncoder().encode(files[path] ?? ''),
  };
}

const read = createConfigurationReader([timeoutRule]);

test('the configuration of base is in force', () => {
  const base = treeOf({ 'lintel.yml': 'ignore: [a]' });
  expect(read({ base, head: base })).toEqual({
    config: { ...defaultConfig, ignore: ['a'] },
    notes: [],
    missingDefaults: null,
  });
});

test('what the change would alter is told, and not yet in force', () => {
  const base = treeOf({ 'lintel.yml': 'rules: { http-call-without-timeout: high }' });
  const head = treeOf({
    'lintel.yml': 'rules: { http-call-without-timeout: off }\nlimits: { files: 9 }',
  });
  const { config, notes } = read({ base, head });
  expect(config.rules['http-call-without-timeout']?.enabled).toBe(true);
  expect(notes).toEqual([
    'This change edits the configuration. It is reviewed by the one of its base; once merged, it alters `http-call-without-timeout` from high to off and `limits`.',
  ]);
});

test('a comment in the file alters nothing that counts', () => {
  const { notes } = read({
    base: treeOf({}),
    head: treeOf({ '.github/lintel.yml': '# nothing\n' }),
  });
  expect(notes).toEqual([
    'This change edits the configuration. It is reviewed by the one of its base; once merged, it alters nothing that counts.',
  ]);
});

test('a broken file is told, and the defaults apply', () => {
  const broken = treeOf({ 'lintel.yml': 'ignroe: [a]' });
  expect(read({ base: broken, head: broken })).toEqual({
    config: defaultConfig,
    notes: [
      'The configuration cannot be used, the defaults apply. lintel.yml:1: ignroe: unknown key "ignroe"; did you mean "ignore"?',
    ],
    missingDefaults: null,
  });
  expect(read({ base: treeOf({}), head: broken }).notes).toEqual([
    'This change breaks the configuration. lintel.yml:1: ignroe: unknown key "ignroe"; did you mean "ignore"?',
  ]);
});

test('the defaults it builds on are asked for, then used', () => {
  const base = treeOf({ 'lintel.yml': '_extends: defaults\nlimits: { files: 9 }' });
  const asked = read({ base, head: base });
  expect(asked.missingDefaults).toBe('defaults');
  expect(asked.notes).toEqual(['The defaults of `defaults` (`_extends`) were not read.']);
  const { config, notes, missingDefaults } = read({
    base,
    head: base,
    defaults: 'ignore: [a]\nlimits: { files: 5 }',
  });
  expect([config.ignore, config.limits.files]).toEqual([['a'], 9]);
  expect([notes, missingDefaults]).toEqual([[], null]);
});

test('what has no effect is told', () => {
  const layout =
    'layout: { layers: { domain: [src/core, src/cores] }, features: ["src/*", "lib/*"] }';
  const tree = treeOf({
    'lintel.yml': layout,
    'src/core/order.py': '',
    'tach.toml': '[[modules',
    '.importlinter': '[importlinter\n',
    'pyproject.toml': '[tool.importlinter\n',
    'setup.cfg': '[metadata]\n',
  });
  expect(read({ base: tree, head: tree }).notes).toEqual([
    '.importlinter cannot be read, so no contract of it is checked.',
    'pyproject.toml cannot be read, so no contract of it is checked.',
    'tach.toml cannot be read, so no contract of it is checked.',
    'layout.layers.domain: no file matches "src/cores".',
    'layout.features: no file matches "lib/*".',
  ]);
});

test('a slip in the name of the file is told where no other file is in force', () => {
  const slip = treeOf({ '.github/lintel.yaml': 'ignore: [a]' });
  expect(read({ base: slip, head: slip }).notes).toEqual([
    '.github/lintel.yaml is not read: its name must be .github/lintel.yml.',
  ]);
  const both = treeOf({ '.github/lintel.yaml': 'ignore: [a]', 'lintel.yml': '' });
  expect(read({ base: both, head: both }).notes).toEqual([]);
});

test('contract files that are well say nothing', () => {
  const tree = treeOf({
    'tach.toml': 'modules = []\n',
    '.importlinter': '[importlinter]\nroot_package = shop\n',
    'pyproject.toml': '[project]\nname = "importlinter-user"\n',
  });
  expect(read({ base: tree, head: tree }).notes).toEqual([]);
});
