/**
 * Objects of an existing bare git directory, read lazily through one `git cat-file --batch-command` process.
 * Never fetches: an object that a partial clone lacks is simply not there.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';

import type { ObjectReader, ObjectType, RawObject } from './object-store.ts';

interface Header {
  readonly type: ObjectType;
  readonly size: number;
}

interface Question {
  readonly withContent: boolean;
  resolve(answer: { header: Header; body: Buffer } | undefined): void;
  reject(error: Error): void;
}

export class GitDirReader implements ObjectReader {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #questions: Question[] = [];
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** Bytes needed before the next attempt to read an answer; spares joining the chunks of a large blob again and again. */
  #needed = 1;
  #failure: Error | undefined;

  /** `program` speaks the protocol of `git cat-file --batch-command`; git itself by default. */
  constructor(directory: string, program: readonly string[] = catFile(directory)) {
    // Inherited by the child; a partial clone must not reach for the network.
    const environment = { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
    const [command = '', ...rest] = program;
    this.#process = spawn(command, rest, { env: environment, stdio: 'pipe' });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#process.stderr.resume();
    this.#process.on('error', (error) => this.#fail(error));
    this.#process.on('close', () => this.#fail(new Error(`git cat-file ended for ${directory}`)));
    this.#process.stdin.on('error', (error) => this.#fail(error));
  }

  async read(sha: string): Promise<RawObject | undefined> {
    const answer = await this.#ask('contents', sha);
    return answer === undefined ? undefined : { type: answer.header.type, body: answer.body };
  }

  async info(sha: string): Promise<Header | undefined> {
    return (await this.#ask('info', sha))?.header;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    const running = this.#process.exitCode === null && this.#process.signalCode === null;
    this.#process.stdin.end();
    if (running) await ended;
  }

  #ask(
    command: 'contents' | 'info',
    sha: string,
  ): Promise<{ header: Header; body: Buffer } | undefined> {
    if (!/^[0-9a-f]{40}$/.test(sha)) return Promise.resolve(undefined);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#questions.push({ withContent: command === 'contents', resolve, reject });
      this.#process.stdin.write(`${command} ${sha}\nflush\n`);
    });
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < this.#needed) return;
    let buffer = Buffer.concat(this.#chunks);
    for (let question = this.#questions[0]; question !== undefined; question = this.#questions[0]) {
      const used = answerFrom(buffer, question);
      if (used < 0) {
        this.#needed = -used;
        break;
      }
      this.#questions.shift();
      this.#needed = 1;
      buffer = buffer.subarray(used);
    }
    this.#chunks = [buffer];
    this.#buffered = buffer.length;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const question of this.#questions.splice(0)) question.reject(error);
  }
}

function catFile(directory: string): string[] {
  return ['git', '--git-dir', directory, 'cat-file', '--batch-command', '--buffer'];
}

/** Reads one answer: the bytes used, or minus the bytes needed for another attempt. */
function answerFrom(buffer: Buffer, question: Question): number {
  const end = buffer.indexOf(0x0a);
  if (end < 0) return -(buffer.length + 1);
  const [, type, size] = buffer.toString('latin1', 0, end).split(' ');
  if (size === undefined || !isObjectType(type)) {
    question.resolve(undefined); // "<sha> missing"
    return end + 1;
  }
  const header = { type, size: Number(size) };
  if (!question.withContent) {
    question.resolve({ header, body: Buffer.alloc(0) });
    return end + 1;
  }
  const total = end + 1 + header.size + 1;
  if (buffer.length < total) return -total;
  question.resolve({ header, body: Buffer.from(buffer.subarray(end + 1, total - 1)) });
  return total;
}

function isObjectType(text: string | undefined): text is ObjectType {
  return text === 'blob' || text === 'tree' || text === 'commit' || text === 'tag';
}
