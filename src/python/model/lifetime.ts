import type { Region } from './flow.ts';
import type { CallSite, EntryPoint, Placed } from './symbols.ts';

/**
 * How often something is built, or how long what was built is kept. A call can have several lifetimes: a factory may be called
 * once by the module and again by a handler. No lifetime at all means that it cannot be told.
 */
export type Lifetime =
  /** One for the process: a variable of a module, an attribute of a class, the result of a cached function. */
  | {
      readonly kind: 'kept';
      readonly holder: 'module' | 'class' | 'global' | 'cache';
      /** What it is kept under: `engine`, `Repository.session`, `get_client`. */
      readonly name: string;
      readonly place: Placed;
      /** Calls from the place to what is built, outermost first; empty when it is built right there. */
      readonly path: readonly CallSite[];
    }
  /** A new one every time an entry point is served. */
  | {
      readonly kind: 'entry';
      readonly entry: EntryPoint;
      /** Calls from the entry point (or the dependency that runs before it) to what is built, outermost first; the last one builds it. */
      readonly path: readonly CallSite[];
    }
  /** A new one for every item of a `for` loop. */
  | {
      readonly kind: 'loop';
      readonly loop: Extract<Region, { readonly kind: 'loop' }>;
      /** From the call in the loop to what is built. */
      readonly path: readonly CallSite[];
    };
