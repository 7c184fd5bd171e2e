import type { JsonObject } from '../fakes/github/json.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from './service.ts';
import { callsOf, completedCheck, openFix, quiet, startService, tellOf, until } from './service.ts';

let service: Service;

beforeAll(async () => {
  service = await startService();
}, 240_000);

afterAll(async () => {
  await service.stop();
});

const CLEAN = 'def pay(order):\n    return order\n';
const DIRTY = 'def pay(order):\n    danger(order)\n    return order\n';

describe('later heads', () => {
  it('marks a fixed comment, adds one for a new finding, and repeats nothing', async () => {
    const pull = await openFix(service, 'fixing', {
      'app/pay.py': [CLEAN, DIRTY],
      'app/kept.py': [CLEAN, `${CLEAN}\n\ndef kept():\n    danger(1)\n`],
    });
    await completedCheck(service, pull);
    await pull.push({
      changes: { 'app/pay.py': CLEAN, 'app/new.py': 'def new():\n    disaster()\n' },
      message: 'fix one, add one',
    });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('failure');
    expect((await tellOf(service, pull)).sort()).toEqual([
      'app/kept.py:     danger(1)',
      'app/new.py:     disaster()',
      'app/pay.py:     danger(order) (fixed)',
    ]);
    service.sim.assertClean();
  });

  it('opens a fixed comment again when the finding is back', async () => {
    const pull = await openFix(service, 'regressing', { 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    await pull.push({ changes: { 'app/pay.py': `${CLEAN}# fine\n` }, message: 'fix' });
    await completedCheck(service, pull);
    expect(await tellOf(service, pull)).toEqual(['app/pay.py:     danger(order) (fixed)']);
    await pull.push({ changes: { 'app/pay.py': DIRTY }, message: 'break again' });
    await completedCheck(service, pull);
    expect(await tellOf(service, pull)).toEqual(['app/pay.py:     danger(order)']);
    service.sim.assertClean();
  });

  it('narrows a group when some of it is fixed', async () => {
    const three =
      'def a():\n    danger(1)\n\n\ndef b():\n    danger(2)\n\n\ndef c():\n    danger(3)\n';
    const pull = await openFix(service, 'narrowing', { 'app/pay.py': ['', three] });
    await completedCheck(service, pull);
    await pull.push({
      changes: { 'app/pay.py': three.replace('danger(2)', 'pass') },
      message: 'fix the second',
    });
    await completedCheck(service, pull);
    const comments = await service.sim.reviewComments(pull.repository.fullName, pull.number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain('The same in 1 more place');
    service.sim.assertClean();
  });

  it('survives a force-push that moves everything', async () => {
    const pull = await openFix(service, 'forced', { 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    await pull.forcePush({
      changes: { 'app/pay.py': `# moved\n\n\n${DIRTY}` },
      message: 'rebased',
    });
    const check = await completedCheck(service, pull);
    expect(check.conclusion).toBe('neutral');
    expect(await service.sim.reviews(pull.repository.fullName, pull.number)).toHaveLength(1);
    const [told, ...others] = await tellOf(service, pull);
    expect(others).toEqual([]);
    expect(told).not.toContain('(fixed)');
    service.sim.assertClean();
  });

  it('answers a delivery once', async () => {
    const pull = await openFix(service, 'redelivered', { 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    service.sim.log.clear();
    await pull.redeliverOpened();
    await quiet(service);
    expect(callsOf(service.sim)).toEqual({ reads: 0, writes: 0 });
    expect(service.sim.webhooks.deliveries.at(-1)).toMatchObject({
      redelivery: true,
      statusCode: 202,
    });
  });

  it('does nothing for a head that has its review', async () => {
    const pull = await openFix(service, 'reopened', { 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    await pull.close();
    await quiet(service);
    service.sim.log.clear();
    await pull.reopen();
    await quiet(service);
    expect(callsOf(service.sim)).toMatchObject({ reads: 0, writes: 0 });
  });

  it('reviews an older head again when it is pushed back', async () => {
    const pull = await openFix(service, 'pushed-back', { 'app/pay.py': [CLEAN, DIRTY] });
    const first = pull.headSha;
    await completedCheck(service, pull);
    await pull.push({ changes: { 'app/pay.py': `${CLEAN}# fine\n` }, message: 'fix' });
    await completedCheck(service, pull);
    await pull.setHead(first);
    await completedCheck(service, pull, 2);
    expect(await tellOf(service, pull)).toEqual(['app/pay.py:     danger(order)']);
    service.sim.assertClean();
  });

  it('reviews again when the base changes', async () => {
    const pull = await openFix(service, 'retargeted', { 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    const other = { 'app/other.py': 'X = 1\n' };
    await pull.repository.commit({ branch: 'next', from: 'main', changes: other });
    await pull.retarget('next');
    await completedCheck(service, pull, 2);
    expect(await tellOf(service, pull)).toHaveLength(1);
  });

  it('runs again by each of the buttons, with nothing repeated', async () => {
    const pull = await openFix(service, 'rerun', { 'app/pay.py': [CLEAN, DIRTY] });
    const { repository } = pull;
    const first = await completedCheck(service, pull);
    service.sim.log.clear();
    await repository.clickRerun(first.id);
    const second = await completedCheck(service, pull, 2);
    expect(second).toMatchObject({ conclusion: first.conclusion, output: first.output });
    expect(callsOf(service.sim)).toMatchObject({ writes: 2 });
    await repository.clickRerunAll(pull.headSha);
    const third = await completedCheck(service, pull, 3);
    await repository.clickAction(third.id, 'review-again');
    const fourth = await completedCheck(service, pull, 4);
    expect(fourth.externalId).toBe(`acme/rerun#1@${pull.headSha}~4`);
    expect(await service.sim.checkRuns(repository.fullName)).toHaveLength(4);
    expect(await service.sim.reviews(repository.fullName, pull.number)).toHaveLength(1);
    expect(await tellOf(service, pull)).toHaveLength(1);
    service.sim.assertClean();
  });

  it('leaves the checks of other Apps to them, and buttons that are none of ours', async () => {
    const pull = await openFix(service, 'foreign', { 'app/pay.py': [CLEAN, DIRTY] });
    const { repository } = pull;
    const first = await completedCheck(service, pull);
    await repository.clickRerunAll(pull.headSha);
    await repository.clickAction((await completedCheck(service, pull, 2)).id, 'review-again');
    await completedCheck(service, pull, 3);
    const { deliveries } = service.sim.webhooks;
    for (const event of ['check_suite', 'check_run']) {
      const own = deliveries.findLast((delivery) => delivery.event === event);
      const check = Object(own?.payload[event]) as JsonObject;
      const app = { ...(check['app'] as JsonObject), id: service.sim.app.id + 1 };
      const foreign = { ...own?.payload, [event]: { ...check, app, external_id: 'build#1@7' } };
      await service.sim.webhooks.send(event, foreign, { repository });
    }
    const clicked = deliveries.findLast(({ action }) => action === 'requested_action');
    const other = { ...clicked?.payload, requested_action: { identifier: 'deploy' } };
    await service.sim.webhooks.send('check_run', other, { repository });
    await quiet(service);
    expect(deliveries.slice(-3)).toMatchObject(
      [202, 202, 202].map((statusCode) => ({ statusCode })),
    );
    expect(await service.sim.checkRuns(repository.fullName)).toHaveLength(3);
    expect(first.conclusion).toBe('neutral');
  });

  it('obeys the command of people who may write, and of nobody else', async () => {
    const pull = await openFix(service, 'commanded', { 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    pull.repository.setPermission('alice', 'write');
    const { botLogin } = service.sim.app;
    pull.repository.setPermission(botLogin, 'write');
    await pull.comment({ author: 'eve', body: '/lintel review' });
    await pull.comment({ author: botLogin, body: '/lintel review' });
    await pull.comment({ author: 'alice', body: '> /lintel review\n```\n/lintel review\n```' });
    await quiet(service);
    expect(await service.sim.checkRuns(pull.repository.fullName)).toHaveLength(1);
    await pull.comment({ author: 'alice', body: 'Please:\n/lintel review' });
    await completedCheck(service, pull, 2);
  });

  it('answers a merge queue', async () => {
    const pull = await openFix(service, 'queued', { 'app/pay.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    const group = await pull.repository.queueForMerge(pull);
    const runs = await until(async () => {
      const all = await service.sim.checkRuns(pull.repository.fullName, group.headSha);
      return all.length > 0 && all;
    }, 'the check of the merge group');
    expect(runs).toMatchObject([{ name: 'Lintel', status: 'completed', conclusion: 'neutral' }]);
  });

  it('leaves a head that moves during its review without comments', async () => {
    const pull = await openFix(
      service,
      'moving',
      { 'app/pay.py': [CLEAN, DIRTY] },
      { draft: true },
    );
    const before = pull.headSha;
    service.sim.quirks.enable('headMovesDuringReview', {
      skip: 2,
      run: async () => {
        await pull.push({
          changes: { 'app/pay.py': `# two\n${DIRTY}`, 'app/more.py': 'def f():\n    danger(1)\n' },
          message: 'two',
        });
      },
    });
    await pull.markReady();
    await until(async () => pull.headSha !== before, 'the push');
    await completedCheck(service, pull);
    const [superseded] = await service.sim.checkRuns(pull.repository.fullName, before);
    expect(superseded).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    const comments = await service.sim.reviewComments(pull.repository.fullName, pull.number);
    expect(comments.map(({ path }) => path).sort()).toEqual(['app/more.py', 'app/pay.py']);
    expect(await service.sim.reviews(pull.repository.fullName, pull.number)).toHaveLength(1);
    service.sim.assertClean();
  });

  it('ends every check when pushes come faster than reviews', async () => {
    const pull = await openFix(service, 'hurried', { 'app/pay.py': [CLEAN, DIRTY] });
    for (let round = 0; round < 5; round++)
      await pull.push({ changes: { 'app/pay.py': `# ${round}\n${DIRTY}` }, message: 'more' });
    await completedCheck(service, pull);
    await until(async () => {
      const runs = await service.sim.checkRuns(pull.repository.fullName);
      return runs.every(({ status }) => status === 'completed');
    }, 'the end of every check');
    expect(await tellOf(service, pull)).toHaveLength(1);
  });
});
