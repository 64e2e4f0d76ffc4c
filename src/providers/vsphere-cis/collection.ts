import type { SourceInfo } from '../../tasks/source.ts';
import { readEntries, type VsphereCisTask } from './task.ts';
import type { TaskEntry } from './wire.ts';

type Read = ReturnType<typeof readEntries>;

/** What several answers hold together: of each id the record read last. */
export interface Collection {
  /** The tasks of these entries, and how many of the entries no answer before held. */
  add(entries: readonly TaskEntry[]): { readonly tasks: readonly VsphereCisTask[]; readonly added: number };
  rows(): Read;
}

export function createCollection(source: SourceInfo): Collection {
  const records = new Map<unknown, Read>();
  return {
    add(entries) {
      const sizeBefore = records.size;
      const read = entries.map((entry) => {
        const record = readEntries([entry], source);
        // An entry without an id is itself alone.
        records.set(typeof entry.id === 'string' ? entry.id : entry, record);
        return record;
      });
      return { tasks: read.flatMap(({ tasks }) => tasks), added: records.size - sizeBefore };
    },
    rows() {
      const read = [...records.values()];
      return { tasks: read.flatMap(({ tasks }) => tasks), unreadable: read.flatMap(({ unreadable }) => unreadable) };
    },
  };
}
