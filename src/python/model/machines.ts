import type { ClassModel, FunctionModel, Placed } from './symbols.ts';

/** A column or attribute that holds one of a few states: `Order.status`. Placed where it is declared. */
export interface StateHolder extends Placed {
  /** The class that declares it; for a table of allowed transitions the enum itself. */
  readonly owner: ClassModel;
  /** Empty for a table of allowed transitions. */
  readonly column: string;
  /** Declared states, in order; empty when any text may be stored. */
  readonly states: readonly string[];
}

/**
 * States that a change can start from. `any`: nothing looks at the state before. `unknown`: something does, in a way that cannot
 * be read.
 */
export type FormerStates = readonly string[] | 'any' | 'unknown';

/** One change of state in the code, placed at the assignment, the UPDATE or the entry of a table. */
export interface StateStep extends Placed {
  readonly holder: StateHolder;
  readonly from: FormerStates;
  readonly to: string;
  /** Null for the entry of a table. */
  readonly function: FunctionModel | null;
  /** Canonical text of what makes the change. */
  readonly text: string;
}

/** What one module has of state machines. */
export interface StateMachines {
  readonly holders: readonly StateHolder[];
  readonly steps: readonly StateStep[];
}
