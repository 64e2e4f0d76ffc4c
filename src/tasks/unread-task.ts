import type { SourceInfo } from './source.ts';
import type { Task } from './task.ts';

/** A record of a list whose place in the order is known; the task is made of it when it is first looked at. */
export class UnreadTask<T extends Task = Task> {
  readonly orderedAt: number | null;
  readonly nativeId: string;
  readonly source: SourceInfo;
  /** As received. */
  readonly record: unknown;
  #task: T | null = null;
  readonly #read: (record: unknown) => T;

  /** @param read must not fail for the record, and its task must have this very place. */
  constructor(
    orderedAt: number | null,
    nativeId: string,
    source: SourceInfo,
    record: unknown,
    read: (record: unknown) => T,
  ) {
    this.orderedAt = orderedAt;
    this.nativeId = nativeId;
    this.source = source;
    this.record = record;
    this.#read = read;
  }

  get task(): T {
    this.#task ??= this.#read(this.record);
    return this.#task;
  }
}

/** A task of a list, made already or not: most rows that are scanned are sorted and never served. */
export type TaskRow<T extends Task = Task> = T | UnreadTask<T>;

export function taskOf<T extends Task>(row: TaskRow<T>): T {
  return row instanceof UnreadTask ? row.task : row;
}
