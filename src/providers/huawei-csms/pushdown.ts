import type { Pushdown } from '../../tasks/pushdown.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { SecretTaskFilter } from './client.ts';
import { STATUSES } from './task.ts';

/** The upstream chooses by one word, and only those for an end are known: any other wish is met by reading all. */
export const pushdown: Pushdown<SecretTaskFilter> = {
  statuses: (values) => {
    const status = wordFor([...values].filter((value) => STATUSES.has(value)));
    return status === null ? null : { native: { status }, exact: true };
  },
};

function wordFor([only, ...others]: readonly TaskStatus[]): 'SUCCESS' | 'FAILED' | null {
  if (others.length > 0) return null;
  if (only === 'SUCCEEDED') return 'SUCCESS';
  return only === 'FAILED' ? 'FAILED' : null;
}
