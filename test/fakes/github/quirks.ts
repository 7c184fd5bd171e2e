/** Faults a test can switch on by name; each counts the calls it matches. README.md lists them. */

export type QuirkName =
  | 'reviewPostedBut502'
  | 'checkCreatedBut502'
  | 'serverError'
  | 'secondaryLimit'
  | 'primaryLimit'
  | 'truncatedTree'
  | 'noPatch'
  | 'forkNoPulls'
  | 'forkHeadNotInBase'
  | 'tokenSuspended'
  | 'staleToken'
  | 'headMovesDuringReview'
  | 'outOfOrder'
  | 'graphqlPartial'
  | 'graphqlDown'
  | 'slow';

export interface QuirkOptions {
  /** How many matching calls are affected; default 1. */
  readonly times?: number;
  /** How many matching calls pass first; default 0. */
  readonly skip?: number;
  /** Only this operation, by its id in the description (`pulls/create-review`). */
  readonly operation?: string;
  readonly retryAfter?: number;
  readonly delayMs?: number;
  readonly entries?: number;
  readonly paths?: readonly string[];
  readonly hold?: number;
  readonly run?: () => Promise<unknown>;
}

interface Quirk {
  readonly options: QuirkOptions;
  matched: number;
  fired: number;
}

export class Quirks {
  readonly #active = new Map<QuirkName, Quirk>();

  enable(name: QuirkName, options: QuirkOptions = {}): void {
    this.#active.set(name, { options, matched: 0, fired: 0 });
  }

  disable(name: QuirkName): void {
    const quirk = this.#active.get(name);
    if (quirk !== undefined)
      this.#active.set(name, { ...quirk, options: { ...quirk.options, times: 0 } });
  }

  /** How often the quirk struck since it was switched on. */
  fired(name: QuirkName): number {
    return this.#active.get(name)?.fired ?? 0;
  }

  /** Whether the quirk is meant for this very operation. */
  names(name: QuirkName, operation: string): boolean {
    return this.#active.get(name)?.options.operation === operation;
  }

  /** Counts a matching call; the options when the quirk strikes, else undefined. */
  strike(name: QuirkName, operation?: string): QuirkOptions | undefined {
    const quirk = this.#active.get(name);
    if (
      quirk === undefined ||
      (quirk.options.operation !== undefined && quirk.options.operation !== operation)
    )
      return undefined;
    quirk.matched += 1;
    if (quirk.matched <= (quirk.options.skip ?? 0) || quirk.fired >= (quirk.options.times ?? 1))
      return undefined;
    quirk.fired += 1;
    return quirk.options;
  }
}
