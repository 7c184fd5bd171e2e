import { describe, expect, test } from '@jest/globals';
import { isGitIgnored } from '../../../src/rule-kit/git-ignored.ts';
import { secretsIn } from '../../../src/rule-kit/secret-files.ts';
import { namedSecret, privateKeyIn, providerSecret } from '../../../src/rule-kit/secret-values.ts';
import { dotenvSettings, iniSettings, jsonSettings } from '../../../src/rule-kit/settings-files.ts';
import { projectOf } from '../../support/project.ts';

/** Random in looks, and nobody's. */
const MIXED = '9fQ2mZ7xVt4Lw8Rb6Yn3Hc5Jp1Ds0Gk';

describe('values', () => {
  test.each([
    ['', null],
    ['changethis', null],
    ['your-key-here-please', null],
    ['${KEY}', null],
    ['<key>', null],
    ['ENC[AES256_GCM,data:9fQ2mZ7x]', null],
    ['arn:aws:secretsmanager:eu-west-1:1:secret:a', null],
    ['/run/secrets/key9fQ2mZ7xVt4Lw8Rb', null],
    ['production-key-of-the-main-database', null],
    ['orangeteapot', null],
    ['0123456789abcdef0123456789abcdef', null],
    ['aaaaaaaaaaaaaaaaaaaaaaaa1', null],
    ['teapot-2024', 'possible'],
    ['Vq7Zr2Lp9Xw4Tn6Kc3Hb', 'likely'],
    ['9f3ac07be51d48260fb7a3c94e1d6258', 'likely'],
    [`sk_test_${MIXED}`, 'likely'],
    [`sk_live_${MIXED}`, 'certain'],
  ])('%s is %s under a name that says secret', (value, grade) => {
    expect(namedSecret(value)?.grade ?? null).toBe(grade);
  });

  test('a shape speaks without a name; what is shown of it is the same for everybody', () => {
    expect(providerSecret(`ghp_${MIXED}`)).toEqual({ grade: 'certain', masked: 'ghp_****' });
    expect(providerSecret(MIXED)).toBeNull();
    expect(providerSecret('sk-ant-prod-key-here-and-many-more-words')).toBeNull();
  });

  test('a private key needs a body, and may be locked', () => {
    const pem = (kind: string, body: string): string =>
      `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`;
    const body = MIXED.repeat(3);
    expect(privateKeyIn(pem('PRIVATE KEY', body))?.grade).toBe('certain');
    expect(privateKeyIn(pem('PRIVATE KEY', body).replaceAll('\n', '\\n'))?.grade).toBe('certain');
    expect(privateKeyIn(pem('ENCRYPTED PRIVATE KEY', body))?.grade).toBe('possible');
    const locked = `b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI${body}`;
    expect(privateKeyIn(pem('OPENSSH PRIVATE KEY', locked))?.grade).toBe('possible');
    expect(privateKeyIn(pem('PRIVATE KEY', 'NOT A VALID KEY'))).toBeNull();
    expect(privateKeyIn(pem('PRIVATE KEY', 'A'.repeat(200)))).toBeNull();
    expect(privateKeyIn(pem('PUBLIC KEY', body))).toBeNull();
  });
});

describe('settings', () => {
  const shown = (settings: ReturnType<typeof dotenvSettings>): string[] =>
    settings.map(({ key, value, line, note }) =>
      `${line} ${key} ${JSON.stringify(value)} ${note}`.trimEnd(),
    );

  test('of a .env', () => {
    const text = [
      '# A=0',
      'A=1 # one',
      'export B = "two # 2" # more',
      "C='a\\'b'",
      'D="first',
      'E=second"',
      'F=',
      'G="never closed',
      'no setting',
    ];
    expect(shown(dotenvSettings(text))).toEqual([
      '2 A "1" # one',
      '3 B "two # 2" # more',
      '4 C "a\\\\\'b"',
      '5 D "first\\nE=second"',
      '7 F ""',
      '8 G "never closed"',
    ]);
  });

  test('of ini and JSON files', () => {
    expect(shown(iniSettings(['[a]', 'x = "1"', '; y = 2', '//h/:_k=3=3']))).toEqual([
      '2 x "1"',
      '4 //h/:_k "3=3"',
    ]);
    expect(shown(jsonSettings(['{"a": "1",', '"b": {"c": "2", "d": [1]}}']))).toEqual([
      '1 a "1"',
      '2 c "2"',
    ]);
    expect(jsonSettings(['[1]'])).toEqual([]);
    expect(jsonSettings(['['.repeat(100_000)])).toEqual([]);
  });
});

test('hostile files are read in time', () => {
  const lines = [
    `A=${' '.repeat(500_000)}x`,
    `KEY="${'\\"'.repeat(200_000)}`,
    `TOKEN=${'a-'.repeat(9_000)}!`,
    'a='.repeat(9_000),
    `URL=a://${':'.repeat(1_900)}@`,
  ];
  const file = { path: '.env', size: 1, lines, before: null };
  expect(secretsIn(file)).toBeNull();
  expect(secretsIn({ ...file, path: '.npmrc' })).toBeNull();
  expect(secretsIn({ ...file, path: '.netrc' })).toBeNull();
});

test('what git ignores', () => {
  const project = projectOf({
    '.gitignore': '# nothing\n.env\n*.local\n!keep.local\n/root.txt\nbuild/\nconf/*.key\n',
    'sub/.gitignore': '!.env\nroot.txt\n',
  });
  const ignored = (path: string): boolean => isGitIgnored(project, path);
  expect(
    ['.env', 'a/.env', 'a.local', 'root.txt', 'build/x', 'a/build/x', 'conf/a.key'].map(ignored),
  ).toEqual([true, true, true, true, true, true, true]);
  expect(
    ['sub/.env', 'keep.local', 'a/root.txt', 'build', 'a/conf/a.key', 'x.env'].map(ignored),
  ).toEqual([false, false, false, false, false, false]);
  expect(ignored('sub/root.txt')).toBe(true);
});
