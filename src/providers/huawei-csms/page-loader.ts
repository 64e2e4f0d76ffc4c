import DataLoader from 'dataloader';
import type { Call, RequestRecord } from '../../http/exchange.ts';
import type { SecretTaskFilter, SecretTaskWindow } from './client.ts';

interface Wanted {
  readonly filter: SecretTaskFilter;
  readonly window: SecretTaskWindow;
  readonly onRequest: (record: RequestRecord) => void;
}

/** Reads windows; those asked for in one tick that start at one marker share the request of the largest. */
export interface MarkerPageLoader {
  /** Records as received, in the upstream's order; fewer than the window's limit mean the end of the list. */
  load(wanted: Wanted): Promise<readonly unknown[]>;
}

export interface MarkerPageLoaderOptions {
  readonly call: (onRequest: (record: RequestRecord) => void) => Call;
  /** One upstream request. Rejects with UpstreamError. */
  readonly fetch: (filter: SecretTaskFilter, window: SecretTaskWindow, call: Call) => Promise<readonly unknown[]>;
}

export function createMarkerPageLoader({ call, fetch }: MarkerPageLoaderOptions): MarkerPageLoader {
  const read = async ([largest, ...others]: readonly [Wanted, ...Wanted[]]): Promise<readonly unknown[]> => {
    const shared = call((record) => {
      largest.onRequest(record);
      for (const { onRequest } of others) onRequest({ ...record, cached: true });
    });
    return fetch(largest.filter, largest.window, shared);
  };
  const loader = new DataLoader<Wanted, readonly unknown[]>(
    async (wanted) => {
      const reads = new Map<string, Promise<readonly unknown[]>>();
      for (const [start, group] of Map.groupBy(wanted, startOf)) {
        const [largest, ...others] = [...group].sort((a, b) => b.window.limit - a.window.limit);
        if (largest) reads.set(start, read([largest, ...others]));
      }
      return Promise.all(
        wanted.map(async (one) => {
          try {
            return ((await reads.get(startOf(one))) ?? []).slice(0, one.window.limit);
          } catch (error) {
            return error as Error;
          }
        }),
      );
    },
    { cache: false },
  );
  return { load: (wanted) => loader.load(wanted) };
}

/** Equal for windows that begin at the same place of the same list. */
function startOf({ filter: { secretName, status }, window }: Wanted): string {
  return JSON.stringify([secretName ?? null, status ?? null, window.marker]);
}
