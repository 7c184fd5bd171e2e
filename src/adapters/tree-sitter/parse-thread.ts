/** The thread of the parser ahead: parses every file that nobody else has claimed. */
import { workerData } from 'node:worker_threads';
import { ok } from '../../domain/result.ts';
import { columnsOf } from '../../python/syntax/columns.ts';
import { decodePython } from '../../python/syntax/decode.ts';
import { pedalOf } from './brake.ts';
import { fileClaims } from './file-claims.ts';
import { sourceAt } from './packed-sources.ts';
import type { ParsedFile, ThreadOrder } from './parser-ahead.ts';
import { createPythonParser } from './python-parser.ts';

/** Files between two chances to free native memory. */
const FILES_PER_PAUSE = 32;

// The thread is started by `startParserAhead` and by nobody else.
const { sources, claims: memory, brake, port } = workerData as ThreadOrder;
const parser = createPythonParser({ pedal: pedalOf(brake), isShared: true });
const claims = fileClaims(memory);
const files = sources.starts.length - 1;

for (let index = 0; index < files; index += 1) {
  if (!claims.claim(index)) continue;
  const decoded = decodePython(sourceAt(sources, index));
  if (decoded.ok) {
    const parsed = parser.parse(decoded.value.text);
    const message: ParsedFile = [index, parsed.ok ? ok(columnsOf(parsed.value)) : parsed];
    port.postMessage(message, []);
  }
  claims.finish(index);
  if (index % FILES_PER_PAUSE === 0) await parser.releaseMemory();
}
port.close();
