/** A process that holds the lock of a folder until it is killed. */
import { acquireProcessLock } from '../../../../src/adapters/database/process-lock.ts';

const lock = acquireProcessLock(process.argv[2] ?? '');
process.stdout.write(lock.ok ? 'held\n' : 'refused\n');
// Memory is collected meanwhile: the lock must not go with it.
setInterval(() => new Array<number>(100_000).fill(0), 1);
