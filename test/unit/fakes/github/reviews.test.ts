import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Scene } from './scene.ts';
import { changedLines, fileOf, numbered, openScene, refusalOf } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(async () => {
  expect(scene.sim.violations()).toEqual([]);
  await scene.sim.close();
});

interface Draft {
  path?: string;
  line: number;
  side?: string;
  start_line?: number;
  start_side?: string;
  body?: string;
}

function review(...drafts: readonly Draft[]): Promise<{ status: number }> {
  const comments = drafts.map((draft) => ({ path: 'app/a.py', body: 'text', ...draft }));
  return scene.octokit.pulls.createReview({
    ...scene.at,
    event: 'COMMENT',
    body: 'Summary',
    comments,
  });
}

async function refused(...drafts: readonly Draft[]): Promise<unknown> {
  const refusal = await refusalOf(review(...drafts));
  expect(refusal.status).toBe(422);
  expect(await scene.sim.reviews('acme/shop', 1)).toEqual([]);
  return refusal.body;
}

const unresolved = { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] };

describe('where a review comment may stand', () => {
  it('accepts added, deleted and context lines on their sides, with 200', async () => {
    const answer = await review(
      { line: 10 },
      { line: 10, side: 'LEFT' },
      { line: 20, side: 'LEFT' },
      { line: 7, side: 'RIGHT' },
      { line: 13, side: 'LEFT' },
    );
    expect(answer.status).toBe(200);
    const posted = await scene.sim.reviewComments('acme/shop', 1);
    expect(posted.map((comment) => comment.lineText)).toEqual([
      'line 10 changed',
      'line 10',
      'line 20',
      'line 7',
      'line 13',
    ]);
  });

  it('refuses a line outside every hunk', async () => {
    expect(await refused({ line: 2 })).toMatchObject(unresolved);
    expect(await refused({ line: 99 })).toMatchObject(unresolved);
  });

  it('refuses a path that is not in the change', async () => {
    expect(await refused({ path: 'b.py', line: 1 })).toMatchObject({
      errors: ['Path could not be resolved'],
    });
  });

  it('refuses every line of a pure rename', async () => {
    expect(await refused({ path: 'new/moved.py', line: 1 })).toMatchObject(unresolved);
  });

  it('refuses the left side of an added file', async () => {
    expect(await refused({ path: 'added.py', line: 1, side: 'LEFT' })).toMatchObject(unresolved);
  });

  it('is all or nothing', async () => {
    expect(await refused({ line: 10 }, { line: 2 })).toMatchObject(unresolved);
  });

  it('takes a range within one hunk only, the start before the end', async () => {
    expect(
      (await review({ start_line: 8, line: 12, start_side: 'RIGHT', side: 'RIGHT' })).status,
    ).toBe(200);
    const twoHunks = await refusalOf(review({ start_line: 10, line: 30 }));
    expect(twoHunks.body).toMatchObject({
      errors: ['Start line must be part of the same hunk as the line.'],
    });
    const backwards = await refusalOf(review({ start_line: 10, line: 10 }));
    expect(backwards.body).toMatchObject({ errors: ['start line must precede the end line'] });
  });

  it('quotes the hunk up to the line', async () => {
    await review({ line: 10 });
    const { data } = await scene.octokit.pulls.listReviewComments(scene.at);
    expect(data[0]?.diff_hunk).toBe(
      '@@ -7,7 +7,7 @@ line 6\n line 7\n line 8\n line 9\n-line 10\n+line 10 changed',
    );
  });
});

describe('what a review may hold', () => {
  it('refuses keys the description does not know', async () => {
    const comments = [{ path: 'app/a.py', body: 'text', line: 10, subject_type: 'file' }];
    const refusal = await refusalOf(
      scene.octokit.pulls.createReview({ ...scene.at, event: 'COMMENT', body: 'b', comments }),
    );
    expect(refusal).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('"subject_type" is not a permitted key.') },
    });
  });

  it('refuses bodies that are blank or too long', async () => {
    const send = (body: string): Promise<unknown> =>
      scene.octokit.pulls.createReview({ ...scene.at, event: 'COMMENT', body });
    expect(await refusalOf(send(''))).toMatchObject({ status: 422 });
    expect(await refusalOf(send('x'.repeat(65_537)))).toMatchObject({
      body: { errors: ['Body is too long (maximum is 65536 characters)'] },
    });
    expect(await refused({ line: 10, body: 'x'.repeat(65_537) })).toMatchObject({
      errors: ['Body is too long (maximum is 65536 characters)'],
    });
    await send('x'.repeat(65_536));
  });

  it('refuses more than 32 comments, and answers 502 for 32 although it posts them', async () => {
    const many = (count: number): Draft[] => Array.from({ length: count }, () => ({ line: 10 }));
    expect(await refused(...many(33))).toMatchObject({ errors: ['was submitted too quickly'] });
    expect((await refusalOf(review(...many(32)))).status).toBe(502);
    expect(await scene.sim.reviewComments('acme/shop', 1)).toHaveLength(32);
  });

  it('refuses a commit that is not of the pull request', async () => {
    const stranger = await scene.repository.commit({
      branch: 'other',
      from: 'main',
      changes: { 'z.py': 'z\n' },
    });
    const call = scene.octokit.pulls.createReview({
      ...scene.at,
      event: 'COMMENT',
      body: 'b',
      commit_id: stranger,
    });
    expect((await refusalOf(call)).status).toBe(422);
  });

  it('knows one pending review an account', async () => {
    await scene.octokit.pulls.createReview(scene.at);
    expect((await refusalOf(scene.octokit.pulls.createReview(scene.at))).status).toBe(422);
  });

  it('lets nobody judge an own pull request', async () => {
    const own = await scene.repository.openPullRequest({
      head: 'fix',
      title: 'Mine',
      author: scene.sim.app.botLogin,
    });
    const call = scene.octokit.pulls.createReview({
      ...scene.at,
      pull_number: own.number,
      event: 'REQUEST_CHANGES',
      body: 'b',
    });
    expect((await refusalOf(call)).body).toMatchObject({
      errors: ['Can not request changes on your own pull request'],
    });
  });
});

describe('comments on their own', () => {
  const comment = async (
    place: Record<string, unknown>,
  ): Promise<{ status: number; id: number }> => {
    const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments';
    const common = { commit_id: scene.pull.headSha, path: 'app/a.py', body: 'text' };
    const answer = await scene.octokit.request(route, { ...scene.at, ...common, ...place });
    return { status: answer.status, id: Number(answer.data.id) };
  };

  it('stand on a line, on a file, or answer another', async () => {
    const first = await comment({ line: 10, side: 'RIGHT' });
    expect(first.status).toBe(201);
    expect((await comment({ subject_type: 'file', path: 'new/moved.py' })).status).toBe(201);
    const reply = await comment({ in_reply_to: first.id });
    expect((await refusalOf(comment({ in_reply_to: reply.id }))).status).toBe(422);
    const { data } = await scene.octokit.pulls.listReviewComments(scene.at);
    expect(data.map((item) => item.subject_type)).toEqual(['line', 'file', 'line']);
  });

  it('are refused outside the diff', async () => {
    const refusal = await refusalOf(comment({ line: 2, side: 'RIGHT' }));
    expect(refusal).toMatchObject({
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [{ field: 'pull_request_review_thread.line', message: 'could not be resolved' }],
      },
    });
  });

  it('can be edited and deleted by the App that wrote them, not by another hand', async () => {
    const { id } = await comment({ line: 10, side: 'RIGHT' });
    const at = { owner: 'acme', repo: 'shop', comment_id: id };
    expect(
      (await scene.octokit.pulls.updateReviewComment({ ...at, body: 'edited' })).data.body,
    ).toBe('edited');
    expect((await scene.octokit.pulls.deleteReviewComment(at)).status).toBe(204);
    expect((await refusalOf(scene.octokit.pulls.getReviewComment(at))).status).toBe(404);
  });
});

describe('where comments stand after a push', () => {
  it('moves with the line, and is outdated when the line goes', async () => {
    await review({ line: 10 }, { line: 31 - 1, side: 'RIGHT' }, { line: 20, side: 'LEFT' });
    const before = scene.pull.headSha;
    const lines = changedLines().map((line) =>
      line === 'line 10 changed' ? 'line 10 fixed' : line,
    );
    await scene.pull.push({ changes: { 'app/a.py': fileOf(['# new first line', ...lines]) } });
    const { data } = await scene.octokit.pulls.listReviewComments(scene.at);
    expect(data.map((item) => [item.line, item.original_line])).toEqual([
      [null, 10],
      [31, 30],
      [20, 20],
    ]);
    expect(data.map((item) => item.original_commit_id)).toEqual([before, before, before]);
    expect(data.every((item) => item.commit_id === scene.pull.headSha)).toBe(true);
    expect((await scene.sim.reviewComments('acme/shop', 1)).map((item) => item.outdated)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is outdated when the file leaves the change', async () => {
    await review({ line: 10 });
    await scene.pull.forcePush({
      changes: { 'app/a.py': fileOf(numbered), 'other.py': 'x = 1\n' },
    });
    expect((await scene.sim.reviewComments('acme/shop', 1))[0]).toMatchObject({
      outdated: true,
      lineText: 'line 10 changed',
    });
  });
});
