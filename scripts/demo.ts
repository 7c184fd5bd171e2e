import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLintel } from '../src/main/wiring/start.ts';
import { createLogger } from '../src/adapters/logging/logger.ts';
import { SimulatedGitHub } from '../test/fakes/github/index.ts';
import { watchChecks } from './demo/checks.ts';
import { Screen } from './demo/screen.ts';
import { serviceFiles } from './demo/service-files.ts';
import { playStory } from './demo/story.ts';

/**
 * `npm run demo`: the real App (web server, queue on the embedded database, worker) and the simulated GitHub on this machine. A
 * pull request is opened, pushed to and re-run; what arrives on GitHub is shown. Needs no account and leaves nothing running.
 */
async function main(): Promise<void> {
  const screen = openScreen();
  const dataFolder = mkdtempSync(join(tmpdir(), 'lintel-demo-'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => leave(dataFolder));
  const log: string[] = [];
  screen.chapter('Starting Lintel and a simulated GitHub');
  const sim = await SimulatedGitHub.start();
  const lintel = await startLintel({
    env: {
      APP_ID: String(sim.app.id),
      PRIVATE_KEY: sim.app.privateKey,
      WEBHOOK_SECRET: sim.app.webhookSecret,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataFolder,
    },
    logger: createLogger({
      level: 'info',
      format: 'json',
      destination: {
        write: (line: string) => {
          log.push(line);
        },
      },
    }),
    gitHub: { apiUrl: sim.url, paced: false },
  });
  sim.install('acme');
  sim.webhooks.url = lintel.webhookUrl;
  screen.fact(
    `Lintel listens on ${lintel.webhookUrl}; queue and history are in an embedded database.`,
  );
  try {
    await playStory({ sim, screen, checks: watchChecks(sim, screen), files: serviceFiles });
    sim.assertClean();
  } catch (error) {
    process.stderr.write(`${log.slice(-20).join('')}\n`);
    throw error;
  } finally {
    sim.webhooks.url = undefined;
    await sim.settled();
    await lintel.stop();
    await sim.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
  screen.chapter('Done. Nothing is left running.');
}

function openScreen(): Screen {
  const { isTTY, columns } = process.stdout;
  return new Screen(process.stdout, { colour: isTTY && !process.env['NO_COLOR'], columns });
}

/** Ctrl-C: everything runs in this process, so only the folder would be left. */
function leave(dataFolder: string): never {
  rmSync(dataFolder, { recursive: true, force: true });
  process.stderr.write('\nThe demo was interrupted. Nothing is left running.\n');
  process.exit(130);
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `The demo failed: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
}
