import { describe, expect, it } from '@jest/globals';
import { hasNoCredentials, readSettings } from '../../../src/main/wiring/environment.ts';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----';
const GOOD = { APP_ID: '7', PRIVATE_KEY: KEY, WEBHOOK_SECRET: 's3cret' };

describe('the environment', () => {
  it('has a default for everything but the credentials', () => {
    expect(readSettings(GOOD)).toMatchObject({
      ok: true,
      value: {
        appId: 7,
        port: 3000,
        host: 'localhost',
        webhookPath: '/api/github/webhooks',
        apiUrl: null,
        databaseUrl: null,
        dataFolder: '.lintel',
        role: 'all',
        workerConcurrency: 2,
      },
    });
  });

  it('takes the key in every form that Probot takes', () => {
    const oneLine = KEY.replaceAll('\n', '\\n');
    const encoded = Buffer.from(KEY).toString('base64');
    // Docker hands over the quotes of an env file.
    for (const key of [KEY, `${KEY}\n`, oneLine, `"${oneLine}"`, encoded]) {
      const settings = readSettings({ ...GOOD, PRIVATE_KEY: key });
      expect(settings.ok && settings.value.privateKey).toBe(KEY);
    }
  });

  it('knows an Enterprise Server', () => {
    expect(readSettings({ ...GOOD, GHE_HOST: 'git.example.com' })).toMatchObject({
      value: { apiUrl: 'https://git.example.com/api/v3', webRoot: 'https://git.example.com' },
    });
  });

  it.each([
    [{ WEBHOOK_SECRET: '' }, ['WEBHOOK_SECRET is missing']],
    [{ APP_ID: 'x', WEBHOOK_SECRET: ' ' }, ['APP_ID is not valid', 'WEBHOOK_SECRET is missing']],
    [{ PRIVATE_KEY: undefined }, ['PRIVATE_KEY or PRIVATE_KEY_PATH is missing']],
    [{ PRIVATE_KEY: 's3cret' }, ['PRIVATE_KEY is neither a PEM key nor one in base64']],
    [
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere.pem' },
      ['PRIVATE_KEY_PATH cannot be read (ENOENT)'],
    ],
    [{ ROLE: 'worker' }, ['ROLE=worker needs DATABASE_URL']],
    [{ PORT: '70000' }, ['PORT is not valid']],
  ])('says what is wrong with %j, and repeats no value', (change, problems) => {
    const settings = readSettings({ ...GOOD, ...change });
    const told = settings.ok ? [] : settings.error;
    expect(told).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(told[index]).toContain(problem);
    expect(told.join()).not.toContain('s3cret');
  });

  it('without credentials is told from one with a part of them', () => {
    expect(hasNoCredentials({ WEBHOOK_SECRET: 'x', APP_ID: ' ' })).toBe(true);
    expect(hasNoCredentials({ APP_ID: '7' })).toBe(false);
  });
});
