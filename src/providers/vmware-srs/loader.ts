import DataLoader from 'dataloader';
import type { SrsRunspace } from './task.ts';

/** By id: one list for however many are asked for in one tick, since lists are tiny and single gets cost a request each. */
export function createRunspaceLoader(
  list: () => Promise<readonly SrsRunspace[]>,
): DataLoader<string, SrsRunspace | null> {
  return new DataLoader(async (ids) => {
    const byId = new Map((await list()).map((runspace) => [runspace.nativeId, runspace]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}
