/** The App as a process of its own, so that a test can kill it. Prints its webhook URL when it is ready. */
import { startLintel } from '../../src/main/wiring/start.ts';
import { testEngine } from './engine.ts';

const lintel = await startLintel({
  env: process.env,
  gitHub: { apiUrl: process.env['SIMULATED_API'] ?? '', paced: false },
  heartbeatSeconds: 10,
  engine: testEngine,
});
process.stdout.write(`ready ${lintel.webhookUrl}\n`);
process.once('SIGTERM', () => {
  void lintel.stop().then(() => process.exit(0));
});
