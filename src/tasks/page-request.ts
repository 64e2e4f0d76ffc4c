import type { TaskCursor } from './cursor.ts';
import type { TaskFilter } from './filter.ts';
import type { SortDirection } from './source.ts';
import type { Bound, Toward } from './walk.ts';
import type { Reach } from './whole-walk.ts';

/** Which parts of an answer are wanted: what is not costs no upstream request. */
export interface WantedParts {
  readonly edges: boolean;
  /** Whether anybody may go on from this page: scans are kept for that alone. */
  readonly cursors: boolean;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly totalCount: boolean;
  readonly statusCounts: boolean;
}

export interface PageRequest {
  readonly direction: SortDirection;
  readonly filter: TaskFilter;
  readonly after: TaskCursor | null;
  readonly before: TaskCursor | null;
  readonly size: number;
  /** From which end of what lies between the cursors the tasks are taken. */
  readonly from: 'start' | 'end';
  readonly wanted: WantedParts;
  /** `Type.field` of all that is selected on the tasks. */
  readonly selected: ReadonlySet<string>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How a page is read: from the place nearest to its first task, on toward the other end. */
export interface Course {
  readonly toward: Toward;
  readonly away: Toward;
  readonly start: Bound | null;
  /** Where it ends though it be not full. */
  readonly far: TaskCursor | null;
  /** Whether it is to be told if there is a task before the first one read. */
  readonly wantsBehind: boolean;
  /** Whether any task is to be read at all. */
  readonly isRead: boolean;
  /** Tasks to read: one more than the page shows whether there is another after it. */
  readonly count: number;
}

export function courseOf({ direction, after, before, size, from, wanted }: PageRequest): Course {
  const isForward = from === 'start';
  const toward: Toward = (direction === 'DESC') === isForward ? 'older' : 'newer';
  const [near, far] = isForward ? [after, before] : [before, after];
  const { hasNextPage, hasPreviousPage } = wanted;
  const [wantsAhead, wantsBehind] = isForward ? [hasNextPage, hasPreviousPage] : [hasPreviousPage, hasNextPage];
  const isRead = wanted.edges || hasNextPage || hasPreviousPage;
  return {
    toward,
    away: toward === 'older' ? 'newer' : 'older',
    start: near && { key: near.key, inclusive: false },
    far,
    wantsBehind,
    isRead,
    count: isRead && size > 0 ? size + (wantsAhead ? 1 : 0) : 0,
  };
}

/** Null for what may need more than one walk of each list, or more of it later. */
export function reachOf(request: PageRequest): Reach | null {
  const { cursors, totalCount, statusCounts } = request.wanted;
  const { start, toward, far, wantsBehind, count } = courseOf(request);
  // An empty page asks what lies beside a bound: unless that is the far one, it is the same walk.
  if (cursors || totalCount || statusCounts || wantsBehind || far) return null;
  return { from: start, toward, count: Math.max(1, count) };
}
