import { compareKeys, keyOf } from './key.ts';
import type { Task } from './task.ts';
import type { Bound, Toward, Walk } from './walk.ts';

/**
 * Walks a list that is had whole.
 * @param sorted its tasks in the order DESC of the merged list; awaited at the first step.
 */
export function walkWhole(sorted: () => Promise<readonly Task[]>, from: Bound | null, toward: Toward): Walk {
  let rest: Task[] | null = null;
  return {
    async next(wanted) {
      rest ??= cut(await sorted(), from, toward);
      return rest.splice(0, wanted);
    },
  };
}

/** All that one walk may ever bring: so many tasks with ids of their own, from a place on. */
export interface Reach {
  readonly from: Bound | null;
  readonly toward: Toward;
  readonly count: number;
}

/** What lies within reach of a list in the order DESC, in that order, and maybe more that has an id in common. */
export function withinReach(sorted: readonly Task[], { from, toward, count }: Reach): readonly Task[] {
  const ahead = cut(sorted, from, toward);
  // Told by the upstream's ids: equal ones may stand for two tasks, never different ones for the same.
  const ids = new Set<string>();
  let end = 0;
  while (end < ahead.length && ids.size < count) {
    ids.add(ahead[end]?.nativeId ?? '');
    end += 1;
  }
  const reached = ahead.slice(0, end);
  return toward === 'older' ? reached : reached.reverse();
}

function cut(sorted: readonly Task[], from: Bound | null, toward: Toward): Task[] {
  if (toward === 'older') return sorted.slice(from === null ? 0 : placeOf(sorted, from, from.inclusive ? 0 : 1));
  return sorted.slice(0, from === null ? sorted.length : placeOf(sorted, from, from.inclusive ? 1 : 0)).reverse();
}

/** By bisection, the first index whose key compares to the bound's at or past `least`: 0 for at it, 1 for behind it. */
function placeOf(sorted: readonly Task[], { key }: Bound, least: 0 | 1): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const task = sorted[middle];
    if (task && compareKeys(keyOf(task), key) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
