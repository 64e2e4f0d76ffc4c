import type { Pushdown } from '../../tasks/pushdown.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { FilterSpec } from './filter-spec.ts';

const WORD_OF: ReadonlyMap<TaskStatus, string> = new Map([
  ['QUEUED', 'PENDING'],
  ['RUNNING', 'RUNNING'],
  ['BLOCKED', 'BLOCKED'],
  ['SUCCEEDED', 'SUCCEEDED'],
  ['FAILED', 'FAILED'],
  ['CANCELLED', 'FAILED'],
]);

/** The members of TaskFilter that a FilterSpec can say; equal sets in equal order, for what is read is kept by its filter. */
export const PUSHDOWN: Pushdown<FilterSpec> = {
  statuses(statuses) {
    // No word asks for the words that nobody knows.
    if (statuses.has('UNKNOWN')) return null;
    const words = [...new Set([...statuses].flatMap((status) => WORD_OF.get(status) ?? []))].sort();
    if (words.length === 0) return null;
    // One word holds failures and cancellations: it is exact where both or neither are wanted.
    return { native: { status: words }, exact: statuses.has('FAILED') === statuses.has('CANCELLED') };
  },
  initiators: (users) => (users.size === 0 ? null : { native: { users: [...users].sort() }, exact: true }),
};
