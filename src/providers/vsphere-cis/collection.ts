import type { SourceInfo } from '../../tasks/source.ts';
import { readTasks, type VsphereCisTask } from './task.ts';
import type { TaskEntry } from './wire.ts';

/** What several answers hold together: of each id the record read last. */
export interface Collection {
  /** The tasks of these entries, and how many of the entries no answer before held. */
  add(entries: readonly TaskEntry[]): { readonly tasks: readonly VsphereCisTask[]; readonly added: number };
  rows(): { readonly tasks: readonly VsphereCisTask[]; readonly unreadable: readonly string[] };
}

export function createCollection(source: SourceInfo): Collection {
  /** The task, or why there is none. */
  const records = new Map<unknown, VsphereCisTask | string>();
  return {
    add(entries) {
      const sizeBefore = records.size;
      const { rows, unreadable } = readTasks(entries, source);
      const reasons = unreadable.values();
      entries.forEach((entry, index) => {
        // An entry without an id is itself alone.
        records.set(typeof entry.id === 'string' ? entry.id : entry, rows[index] ?? reasons.next().value ?? 'a record');
      });
      return { tasks: rows.filter((row) => row !== null), added: records.size - sizeBefore };
    },
    rows() {
      const tasks: VsphereCisTask[] = [];
      const unreadable: string[] = [];
      for (const record of records.values()) {
        if (typeof record === 'string') unreadable.push(record);
        else tasks.push(record);
      }
      return { tasks, unreadable };
    },
  };
}
