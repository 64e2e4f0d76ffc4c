import type { SortDirection, SortedList } from './source.ts';
import type { Task } from './task.ts';
import type { Bound, InstantRange, Toward } from './walk.ts';

/** How far a walk has come: every row whose instant lies before it, in walking order, is dealt with. */
export interface Frontier {
  readonly instant: number;
  /** Whether rows of this very instant are dealt with too. */
  readonly inclusive: boolean;
}

/** Negative where instant `a` comes before `b` in the sort. */
export function compareSorted(direction: SortDirection, a: number, b: number): number {
  return direction === 'DESC' ? b - a : a - b;
}

/** Whether a row's instant lies before the frontier; null is the list's start, which nothing lies before. */
export function isDealtWith(frontier: Frontier | null, direction: SortDirection, instant: number): boolean {
  if (frontier === null) return false;
  const order = compareSorted(direction, instant, frontier.instant);
  return order < 0 || (frontier.inclusive && order === 0);
}

/** Where a walk begins: at its bound's instant, whose whole group is to be read, or where the range begins if that is further on. */
export function startOf(from: Bound | null, toward: Toward, range: InstantRange): Frontier | null {
  const ofBound =
    from === null || from.key.orderedAt === null ? null : { instant: from.key.orderedAt, inclusive: false };
  const edge = toward === 'older' ? range.until : range.since;
  const ofRange = edge === null ? null : { instant: edge, inclusive: toward === 'older' };
  if (ofBound === null || ofRange === null) return ofBound ?? ofRange;
  const direction = toward === 'older' ? 'DESC' : 'ASC';
  return compareSorted(direction, ofBound.instant, ofRange.instant) > 0 ? ofBound : ofRange;
}

/** Whether an instant lies past the range's far end, in walking order. */
export function isPastRange(toward: Toward, range: InstantRange, instant: number): boolean {
  return toward === 'older'
    ? range.since !== null && instant < range.since
    : range.until !== null && instant >= range.until;
}

/** One answer of a sorted list, and where it stands to a frontier. */
export interface SeenPage {
  readonly offset: number;
  readonly rows: readonly (Task | null)[];
  readonly total: number | null;
  /** Whether no row with an instant follows: the list ends, or its rows without an instant begin. */
  readonly isEnd: boolean;
  /** Index of the first row with an instant past the frontier; the number of rows where there is none. */
  readonly past: number;
  /** Whether it shows what stands before the rows past the frontier, so that none of those can be ahead of the page. */
  readonly isProven: boolean;
  /** Whether any row has an instant. */
  readonly isDated: boolean;
}

export interface SortedAnswer {
  readonly offset: number;
  readonly rows: readonly (Task | null)[];
  readonly total: number | null;
  /** Whether no row follows. */
  readonly isLast: boolean;
}

/**
 * Places an answer. Rows without an instant stand together at one end of the list, whichever the upstream puts them at:
 * ahead of a row with an instant they are at its start, behind one at its end.
 */
export function seePage(
  { offset, rows, total, isLast }: SortedAnswer,
  frontier: Frontier | null,
  direction: SortDirection,
): SeenPage {
  const isDated = rows.some((row) => row !== null && row.orderedAt !== null);
  const firstPast = rows.findIndex(
    (row) => row !== null && row.orderedAt !== null && !isDealtWith(frontier, direction, row.orderedAt),
  );
  const past = firstPast === -1 ? rows.length : firstPast;
  const showsBefore = rows.slice(0, past).some((row) => row !== null && (row.orderedAt !== null || firstPast !== -1));
  const endsUndated = isDated && rows.at(-1)?.orderedAt === null;
  return { offset, rows, total, isEnd: isLast || endsUndated, past, isProven: offset === 0 || showsBefore, isDated };
}

/** A page size within the upstream's bounds. */
export function pageSize(list: SortedList, wanted: number): number {
  return Math.min(list.maxPageSize, Math.max(list.minPageSize, wanted));
}
