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

/** The members of TaskFilter that a FilterSpec can say. */
export const PUSHDOWN: Pushdown<FilterSpec> = {
  statuses(statuses) {
    // No word asks for the words that nobody knows.
    if (statuses.has('UNKNOWN')) return null;
    const words = [...statuses].flatMap((status) => WORD_OF.get(status) ?? []);
    if (words.length === 0) return null;
    // One word holds failures and cancellations: it is exact where both or neither are wanted.
    return { native: { status: words }, exact: statuses.has('FAILED') === statuses.has('CANCELLED') };
  },
  initiators: (users) => (users.size === 0 ? null : { native: { users: [...users] }, exact: true }),
};
