import { run } from 'probot';
import { hasNoCredentials } from './wiring/environment.ts';
import type { Lintel } from './wiring/start.ts';
import { startLintel } from './wiring/start.ts';
import { StartProblem } from './wiring/start-problem.ts';

/** `npm start`: serves the App, or helps to register it when there are no credentials. */
async function main(): Promise<void> {
  loadEnvironmentFile();
  const isProduction = process.env['NODE_ENV'] === 'production';
  if (!isProduction && hasNoCredentials(process.env)) return setUp();
  const starting = Promise.resolve().then(() => startLintel({ env: process.env }));
  // Before it starts: as process 1 of a container it would not even hear of a signal that nobody listens to.
  stopOnSignals(starting);
  await starting;
}

/** Probot's setup page writes the credentials to `.env`; the environment itself wins. */
function loadEnvironmentFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

async function setUp(): Promise<void> {
  console.error(
    'Lintel has no credentials yet. Open the page below to register the GitHub App; its credentials are written to .env. Then start again.',
  );
  // Without this Probot would look for a proxy on the network and install its client.
  process.env['NO_SMEE_SETUP'] ??= 'true';
  await run(() => undefined);
}

function stopOnSignals(starting: Promise<Lintel>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void stop(starting);
    });
}

async function stop(starting: Promise<Lintel>): Promise<void> {
  // Why a start failed is told where it is awaited.
  const lintel = await starting.catch(() => null);
  if (lintel === null) return;
  try {
    await lintel.stop();
    process.exit(0);
  } catch (error) {
    console.error('lintel: could not stop cleanly:', error);
    process.exit(1);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartProblem)) throw error;
  for (const problem of error.problems) console.error(`lintel: ${problem}`);
  process.exit(2);
}
