import { z } from 'zod';
import { lenient, recordId } from '../record-members.ts';

/** ErrorDetails: `details` may hold a .NET stack trace and is never read. */
const errorDetails = z.object({
  code: lenient(z.number()),
  error_message: lenient(z.string()),
});

/**
 * Runspace, as swagger.yaml of the service has it. Nothing is marked required there and the gateway leaves nulls out,
 * so absent and null are the same.
 */
export const runspace = z.object({
  id: recordId,
  name: lenient(z.string()),
  /** ready, active, creating, error; kept as it is where it is another word. */
  state: lenient(z.string()),
  error_details: lenient(errorDetails),
  run_vc_connection_script: lenient(z.boolean()),
  vc_connection_script_id: lenient(z.string()),
  /** Orders the list: read strictly, in task.ts. */
  creation_time: z.string().nullish(),
});

export type Runspace = z.output<typeof runspace>;

/** GET /api/runspaces answers a bare array; each record is read by itself. */
export const runspaceList = z.array(z.unknown());

/** The id of a record as received; null where it has none. */
export function idOf(record: unknown): string | null {
  const id = typeof record === 'object' && record !== null && 'id' in record ? record.id : null;
  return typeof id === 'string' ? id : null;
}
