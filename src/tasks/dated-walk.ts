import { upstreamError } from '../errors.ts';
import {
  compareSorted,
  type Frontier,
  isDealtWith,
  isPastRange,
  isProven,
  pageSize,
  type SeenPage,
  seePage,
  startOf,
} from './frontier.ts';
import { readGroup } from './group.ts';
import { compareKeys, keyOf } from './key.ts';
import { locate, MAX_REREADS, movingTooFast, OVERLAP } from './locate.ts';
import type { SortedWalkOptions } from './sorted-walk.ts';
import type { SortDirection } from './source.ts';
import type { Task } from './task.ts';

/** The tasks of a sorted list that have an instant, in whole groups of equal instants. */
export interface DatedWalk {
  /** About `wanted` tasks in the merged order, none at the end. */
  next(wanted: number): Promise<readonly Task[]>;
  /** Looks again behind what was read: more may stand there since. */
  resume(): void;
}

/**
 * Reads a list that its upstream sorts and pages by offset, while it may change.
 *
 * A page proves the walk's frontier when it begins at the list's start or shows a row before it: one answer is sorted, so
 * every row past the frontier then stands behind that row, in this page or further on. Rows are served in groups of equal
 * instants, each out of one answer that shows the whole of it, for equal instants come in any order. Offsets are hints
 * alone: where they fail to prove the frontier, its place is found again by bisection.
 */
export function walkDated(options: SortedWalkOptions): DatedWalk {
  const { list, from, toward, range, call, meter, onUnreadable } = options;
  const direction: SortDirection = toward === 'older' ? 'DESC' : 'ASC';
  const sign = toward === 'older' ? 1 : -1;
  let frontier = startOf(from, toward, range);
  /** Where the first row past the frontier stood when last seen; null while no page has shown it. */
  let hint: number | null = frontier === null ? 0 : null;
  let previous: SeenPage | null = null;
  // Tasks without an instant are newer than all others: walking on from one of them, nothing with an instant is newer.
  let ended = toward === 'newer' && from !== null && from.key.orderedAt === null;

  const read = async (offset: number, limit: number, at: Frontier | null): Promise<SeenPage> => {
    const page = await list.page({ offset, limit, direction }, call, meter);
    onUnreadable(page.unreadable);
    assertSorted(page.rows, direction);
    const isEnd = page.rows.length < limit || (page.total !== null && offset + page.rows.length >= page.total);
    return seePage({ offset, rows: page.rows, total: page.total, isEnd }, at, direction);
  };

  /** A page that proves the frontier, with rows past it or the list's end. */
  const readOn = async (wanted: number): Promise<SeenPage> => {
    let overlap = OVERLAP;
    for (let misses = 0; misses <= MAX_REREADS; ) {
      if (frontier !== null && (hint === null || overlap > list.maxPageSize / 2)) {
        const found = await locate(frontier, list.maxPageSize, read);
        hint = found.offset + found.past;
        overlap = OVERLAP;
        if (found.past < found.rows.length || found.isEnd) return found;
      }
      const offset = Math.max(0, (hint ?? 0) - (hint === 0 ? 0 : overlap));
      const page = await read(offset, pageSize(list, (hint ?? 0) - offset + wanted + 1), frontier);
      const proven = isProven(page) || sharesRow(page, previous);
      if (proven && (page.past < page.rows.length || page.isEnd)) return page;
      if (proven || !page.isDated) {
        // Nothing past the frontier yet: rows came in before it, or these have no instant. On to what follows.
        if (page.isEnd) return page;
        previous = page;
        hint = page.offset + page.rows.length;
        overlap = OVERLAP;
      } else {
        overlap *= 2;
        misses += 1;
      }
    }
    throw movingTooFast();
  };

  return {
    resume() {
      ended = false;
      if (frontier === null) hint = 0;
    },
    async next(wanted) {
      if (ended) return [];
      const page = await readOn(wanted);
      const groups = groupsPast(page, frontier, direction);
      const whole = page.isEnd ? groups : groups.slice(0, -1);
      if (whole.length === 0 && groups[0]) {
        const { instant, start } = groups[0];
        const group = await readGroup({ list, direction, instant, start: page.offset + start, read });
        whole.push({ instant, start, end: group.end - page.offset, tasks: [...group.tasks] });
        hint = group.end;
      } else {
        hint = page.offset + (whole.at(-1)?.end ?? page.past);
      }
      ended = page.isEnd && whole.length === groups.length;
      previous = page;
      const last = whole.at(-1);
      if (last) frontier = { instant: last.instant, inclusive: true };
      const within = whole.filter(({ instant }) => !isPastRange(toward, range, instant));
      if (within.length < whole.length) ended = true;
      return within.flatMap(({ tasks }) => tasks.toSorted((a, b) => sign * compareKeys(keyOf(a), keyOf(b))));
    },
  };
}

interface Group {
  readonly instant: number;
  /** Indexes into the page: the first row of the group, and the first behind it. */
  readonly start: number;
  end: number;
  readonly tasks: Task[];
}

/** The rows past the frontier, in groups of equal instants; rows without an instant are passed over. */
function groupsPast(page: SeenPage, frontier: Frontier | null, direction: SortDirection): Group[] {
  const groups: Group[] = [];
  for (const [index, row] of page.rows.entries()) {
    if (row === null || row.orderedAt === null || isDealtWith(frontier, direction, row.orderedAt)) continue;
    const last = groups.at(-1);
    if (last?.instant === row.orderedAt) {
      last.tasks.push(row);
      last.end = index + 1;
    } else {
      groups.push({ instant: row.orderedAt, start: index, end: index + 1, tasks: [row] });
    }
  }
  return groups;
}

/** Whether two answers show the same record: rows that persist keep their order, so nothing between them was passed over. */
function sharesRow(page: SeenPage, previous: SeenPage | null): boolean {
  if (previous === null) return false;
  const ids = new Set(previous.rows.flatMap((row) => (row === null ? [] : [row.nativeId])));
  return page.rows.some((row) => row !== null && ids.has(row.nativeId));
}

/** An answer out of order would be served wrongly, so it is refused. */
function assertSorted(rows: readonly (Task | null)[], direction: SortDirection): void {
  let last: number | null = null;
  for (const row of rows) {
    if (row === null || row.orderedAt === null) continue;
    if (last !== null && compareSorted(direction, row.orderedAt, last) < 0) {
      throw upstreamError('INVALID_RESPONSE', 'The upstream answered a sorted list out of order.');
    }
    last = row.orderedAt;
  }
}
