/** Facts about calling one thing that only a few callables have; part of `CallableFact`. */

/** A number given here bounds what may pile up. Zero, negative numbers and `None` switch the bound off. */
export interface BoundFact {
  readonly of: 'concurrency' | 'queue' | 'connections';
  readonly parameter: string;
  /** 0-based position when it can be passed positionally. */
  readonly position?: number;
  /** What holds when it is not given: `none` is no bound at all. */
  readonly default: 'none' | number;
}

/** A subscription that can acknowledge messages by itself, before they are processed. */
export interface AutoAckFact {
  /** Names of the setting that says so. */
  readonly settings: readonly string[];
  /** 0-based position of the first of them (self not counted). */
  readonly position?: number;
  /** 0-based position of a dict that holds the settings; without it they are keywords. */
  readonly config?: number;
  /** What holds when it is not given. */
  readonly default: boolean;
  /** Setting without which nothing is acknowledged: the name of the group. */
  readonly needs?: string;
  /** Settings that leave it to the code when they are false. */
  readonly manual?: readonly string[];
}
