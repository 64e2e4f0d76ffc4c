import DataLoader from 'dataloader';
import { toError, UpstreamError } from '../../errors.ts';
import { LONGEST_FILTER } from './filter-text.ts';
import type { SailPointTask } from './task.ts';

/** Ids of one request: more than a client's page, few enough for one answer of 250 records. */
const MAX_IDS = 100;

export interface TaskLoaderOptions {
  /** Whether {@link list} finds pending tasks too, so that what it does not find is nowhere. */
  readonly listsPending: boolean;
  /** Those of the ids that there are; an Error for one that can't be read. Rejects with UpstreamError. */
  readonly list: (ids: readonly string[]) => Promise<ReadonlyMap<string, SailPointTask | Error>>;
  /** Null where there is none. Rejects with UpstreamError. */
  readonly get: (id: string) => Promise<SailPointTask | null>;
}

/**
 * By id: as few lists as the length of a URL allows for however many are asked for in one tick.
 * A single id, and what a list leaves open, is looked up by itself; one look-up's failure is not another's.
 */
export function createTaskLoader(options: TaskLoaderOptions): DataLoader<string, SailPointTask | null> {
  const { listsPending, list, get } = options;
  return new DataLoader(async (ids) => {
    const found = new Map<string, SailPointTask | Error | null>();
    const chunks = ids.length > 1 ? chunksOf(ids) : [];
    await Promise.all(
      chunks.map(async (chunk) => {
        try {
          const listed = await list(chunk);
          for (const id of chunk) {
            const task = listed.get(id);
            if (task !== undefined || listsPending) found.set(id, task ?? null);
          }
        } catch (error) {
          // An id that the filter does not take must not cost the others: each is looked up by itself.
          if (error instanceof UpstreamError && error.problem.code === 'INVALID_ARGUMENT') return;
          for (const id of chunk) found.set(id, toError(error));
        }
      }),
    );
    return Promise.all(ids.map(async (id) => (found.has(id) ? (found.get(id) ?? null) : get(id).catch(toError))));
  });
}

function chunksOf(ids: readonly string[]): readonly string[][] {
  const chunks: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const added = encodeURIComponent(`"${id}",`).length;
    const last = chunks.at(-1);
    if (last && last.length < MAX_IDS && length + added <= LONGEST_FILTER) {
      last.push(id);
      length += added;
    } else {
      chunks.push([id]);
      length = added;
    }
  }
  return chunks;
}
