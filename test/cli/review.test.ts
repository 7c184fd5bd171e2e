import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { lintel, SAFE, sandbox, UNSAFE, type Run, type Sandbox } from './run.ts';

// Every run of the command is a process of its own; on a busy machine each takes seconds.
jest.setTimeout(240_000);

const validate = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object,
);

interface Report {
  readonly verdict: string;
  readonly findings: readonly {
    readonly rule: string;
    readonly status: string;
    readonly path: string;
    readonly line: number;
    readonly side: string;
  }[];
  readonly coverage: { readonly files: number };
}

function reportOf(run: Run): Report {
  expect(run.stderr).toBe('');
  const report = JSON.parse(run.stdout) as Report;
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
  return report;
}

function placesIn(report: Report): string[] {
  return report.findings.map(({ rule, status, path, line }) => `${status} ${path}:${line} ${rule}`);
}

const FOUND = 'http-call-without-timeout';

describe('a committed secret', () => {
  const VALUES = ['r8Tz5Qw2Lm9K', 'Vq7Zr2Lp9Xw4Tn6Kc3Hb'];
  let repository: Sandbox;

  beforeAll(() => {
    repository = sandbox();
    repository.git('init', '-q', '-b', 'main');
    repository.write('app/pay.py', SAFE);
    repository.write('.gitignore', 'local/\n');
    repository.commit('base');
    repository.git('checkout', '-q', '-b', 'topic');
    const lines = VALUES.map((value, index) => `SECRET_${index}=${value}`);
    repository.write('.env', `PORT=1\n${lines.join('\n')}\n`);
    repository.write('account-key.json', `{"client_secret": "${VALUES[1]}"}\n`);
    repository.write('local/.env', `SECRET=${VALUES[0]}\n`);
    repository.write('data.bin', 'x');
  });

  afterAll(() => {
    repository.remove();
  });

  test.each(['text', 'json', 'sarif', 'markdown', 'github'])(
    'is told in %s, and its value is not',
    (format) => {
      const run = lintel(['review', '--base', 'main', '--format', format], repository.root);
      expect(run.code).toBe(1);
      expect(run.stdout).toContain('SECRET_1');
      expect(run.stdout).toContain('account-key.json');
      for (const value of VALUES) expect(run.stdout + run.stderr).not.toContain(value);
    },
  );

  test('in the work tree, between revisions and in an audit, but not where git ignores it', () => {
    const paths = (...args: string[]): string[] => {
      const run = lintel([...args, '--format', 'json'], repository.root);
      const report = reportOf({ ...run, stderr: '' });
      return report.findings.map(({ path, line }) => `${path}:${line}`);
    };
    const expected = ['.env:3', 'account-key.json:1'];
    expect(paths('review', '--base', 'main')).toEqual(expected);
    expect(paths('audit')).toEqual(expected);
    repository.commit('topic');
    expect(paths('review', '--base', 'main', '--head', 'topic')).toEqual(expected);
    repository.git('rm', '-q', '--cached', '.env', 'account-key.json');
    repository.write('.gitignore', 'local/\n.env\naccount-key.json\n');
    repository.commit('away');
    expect(paths('review', '--base', 'main', '--head', 'topic')).toEqual([]);
  });
});

describe('in a git repository', () => {
  let repository: Sandbox;
  let base: string;
  let head: string;

  beforeAll(() => {
    repository = sandbox();
    repository.git('init', '-q', '-b', 'main');
    repository.write('.gitignore', 'ignored/\n');
    repository.write('app/old.py', UNSAFE);
    repository.write('app/pay.py', SAFE);
    repository.write('other/pay.py', SAFE);
    base = repository.commit('base');
    repository.git('checkout', '-q', '-b', 'topic');
    repository.write('app/pay.py', UNSAFE);
    head = repository.commit('topic');
    repository.git('checkout', '-q', 'main');
    repository.write('app/later.py', UNSAFE);
    repository.commit('main goes on');
    repository.git('checkout', '-q', 'topic');
  });

  afterAll(() => {
    repository.remove();
  });

  const json = (...args: string[]): Run =>
    lintel([...args, '--format', 'json', '--fail-on', 'never'], repository.root);

  test('a change is compared with where it left its base', () => {
    const report = reportOf(json('review', '--base', 'main', '--head', 'topic'));
    expect(placesIn(report)).toEqual([`introduced app/pay.py:5 ${FOUND}`]);
    expect(report.coverage.files).toBe(1);
  });

  test('without a head the work tree is reviewed, new files included and ignored ones not', () => {
    repository.write('app/new.py', UNSAFE);
    repository.write('ignored/x.py', UNSAFE);
    expect(placesIn(reportOf(json('review', '--base', head)))).toEqual([
      `introduced app/new.py:5 ${FOUND}`,
    ]);
    const audited = placesIn(reportOf(json('audit')));
    expect(audited.filter((place) => place.includes('ignored/'))).toEqual([]);
    repository.git('clean', '-fdxq');
  });

  test('a subfolder limits the review; paths stay relative to the root of the tree', () => {
    repository.write('other/pay.py', UNSAFE);
    const inside = reportOf(json('review', 'other', '--base', base));
    expect(placesIn(inside)).toEqual([`introduced other/pay.py:5 ${FOUND}`]);
    repository.git('checkout', '-q', '--', '.');
  });

  test('a removed guard sits on the deleted line', () => {
    repository.write('app/pay.py', SAFE);
    const fixed = reportOf(json('review', '--base', head));
    expect(fixed.findings.map(({ status }) => status)).toContain('fixed');
    repository.git('checkout', '-q', '--', '.');
  });

  test('a branch called like a folder is a branch; with a slash it is the folder', () => {
    repository.git('branch', 'other', base);
    expect(placesIn(reportOf(json('review', '--base', 'other')))).toEqual([
      `introduced app/pay.py:5 ${FOUND}`,
    ]);
    const folders = reportOf(json('review', '--base', './other', '--head', './app'));
    expect(placesIn(folders)).toEqual([
      `introduced old.py:5 ${FOUND}`,
      `introduced pay.py:5 ${FOUND}`,
    ]);
  });

  test('a bare repository and any working directory will do', () => {
    const report = reportOf(
      lintel(
        [
          'review',
          join(repository.root, '.git'),
          '--base',
          base,
          '--head',
          head,
          '--format',
          'json',
          '--fail-on',
          'never',
        ],
        '/',
      ),
    );
    expect(placesIn(report)).toEqual([`introduced app/pay.py:5 ${FOUND}`]);
  });

  test('the configuration of the base counts, not the one of the change', () => {
    repository.write('lintel.yml', `rules: { ${FOUND}: off }\n`);
    expect(placesIn(reportOf(json('review', '--base', base)))).toHaveLength(1);
    expect(placesIn(reportOf(json('audit')))).toEqual([]);
    expect(placesIn(reportOf(json('review', '--base', base, '--config', 'lintel.yml')))).toEqual(
      [],
    );
    repository.git('clean', '-fdxq');
  });

  test('a change without Python is fine and says so', () => {
    repository.write('README.md', 'changed\n');
    const run = lintel(['review', '--base', head], repository.root);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('No Python file was added or changed.');
    repository.git('clean', '-fdxq');
  });

  test('the same input gives the same bytes', () => {
    const [first, second] = [json('audit'), json('audit')];
    expect(first.stdout).toBe(second.stdout);
  });
});

describe('in plain folders', () => {
  let folder: Sandbox;

  beforeAll(() => {
    folder = sandbox();
    folder.write('before/pay.py', SAFE);
    folder.write('after/pay.py', UNSAFE);
    folder.write('after/torn.py', 'x = "\u0000\n');
  });

  afterAll(() => {
    folder.remove();
  });

  const run = (...args: string[]): Run => lintel(args, folder.root);

  test('two folders are compared, with or without --head', () => {
    const named = reportOf(
      run(
        'review',
        '--base',
        'before',
        '--head',
        'after',
        '--format',
        'json',
        '--fail-on',
        'never',
      ),
    );
    expect(placesIn(named)).toEqual([`introduced pay.py:5 ${FOUND}`]);
    const path = run(
      'review',
      'after',
      '--base',
      'before',
      '--format',
      'json',
      '--fail-on',
      'never',
    );
    expect(reportOf(path)).toEqual(named);
  });

  test('the exit code follows --fail-on', () => {
    const codes = (['critical', 'low', 'never'] as const).map(
      (level) => run('audit', 'after', '--fail-on', level).code,
    );
    expect(codes).toEqual([0, 1, 0]);
    expect([run('audit', 'after').code, run('audit', 'before').code]).toEqual([1, 0]);
  });

  test('every format is printed, and nothing else', () => {
    for (const format of ['text', 'json', 'sarif', 'markdown', 'github']) {
      const { code, stdout, stderr } = run('audit', 'after', '--format', format);
      expect([format, code, stderr]).toEqual([format, 1, '']);
      expect(stdout).toContain(FOUND);
      expect(stdout.endsWith('\n')).toBe(true);
      expect(stdout).not.toContain('\u001B');
    }
  });

  test('--output writes the report to a file and nothing to standard output', () => {
    const { code, stdout } = run('audit', 'after', '--format', 'sarif', '--output', 'out.sarif');
    expect([code, stdout]).toEqual([1, '']);
    expect(JSON.parse(readFileSync(join(folder.root, 'out.sarif'), 'utf8'))).toMatchObject({
      version: '2.1.0',
    });
  });

  test('colour comes when it is asked for', () => {
    const colored = lintel(['audit', 'after'], folder.root, { FORCE_COLOR: '1' });
    expect(colored.stdout).toContain('\u001B[31m');
    const never = lintel(['audit', 'after'], folder.root, { FORCE_COLOR: '1', NO_COLOR: '1' });
    expect(never.stdout).not.toContain('\u001B');
  });
});
