import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';

/** The environment of the service, validated. Names are Probot's where Probot has one. */
export interface Settings {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly webhookPath: string;
  /** Null: nothing is served, as by a worker that was given none. */
  readonly port: number | null;
  readonly host: string;
  /** `https://HOST/api/v3` of an Enterprise Server; null: github.com. */
  readonly apiUrl: string | null;
  /** Where people read code: links in comments lead there. */
  readonly webRoot: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly logFormat: 'json' | 'pretty';
  /** Null: the embedded database in `dataFolder`. */
  readonly databaseUrl: string | null;
  /** Null: everything in memory, lost at the end. */
  readonly dataFolder: string | null;
  readonly role: 'all' | 'web' | 'worker';
  readonly workerConcurrency: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const schema = z.object({
  APP_ID: z
    .string({ error: 'is missing' })
    .regex(/^\s*[1-9]\d{0,14}\s*$/u, 'it is a number')
    .transform(Number),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: z.string({ error: 'is missing' }).min(1, 'is empty'),
  WEBHOOK_PATH: z.string().startsWith('/').default('/api/github/webhooks'),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  HOST: z.string().default('localhost'),
  GHE_HOST: z.string().optional(),
  GHE_PROTOCOL: z.enum(['http', 'https']).default('https'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().default('.lintel'),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2),
});

/** True when the App has not been registered yet, so that the setup page is what its owner needs. */
export function hasNoCredentials(env: Environment): boolean {
  return [env['APP_ID'], env['PRIVATE_KEY'], env['PRIVATE_KEY_PATH']].every(isBlank);
}

/** All that is wrong, in one line for each variable. Values are never repeated: they may be secrets. */
export function readSettings(env: Environment): Result<Settings, readonly string[]> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => !isBlank(value)));
  const parsed = schema.safeParse(given);
  const privateKey = privateKeyOf(given);
  const problems = [
    ...(parsed.success ? roleProblems(parsed.data) : parsed.error.issues.map(lineOf(given))),
    ...(privateKey.ok ? [] : [privateKey.error]),
  ];
  if (!parsed.success || !privateKey.ok || problems.length > 0) return err(problems);
  const values = parsed.data;
  return ok({
    appId: values.APP_ID,
    privateKey: privateKey.value,
    webhookSecret: values.WEBHOOK_SECRET,
    webhookPath: values.WEBHOOK_PATH,
    // A worker beside a web process must not fight for its port.
    port: values.PORT ?? (values.ROLE === 'worker' ? null : 3000),
    host: values.HOST,
    ...gitHubOf(values.GHE_HOST, values.GHE_PROTOCOL),
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    databaseUrl: values.DATABASE_URL ?? null,
    dataFolder: values.DATA_DIR === ':memory:' ? null : values.DATA_DIR,
    role: values.ROLE,
    workerConcurrency: values.WORKER_CONCURRENCY,
  });
}

function lineOf(given: Environment): (issue: z.core.$ZodIssue) => string {
  return ({ path: [name], message }) =>
    `${String(name)} ${given[String(name)] === undefined ? 'is missing' : `is not valid: ${message}`}`;
}

function roleProblems({ ROLE, DATABASE_URL }: z.infer<typeof schema>): readonly string[] {
  return ROLE === 'all' || DATABASE_URL !== undefined
    ? []
    : [`ROLE=${ROLE} needs DATABASE_URL: the embedded database serves one process`];
}

function gitHubOf(
  host: string | undefined,
  protocol: string,
): Pick<Settings, 'apiUrl' | 'webRoot'> {
  if (host === undefined) return { apiUrl: null, webRoot: 'https://github.com' };
  return { apiUrl: `${protocol}://${host}/api/v3`, webRoot: `${protocol}://${host}` };
}

/** Without what stands around it: Docker hands over the quotes of an env file. */
const PEM = /-----BEGIN.*-----END[^-]+-----/su;

/** The key as PEM: given as it is, with `\n` for line ends, in base64, or as the path of a file. */
function privateKeyOf({
  PRIVATE_KEY: given,
  PRIVATE_KEY_PATH: path,
}: Environment): Result<string, string> {
  if (given !== undefined) {
    const text = PEM.exec(given) ?? PEM.exec(Buffer.from(given, 'base64').toString('utf8'));
    if (text === null) return err('PRIVATE_KEY is neither a PEM key nor one in base64');
    return usableKey('PRIVATE_KEY', text[0].replaceAll('\\n', '\n'));
  }
  if (path === undefined) return err('PRIVATE_KEY or PRIVATE_KEY_PATH is missing');
  try {
    return usableKey('PRIVATE_KEY_PATH', readFileSync(path, 'utf8'));
  } catch (error) {
    const isNamed = error !== null && typeof error === 'object' && 'code' in error;
    const code = isNamed ? ` (${String(error.code)})` : '';
    return err(`PRIVATE_KEY_PATH cannot be read${code}`);
  }
}

/** A key that was cut while it was copied, or is another one, would fail at every call to GitHub. */
function usableKey(name: string, pem: string): Result<string, string> {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return ok(pem);
  } catch {
    // What the library says of it names functions of OpenSSL.
  }
  return err(`${name} holds no RSA key that can be read: it may have been cut`);
}

function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === '';
}
