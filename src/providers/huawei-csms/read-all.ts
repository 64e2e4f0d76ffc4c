import { UpstreamError, upstreamError } from '../../errors.ts';
import { idOf } from './wire.ts';

export interface MarkerPage {
  /** In the upstream's order. */
  readonly records: readonly unknown[];
  /** What to ask the next page with; null where the upstream gives none. That there is one does not mean that more follows. */
  readonly nextMarker: string | null;
}

export interface MarkerList {
  /** Records asked for at a time: fewer in an answer are its last. */
  readonly pageSize: number;
  /** Rejects with UpstreamError INVALID_ARGUMENT or NOT_FOUND where the upstream refuses the marker. */
  readonly page: (marker: string | null) => Promise<MarkerPage>;
  /** Whether the task that a marker names is still one of the list. */
  readonly isListed: (marker: string) => Promise<boolean>;
}

/** Readings from the first page on, after the first one. */
const MAX_RESTARTS = 3;

interface ReadPage {
  readonly marker: string | null;
  readonly ids: readonly string[];
  readonly records: readonly unknown[];
}

/**
 * Reads a list that is paged by markers to its end, each id once, though tasks come and go meanwhile.
 *
 * No document tells how a marker is answered whose task has been removed. An error, no records, or records that were read
 * before are therefore the end only where the marker's task is still there. Where it is not, the page before is read again,
 * which gives another marker, and where that does not help either, the whole list.
 * @returns the records as received, in the upstream's order.
 * Rejects with what `page` and `isListed` reject with; UNAVAILABLE, retryable, where the end can't be proven;
 * INVALID_RESPONSE where the markers go in a circle.
 */
export async function readAll({ pageSize, page, isListed }: MarkerList): Promise<readonly unknown[]> {
  const pages: ReadPage[] = [];
  const seen = new Set<string>();
  let marker: string | null = null;
  /** Ids read when a marker was last lost: going back once more helps only once there are more. */
  let readAtLoss = 0;
  let restarts = 0;

  const dropLastPage = (): string | null => {
    const dropped = pages.pop();
    for (const id of dropped?.ids ?? []) seen.delete(id);
    return dropped?.marker ?? null;
  };
  /** The marker to go on with once the last page's is lost. */
  const goBack = (): string | null => {
    if (pages.length > 1 && seen.size > readAtLoss) {
      readAtLoss = seen.size;
      return dropLastPage();
    }
    restarts += 1;
    if (restarts > MAX_RESTARTS) {
      throw upstreamError('UNAVAILABLE', 'The list changed too often while it was read for its end to be known.');
    }
    readAtLoss = 0;
    while (pages.length > 0) dropLastPage();
    return null;
  };

  for (;;) {
    const { records, nextMarker }: MarkerPage = marker === null ? await page(null) : await pageOrRefusal(page, marker);
    const doubted: string | null = marker !== null && isDoubtful(records, marker, seen) ? marker : null;
    if (doubted !== null && !(await isListed(doubted))) {
      marker = goBack();
      continue;
    }
    const fresh = unread(records, seen);
    if (doubted !== null && fresh.ids.length === 0) break;
    pages.push({ marker, ...fresh });
    if (records.length < pageSize || nextMarker === null) break;
    if (pages.some((read) => read.marker === nextMarker)) {
      throw upstreamError('INVALID_RESPONSE', "The upstream's markers go in a circle.");
    }
    marker = nextMarker;
  }
  return pages.flatMap((read) => read.records);
}

/** A refused marker reads as a page without records: it is looked into in the same way. */
async function pageOrRefusal(page: MarkerList['page'], marker: string): Promise<MarkerPage> {
  try {
    return await page(marker);
  } catch (error) {
    const isRefusal = error instanceof UpstreamError && ['INVALID_ARGUMENT', 'NOT_FOUND'].includes(error.problem.code);
    if (!isRefusal) throw error;
    return { records: [], nextMarker: null };
  }
}

/** Whether the answer may come of a marker that the upstream no longer knows. The marker's own task may lead a page. */
function isDoubtful(records: readonly unknown[], marker: string, seen: ReadonlySet<string>): boolean {
  const ids = records.map(idOf).filter((id) => id !== marker);
  return ids.length === 0 || ids.some((id) => id !== null && seen.has(id));
}

/** The records not read before, each id once, which joins `seen`; one without an id can't be known again. */
function unread(
  records: readonly unknown[],
  seen: Set<string>,
): { readonly ids: readonly string[]; readonly records: readonly unknown[] } {
  const ids: string[] = [];
  const fresh: unknown[] = [];
  for (const record of records) {
    const id = idOf(record);
    if (id !== null) {
      if (seen.has(id)) continue;
      seen.add(id);
      ids.push(id);
    }
    fresh.push(record);
  }
  return { ids, records: fresh };
}
