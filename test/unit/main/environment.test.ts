import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { hasNoCredentials, readSettings } from '../../../src/main/wiring/environment.ts';

const PAIR = { modulusLength: 2048 } as const;
const KEY = generateKeyPairSync('rsa', PAIR)
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString()
  .trim();
const CUT = KEY.split('\n')
  .filter((_line, index) => index !== 5)
  .join('\n');
const OTHER = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
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

  it('takes the key from a file, and says when it holds none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lintel-key-'));
    const file = join(folder, 'key.pem');
    const env = { ...GOOD, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: file };
    writeFileSync(file, `${KEY}\n`);
    expect(readSettings(env)).toMatchObject({ value: { privateKey: `${KEY}\n` } });
    writeFileSync(file, 'no key');
    expect(readSettings(env)).toMatchObject({
      error: ['PRIVATE_KEY_PATH holds no RSA key that can be read: it may have been cut'],
    });
    rmSync(folder, { recursive: true });
  });

  it('refuses a key that was cut, and one that is of another kind', () => {
    for (const key of [CUT, OTHER]) {
      expect(readSettings({ ...GOOD, PRIVATE_KEY: key })).toMatchObject({
        error: ['PRIVATE_KEY holds no RSA key that can be read: it may have been cut'],
      });
    }
  });

  it('gives a worker no port of its own accord, and web processes one', () => {
    const shared = { ...GOOD, DATABASE_URL: 'postgres://db/lintel' };
    expect(readSettings({ ...shared, ROLE: 'worker' })).toMatchObject({ value: { port: null } });
    expect(readSettings({ ...shared, ROLE: 'worker', PORT: '9' })).toMatchObject({
      value: { port: 9 },
    });
    expect(readSettings({ ...shared, ROLE: 'web' })).toMatchObject({ value: { port: 3000 } });
  });

  it('knows an Enterprise Server', () => {
    expect(readSettings({ ...GOOD, GHE_HOST: 'git.example.com' })).toMatchObject({
      value: { apiUrl: 'https://git.example.com/api/v3', webRoot: 'https://git.example.com' },
    });
  });

  it.each([
    [{ WEBHOOK_SECRET: '' }, ['WEBHOOK_SECRET is missing']],
    [{ APP_ID: 'x', WEBHOOK_SECRET: ' ' }, ['APP_ID is not valid', 'WEBHOOK_SECRET is missing']],
    [{ APP_ID: '1e3' }, ['APP_ID is not valid: it is a number']],
    [{ PRIVATE_KEY: undefined }, ['PRIVATE_KEY or PRIVATE_KEY_PATH is missing']],
    [
      { PRIVATE_KEY: undefined, WEBHOOK_SECRET: undefined },
      ['WEBHOOK_SECRET is missing', 'PRIVATE_KEY or PRIVATE_KEY_PATH is missing'],
    ],
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
