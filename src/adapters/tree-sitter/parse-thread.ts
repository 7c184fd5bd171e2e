/** The thread of the second parser: parses what it is sent, one order after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { ok } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ParseFailure } from '../../python/syntax/tree.ts';
import { pedalOf } from './brake.ts';
import type { Columns, ParseAnswer, ParseOrder } from './parse-helper.ts';
import { createPythonParser } from './python-parser.ts';

if (parentPort === null) throw new Error('The second parser runs on a thread only.');
const port = parentPort;
// The thread is started by the helper and by nobody else.
const parser = createPythonParser({ pedal: pedalOf(workerData as SharedArrayBuffer) });

function columnsOf(source: string): Result<Columns, ParseFailure> {
  const parsed = parser.parse(source);
  if (!parsed.ok) return parsed;
  const { kinds, starts, ends, parents, nextSiblings, subtreeEnds, fields, errors } = parsed.value;
  return ok({ kinds, starts, ends, parents, nextSiblings, subtreeEnds, fields, errors });
}

function buffersOf({ kinds, starts, ends, parents, nextSiblings, subtreeEnds, fields }: Columns) {
  return [kinds, starts, ends, parents, nextSiblings, subtreeEnds, fields].map(
    (column) => column.buffer as ArrayBuffer,
  );
}

port.on('message', ({ id, sources }: ParseOrder) => {
  const parsed = sources.map(columnsOf);
  const answer: ParseAnswer = { id, parsed };
  port.postMessage(
    answer,
    parsed.flatMap((one) => (one.ok ? buffersOf(one.value) : [])),
  );
  // Between two orders: what is parsed is sent already.
  void parser.releaseMemory();
});
