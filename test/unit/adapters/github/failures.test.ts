import { describe, expect, it } from '@jest/globals';
import { attempt } from '../../../../src/adapters/github/failures.ts';

/** As the client throws it: the status of the answer was 200. */
function graphqlError(...types: readonly (string | undefined)[]): Error {
  const errors = types.map((type) => ({ message: 'acme/shop', ...(type && { type }) }));
  return Object.assign(new Error('acme/shop'), { name: 'GraphqlResponseError', errors });
}

describe('an error of GraphQL', () => {
  it.each([
    ['RATE_LIMITED', { kind: 'rate-limited', retryAfterSeconds: 60 }],
    ['NOT_FOUND', { kind: 'not-found', what: 'blobs' }],
    ['FORBIDDEN', { kind: 'permission-missing', permission: 'blobs' }],
    [undefined, { kind: 'upstream-failed', operation: 'blobs', status: 200 }],
  ])('of type %s is an expected outcome', async (type, error) => {
    const failing = attempt('blobs', () => Promise.reject(graphqlError(type)));
    expect(await failing).toEqual({ ok: false, error });
  });

  it('is told from a bug', async () => {
    const bug = Object.assign(new Error('bug'), { errors: [] });
    await expect(attempt('blobs', () => Promise.reject(bug))).rejects.toThrow('bug');
  });
});
