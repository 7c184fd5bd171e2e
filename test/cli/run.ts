import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command, as a user would. */
export function lintel(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Run {
  const run = spawnSync(resolve('bin/lintel'), args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** As `lintel`, for commands that talk to a server of this process: it must go on answering. */
export async function lintelAsync(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Run> {
  const child = spawn(resolve('bin/lintel'), args, { cwd, env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString('utf8')));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString('utf8')));
  const code = await new Promise<number | null>((done) => {
    child.on('close', done);
  });
  return { code, stdout, stderr };
}

/** A temporary folder that tests fill with files and turn into a repository. */
export interface Sandbox {
  readonly root: string;
  write(path: string, text: string): void;
  git(...args: string[]): string;
  /** Commits everything; answers the commit. */
  commit(message: string): string;
  remove(): void;
}

export function sandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'lintel-cli-'));
  const git = (...args: string[]): string => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    return execFileSync('git', [...identity, '-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  };
  return {
    root,
    git,
    write(path, text) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    commit(message) {
      git('add', '-A');
      git('commit', '-q', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Two calls that wait without limit are one finding each; with a limit there is none. */
export const SAFE = `import requests


def charge(order):
    return requests.post("https://pay.example.com", json={"id": order.id}, timeout=5)
`;
export const UNSAFE = SAFE.replace(', timeout=5', '');
