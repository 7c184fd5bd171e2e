import { describe, expect, it } from '@jest/globals';
import { manifestsOf } from '../../../../src/python/project/manifests.ts';
import { sourceTreeOf } from '../../../support/source-tree.ts';

function declared(path: string, text: string): readonly string[] {
  const [manifest] = manifestsOf(sourceTreeOf({ [path]: text }));
  return (manifest?.distributions ?? []).map(({ name, line }) => `${line} ${name}`);
}

describe('manifests', () => {
  it('reads requirements files', () => {
    const text = [
      '# pinned',
      'Django>=5.0,<6  # web',
      'celery[redis]==5.4.0 \\',
      '    --hash=sha256:aaa',
      '-r base.txt',
      '--index-url https://example.org',
      'zope.interface ; python_version < "3.13"',
      'mylib @ git+https://example.org/mylib.git',
      '-e git+https://example.org/x.git#egg=My_Lib2',
      './local',
      'httpx',
    ].join('\n');
    const expected = [
      '2 django',
      '3 celery',
      '7 zope-interface',
      '8 mylib',
      '9 my-lib2',
      '11 httpx',
    ];
    expect(declared('requirements.txt', text)).toEqual(expected);
    expect(declared('requirements/dev.txt', 'pytest\n')).toEqual(['1 pytest']);
    expect(declared('requirements-dev.in', 'pytest\n')).toEqual(['1 pytest']);
    expect(manifestsOf(sourceTreeOf({ 'notes.txt': 'django\n' }))).toEqual([]);
  });

  it('reads pyproject.toml of every kind', () => {
    const text = [
      '[build-system]',
      'requires = ["hatchling"]',
      '[project]',
      'name = "shop"',
      'dependencies = [',
      '  "fastapi[standard]>=0.115",  # web',
      "  'SQLAlchemy',",
      ']',
      '[project.optional-dependencies]',
      'bot = ["aiogram>=3", "redis"]',
      '[dependency-groups]',
      'dev = ["pytest", {include-group = "lint"}]',
      '[tool.uv]',
      'dev-dependencies = ["ruff"]',
      '[tool.poetry.dependencies]',
      'python = "^3.12"',
      'httpx = {version = "^0.27", extras = ["http2"]}',
      '[tool.poetry.group.test.dependencies]',
      'hypothesis = "*"',
      '[tool.poetry.dependencies.stripe]',
      'version = "^11"',
      '[tool.ruff]',
      'select = ["E", "F"]',
    ].join('\n');
    expect(declared('pyproject.toml', text)).toEqual([
      '6 fastapi',
      '7 sqlalchemy',
      '10 aiogram',
      '10 redis',
      '12 pytest',
      '14 ruff',
      '17 httpx',
      '19 hypothesis',
      '20 stripe',
    ]);
  });

  it('reads setup.cfg, setup.py and Pipfile', () => {
    const cfg = [
      '[options]',
      'install_requires =',
      '    requests>=2',
      '    attrs',
      'python_requires = >=3.9',
      '[options.extras_require]',
      'dev =',
      '    mypy',
    ];
    expect(declared('setup.cfg', cfg.join('\n'))).toEqual(['3 requests', '4 attrs', '8 mypy']);
    const setup = [
      'setup(',
      '    install_requires=["requests>=2", # [x]',
      "        'attrs'],",
      '    extras_require={"dev": ["mypy"]},',
      '    classifiers=["Django"],',
      ')',
    ];
    expect(declared('setup.py', setup.join('\n'))).toEqual(['2 requests', '3 attrs', '4 mypy']);
    const pipfile = [
      '[packages]',
      'flask = "*"',
      '[dev-packages]',
      '"pytest-cov" = "*"',
      '[requires]',
      'python_version = "3.12"',
    ];
    expect(declared('Pipfile', pipfile.join('\n'))).toEqual(['2 flask', '4 pytest-cov']);
  });
});
