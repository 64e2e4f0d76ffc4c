import type { Task } from './task.ts';

/** A task's place in the merged list. It stays when the task itself is gone. */
export interface TaskKey {
  /** Epoch milliseconds; null sorts before every instant. */
  readonly orderedAt: number | null;
  readonly sourceName: string;
  readonly nativeId: string;
}

export function keyOf(task: Task): TaskKey {
  return { orderedAt: task.orderedAt, sourceName: task.source.name, nativeId: task.nativeId };
}

/**
 * The order DESC of the merged list: tasks without an instant, then newest first; ties by ascending source name,
 * then ascending native id, both in code-unit order. ASC is the same, reversed whole.
 * @returns negative where `a` stands before `b`, 0 for the same place.
 */
export function compareKeys(a: TaskKey, b: TaskKey): number {
  return (
    compareInstants(a.orderedAt, b.orderedAt) ||
    compareText(a.sourceName, b.sourceName) ||
    compareText(a.nativeId, b.nativeId)
  );
}

/** {@link compareKeys} of two tasks' keys, without making them. */
export function compareTasks(a: Task, b: Task): number {
  return (
    compareInstants(a.orderedAt, b.orderedAt) ||
    compareText(a.source.name, b.source.name) ||
    compareText(a.nativeId, b.nativeId)
  );
}

/** The first member of {@link compareKeys} alone. */
function compareInstants(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return b - a;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
