import type { z } from 'zod';
import { compiled, MISFIT } from '../http/compile-schema.ts';
import type { SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { UnreadTask } from '../tasks/unread-task.ts';
import { type ReadRecords, readRecords } from './read-records.ts';

/** How a provider's records are read. */
export interface RecordReader<Wire, Key, T extends Task> {
  readonly schema: z.ZodType<Wire>;
  /** The members of `schema` that are read strictly, and what else the place takes: all that can make a record unreadable. */
  readonly key: z.ZodType<Key>;
  readonly idOf: (key: Key) => string;
  /** `orderedAt` of the task. Throws UnreadableRecord. */
  readonly orderOf: (key: Key) => number | null;
  readonly toTask: (wire: Wire, record: unknown) => T;
}

export type PlacedRecords<T extends Task> = ReadRecords<UnreadTask<T>>;

/** Reads the place of each record; the tasks are made when they are looked at. */
export function placeRecords<Wire, Key, T extends Task>(
  records: readonly unknown[],
  source: SourceInfo,
  { schema, key, idOf, orderOf, toTask }: RecordReader<Wire, Key, T>,
): PlacedRecords<T> {
  const readWhole = compiled(schema);
  const read = (record: unknown): T => {
    const wire = readWhole(record);
    if (wire === MISFIT) throw new Error('the key of a record fits its schema and the record does not');
    return toTask(wire, record);
  };
  const place = (at: Key, record: unknown): UnreadTask<T> =>
    new UnreadTask(orderOf(at), idOf(at), source, record, read);
  return readRecords(records, key, place);
}
