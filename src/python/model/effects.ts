import type { Effect } from '../../knowledge/entries.ts';
import type { CallSite } from './symbols.ts';
import type { OrmModel } from './orm.ts';

/** One effect of a function, with how it comes about. */
export interface EffectOccurrence {
  readonly effect: Effect;
  /** From a call in the function itself to the library call that has the effect; length 1 when direct. */
  readonly path: readonly CallSite[];
  /** `path[0]`: where it happens in the function. */
  readonly origin: CallSite;
  /** Last of the path: the library call. */
  readonly leaf: CallSite;
  /** Database effects: the model read or written, when known. */
  readonly model: OrmModel | null;
  /** Under a condition at some step. */
  readonly conditional: boolean;
  /** In a task of its own at some step: it runs, but the function does not wait for it here. */
  readonly spawned?: boolean;
  /** By a context manager, when the block that it was entered for ends. */
  readonly atExit?: boolean;
}
