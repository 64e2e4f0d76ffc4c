import { type Frontier, pageSize, type SeenPage } from './frontier.ts';
import { movingTooFast, OVERLAP } from './locate.ts';
import type { SortedList } from './source.ts';
import type { Task } from './task.ts';

/** Readings of one group, the first included, before it is given up. */
const MAX_READINGS = 4;

export interface GroupOptions {
  readonly list: SortedList;
  /** The instant that all rows of the group have. */
  readonly instant: number;
  /** Where its first row stood when last seen. */
  readonly start: number;
  readonly read: (offset: number, limit: number, frontier: Frontier) => Promise<SeenPage>;
}

export interface WholeGroup {
  readonly tasks: readonly Task[];
  /** The offset behind its last row. */
  readonly end: number;
}

/**
 * Reads a group of equal instants that does not fit the page at hand. Its rows come in an order of their own in every answer,
 * so it is whole when it stands in one answer, or when the distinct ids of its readings are as many as its rows are long.
 * Rejects with UpstreamError UNAVAILABLE, retryable, where four readings do not bring it together.
 */
export async function readGroup(options: GroupOptions): Promise<WholeGroup> {
  const { list, instant, read } = options;
  const before: Frontier = { instant, inclusive: false };
  const tasks = new Map<string, Task>();
  let start = options.start;
  let known = -1;
  for (let reading = 0; reading < MAX_READINGS; reading += 1) {
    const page = await read(Math.max(0, start - OVERLAP), list.maxPageSize, before);
    if (!page.isProven) {
      start = Math.max(0, start - list.maxPageSize / 2);
      continue;
    }
    start = page.offset + page.past;
    const first = rowsOf(page, instant);
    let end = first.end;
    if (page.isEnd || end < page.offset + page.rows.length) {
      return { tasks: first.tasks, end };
    }
    const found = [...first.tasks];
    let unreadable = first.unreadable;
    let still = true;
    for (let ended = false; !ended; ) {
      const more = await read(end, pageSize(list, list.maxPageSize), before);
      const part = rowsOf(more, instant);
      found.push(...part.tasks);
      unreadable += part.unreadable;
      still &&= more.total === page.total;
      end = part.end;
      ended = more.isEnd || end < more.offset + more.rows.length;
    }
    const span = end - start - unreadable;
    if (span !== known || !still) tasks.clear();
    known = span;
    for (const task of found) tasks.set(task.nativeId, task);
    if (still && tasks.size === span) return { tasks: [...tasks.values()], end };
  }
  throw movingTooFast();
}

/** The group's rows in one answer, how many records among them can't be read, and the offset behind the last of them. */
function rowsOf(
  page: SeenPage,
  instant: number,
): { readonly tasks: readonly Task[]; readonly unreadable: number; readonly end: number } {
  const isRow = (row: Task | null): boolean => row?.orderedAt === instant;
  const last = page.rows.findLastIndex(isRow);
  if (last === -1) return { tasks: [], unreadable: 0, end: page.offset };
  const rows = page.rows.slice(page.rows.findIndex(isRow), last + 1);
  const tasks = rows.filter((row) => row !== null);
  return { tasks, unreadable: rows.length - tasks.length, end: page.offset + last + 1 };
}
