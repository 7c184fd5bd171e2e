import type { Placed } from './symbols.ts';

/** Kinds of protection the ledger knows. */
export const GUARD_KINDS = [
  'timeout',
  'retry',
  'retry-limit',
  'backoff',
  'breaker',
  'bound',
  'lock',
  'transaction',
  'row-lock',
  'version-column',
  'unique-constraint',
  'foreign-key',
  'check-constraint',
  'index',
  'idempotency-check',
  'idempotency-key',
  'status-guard',
  'on-commit',
  'rollback',
  'exclusive-claim',
  'lock-ttl',
  'signature-check',
  'auth-dependency',
  'validation',
  'rate-limit',
  'exception-guard',
  'cancellation-handling',
  'kept-task',
  'shutdown',
  'client-reuse',
  'pool-reuse',
  'context-manager',
  'escape',
  'immutability',
  'exact-money',
] as const;
export type GuardKind = (typeof GUARD_KINDS)[number];

/** A protection in force in a function or on a model. */
export interface Guard extends Placed {
  readonly kind: GuardKind;
  /** Normalised identity of what it protects (`requests.post`, `Order.status`): a guard of head with the same kind and subject is the same guard. */
  readonly subject: string;
  /** How strong: comparable number where the kind has one (seconds, columns, attempts), else 1. Weaker in head means weakened. */
  readonly strength: number;
  /** True when the code does not say how strong (`timeout=settings.timeout`): never called weaker or stronger. */
  readonly unmeasured?: boolean;
  /** Canonical text shown to a reader (`timeout=5`). */
  readonly text: string;
}
