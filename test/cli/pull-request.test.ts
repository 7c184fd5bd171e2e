import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { SimulatedGitHub } from '../fakes/github/index.ts';
import { lintelAsync, SAFE, UNSAFE, type Run } from './run.ts';

// Every run of the command is a process of its own; on a busy machine each takes seconds.
jest.setTimeout(240_000);

let sim: SimulatedGitHub;
let token: string;

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return lintelAsync(['pr', ...args], '/', {
    GITHUB_TOKEN: token,
    GITHUB_API_URL: sim.url,
    ...env,
  });
}

beforeAll(async () => {
  sim = await SimulatedGitHub.start();
  token = sim.userToken('alice');
  const repository = sim.repository('acme/shop');
  repository.setPermission('alice', 'write');
  await repository.commit({ branch: 'main', files: { 'app/pay.py': SAFE, 'README.md': 'x\n' } });
  await repository.commit({ branch: 'topic', from: 'main', changes: { 'app/pay.py': UNSAFE } });
  await repository.openPullRequest({ head: 'topic', base: 'main', title: 'Pay' });
});

afterAll(async () => {
  await sim.close();
});

describe('lintel pr', () => {
  test('prints the report of a pull request, with links', async () => {
    const json = await run(['acme/shop#1', '--format', 'json']);
    expect([json.code, json.stderr]).toEqual([1, '']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      findings: [{ rule: 'http-call-without-timeout', path: 'app/pay.py', line: 5 }],
    });
    const markdown = await run(['https://github.com/acme/shop/pull/1', '--format', 'markdown']);
    expect(markdown.stdout).toMatch(
      /\[`app\/pay\.py:5`\]\(https:\/\/github\.com\/acme\/shop\/blob\/[0-9a-f]{40}\/app\/pay\.py#L5\)/u,
    );
    expect(await sim.reviews('acme/shop', 1)).toEqual([]);
  });

  test('--post posts one review with its comments, once', async () => {
    for (const _time of [1, 2]) {
      const posted = await run(['acme/shop#1', '--post', '--fail-on', 'never']);
      expect([posted.code, posted.stderr]).toEqual([0, '']);
    }
    const reviews = await sim.reviews('acme/shop', 1);
    expect(reviews).toMatchObject([{ state: 'COMMENTED' }]);
    const comments = await sim.reviewComments('acme/shop', 1);
    expect(comments).toMatchObject([{ path: 'app/pay.py', lineText: UNSAFE.split('\n')[4] }]);
    sim.assertClean();
  });

  test.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['no reference', ['acme'], {}, /acme is no pull request\. Write OWNER\/REPO#NUMBER\./u],
    ['no token', ['acme/shop#1'], { GITHUB_TOKEN: '' }, /Set GITHUB_TOKEN/u],
    ['a wrong token', ['acme/shop#1'], { GITHUB_TOKEN: 'wrong' }, /GitHub refused the token/u],
    ['no such pull request', ['acme/shop#99'], {}, /was not found/u],
    [
      'no server',
      ['acme/shop#1'],
      { GITHUB_API_URL: 'http://127.0.0.1:9' },
      /could not be reached/u,
    ],
  ])('%s is one clear line and exit 2', async (_name, args, env, expected) => {
    const { code, stdout, stderr } = await run(args, env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
