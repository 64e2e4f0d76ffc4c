import DataLoader from 'dataloader';
import type { CsmsTask } from './task.ts';

/** The upstream looks up one id at a time: this many look-ups are under way at once. */
const MAX_LOOKUPS = 8;

/** By id: each id once, null where there is no such task. `find` rejects with UpstreamError, which costs that id alone. */
export function createTaskLoader(
  find: (taskId: string) => Promise<CsmsTask | null>,
): DataLoader<string, CsmsTask | null> {
  return new DataLoader(async (ids) => {
    const found = new Array<CsmsTask | null | Error>(ids.length).fill(null);
    const queue = ids.entries();
    const lookUp = async (): Promise<void> => {
      for (const [index, id] of queue) found[index] = await find(id).catch((error: Error) => error);
    };
    await Promise.all(Array.from({ length: MAX_LOOKUPS }, lookUp));
    return found;
  });
}
