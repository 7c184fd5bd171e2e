import { once } from 'node:events';
import type { Server } from 'node:http';
import { StartProblem } from './start-problem.ts';

/** GitHub gives a webhook up after this long; nobody waits for what is answered later. */
const LAST_ANSWERS_MS = 10_000;

/** Opens the port and answers its address. Throws a `StartProblem` when it cannot be had. */
export async function listen(
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartProblem([`cannot listen on ${host}:${port}: ${reason}`]);
  }
  const address = server.address();
  const actual = address !== null && typeof address === 'object' ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}

/** Takes no more requests and lets those under way end; a client that sends nothing holds nobody up. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await closed;
  clearTimeout(cut);
}
