import pg from 'pg';

/** Told of each notification on a channel; `onConnect` after each connection, as what came before it was missed. */
export interface Listener {
  readonly channel: string;
  readonly onNotification: (payload: string) => void;
  readonly onConnect: () => void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Listens on a connection of its own, and connects again when it breaks. Fails when the first connection does. */
export async function listenTo(
  url: string,
  listener: Listener,
): Promise<{ readonly close: () => Promise<void> }> {
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  let delay = FIRST_RETRY_MS;
  let closed = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    client = next;
    // A connection that breaks says so by an error, an end, or both.
    const lost = (): void => {
      if (client !== next) return;
      client = null;
      connectLater();
    };
    next.on('notification', ({ payload }) => listener.onNotification(payload ?? ''));
    next.on('error', lost);
    try {
      await next.connect();
      await next.query(`LISTEN ${pg.escapeIdentifier(listener.channel)}`);
    } catch (error) {
      client = null;
      await next.end().catch(() => undefined);
      throw error;
    }
    next.on('end', lost);
    delay = FIRST_RETRY_MS;
    listener.onConnect();
  }

  /** Meanwhile jobs are found by looking for them. */
  function connectLater(): void {
    if (closed) return;
    retry = setTimeout(() => {
      connect().catch(connectLater);
    }, delay);
    retry.unref();
    delay = Math.min(delay * 2, LONGEST_RETRY_MS);
  }

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      const last = client;
      client = null;
      await last?.end();
    },
  };
}
