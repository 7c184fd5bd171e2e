import { Writable } from 'node:stream';
import type { DestinationStream, Logger } from 'pino';
import { pino } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: 'json' | 'pretty';
  /** Where lines go; standard output unless a test wants to read them. */
  readonly destination?: DestinationStream;
}

/** Tokens and keys by their form; their length is not fixed. */
const SECRETS =
  /\b(?:gh[a-z]_|github_pat_)[A-Za-z0-9_.-]+|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----|\bBearer [\w.-]+/gu;

/** Probot names each of its loggers: the same key once more, which many readers of JSON refuse. */
const NAMES = /("name":"lintel")(?:,"name":"[^"]*")+/u;

/** Structured log lines. Whatever is logged, tokens and keys do not get out. */
export function createLogger({ level, format, destination }: LogOptions): Logger {
  const sink = destination ?? (format === 'pretty' ? readable() : pino.destination(1));
  return pino(
    {
      level,
      base: { name: 'lintel' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: errorFields, error: errorFields },
    },
    { write: (line) => sink.write(line.replace(NAMES, '$1').replaceAll(SECRETS, '[secret]')) },
  );
}

/**
 * The logger that Probot gets: its own lines carry whole payloads, which hold text of users, in errors and at debug
 * level. What it says is kept, what it attaches is not.
 */
export function createQuietLogger(logger: Logger): Logger {
  const level = logger.isLevelEnabled('info') ? 'info' : logger.level;
  return logger.child({}, { level, serializers: { err: errorFields, event: () => undefined } });
}

/** Of an error only what a programmer needs: its members may hold requests, payloads and tokens. The queue's are plain objects. */
function errorFields(error: unknown): Readonly<Record<string, unknown>> {
  if (error === null || typeof error !== 'object') return { message: String(error) };
  const { name, message, stack, status } = error as Readonly<Record<string, unknown>>;
  return {
    type: typeof name === 'string' ? name : undefined,
    message: typeof message === 'string' ? message : 'no message',
    stack: typeof stack === 'string' ? stack : undefined,
    status: typeof status === 'number' ? status : undefined,
  };
}

/** Lines for a person at a terminal: `12:00:01 info reviewed pullRequest=acme/shop#1 …`. */
function readable(): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      process.stdout.write(`${readableLine(line)}\n`);
      done();
    },
  });
}

function readableLine(line: string): string {
  const fields: unknown = JSON.parse(line);
  if (fields === null || typeof fields !== 'object') return line.trimEnd();
  const { time, level, msg, name: _name, err, ...rest } = fields as Record<string, unknown>;
  const shown = Object.entries(rest)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const trace = stackOf(err);
  const head = [
    String(time).slice(11, 19),
    String(level),
    typeof msg === 'string' ? msg : '',
    ...shown,
  ].join(' ');
  return trace === '' ? head : `${head}\n${trace}`;
}

function stackOf(error: unknown): string {
  return error !== null && typeof error === 'object' && 'stack' in error ? String(error.stack) : '';
}
