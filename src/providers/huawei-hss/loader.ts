import DataLoader from 'dataloader';
import { encodeLocalId, type HssTask, type LocalId } from './task.ts';

/** Look-ups in flight at once: the API finds one job a request. */
const MAX_LOOKUPS = 8;

/** By task type and id, each looked up once a request. One that fails costs itself alone. */
export function createTaskLoader(
  find: (id: LocalId) => Promise<HssTask | null>,
): DataLoader<LocalId, HssTask | null, string> {
  return new DataLoader(
    async (ids) => {
      const found: (HssTask | null | Error)[] = [];
      const waiting = [...ids.entries()];
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const [index, id] = next;
          found[index] = await find(id).catch((error: Error) => error);
        }
      };
      await Promise.all(Array.from({ length: MAX_LOOKUPS }, work));
      return found;
    },
    { cacheKeyFn: encodeLocalId },
  );
}
