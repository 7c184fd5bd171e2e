/** Plays the App's webhook endpoint: keeps what arrives, answers as told. */
import { createServer } from 'node:http';

export interface Received {
  /** `pull_request.opened` */
  readonly event: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export class Receiver {
  readonly received: Received[] = [];
  /** Status of the answer; null: none ever comes. */
  answer: number | null = 200;
  url = '';
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const event = `${String(request.headers['x-github-event'])}.${String(parsed(body)['action'])}`;
      this.received.push({ event, headers: request.headers, body });
      if (this.answer !== null) response.writeHead(this.answer).end('answer');
    });
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    this.url = `http://127.0.0.1:${address.port}/hooks`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  events(): string[] {
    return this.received.map((item) => item.event);
  }

  lastPayload(): Record<string, unknown> {
    return parsed(this.received.at(-1)?.body ?? '{}');
  }
}

function parsed(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return Object.fromEntries(Object.entries(value ?? {}));
}
