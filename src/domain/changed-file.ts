/** Lines `start` to `end`, both counted from 1 and included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** One Python file of a change. `basePath` is null when added, `headPath` null when deleted; both differ when renamed. */
export interface ChangedFile {
  readonly basePath: string | null;
  readonly headPath: string | null;
  /** Added or changed lines of the head file. */
  readonly added: readonly LineRange[];
  /** Removed or changed lines of the base file. */
  readonly removed: readonly LineRange[];
}

/** One file of a change that is no Python module. Its lines are known when a rule asks for files of its name, else both lists are empty. */
export interface OtherChange extends ChangedFile {
  readonly status: 'added' | 'modified' | 'renamed' | 'removed';
  /** Bytes in head; null when removed. */
  readonly size: number | null;
}
