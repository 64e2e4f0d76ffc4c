import { z } from 'zod';
import { lenient, recordId } from '../record-members.ts';

/** SecretTask of ListSecretTask. The documents mark nothing as required; without its id a record can't be served. */
export const secretTask = z.object({
  task_id: recordId,
  secret_name: lenient(z.string()),
  rotation_func_urn: lenient(z.string()),
  /** SUCCESS or FAILED once ended; the words before that are not documented. */
  task_status: lenient(z.string()),
  /** MULTI_USER in the documents' sample; kept as it is where it is another word. */
  operate_type: lenient(z.string()),
  /** Creation, epoch milliseconds. Orders the list: read strictly, in task.ts. */
  task_time: z.unknown().optional(),
  attempt_nums: lenient(z.int32()),
  task_error_code: lenient(z.string()),
  task_error_msg: lenient(z.string()),
});

export type SecretTask = z.output<typeof secretTask>;

/** The answer's envelope; each record is read by itself. */
export const secretTaskList = z
  .looseObject({
    /** No document says whether it is the list's or the page's. */
    total: lenient(z.int32()),
    tasks: z.array(z.unknown()).nullish(),
    next_marker: z.string().nullish(),
  })
  // Nothing is marked as required, but what holds other members alone is another answer, not an empty list.
  .refine(
    ({ total, tasks, next_marker: marker, ...others }) =>
      Object.keys(others).length === 0 || total !== null || tasks !== undefined || marker !== undefined,
  );

/** The id of a record as received; null where it has none. */
export function idOf(record: unknown): string | null {
  const id = typeof record === 'object' && record !== null && 'task_id' in record ? record.task_id : null;
  return typeof id === 'string' && id !== '' ? id : null;
}
