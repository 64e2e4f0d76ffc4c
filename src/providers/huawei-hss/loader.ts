import DataLoader from 'dataloader';
import { createLimit } from '../../http/limit.ts';
import { encodeLocalId, type HssTask, type LocalId } from './task.ts';

/** Look-ups in flight at once: the API finds one job a request. */
const MAX_LOOKUPS = 8;

/** By task type and id, each looked up once a request. One that fails costs itself alone. */
export function createTaskLoader(
  find: (id: LocalId) => Promise<HssTask | null>,
): DataLoader<LocalId, HssTask | null, string> {
  const limit = createLimit(MAX_LOOKUPS);
  return new DataLoader((ids) => Promise.all(ids.map((id) => limit(() => find(id)).catch((error: Error) => error))), {
    cacheKeyFn: encodeLocalId,
  });
}
