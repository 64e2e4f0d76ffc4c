import type { z } from 'zod';
import { compiled, MISFIT } from '../http/compile-schema.ts';
import type { Unreadable } from '../tasks/unreadable.ts';

/** A record that is there but can't be read: it has no usable id, or an ordering time that is no instant. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

export interface ReadRecords<Row> {
  /** In the order of the records; null where one can't be read. */
  readonly rows: readonly (Row | null)[];
  /** One reason for each null. */
  readonly unreadable: readonly string[];
}

/**
 * Reads each record by itself, so that a bad one costs that one alone.
 * @param toRow throws {@link UnreadableRecord} for a record that can't be served.
 */
export function readRecords<Wire, Row>(
  records: readonly unknown[],
  schema: z.ZodType<Wire>,
  toRow: (wire: Wire, record: unknown) => Row,
): ReadRecords<Row> {
  const unreadable: string[] = [];
  const read = compiled(schema);
  const rows = records.map((record) => {
    const wire = read(record);
    if (wire === MISFIT) {
      unreadable.push(misfitOf(record, schema));
      return null;
    }
    try {
      return toRow(wire, record);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      unreadable.push(error.message);
      return null;
    }
  });
  return { rows, unreadable };
}

/** In the order of the records, each reason in the place of what can't be read. */
export function withReasons<Row extends object>({ rows, unreadable }: ReadRecords<Row>): readonly (Row | Unreadable)[] {
  const reasons = unreadable.values();
  return rows.map((row) => row ?? { unreadable: reasons.next().value ?? '' });
}

/** Zod says what a compiled schema does not: where a record does not fit. */
function misfitOf(record: unknown, schema: z.ZodType): string {
  const path = schema.safeParse(record).error?.issues[0]?.path.join('.') ?? '';
  return path === '' ? 'a record is no object' : `a record's ${path} is missing or malformed`;
}
