import type { TaskStatusCount } from './outcome.ts';
import { TASK_STATUSES, type TaskStatus } from './status.ts';
import type { Task } from './task.ts';

/** How many tasks have each status, in the order of the enum; statuses that none has are left out. */
export function countStatuses(tasks: Iterable<Task>): readonly TaskStatusCount[] {
  const counts = new Map<TaskStatus, number>();
  for (const { status } of tasks) counts.set(status, (counts.get(status) ?? 0) + 1);
  return countsInOrder(counts);
}

/** Adds up the counts of several lists. */
export function addStatusCounts(lists: Iterable<readonly TaskStatusCount[]>): readonly TaskStatusCount[] {
  const counts = new Map<TaskStatus, number>();
  for (const list of lists) {
    for (const { status, count } of list) counts.set(status, (counts.get(status) ?? 0) + count);
  }
  return countsInOrder(counts);
}

function countsInOrder(counts: ReadonlyMap<TaskStatus, number>): readonly TaskStatusCount[] {
  return TASK_STATUSES.flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [{ status, count }];
  });
}
