import { describe, expect, it } from '@jest/globals';
import { createLogger, createQuietLogger } from '../../../../src/adapters/logging/logger.ts';

function lines(): {
  readonly written: string[];
  readonly destination: { write(line: string): void };
} {
  const written: string[] = [];
  return { written, destination: { write: (line) => written.push(line) } };
}

describe('log lines', () => {
  it('are objects with the level in words', () => {
    const { written, destination } = lines();
    createLogger({ level: 'info', format: 'json', destination }).info(
      { pullRequest: 'a/b#1' },
      'reviewed',
    );
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      level: 'info',
      name: 'lintel',
      pullRequest: 'a/b#1',
      msg: 'reviewed',
    });
  });

  it('hold no token and no key, wherever they come from', () => {
    const { written, destination } = lines();
    const logger = createLogger({ level: 'info', format: 'json', destination });
    const error = Object.assign(new Error('refused: Bearer ghs_123_abc.def'), {
      request: { headers: { authorization: 'token ghs_abc' } },
      status: 401,
    });
    logger.error({ err: error, note: 'github_pat_11AB and ghp_x1' }, 'failed');
    logger.info('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----');
    const text = written.join('');
    expect(text).not.toMatch(/gh[sp]_|github_pat|MIIE|authorization/u);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ err: { status: 401, type: 'Error' } });
  });

  it('of Probot come without the payload of the event', () => {
    const { written, destination } = lines();
    const logger = createQuietLogger(createLogger({ level: 'trace', format: 'json', destination }));
    const event = { payload: { comment: { body: 'text of a user' } } };
    logger.debug({ event }, 'Webhook received');
    logger.error(Object.assign(new Error('broken'), { event }));
    expect(written.join('')).not.toContain('text of a user');
    expect(written).toHaveLength(1);
  });

  it('name the error that came as a plain object, and every key once', () => {
    const { written, destination } = lines();
    const logger = createQuietLogger(createLogger({ level: 'info', format: 'json', destination }));
    const err = { message: 'connection refused', stack: 'at work', config: { password: 'x' } };
    logger.child({ name: 'probot' }).child({ name: 'event', id: '7' }).error({ err }, 'queue');
    const [line = ''] = written;
    expect(JSON.parse(line)).toMatchObject({
      name: 'lintel',
      id: '7',
      err: { message: 'connection refused', stack: 'at work' },
    });
    expect(line.match(/"name"/gu)).toHaveLength(1);
    expect(line).not.toContain('password');
  });
});
