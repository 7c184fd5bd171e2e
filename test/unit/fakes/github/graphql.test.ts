import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Scene } from './scene.ts';
import { clientWith, openScene, shop } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});

afterEach(async () => {
  expect(scene.sim.violations()).toEqual([]);
  await scene.sim.close();
});

describe('GraphQL', () => {
  const blobs = `query($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
      a0: object(expression: "fix:added.py") { ...Content }
      a1: object(expression: "fix:image.png") { ...Content }
      a2: object(expression: "fix:missing.py") { ... on Blob { text } }
    }
  }
  fragment Content on Blob { text isBinary isTruncated byteSize oid }`;

  it('reads blobs in batches by alias', async () => {
    await scene.repository.commit({
      branch: 'fix',
      changes: { 'image.png': Buffer.from([1, 0, 2]) },
    });
    const answer = await scene.octokit.graphql(blobs, { owner: 'acme', name: 'shop' });
    expect(answer).toEqual({
      repository: {
        a0: {
          text: 'x = 1\ny = 2\n',
          isBinary: false,
          isTruncated: false,
          byteSize: 12,
          oid: expect.stringMatching(/^[0-9a-f]{40}$/),
        },
        a1: {
          text: null,
          isBinary: true,
          isTruncated: false,
          byteSize: 3,
          oid: expect.any(String),
        },
        a2: null,
      },
    });
  });

  it('refuses what the schema does not know', async () => {
    const ask = (query: string): Promise<unknown> => scene.octokit.graphql(query);
    await expect(ask('{ repository(owner: "acme", name: "shop") { stars } }')).rejects.toThrow(
      "Field 'stars' doesn't exist on type 'Repository'",
    );
    await expect(ask('{ everything }')).rejects.toThrow(
      "Field 'everything' doesn't exist on type 'Query'",
    );
    await expect(ask('{ repository(owner: "acme", name: "none") { id } }')).rejects.toThrow(
      'Could not resolve to a Repository',
    );
    await expect(ask('query($a: Int!) { viewer { login } }')).rejects.toThrow(
      'was provided invalid value',
    );
    await expect(ask('{ viewer { login }')).rejects.toThrow('Unexpected end of document');
  });

  it('hides a comment', async () => {
    const { data } = await scene.octokit.issues.createComment({
      ...shop,
      issue_number: 1,
      body: 'old',
    });
    const hide =
      'mutation($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized minimizedReason } } }';
    const answer = await scene.octokit.graphql(hide, { id: data.node_id });
    expect(answer).toEqual({
      minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } },
    });
    expect((await scene.sim.issueComments('acme/shop', 1))[0]?.minimized).toBe('OUTDATED');
    await expect(
      clientWith(scene, { contents: 'read' }).graphql(hide, { id: data.node_id }),
    ).rejects.toThrow('Resource not accessible by integration');
  });
});
