import { writeSync } from 'node:fs';

/** Standard output carries the report only; everything else goes to standard error. */

export function say(text: string): void {
  writeAll(process.stdout.fd, text);
}

/** One line, whatever the message holds. */
export function complain(message: string): void {
  writeAll(process.stderr.fd, `lintel: ${message.replace(/\s*[\r\n]+\s*/gu, ' ').trim()}\n`);
}

/** Colours only where a person reads them, and never against their wish (https://no-color.org). */
export function wantsColor(): boolean {
  if ((process.env['NO_COLOR'] ?? '') !== '') return false;
  if ((process.env['FORCE_COLOR'] ?? '') !== '') return process.env['FORCE_COLOR'] !== '0';
  return process.stdout.isTTY && process.env['TERM'] !== 'dumb';
}

/** Synchronous, so that a report is out before the process ends, and a reader that has gone away (`| head`) is no error. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      // The reader is slower than we are.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Work shorter than this shows no progress. */
const SILENT_MILLISECONDS = 1000;
const REFRESH_MILLISECONDS = 100;
const ERASE_LINE = '\r\u001B[K';

/** Progress of long work on a terminal's standard error; silent anywhere else. */
export interface Progress {
  readonly show: (done: number, total: number) => void;
  end(): void;
}

export function createProgress(): Progress {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  const begun = Date.now();
  let shown = 0;
  return {
    show(done, total) {
      const now = Date.now();
      const isRead = done === total;
      if (now - begun < SILENT_MILLISECONDS) return;
      if (!isRead && now - shown < REFRESH_MILLISECONDS) return;
      shown = now;
      const text = isRead ? `Judging ${total} files` : `Reading ${done} of ${total} files`;
      writeAll(process.stderr.fd, ERASE_LINE + text);
    },
    end() {
      if (shown > 0) writeAll(process.stderr.fd, ERASE_LINE);
    },
  };
}
