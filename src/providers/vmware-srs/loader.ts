import DataLoader from 'dataloader';
import type { SrsRunspace } from './task.ts';

/**
 * By id: one list for however many are asked for in one tick, since lists are tiny and single gets cost a request each.
 * @param list every runspace by its id; an Error for one that can't be read. Rejects with UpstreamError.
 */
export function createRunspaceLoader(
  list: () => Promise<ReadonlyMap<string, SrsRunspace | Error>>,
): DataLoader<string, SrsRunspace | null> {
  return new DataLoader(async (ids) => {
    const byId = await list();
    return ids.map((id) => byId.get(id) ?? null);
  });
}
