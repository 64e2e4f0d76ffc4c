/** Where a task stands, whatever its upstream calls it; the words are those of the GraphQL enum TaskStatus. */
export const TASK_STATUSES = [
  'QUEUED',
  'RUNNING',
  'BLOCKED',
  'READY',
  'SUCCEEDED',
  'WARNING',
  'FAILED',
  'CANCELLED',
  'UNKNOWN',
] as const;

export type TaskStatus = (typeof TASK_STATUSES)[number];
