import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from './service.ts';
import { CROWD } from './test-rules.ts';
import { callsOf, completedCheck, openFix, quiet, startService, tellOf } from './service.ts';

let service: Service;

beforeAll(async () => {
  service = await startService();
}, 240_000);

afterAll(async () => {
  await service.stop();
});

const CLEAN = 'def pay(order):\n    return order\n';
const DIRTY = 'def pay(order):\n    danger(order)\n    return order\n';

describe('a first review', () => {
  it('ends in a verdict, with a comment on the line that matters', async () => {
    const { sim } = service;
    const pull = await openFix(service, 'first', {
      'app/pay.py': [CLEAN, DIRTY],
      'README.md': '#',
    });
    const check = await completedCheck(service, pull);
    expect(check).toMatchObject({ name: 'Lintel', conclusion: 'neutral' });
    expect(check.externalId).toBe(`acme/first#1@${pull.headSha}`);
    expect(check.output.title).toBe('Production-ready with fixes · score 8.5 of 10');
    expect(check.actions.map(({ identifier }) => identifier)).toEqual(['review-again']);
    expect(await tellOf(service, pull)).toEqual(['app/pay.py:     danger(order)']);
    const [review] = await sim.reviews(pull.repository.fullName, pull.number);
    expect(review).toMatchObject({ state: 'COMMENTED', commitId: pull.headSha });
    expect(callsOf(sim)).toEqual({ reads: 5, writes: 3 });
    sim.assertClean();
  });

  it('is green and silent when the change is clean', async () => {
    const pull = await openFix(service, 'clean', { 'app/pay.py': [CLEAN, `${CLEAN}\n\nX = 1\n`] });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('success');
    expect(await service.sim.reviews(pull.repository.fullName, pull.number)).toEqual([]);
    expect(callsOf(service.sim)).toMatchObject({ writes: 2 });
    service.sim.assertClean();
  });

  it('does not blame the change for what was there', async () => {
    const pull = await openFix(service, 'old', { 'app/pay.py': [DIRTY, `X = 1\n${DIRTY}`] });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('success');
    expect(check.output.summary).toContain('1 finding was there before');
  });

  it('fails the check for a critical finding', async () => {
    const pull = await openFix(service, 'critical', {
      'app/pay.py': [CLEAN, 'def pay(order):\n    disaster()\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('failure');
    expect(check.output.title).toContain('Not production-ready');
  });

  it('says so when there is no Python in the change, and reads no tree', async () => {
    const pull = await openFix(service, 'no-python', {
      'app/pay.py': DIRTY,
      'README.md': ['# a\n', '# b\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check).toMatchObject({
      conclusion: 'neutral',
      output: { title: 'No Python file was added or changed' },
    });
    expect(check.output.summary).not.toContain('10 of 10');
    expect(callsOf(service.sim)).toMatchObject({ reads: 3, writes: 2 });
  });

  it('does not say that nothing changed when Python was only deleted', async () => {
    const pull = await openFix(service, 'python-deleted', { 'app/pay.py': [DIRTY, ''] });
    const check = await completedCheck(service, pull);
    expect(check.output.title).toBe('No Python file was added or changed');
    expect(check.output.summary).toContain('Fixed: `danger` calls danger.');
    expect(check.output.summary).not.toContain('Production practices');
  });

  it('is not green when only tests changed, which no rule judges', async () => {
    const pull = await openFix(service, 'only-tests', {
      'app/pay.py': DIRTY,
      'tests/test_pay.py': [CLEAN, 'def test_pay():\n    disaster()\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check).toMatchObject({
      conclusion: 'neutral',
      output: { title: 'No rule judges the files that changed' },
    });
    expect(check.output.summary).toContain(
      '0 of 1 Python file analysed. Left out, as no rule judges them: 1 test file.',
    );
    expect(await tellOf(service, pull)).toEqual([]);
  });

  it('comments on a file that is no Python, beside Python and without a further call', async () => {
    const pull = await openFix(service, 'env-beside', {
      'app/pay.py': [CLEAN, `${CLEAN}\n\nX = 1\n`],
      '.env': ['', 'A=1\nKEY=secret\n'],
      'certs/server.pem': ['', 'KEY\n'],
      'README.md': ['# a\n', '# KEY\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('failure');
    expect(await tellOf(service, pull)).toEqual(['.env: KEY=secret', 'certs/server.pem: KEY']);
    expect(callsOf(service.sim)).toEqual({ reads: 5, writes: 3 });
    await pull.push({ changes: { '.env': null }, message: 'away with it' });
    expect((await completedCheck(service, pull)).conclusion).toBe('failure');
    expect(await tellOf(service, pull)).toEqual([
      '.env: KEY=secret (fixed)',
      'certs/server.pem: KEY',
    ]);
    service.sim.assertClean();
  });

  it('says what is wrong with a change that has no Python at all', async () => {
    const pull = await openFix(service, 'env-alone', {
      'app/pay.py': DIRTY,
      '.env': ['', 'KEY=secret\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('failure');
    expect(check.output.title).toBe('Not production-ready · score 6 of 10');
    expect(check.output.summary).toContain('No Python file was added or changed.');
    expect(await tellOf(service, pull)).toEqual(['.env: KEY=secret']);
    service.sim.assertClean();
  });

  it('is not green when it looked at no more than a file that is no Python', async () => {
    const pull = await openFix(service, 'env-harmless', {
      'app/pay.py': CLEAN,
      '.env': ['A=1\n', 'A=2\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check).toMatchObject({
      conclusion: 'neutral',
      output: { title: 'No Python file was added or changed' },
    });
  });

  it('annotates a file that is no Python where GitHub shows no line, and does not blame what was there', async () => {
    service.sim.quirks.enable('noPatch');
    const pull = await openFix(service, 'pem-no-patch', {
      'app/pay.py': CLEAN,
      'a.pem': ['', 'KEY\n'],
      'b.pem': ['KEY\nx\n', 'KEY\ny\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check.annotations.map(({ path, start_line: line }) => [path, line])).toEqual([
      ['a.pem', 1],
    ]);
    expect(await tellOf(service, pull)).toEqual([]);
    service.sim.assertClean();
  });

  it('reviews what it can of a file with syntax errors, and is not green', async () => {
    const pull = await openFix(service, 'broken-syntax', {
      'app/pay.py': [CLEAN, 'def pay(order:\n    return (order\n\n\nclass = 3\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).not.toBe('success');
    expect(check.output.summary).toContain('app/pay.py');
  });

  it('tells a broken configuration and applies the defaults', async () => {
    const pull = await openFix(service, 'broken-config', {
      'app/pay.py': [CLEAN, DIRTY],
      '.github/lintel.yml': 'ignroe: [app]\n',
    });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('neutral');
    expect(check.output.summary).toContain('The configuration cannot be used');
    expect(check.output.summary).toContain('ignore');
    expect(await tellOf(service, pull)).toHaveLength(1);
  });

  it('takes the configuration of base: a change cannot switch off its own review', async () => {
    const pull = await openFix(service, 'own-config', {
      'app/pay.py': [CLEAN, DIRTY],
      'lintel.yml': ['', 'ignore: [app]\n'],
    });
    const check = await completedCheck(service, pull);
    expect(check.output.summary).toContain('This change edits the configuration');
    expect(await tellOf(service, pull)).toHaveLength(1);
  });

  it('builds on the defaults of the organisation', async () => {
    const { sim } = service;
    const defaults = 'rules: { no-danger: { severity: low } }\n';
    await service.repository('defaults', { 'lintel.yml': defaults });
    const pull = await openFix(service, 'extending', {
      'app/pay.py': [CLEAN, DIRTY],
      'lintel.yml': '_extends: defaults\n',
    });
    const check = await completedCheck(service, pull);
    expect(check.output.title).toBe('Production-ready · score 9.9 of 10');
    expect(check.output.summary).not.toContain('_extends');
    sim.assertClean();
  });

  it('puts sixty findings into one grouped comment, annotations and the summary', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `danger(${index})`);
    const far = Array.from({ length: 60 }, (_, index) => `X${index} = ${index}`);
    const pull = await openFix(service, 'sixty', {
      'app/many.py': ['', `${lines.join('\n')}\n`],
      'app/quiet.py': [`${far.join('\n')}\n`, `${far.join('\n')}\nnuisance(1)\n`],
    });
    const check = await completedCheck(service, pull);
    const comments = await service.sim.reviewComments(pull.repository.fullName, pull.number);
    expect(comments).toHaveLength(2);
    expect(comments.find(({ path }) => path === 'app/many.py')?.body).toContain(
      'The same in 59 more places',
    );
    expect(check.conclusion).toBe('failure');
    expect(check.output.summary).toContain('app/many.py:60');
    expect(check.annotations).toEqual([]);
    service.sim.assertClean();
  });

  it('puts what ten comments cannot hold into annotations, each finding once', async () => {
    const lines = Array.from({ length: CROWD }, (_, index) => `oddity_${index}()\n`.repeat(2));
    const pull = await openFix(service, 'crowd', { 'app/many.py': ['', lines.join('')] });
    const check = await completedCheck(service, pull);
    const comments = await service.sim.reviewComments(pull.repository.fullName, pull.number);
    expect(comments).toHaveLength(10);
    expect(await service.sim.reviews(pull.repository.fullName, pull.number)).toHaveLength(1);
    const places = [
      ...comments.map(({ anchor }) => anchor?.line),
      ...check.annotations.map(({ start_line: line }) => line),
    ];
    expect(places.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 2 * CROWD }, (_, index) => index + 1),
    );
    service.sim.assertClean();
  });

  it('shows as annotations what GitHub shows no line for', async () => {
    service.sim.quirks.enable('noPatch');
    const calls = Array.from(
      { length: 70 },
      (_, index) => `def f${index}():\n    danger(${index})\n`,
    );
    const pull = await openFix(service, 'no-patch', { 'app/many.py': ['', calls.join('\n')] });
    const check = await completedCheck(service, pull);
    expect(check.annotations).toHaveLength(70);
    expect(await tellOf(service, pull)).toEqual([]);
    expect(await service.sim.reviews(pull.repository.fullName, pull.number)).toEqual([]);
    service.sim.assertClean();
  });

  it('comments a deleted guard on the side where it stood, in a renamed file too', async () => {
    const call = (timeout: string): string =>
      `import requests\n\n\ndef pay(url):\n    return requests.get(\n        url,\n${timeout}    )\n`;
    const padding = Array.from({ length: 20 }, (_, index) => `VALUE_${index} = ${index}\n`).join(
      '',
    );
    const pull = await openFix(service, 'guard', {
      'app/pay.py': [call('        timeout=5,\n'), call('')],
      'app/old.py': [padding + call('        timeout=7,\n'), ''],
      'app/new.py': ['', padding + call('')],
    });
    await completedCheck(service, pull);
    const comments = await service.sim.reviewComments(pull.repository.fullName, pull.number);
    expect(comments.map(({ path, anchor, lineText }) => [path, anchor?.side, lineText])).toEqual([
      ['app/new.py', 'LEFT', '        timeout=7,'],
      ['app/pay.py', 'LEFT', '        timeout=5,'],
    ]);
    service.sim.assertClean();
  });

  it('leaves a draft alone until it is ready', async () => {
    const pull = await openFix(service, 'draft', { 'app/pay.py': [CLEAN, DIRTY] }, { draft: true });
    await quiet(service);
    expect(await service.sim.checkRuns(pull.repository.fullName)).toEqual([]);
    await pull.markReady();
    expect((await completedCheck(service, pull)).conclusion).toBe('neutral');
  });

  it('reviews a fork whose pull request GitHub does not name', async () => {
    const { sim } = service;
    sim.quirks.enable('forkNoPulls', { times: Infinity });
    const pull = await openFix(
      service,
      'forked',
      { 'app/pay.py': [CLEAN, DIRTY] },
      { fork: 'mallory/forked' },
    );
    await completedCheck(service, pull);
    expect(await tellOf(service, pull)).toHaveLength(1);
    const [run] = await sim.checkRuns(pull.repository.fullName, pull.headSha);
    await pull.repository.clickRerun(run?.id ?? 0);
    await completedCheck(service, pull, 2);
    await pull.repository.clickRerunAll(pull.headSha);
    await completedCheck(service, pull, 3);
    sim.quirks.disable('forkNoPulls');
    expect(await tellOf(service, pull)).toHaveLength(1);
    sim.assertClean();
  });

  it('reads a fork through the reference of the pull request when its commits are hidden', async () => {
    const { sim } = service;
    sim.quirks.enable('forkHeadNotInBase', { times: Infinity });
    const pull = await openFix(
      service,
      'hidden',
      { 'app/pay.py': [CLEAN, DIRTY] },
      { fork: 'mallory/hidden' },
    );
    await completedCheck(service, pull);
    sim.quirks.disable('forkHeadNotInBase');
    expect(await tellOf(service, pull)).toHaveLength(1);
  });

  it('reads a cold repository with an archive, in six calls', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`app/m${index}.py`, `VALUE = ${index}\n`]),
    );
    const pull = await openFix(service, 'cold', { ...files, 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    expect(callsOf(service.sim)).toMatchObject({ reads: 6, writes: 3 });
    expect(await tellOf(service, pull)).toHaveLength(1);
    service.sim.log.clear();
    await pull.push({ changes: { 'app/pay.py': `# once more\n${DIRTY}` }, message: 'again' });
    await completedCheck(service, pull);
    expect(callsOf(service.sim)).toMatchObject({ reads: 5, writes: 2 });
    service.sim.assertClean();
  });

  it('reads a tree that GitHub cuts', async () => {
    service.sim.quirks.enable('truncatedTree');
    const pull = await openFix(service, 'truncated', {
      'app/a.py': CLEAN,
      'app/pay.py': [CLEAN, DIRTY],
      'app/z.py': CLEAN,
    });
    await completedCheck(service, pull);
    expect(await tellOf(service, pull)).toHaveLength(1);
    service.sim.assertClean();
  });
});
