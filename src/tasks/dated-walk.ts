import { upstreamError } from '../errors.ts';
import {
  compareSorted,
  type Frontier,
  isDealtWith,
  isPastRange,
  pageSize,
  type SeenPage,
  seePage,
  startOf,
} from './frontier.ts';
import { readGroup } from './group.ts';
import { compareTasks } from './key.ts';
import { locate, MAX_REREADS, movingTooFast, OVERLAP } from './locate.ts';
import type { SortedWalkOptions } from './sorted-walk.ts';
import type { SortDirection, SortedPage } from './source.ts';
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
 * alone: where they fail to prove the frontier, its place is looked for anew.
 */
export function walkDated(options: SortedWalkOptions): DatedWalk {
  const { list, from, toward, range, call, meter, onUnreadable, hints } = options;
  const direction: SortDirection = toward === 'older' ? 'DESC' : 'ASC';
  const sign = toward === 'older' ? 1 : -1;
  let frontier = startOf(from, toward, range);
  /** Where the first row past the frontier stood when last seen; null while no page has shown it. */
  let hint: number | null = frontier === null ? 0 : hints.recall(list.key, direction, frontier);
  /** Remembered from another walk: where it fails, the list has moved by more than a few rows since. */
  const isRecalled = frontier !== null && hint !== null;
  // Tasks without an instant are newer than all others: walking on from one of them, nothing with an instant is newer.
  let ended = toward === 'newer' && from !== null && from.key.orderedAt === null;

  /** Pages overlap: a record that can't be read is the same one at the same place of the list, seen from its newest end. */
  const noteUnreadable = ({ rows, unreadable, total }: SortedPage, offset: number): void => {
    const places = rows.flatMap((row, index) => (row === null ? [offset + index] : []));
    for (const [index, reason] of unreadable.entries()) {
      const place = places[index] ?? offset + index;
      const fromNewest = direction === 'DESC' ? place : total === null ? -1 - place : total - 1 - place;
      onUnreadable(`${list.key} ${fromNewest}`, reason);
    }
  };

  const read = async (offset: number, limit: number, at: Frontier | null): Promise<SeenPage> => {
    const page = await list.page({ offset, limit, direction }, call, meter);
    noteUnreadable(page, offset);
    assertSorted(page.rows, direction);
    const instants = page.rows.map((row) => row?.orderedAt ?? null);
    hints.remember(list.key, { direction, offset, instants, total: page.total });
    const isLast = page.rows.length < limit || (page.total !== null && offset + page.rows.length >= page.total);
    return seePage({ offset, rows: page.rows, total: page.total, isLast }, at, direction);
  };

  /** A page that proves the frontier, with rows past it or none to follow. */
  const readOn = async (wanted: number): Promise<SeenPage> => {
    let overlap = OVERLAP;
    let ahead = wanted + 1;
    for (let misses = 0; misses <= MAX_REREADS; ) {
      if (frontier !== null && (hint === null || overlap > list.maxPageSize / 2 || (isRecalled && misses > 0))) {
        return locate(frontier, list.maxPageSize, read);
      }
      const from: number = hint ?? 0;
      const offset = Math.max(0, from - overlap);
      const page = await read(offset, pageSize(list, from - offset + ahead), frontier);
      // Before the first row with an instant there may be any number without one.
      const isInOrder = page.isProven || (frontier === null && !page.isDated);
      if (isInOrder && (page.past < page.rows.length || page.isEnd)) return page;
      if (isInOrder) {
        hint = page.offset + page.rows.length;
        ahead = list.maxPageSize;
      } else {
        overlap *= 2;
        misses += 1;
      }
    }
    throw movingTooFast();
  };

  /** The groups that come next within the range; sets `ended` with the last of them. */
  const step = async (wanted: number): Promise<readonly Group[]> => {
    const page = await readOn(wanted);
    const groups = groupsPast(page, frontier, direction);
    const whole = page.isEnd ? groups : groups.slice(0, -1);
    ended = page.isEnd;
    hint = page.offset + (whole.at(-1)?.end ?? page.past);
    const [only] = groups;
    if (whole.length === 0 && only) {
      const { instant } = only;
      const group = await readGroup({ list, instant, start: page.offset + only.start, read });
      hint = group.end;
      whole.push({ ...only, tasks: [...group.tasks] });
    }
    const last = whole.at(-1);
    if (last) frontier = { instant: last.instant, inclusive: true };
    const within = whole.filter(({ instant }) => !isPastRange(toward, range, instant));
    if (within.length < whole.length) ended = true;
    return within;
  };

  return {
    resume() {
      ended = false;
      if (frontier === null) hint = 0;
    },
    async next(wanted) {
      while (!ended) {
        const groups = await step(wanted);
        // A group may be gone by the time that the whole of it is read.
        const tasks = groups.flatMap((group) => group.tasks.toSorted((a, b) => sign * compareTasks(a, b)));
        if (tasks.length > 0) return tasks;
      }
      return [];
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
