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
  readonly isEnd: boolean;
  /** Index of the first dated row past the frontier; the number of rows where there is none. */
  readonly past: number;
  /** Whether a dated row before the frontier stands before all rows past it. */
  readonly showsBefore: boolean;
  readonly isDated: boolean;
}

/** Places an answer. Throws nothing: an answer out of order is the caller's to refuse. */
export function seePage(
  page: Omit<SeenPage, 'past' | 'showsBefore' | 'isDated'>,
  frontier: Frontier | null,
  direction: SortDirection,
): SeenPage {
  let showsBefore = false;
  let past = page.rows.length;
  let isDated = false;
  for (const [index, row] of page.rows.entries()) {
    if (row === null || row.orderedAt === null) continue;
    isDated = true;
    if (isDealtWith(frontier, direction, row.orderedAt)) {
      showsBefore = true;
    } else {
      past = index;
      break;
    }
  }
  return { ...page, past, showsBefore, isDated };
}

/** Whether no row past the frontier can stand before the page's first such row. */
export function isProven({ offset, showsBefore }: SeenPage): boolean {
  return offset === 0 || showsBefore;
}

/** A page size within the upstream's bounds. */
export function pageSize(list: SortedList, wanted: number): number {
  return Math.min(list.maxPageSize, Math.max(list.minPageSize, wanted));
}
