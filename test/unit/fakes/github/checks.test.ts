import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Scene } from './scene.ts';
import { clientOf, openScene, refusalOf, shop } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(async () => {
  expect(scene.sim.violations()).toEqual([]);
  await scene.sim.close();
});

const output = { title: 'Title', summary: 'Summary' };

function annotations(count: number): {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'warning';
  message: string;
}[] {
  return Array.from({ length: count }, (_, index) => ({
    path: 'app/a.py',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'warning',
    message: `m${index}`,
  }));
}

async function created(more: Record<string, unknown> = {}): Promise<number> {
  const { data } = await scene.octokit.checks.create({
    ...shop,
    name: 'Lintel',
    head_sha: scene.pull.headSha,
    ...more,
  });
  return data.id;
}

async function create(more: Record<string, unknown>): Promise<{ status: number; message: string }> {
  const { status, body } = await refusalOf(created(more));
  return { status, message: JSON.stringify(body) };
}

async function update(
  id: number,
  more: Record<string, unknown>,
): Promise<{ status: number; message: string }> {
  const { status, body } = await refusalOf(
    scene.octokit.checks.update({ ...shop, check_run_id: id, ...more }),
  );
  return { status, message: JSON.stringify(body) };
}

describe('a check run', () => {
  it('goes from queued to completed', async () => {
    const id = await created({ external_id: 'acme/shop#1' });
    await scene.octokit.checks.update({ ...shop, check_run_id: id, status: 'in_progress' });
    const { data } = await scene.octokit.checks.update({
      ...shop,
      check_run_id: id,
      conclusion: 'neutral',
      output,
    });
    expect(data).toMatchObject({
      status: 'completed',
      conclusion: 'neutral',
      external_id: 'acme/shop#1',
      output,
    });
    expect(data.completed_at).not.toBeNull();
    expect(data.pull_requests.map((pull) => pull.number)).toEqual([1]);
  });

  it('needs a commit that exists', async () => {
    expect(await create({ head_sha: '0'.repeat(40) })).toMatchObject({
      status: 422,
      message: expect.stringContaining('No commit found for SHA'),
    });
  });

  it('takes 50 annotations a request and appends those of updates', async () => {
    expect(await create({ output: { ...output, annotations: annotations(51) } })).toMatchObject({
      status: 422,
      message: expect.stringContaining('No more than 50 items are allowed; 51 were supplied.'),
    });
    const id = await created({ output: { ...output, annotations: annotations(50) } });
    await scene.octokit.checks.update({
      ...shop,
      check_run_id: id,
      output: { ...output, annotations: annotations(10) },
    });
    const all = await scene.octokit.paginate(scene.octokit.checks.listAnnotations, {
      ...shop,
      check_run_id: id,
      per_page: 50,
    });
    expect(all).toHaveLength(60);
  });

  it('refuses annotations that make no sense', async () => {
    const [one] = annotations(1);
    const withOne = (more: Record<string, unknown>): Promise<{ status: number }> =>
      create({ output: { ...output, annotations: [{ ...one, ...more }] } });
    expect(await withOne({ start_line: 5, end_line: 4 })).toMatchObject({ status: 422 });
    expect(await withOne({ end_line: 2, start_column: 1 })).toMatchObject({ status: 422 });
    expect(await withOne({ title: 'x'.repeat(256) })).toMatchObject({ status: 422 });
    expect(await withOne({ message: 'é'.repeat(33_000) })).toMatchObject({ status: 422 });
    expect(await withOne({ annotation_level: 'error' })).toMatchObject({ status: 422 });
  });

  it('needs a title with the output on creation, a summary always, within the limits', async () => {
    expect(await create({ output: { summary: 's' } })).toMatchObject({
      message: expect.stringContaining('title'),
    });
    expect(await create({ output: { ...output, summary: 'x'.repeat(65_536) } })).toMatchObject({
      status: 422,
    });
    expect(await create({ output: { ...output, text: 'x'.repeat(65_536) } })).toMatchObject({
      status: 422,
    });
    expect(await update(await created(), { output: { title: 't' } })).toMatchObject({
      message: expect.stringContaining('summary'),
    });
  });

  it('takes three actions of limited size', async () => {
    const action = {
      label: 'l'.repeat(20),
      description: 'd'.repeat(40),
      identifier: 'i'.repeat(20),
    };
    await created({ actions: [action, action, action] });
    expect((await create({ actions: [action, action, action, action] })).status).toBe(422);
    for (const key of ['label', 'description', 'identifier'] as const) {
      expect((await create({ actions: [{ ...action, [key]: `${action[key]}x` }] })).status).toBe(
        422,
      );
    }
  });

  it('needs a conclusion to be completed', async () => {
    expect((await create({ status: 'completed' })).status).toBe(422);
    expect((await create({ completed_at: '2026-01-01T00:00:00Z' })).status).toBe(422);
    expect((await create({ conclusion: 'stale' })).status).toBe(422);
  });

  it('cannot go back once completed', async () => {
    const id = await created({ conclusion: 'success' });
    expect((await update(id, { status: 'in_progress' })).status).toBe(422);
    await scene.octokit.checks.update({ ...shop, check_run_id: id, output });
  });

  it('refuses unknown keys', async () => {
    expect(await create({ state: 'queued' })).toMatchObject({
      message: expect.stringContaining('is not a permitted key'),
    });
  });

  it('belongs to one App, and to Apps only', async () => {
    const foreign = scene.repository.foreignCheckRun({
      headSha: scene.pull.headSha,
      name: 'build',
    });
    expect((await update(foreign, { status: 'in_progress' })).status).toBe(403);
    const asUser = clientOf(scene.sim, scene.sim.userToken('alice'));
    scene.repository.setPermission('alice', 'write');
    expect(
      (await refusalOf(asUser.checks.create({ ...shop, name: 'x', head_sha: scene.pull.headSha })))
        .status,
    ).toBe(403);
  });
});

describe('the checks of a commit', () => {
  it('lists the newest run of a name, or all', async () => {
    const first = await created();
    const second = await created();
    scene.repository.foreignCheckRun({ headSha: scene.pull.headSha, name: 'Lintel' });
    const list = async (more: Record<string, unknown>): Promise<number[]> => {
      const { data } = await scene.octokit.checks.listForRef({
        ...shop,
        ref: 'fix',
        app_id: scene.sim.app.id,
        check_name: 'Lintel',
        ...more,
      });
      return data.check_runs.map((run) => run.id);
    };
    expect(await list({})).toEqual([second]);
    expect(await list({ filter: 'all' })).toEqual([second, first]);
  });

  it('sums the suite up', async () => {
    await created({ conclusion: 'success' });
    await created({ name: 'Other', conclusion: 'failure' });
    const { data } = await scene.octokit.checks.listSuitesForRef({
      ...shop,
      ref: scene.pull.headSha,
    });
    expect(data.check_suites[0]).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      latest_check_runs_count: 2,
      head_branch: 'fix',
    });
  });

  it('can be asked to run again, once completed', async () => {
    const id = await created();
    expect(
      (await refusalOf(scene.octokit.checks.rerequestRun({ ...shop, check_run_id: id }))).status,
    ).toBe(422);
    await scene.octokit.checks.update({ ...shop, check_run_id: id, conclusion: 'success' });
    expect((await scene.octokit.checks.rerequestRun({ ...shop, check_run_id: id })).status).toBe(
      201,
    );
    await scene.sim.settled();
    expect(scene.sim.webhooks.deliveries.map((item) => `${item.event}.${item.action}`)).toContain(
      'check_run.rerequested',
    );
    const { data } = await scene.octokit.checks.listSuitesForRef({
      ...shop,
      ref: scene.pull.headSha,
    });
    expect(data.check_suites[0]).toMatchObject({ status: 'queued', conclusion: null });
    expect((await scene.octokit.checks.get({ ...shop, check_run_id: id })).data.status).toBe(
      'completed',
    );
  });
});
