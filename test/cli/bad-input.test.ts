import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { lintel, SAFE, sandbox, UNSAFE, type Sandbox } from './run.ts';

// Every run of the command is a process of its own; on a busy machine each takes seconds.
jest.setTimeout(240_000);

let repository: Sandbox;
let folder: Sandbox;

beforeAll(() => {
  repository = sandbox();
  repository.git('init', '-q', '-b', 'main');
  repository.write('a.py', SAFE);
  repository.write('empty/notes.txt', 'nothing\n');
  repository.commit('base');
  repository.git('checkout', '-q', '--orphan', 'alone');
  repository.commit('no ancestor in common');
  repository.git('checkout', '-q', 'main');
  folder = sandbox();
  folder.write('a.py', SAFE);
  folder.write('broken.yml', 'ignroe: [a]\nrules: { nonsense: on }\n');
  folder.write('empty/notes.txt', 'nothing\n');
});

afterAll(() => {
  repository.remove();
  folder.remove();
});

describe('usage', () => {
  test.each<[string[], RegExp]>([
    [[], /^lintel: Give a command: review, audit, explain, rules and pr /u],
    [['audti'], /^lintel: There is no command audti\. Did you mean audit\?$/u],
    [['review'], /^lintel: Required option '--base <REV\|DIR>' not specified$/u],
    [['audit', '--format', 'xml'], /^lintel: .*'xml' is invalid\. Allowed choices are text, json/u],
    [
      ['audit', '--fail-on', 'worst'],
      /^lintel: .*'worst' is invalid\. Allowed choices are critical/u,
    ],
    [
      ['audit', '--fial-on', 'low'],
      /^lintel: Unknown option '--fial-on' \(Did you mean --fail-on\?\)$/u,
    ],
    [['help', 'audti'], /^lintel: There is no command audti\. Did you mean audit\?$/u],
    [['audit', 'a', 'b'], /^lintel: Too many arguments for 'audit'/u],
    [['explain'], /^lintel: Missing required argument 'RULE'$/u],
    [['explain', 'http-call-without-timeot'], /Did you mean http-call-without-timeout\?$/u],
    [['explain', 'zzz'], /^lintel: There is no rule zzz\. See lintel rules\.$/u],
  ])('%j is one clear line and exit 2', (args, expected) => {
    const { code, stdout, stderr } = lintel(args, folder.root);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toMatch(expected);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});

describe('input', () => {
  test.each<[string, string[], RegExp]>([
    ['no such path', ['audit', 'nowhere'], /There is no folder nowhere\./u],
    ['a file', ['audit', 'a.py'], /a\.py is a file\./u],
    ['no Python', ['audit', 'empty'], /There is no Python in .*empty\./u],
    ['no git', ['review', '--base', 'main'], /is not in a git repository\./u],
    [
      'a missing folder',
      ['review', '--base', '.', '--head', 'nowhere'],
      /There is no folder nowhere\./u,
    ],
    [
      'a missing configuration',
      ['audit', '--config', 'no.yml'],
      /no\.yml cannot be read: there is no such file/u,
    ],
    [
      'a folder as configuration',
      ['audit', '--config', 'empty'],
      /empty cannot be read: it is a folder/u,
    ],
    [
      'a broken configuration',
      ['audit', '--config', 'broken.yml'],
      /broken\.yml:1: ignroe: unknown key "ignroe"; did you mean "ignore"\?; broken\.yml:2: rules\.nonsense: unknown rule "nonsense"/u,
    ],
    [
      'an output that cannot be written',
      ['audit', '--output', 'no/such/file'],
      /cannot be written to no\/such\/file: there is no such file or folder\./u,
    ],
  ])('%s is one clear line and exit 2', (_name, args, expected) => {
    const { code, stdout, stderr } = lintel(args, folder.root);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).not.toMatch(/\n\s+at /u);
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown revision', ['review', '--base', 'nope'], /Git knows no revision nope here\./u],
    [
      'an unknown head',
      ['review', '--base', 'main', '--head', 'nope'],
      /Git knows no revision nope/u,
    ],
    ['an option as revision', ['review', '--base=--all'], /Git knows no revision --all/u],
    ['an empty revision', ['review', '--base', ''], /A revision is empty\. Give a branch/u],
    [
      'branches without an ancestor',
      ['review', '--base', 'alone'],
      /alone and HEAD have no common ancestor\./u,
    ],
    [
      'a revision against a folder',
      ['review', '--base', 'main', '--head', './empty'],
      /\.\/empty is a folder and main a revision\. Give two folders, or two revisions\./u,
    ],
    ['no Python in a git folder', ['audit', 'empty'], /There is no Python in .*empty\.$/mu],
    [
      'a folder of git itself',
      ['audit', '.git'],
      /no Python in .*\.git: it is a bare repository\./u,
    ],
  ])('in a repository, %s is one clear line and exit 2', (_name, args, expected) => {
    const { code, stdout, stderr } = lintel(args, repository.root);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('a broken configuration in the base is named with its file and line', () => {
    repository.write('lintel.yml', 'limits: { files: many }\n');
    const { code, stderr } = lintel(['audit'], repository.root);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'lintel: lintel.yml:1: limits.files: expected a whole number; got "many".\n',
    );
    repository.git('clean', '-fdq');
  });

  test('an audit of a part says that the configuration of the whole is not used', () => {
    repository.write('lintel.yml', 'ignore: [a.py]\n');
    repository.write('part/b.py', SAFE);
    const part = lintel(['audit', 'part'], repository.root);
    expect(part.code).toBe(0);
    expect(part.stderr).toBe(
      'lintel: ../lintel.yml speaks for the whole repository and is not used for a part of it. Audit the repository, or give --config.\n',
    );
    expect(lintel(['audit', 'part', '--config', 'lintel.yml'], repository.root).stderr).toBe('');
    expect(lintel(['audit'], repository.root).stderr).toBe('');
    repository.git('clean', '-fdq');
  });

  test('files that cannot be analysed are listed with a reason', () => {
    folder.write('strange/latin.py', '# coding: no-such-codec\nx = 1\n');
    folder.write('strange/good.py', SAFE);
    folder.write('strange/secret.py', SAFE);
    chmodSync(join(folder.root, 'strange/secret.py'), 0o000);
    const { code, stdout, stderr } = lintel(['audit', 'strange', '--format', 'json'], folder.root);
    expect([code, stderr]).toEqual([0, '']);
    const { coverage } = JSON.parse(stdout) as {
      coverage: { analysed: number; skipped: { path: string; reason: string }[] };
    };
    expect(coverage.skipped.map(({ path }) => path)).toContain('latin.py');
  });
});

describe('the terminal', () => {
  test('a reader that goes away is no error', async () => {
    folder.write('many/big.py', UNSAFE);
    const code = await new Promise((done) => {
      const child = spawn(resolve('bin/lintel'), ['rules', '--format', 'json'], {
        cwd: folder.root,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.destroy();
      child.on('exit', done);
    });
    expect(code).toBe(0);
  });

  test('--version, --help and the help of a command', () => {
    expect(lintel(['--version'], '/').stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
    const help = lintel(['--help'], '/');
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('Examples:');
    expect(lintel(['review', '--help'], '/').stdout).toContain('--base <REV|DIR>');
  });

  test('rules are listed as text and as JSON, and each has a page', () => {
    const text = lintel(['rules'], '/').stdout;
    const rules = JSON.parse(lintel(['rules', '--format', 'json'], '/').stdout) as { id: string }[];
    expect(rules.length).toBeGreaterThan(0);
    for (const { id } of rules) expect(text).toContain(id);
    const page = lintel(['explain', 'http-call-without-timeout'], '/');
    expect(page.code).toBe(0);
    expect(page.stdout).toMatch(
      /^# HTTP call without a timeout\n\nresilience\/http-call-without-timeout · severity high/u,
    );
  });
});
