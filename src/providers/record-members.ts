import { z } from 'zod';
import { nullIfAbsent } from '../http/compile-schema.ts';
import { isCursorable } from '../tasks/cursor.ts';

/** The id of a record: a text that is not empty and fits a cursor. */
export const recordId = z.string().min(1).refine(isCursorable, 'too long for an id');

/** A member that is null wherever it is absent or not of its documented type: it must not cost the record. */
export function lenient<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return schema.nullish().catch(null).transform(nullIfAbsent) as z.ZodType<T | null>;
}
