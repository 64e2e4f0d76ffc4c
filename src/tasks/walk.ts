import type { TaskKey } from './key.ts';
import type { Task } from './task.ts';

/** A place to walk from: beside a task's key, with or without the task itself. */
export interface Bound {
  readonly key: TaskKey;
  /** Whether a task with this very key is still to come. */
  readonly inclusive: boolean;
}

/** Along the order DESC of the merged list (`older`), or against it. */
export type Toward = 'older' | 'newer';

/** One list, read step by step in the merged order from some place on. */
export interface Walk {
  /**
   * The tasks that come next: about `wanted` of them, at least one, or none at the list's end.
   * Rejects with UpstreamError; the walk is over then.
   */
  next(wanted: number): Promise<readonly Task[]>;
}

/** Where instants must lie for a task to match; null leaves that side open. Tasks without one match unless `until` is given. */
export interface InstantRange {
  /** At or after. */
  readonly since: number | null;
  /** Before. */
  readonly until: number | null;
}
