import type { ReviewConfig } from '../../engine/config.ts';
import type { TreeContents } from '../trees/tree-contents.ts';

/** The configuration of a review, and what its reader must know of it: what is broken, what the change would alter. */
export interface ReadConfiguration {
  readonly config: ReviewConfig;
  readonly notes: readonly string[];
  /** Repository whose defaults it builds on (`_extends`), when they were not given; else null. */
  readonly missingDefaults: string | null;
}

/** Port: reads the configuration in force, which is the one of base. A broken one is told, and the defaults apply. */
export type ConfigurationReader = (source: {
  readonly base: TreeContents;
  readonly head: TreeContents;
  /** Text of the file that `_extends` leads to. */
  readonly defaults?: string;
}) => ReadConfiguration;
