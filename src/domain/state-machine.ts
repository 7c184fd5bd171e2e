/** What a change does to a state machine of the code. */

export const TRANSITION_CHANGES = ['kept', 'added', 'loosened', 'removed'] as const;
export type TransitionChange = (typeof TRANSITION_CHANGES)[number];

export interface MachineTransition {
  /** States it starts from; `any` when nothing looks at the state before, `unknown` when it cannot be told. */
  readonly from: readonly string[] | 'any' | 'unknown';
  readonly to: string;
  /** `loosened`: was possible from fewer states in base. */
  readonly change: TransitionChange;
  /** The states it started from in base, of a loosened one. */
  readonly was: readonly string[];
  /** Where it is made; in base for a removed one. */
  readonly place: { readonly path: string; readonly line: number };
  /** Function that makes it, empty for a table. */
  readonly symbol: string;
}

export interface StateMachineChange {
  /** `Order.status`, or the enum of a table of allowed transitions. */
  readonly name: string;
  readonly isNew: boolean;
  /** Where the states are declared in head. */
  readonly place: { readonly path: string; readonly line: number };
  readonly statesAdded: readonly string[];
  readonly statesRemoved: readonly string[];
  readonly transitions: readonly MachineTransition[];
}
