import type { ModuleFacts, Stmt } from '../facts/facts.ts';
import type { Emitter } from './emitter.ts';

/** What the emission of a compound statement needs: where to, nested definitions by index, and how to emit a block. */
export interface BodyContext {
  readonly out: Emitter;
  readonly facts: ModuleFacts;
  block(statements: readonly Stmt[]): void;
}
