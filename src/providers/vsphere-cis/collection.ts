import type { SourceInfo } from '../../tasks/source.ts';
import type { Unreadable } from '../../tasks/unreadable.ts';
import { withReasons } from '../read-records.ts';
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
  const records = new Map<unknown, VsphereCisTask | Unreadable>();
  return {
    add(entries) {
      const sizeBefore = records.size;
      const tasks: VsphereCisTask[] = [];
      for (const [index, row] of withReasons(readTasks(entries, source)).entries()) {
        const entry = entries[index];
        // An entry without an id is itself alone.
        records.set(typeof entry?.id === 'string' ? entry.id : entry, row);
        if (!('unreadable' in row)) tasks.push(row);
      }
      return { tasks, added: records.size - sizeBefore };
    },
    rows() {
      const tasks: VsphereCisTask[] = [];
      const unreadable: string[] = [];
      for (const record of records.values()) {
        if ('unreadable' in record) unreadable.push(record.unreadable);
        else tasks.push(record);
      }
      return { tasks, unreadable };
    },
  };
}
