/** What a simulation is started with, strict: everything has one fixed meaning and a default. */
import { generateKeyPairSync } from 'node:crypto';

export type PermissionLevel = 'read' | 'write';
export type Permissions = Readonly<Record<string, PermissionLevel>>;

export interface Settings {
  readonly appId: number;
  readonly slug: string;
  readonly appName: string;
  readonly clientId: string;
  /** PEM of an RSA key. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly webhookUrl: string | undefined;
  readonly webhookTimeoutMs: number;
  /** Permissions of new installations. */
  readonly permissions: Permissions;
  /** Events the App subscribed to; check_run, check_suite and installation events come without. */
  readonly events: readonly string[];
  /** GitHub's secondary limit on content-creating requests; Infinity for replays of many pull requests. */
  readonly contentCreationPerMinute: number;
  /** Requests an hour of one installation. */
  readonly requestsPerHour: number;
  readonly now: () => Date;
}

const defaultPermissions: Permissions = {
  checks: 'write',
  contents: 'read',
  issues: 'write',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
};

let generatedKey: string | undefined;

/** One key a process: making one takes a tenth of a second. */
function privateKeyOfProcess(): string {
  generatedKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  return generatedKey;
}

export function settingsFrom(options: Partial<Settings>): Settings {
  const slug = options.slug ?? 'lintel';
  return {
    appId: options.appId ?? 4242,
    slug,
    appName: options.appName ?? 'Lintel',
    clientId: options.clientId ?? 'Iv23liSimulated00000',
    privateKey: options.privateKey ?? privateKeyOfProcess(),
    webhookSecret: options.webhookSecret ?? 'a-webhook-secret-for-tests',
    webhookUrl: options.webhookUrl,
    webhookTimeoutMs: options.webhookTimeoutMs ?? 10_000,
    permissions: options.permissions ?? defaultPermissions,
    events: options.events ?? [
      'pull_request',
      'issue_comment',
      'pull_request_review_comment',
      'merge_group',
      'repository',
    ],
    contentCreationPerMinute: options.contentCreationPerMinute ?? 80,
    requestsPerHour: options.requestsPerHour ?? 5_000,
    now: options.now ?? ((): Date => new Date()),
  };
}
