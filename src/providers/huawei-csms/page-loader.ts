import type { Call, RequestRecord } from '../../http/exchange.ts';
import { createGather } from '../../tasks/gather.ts';
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

interface Waiting extends Wanted {
  readonly resolve: (page: Page) => void;
  readonly reject: (reason: unknown) => void;
}

export interface MarkerPageLoaderOptions {
  readonly call: (onRequest: (record: RequestRecord) => void) => Call;
  /** One upstream request. Rejects with UpstreamError. */
  readonly fetch: (filter: SecretTaskFilter, window: SecretTaskWindow, call: Call) => Promise<Page>;
}

export function createMarkerPageLoader({ call, fetch }: MarkerPageLoaderOptions): MarkerPageLoader {
  const answer = (group: readonly Waiting[], { filter, window: largest }: Waiting): void => {
    const shared = call((record) => {
      for (const [index, { onRequest }] of group.entries())
        onRequest(index === 0 ? record : { ...record, cached: true });
    });
    fetch(filter, largest, shared).then(
      (page) => {
        for (const { window, resolve } of group) resolve({ ...page, records: page.records.slice(0, window.limit) });
      },
      (error: unknown) => {
        for (const { reject } of group) reject(error);
      },
    );
  };
  const gather = createGather<Waiting>((waiting) => {
    for (const group of Map.groupBy(waiting, startOf).values()) {
      const inOrder = group.toSorted((a, b) => b.window.limit - a.window.limit);
      if (inOrder[0]) answer(inOrder, inOrder[0]);
    }
  });
  return {
    load: ({ filter, window, onRequest }) =>
      new Promise((resolve, reject) => gather({ filter, window, onRequest, resolve, reject })),
  };
}

/** Equal for windows that begin at the same place of the same list. */
function startOf({ filter: { secretName, status }, window }: Wanted): string {
  return JSON.stringify([secretName ?? null, status ?? null, window.marker]);
}
