import { z } from 'zod';
import { compiled, MISFIT, nullIfAbsent } from '../http/compile-schema.ts';
import { isCursorable } from '../tasks/cursor.ts';
import type { SourceInfo } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { UnreadTask } from '../tasks/unread-task.ts';

/** A record that is there but can't be read: it has no usable id, or an ordering time that is no instant. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

export interface ReadRecords<T extends Task> {
  /** In the order of the records; null where one can't be read. */
  readonly rows: readonly (T | null)[];
  /** One reason for each null. */
  readonly unreadable: readonly string[];
}

/**
 * Reads each record by itself, so that a bad one costs that one alone.
 * @param toTask throws {@link UnreadableRecord} for a record that can't be served.
 */
export function readRecords<Wire, T extends Task>(
  records: readonly unknown[],
  schema: z.ZodType<Wire>,
  toTask: (wire: Wire, record: unknown) => T,
): ReadRecords<T> {
  const unreadable: string[] = [];
  const read = compiled(schema);
  const rows = records.map((record) => {
    const wire = read(record);
    if (wire === MISFIT) {
      unreadable.push(misfitOf(record, schema));
      return null;
    }
    try {
      return toTask(wire, record);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      unreadable.push(error.message);
      return null;
    }
  });
  return { rows, unreadable };
}

/** How a provider's records are read. */
export interface RecordReader<Wire, Key, T extends Task> {
  readonly schema: z.ZodType<Wire>;
  /** The members of `schema` that are read strictly, and what else the place takes: all that can make a record unreadable. */
  readonly key: z.ZodType<Key>;
  readonly idOf: (key: Key) => string;
  /** `orderedAt` of the task. Throws {@link UnreadableRecord}. */
  readonly orderOf: (key: Key) => number | null;
  readonly toTask: (wire: Wire, record: unknown) => T;
}

export interface PlacedRecords<T extends Task> {
  /** In the order of the records; null where one can't be read. */
  readonly rows: readonly (UnreadTask<T> | null)[];
  /** One reason for each null. */
  readonly unreadable: readonly string[];
}

/** {@link readRecords}, but for the tasks, each of which is made when it is looked at. */
export function placeRecords<Wire, Key, T extends Task>(
  records: readonly unknown[],
  source: SourceInfo,
  { schema, key, idOf, orderOf, toTask }: RecordReader<Wire, Key, T>,
): PlacedRecords<T> {
  const unreadable: string[] = [];
  const readKey = compiled(key);
  const readWhole = compiled(schema);
  const read = (record: unknown): T => {
    const wire = readWhole(record);
    if (wire === MISFIT) throw new Error('the key of a record fits its schema and the record does not');
    return toTask(wire, record);
  };
  const rows = records.map((record) => {
    const place = readKey(record);
    if (place === MISFIT) {
      unreadable.push(misfitOf(record, schema));
      return null;
    }
    try {
      return new UnreadTask(orderOf(place), idOf(place), source, record, read);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      unreadable.push(error.message);
      return null;
    }
  });
  return { rows, unreadable };
}

/** Zod says what a compiled schema does not: where a record does not fit. */
function misfitOf(record: unknown, schema: z.ZodType): string {
  const path = schema.safeParse(record).error?.issues[0]?.path.join('.') ?? '';
  return path === '' ? 'a record is no object' : `a record's ${path} is missing or malformed`;
}

/** The id of a record: a text that is not empty and fits a cursor. */
export const recordId = z.string().min(1).refine(isCursorable, 'too long for an id');

/** A member that is null wherever it is absent or not of its documented type: it must not cost the record. */
export function lenient<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return schema.nullish().catch(null).transform(nullIfAbsent) as z.ZodType<T | null>;
}
