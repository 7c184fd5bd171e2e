import type { CallSite, FunctionModel, Placed } from './symbols.ts';

/** Named groups of evidence that rules about something missing search for. */
export const EVIDENCE_GROUPS = [
  'idempotency',
  'signature',
  'auth',
  'lock',
  'state-guard',
  'timeout',
  'retry',
  'transaction',
] as const;
export type EvidenceGroup = (typeof EVIDENCE_GROUPS)[number];

/** One piece of evidence. */
export interface EvidenceHit extends Placed {
  readonly group: EvidenceGroup;
  /** What was seen, for a reader: `INSERT … ON CONFLICT`. */
  readonly note: string;
  /** The function it stands in: the one asked about, one it calls, or one that runs before it. */
  readonly function: FunctionModel;
}

export interface EvidenceSearch {
  readonly found: readonly EvidenceHit[];
  /** True when everything on the way was resolved: nothing found then means there is nothing. */
  readonly complete: boolean;
  /** Calls on the way that could not be resolved, in the order in which they were met, bounded. */
  readonly unresolved: readonly CallSite[];
}
