/**
 * Facts about Python libraries, one entry per library file in rules/knowledge/{stdlib,libraries}/<library>.yml.
 * The YAML is validated against these shapes by the adapter that reads it; look-up is by canonical qualified name.
 */
import type { AutoAckFact, BoundFact } from './call-facts.ts';

export type { AutoAckFact, BoundFact } from './call-facts.ts';

/** What calling something does. Closed list; rules and the effect engine speak these words only. */
export const EFFECTS = [
  'blocking',
  'network',
  'filesystem',
  'subprocess',
  'cpu',
  'sleep',
  'database-read',
  'database-write',
  'flush',
  'row-lock',
  'transaction-begin',
  'transaction-commit',
  'transaction-rollback',
  'lock',
  'email',
  'message-send',
  'publish',
  'task-dispatch',
  'payment',
  'cache-read',
  'cache-write',
  'random',
  'time',
  'log',
  'user-input',
  'secret-source',
  'process-exit',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** What a type, callable, decorator or base class is for. Closed list. */
export const ROLES = [
  // types and bases
  'orm-base',
  'orm-mixin',
  'dto-base',
  'settings-base',
  'enum-base',
  'protocol-base',
  'value-object-base',
  'exception-base',
  'session',
  'async-session',
  'session-factory',
  'scoped-session',
  'engine',
  'connection',
  'cursor',
  'query',
  'queryset',
  'manager',
  'http-client',
  'async-http-client',
  'http-request',
  'http-response',
  'web-app',
  'router',
  'bot',
  'dispatcher',
  'bot-event',
  'fsm-context',
  'fsm-storage',
  'task-queue',
  'task',
  'lock',
  'async-lock',
  'semaphore',
  'event-bus',
  'cache',
  'redis',
  'scheduler',
  'logger',
  'circuit-breaker',
  'payment-gateway',
  // callables and decorators
  'column',
  'relationship',
  'unique-constraint',
  'check-constraint',
  'index',
  'foreign-key',
  'select',
  'row-lock-call',
  'raw-sql',
  'dependency-marker',
  'auth-check',
  'signature-check',
  'retry',
  'breaker',
  'rate-limit',
  'timeout-scope',
  'transaction',
  'on-commit',
  'executor',
  'thread-bridge',
  'task-spawn',
  /** The caller must keep the returned task: nothing else refers to it. */
  'weak-task',
  'gather',
  'task-group',
  'idempotency-check',
  /** Tells the broker that a message is done. */
  'message-ack',
  /** Gives a message back to the broker, or away. */
  'message-reject',
  'event-handler',
  'signal-handler',
  'app-factory',
  'error-tracking',
  'metrics',
  'tracing',
  'structured-logging',
  'health-check',
  'dataclass',
  'lru-cache',
  'html-safe',
  'migration-operation',
  // exceptions
  'http-exception',
  'database-exception',
  'integrity-error',
  'network-exception',
  'cancellation',
  /** What it is given runs to its end though the caller is cancelled. */
  'cancellation-shield',
  // queries and schema
  'query-filter',
  'query-limit',
  'eager-load',
  'float-column',
  'pool',
  /** Type whose every statement is a transaction of its own while none is opened around it. */
  'autocommit',
  // input, output and secrets
  'field',
  'request-parameter',
  'request-body',
  'raw-response',
  'bounded-type',
  'secret-type',
  'naive-datetime',
  'unsafe-deserialization',
  'code-execution',
  'archive-extract',
  'weak-hash',
  'password-hash',
  'html-unsafe',
  'csrf-exempt',
  'cors-middleware',
  'server-run',
  'template-render',
  // providers of dependencies
  'singleton-provider',
  'factory-provider',
  'thread-local',
  'event-loop-run',
  /** A context manager that drops the exceptions it is given. */
  'suppress',
  /** Returns a future whose work runs without anybody awaiting it. */
  'future',
  /** Takes plain functions: when the callable it is given (or decorates) returns a coroutine, nobody awaits that. */
  'sync-callback',
  'insecure-random',
  // more of what rules look for
  'status-check',
  'insert-statement',
  'update-statement',
  'delete-statement',
  'datetime-column',
  'column-expression',
  'exception-handler',
  'set-cookie',
  'in-memory-storage',
  'webhook-registration',
  'validator',
] as const;
export type Role = (typeof ROLES)[number];

export const ENTRY_KINDS = [
  'route',
  'webhook',
  'bot-handler',
  'bot-payment',
  'task',
  'consumer',
  'schedule',
  'startup',
  'shutdown',
  'middleware',
  'signal',
  'cli',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface TimeoutFact {
  /** Keyword of the timeout. */
  readonly parameter: string;
  /** 0-based position when it can be passed positionally (self not counted). */
  readonly position?: number;
  /** What holds when it is not given: `none` waits forever, a number is seconds. */
  readonly default: 'none' | number;
  /** Argument names that also bound the wait (`read_timeout`, `socket_timeout`). */
  readonly alternatives?: readonly string[];
}

/** A callable passed by reference runs elsewhere: `argument` is its keyword or 0-based position. */
export interface RunsFact {
  readonly argument: number | string;
  readonly where: 'thread' | 'process' | 'task' | 'event-loop' | 'after-commit' | 'later';
}

/** What a retry decorator or loop is bounded and slowed by. */
export interface RetryFact {
  /** Keywords that bound attempts or time (`stop`, `max_tries`). */
  readonly limits: readonly string[];
  /** Keywords that say how long to wait in between (`wait`). */
  readonly backoff: readonly string[];
  /** True when it is bounded though none of `limits` is given. */
  readonly limited: boolean;
  /** True when it waits longer each time though none of `backoff` is given. */
  readonly backsOff: boolean;
}

export interface PaymentFact {
  readonly operation:
    'charge' | 'refund' | 'transfer' | 'payout' | 'subscribe' | 'invoice' | 'other';
  /** Keyword argument or header that carries the idempotency key; absent when the API has none. */
  readonly idempotency?: string;
  /** 0-based position of the idempotency key when it can be passed positionally (self not counted). */
  readonly position?: number;
  /** Argument without which it only opens the payment: nothing moves before somebody confirms it. */
  readonly confirmation?: string;
  /** Fields of the request with one of which the money is taken at once; without them it waits for the customer, as an invoice does. */
  readonly chargesWith?: readonly string[];
}

/** Calling it builds what a process is meant to build once and share. */
export interface BuildsFact {
  /** `client`: talks to a service over connections of its own. `pool`: connections to a data store. */
  readonly kind: 'client' | 'pool';
  /** What comes new with every one, for a message: `a pool of connections`. */
  readonly cost: string;
  /** Arguments that bring what is shared from outside, or make it one of its own on purpose. */
  readonly unless?: readonly string[];
}

export interface CallableFact {
  /** Canonical names: `requests.get`, `requests.Session.get`. `pkg.Type.*` matches every method not matched more exactly. */
  readonly match: readonly string[];
  readonly effects?: readonly Effect[];
  readonly roles?: readonly Role[];
  /** True: returns a coroutine/awaitable. Awaited calls never block. */
  readonly async?: boolean;
  /** Qualified name of the returned type. `self` for the receiver's type, `arg:0` for (an instance of) a class passed as that argument. */
  readonly returns?: string;
  /** Type bound by `with … as x` when it differs from `returns`. */
  readonly enters?: string;
  readonly timeout?: TimeoutFact;
  readonly runs?: readonly RunsFact[];
  readonly payment?: PaymentFact;
  readonly retry?: RetryFact;
  readonly builds?: BuildsFact;
  readonly autoAck?: AutoAckFact;
  readonly bound?: BoundFact;
  /** Position or keyword of the SQL text. Absent where the text is no injection risk (an expression object). */
  readonly sql?: number | string;
  /** Decorator or registration that makes its function an entry point. */
  readonly entry?: {
    readonly kind: EntryKind;
    /** Position or keyword of the path/name/event. */
    readonly path?: number | string;
    readonly methods?: readonly string[];
    /** Position or keyword of the handler when registered by a call and not as a decorator. */
    readonly handler?: number | string;
  };
  /** Free, short: a fact a rule message may quote. */
  readonly note?: string;
}

export interface TypeFact {
  readonly roles?: readonly Role[];
  readonly bases?: readonly string[];
  /** Method that frees it (`close`, `aclose`). */
  readonly resource?: string;
  /** Attribute types: `session: sqlalchemy.orm.Session`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Subclasses' methods that are entry points: `get: route`. */
  readonly entryMethods?: Readonly<Record<string, EntryKind>>;
}

export interface LibraryEntry {
  readonly library: string;
  /** Address of the documentation. */
  readonly docs: string;
  /** Top-level importable packages. */
  readonly packages: readonly string[];
  /** Names on the package index, as written in requirements. */
  readonly distributions: readonly string[];
  /** What it is: decides `frameworks` in the context and the layer rules. */
  readonly kind: readonly LibraryKind[];
  /** Other spellings of the same thing: `requests.sessions.Session: requests.Session`. `pkg.sub.*: pkg.*` maps a prefix. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, TypeFact>>;
  readonly callables: readonly CallableFact[];
  /** What to use instead, by situation: `async: [httpx.AsyncClient]`. */
  readonly alternatives: Readonly<Record<string, readonly string[]>>;
}

export const LIBRARY_KINDS = [
  'stdlib',
  'web-framework',
  'bot-framework',
  'task-framework',
  'orm',
  'database-driver',
  'http-client',
  'cloud-sdk',
  'payment-sdk',
  'messaging',
  'cache',
  'validation',
  'dependency-injection',
  'resilience',
  'observability',
  'migration',
  'cli',
  'email',
  'crypto',
  'templating',
  'testing',
  'other',
] as const;
export type LibraryKind = (typeof LIBRARY_KINDS)[number];
