import type { UpstreamProblem } from '../errors.ts';
import type { Call } from '../http/exchange.ts';
import { type DatedWalk, walkDated } from './dated-walk.ts';
import { compareKeys, compareTasks, keyOf } from './key.ts';
import type { OffsetHints } from './offset-hints.ts';
import type { ReadMeter, SortedList } from './source.ts';
import type { Task } from './task.ts';
import type { Bound, InstantRange, Toward, Walk } from './walk.ts';

export interface SortedWalkOptions {
  readonly list: SortedList;
  readonly from: Bound | null;
  readonly toward: Toward;
  readonly range: InstantRange;
  readonly call: Call;
  readonly meter: ReadMeter;
  /** Told of each record that can't be read; of one that is met again by the same name. */
  readonly onUnreadable: (record: string, reason: string) => void;
  readonly onPartial: (problem: UpstreamProblem) => void;
  readonly hints: OffsetHints;
}

/**
 * Walks a list that its upstream sorts by instant, with its tasks that have none: newer than all others, in no place of
 * the upstream's sort that could be relied on, so they are read apart from it.
 */
export function walkSorted(options: SortedWalkOptions): Walk {
  const { list, from, toward, range, call, meter, onUnreadable, onPartial } = options;
  const readUndated = range.until === null ? list.undated : null;
  const startsUndated = from === null ? toward === 'older' : from.key.orderedAt === null;
  const dated = walkDated(options);
  const isReached = createReach(from, toward);
  let undated: Task[] | null = null;

  const loadUndated = async (): Promise<Task[]> => {
    if (!readUndated) return [];
    const { tasks, unreadable, problem } = await readUndated(call, meter);
    for (const [index, reason] of unreadable.entries()) onUnreadable(`${list.key} undated ${index}`, reason);
    if (problem) onPartial(problem);
    const sign = toward === 'older' ? 1 : -1;
    return tasks.filter(isReached).sort((a, b) => sign * compareTasks(a, b));
  };

  return {
    async next(wanted) {
      if (toward === 'older') {
        // Answered before the sorted list is asked: a task that starts in between is met there, at least once.
        undated ??= startsUndated ? await loadUndated() : [];
        if (undated.length > 0) return undated.splice(0, wanted);
        return nextReached(dated, isReached, wanted);
      }
      const rows = startsUndated ? [] : await nextReached(dated, isReached, wanted);
      if (rows.length > 0) return rows;
      if (undated === null) {
        undated = await loadUndated();
        // What has started since stands at the sorted list's end, behind what was read of it.
        if (readUndated && !startsUndated) {
          dated.resume();
          const started = await nextReached(dated, isReached, wanted);
          if (started.length > 0) return started;
        }
      }
      return undated.splice(0, wanted);
    },
  };
}

/** Rows come in whole groups of equal instants: those of the bound's own that lie before it are passed over. */
async function nextReached(
  dated: DatedWalk,
  isReached: (task: Task) => boolean,
  wanted: number,
): Promise<readonly Task[]> {
  for (;;) {
    const rows = await dated.next(wanted);
    const reached = rows.filter(isReached);
    if (rows.length === 0 || reached.length > 0) return reached;
  }
}

/** Whether a task lies past the bound, in walking order. */
function createReach(from: Bound | null, toward: Toward): (task: Task) => boolean {
  if (from === null) return () => true;
  const { key, inclusive } = from;
  const sign = toward === 'older' ? 1 : -1;
  return (task) => {
    const order = sign * compareKeys(keyOf(task), key);
    return order > 0 || (inclusive && order === 0);
  };
}
