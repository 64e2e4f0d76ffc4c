import DataLoader from 'dataloader';
import { toError } from '../../errors.ts';
import type { Call, RequestRecord } from '../../http/exchange.ts';
import { Parcel } from '../../tasks/parcel.ts';
import type { SecretTaskFilter, SecretTaskPage, SecretTaskWindow } from './client.ts';

type Page = Pick<SecretTaskPage, 'records' | 'total'>;

interface Wanted {
  readonly filter: SecretTaskFilter;
  readonly window: SecretTaskWindow;
  readonly onRequest: (record: RequestRecord) => void;
}

/** Reads windows; those asked for in one tick that start at one marker share the request of the largest. */
export interface MarkerPageLoader {
  /** In the upstream's order; fewer records than the window's limit mean the end of the list. `total` as sent with the largest. */
  load(wanted: Wanted): Promise<Page>;
}

export interface MarkerPageLoaderOptions {
  readonly call: (onRequest: (record: RequestRecord) => void) => Call;
  /** One upstream request. Rejects with UpstreamError. */
  readonly fetch: (filter: SecretTaskFilter, window: SecretTaskWindow, call: Call) => Promise<Page>;
}

export function createMarkerPageLoader({ call, fetch }: MarkerPageLoaderOptions): MarkerPageLoader {
  const read = async ([largest, ...others]: readonly [Wanted, ...Wanted[]]): Promise<Page> => {
    const shared = call((record) => {
      largest.onRequest(record);
      for (const { onRequest } of others) onRequest({ ...record, cached: true });
    });
    return fetch(largest.filter, largest.window, shared);
  };
  const loader = new DataLoader<Wanted, Parcel<Page>>(
    async (wanted) => {
      const answers = new Map<Wanted, Parcel<Page> | Error>();
      const answer = async (group: readonly Wanted[]): Promise<void> => {
        const [largest, ...others] = group.toSorted((a, b) => b.window.limit - a.window.limit);
        if (!largest) return;
        const page = await read([largest, ...others]).catch(toError);
        for (const one of group)
          answers.set(
            one,
            page instanceof Error ? page : new Parcel({ ...page, records: page.records.slice(0, one.window.limit) }),
          );
      };
      await Promise.all(Map.groupBy(wanted, startOf).values().map(answer));
      return wanted.map((one) => answers.get(one) ?? new Error('a window without a group'));
    },
    { cache: false },
  );
  return { load: async (wanted) => (await loader.load(wanted)).take() };
}

/** Equal for windows that begin at the same place of the same list. */
function startOf({ filter: { secretName, status }, window }: Wanted): string {
  return JSON.stringify([secretName ?? null, status ?? null, window.marker]);
}
