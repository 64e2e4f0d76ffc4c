import DataLoader from 'dataloader';
import { toError } from '../errors.ts';
import type { Call, RequestRecord } from '../http/exchange.ts';
import { Parcel } from './parcel.ts';

/** A window of a list that its upstream pages by offset. */
export interface OffsetWindow {
  readonly offset: number;
  readonly limit: number;
  /** Whether the upstream must tell how many records the list holds, where that costs extra. */
  readonly withTotal: boolean;
}

export interface OffsetPage<Row> {
  /** In the upstream's order; fewer than `limit` mean the end of the list. */
  readonly rows: readonly Row[];
  /** Records in the whole list; null where the upstream was not asked or does not tell. */
  readonly total: number | null;
}

export interface PageLoaderOptions<List, Row> {
  /** Equal texts for equal lists: windows of one list may share requests. */
  readonly keyOf: (list: List) => string;
  readonly minPageSize: number;
  readonly maxPageSize: number;
  readonly call: (onRequest: (record: RequestRecord) => void) => Call;
  /** One upstream request. Rejects with UpstreamError. */
  readonly fetch: (list: List, window: OffsetWindow, call: Call) => Promise<OffsetPage<Row>>;
}

/** Reads windows; those asked for in one tick share upstream requests. */
export interface PageLoader<List, Row> {
  load(list: List, window: OffsetWindow, onRequest: (record: RequestRecord) => void): Promise<OffsetPage<Row>>;
}

interface Wanted<List> {
  readonly list: List;
  readonly window: OffsetWindow;
  readonly onRequest: (record: RequestRecord) => void;
}

/** Windows of one list that touch or overlap, and all that is needed to answer them. */
interface Span<List> {
  readonly list: List;
  readonly start: number;
  end: number;
  withTotal: boolean;
  readonly wanted: Wanted<List>[];
}

/** Windows of one tick that touch or overlap become one upstream request, or the fewest that the page size allows. */
export function createPageLoader<List, Row>(options: PageLoaderOptions<List, Row>): PageLoader<List, Row> {
  const loader = new DataLoader<Wanted<List>, Parcel<OffsetPage<Row>>>(
    async (wanted) => {
      const answers = new Map<Wanted<List>, Parcel<OffsetPage<Row>> | Error>();
      const answer = async (span: Span<List>): Promise<void> => {
        const read = await readSpan(span, options).catch(toError);
        for (const one of span.wanted)
          answers.set(one, read instanceof Error ? read : new Parcel(cut(read, span.start, one.window)));
      };
      await Promise.all(spansOf(wanted, options.keyOf).map(answer));
      return wanted.map((one) => answers.get(one) ?? new Error('a window without a span'));
    },
    { cache: false },
  );
  return { load: async (list, window, onRequest) => (await loader.load({ list, window, onRequest })).take() };
}

function spansOf<List>(wanted: readonly Wanted<List>[], keyOf: (list: List) => string): readonly Span<List>[] {
  const spans: Span<List>[] = [];
  const lastOf = new Map<string, Span<List>>();
  for (const one of wanted.toSorted((a, b) => a.window.offset - b.window.offset)) {
    const { offset, limit, withTotal } = one.window;
    const key = keyOf(one.list);
    const last = lastOf.get(key);
    if (last && offset <= last.end) {
      last.end = Math.max(last.end, offset + limit);
      last.withTotal ||= withTotal;
      last.wanted.push(one);
    } else {
      const span = { list: one.list, start: offset, end: offset + limit, withTotal, wanted: [one] };
      spans.push(span);
      lastOf.set(key, span);
    }
  }
  return spans;
}

async function readSpan<List, Row>(span: Span<List>, options: PageLoaderOptions<List, Row>): Promise<OffsetPage<Row>> {
  const { minPageSize, maxPageSize, fetch, call } = options;
  const shared = call((record) => {
    for (const [index, { onRequest }] of span.wanted.entries())
      onRequest(index === 0 ? record : { ...record, cached: true });
  });
  const windows: OffsetWindow[] = [];
  for (let offset = span.start; offset < span.end || windows.length === 0; offset += maxPageSize) {
    const limit = Math.min(maxPageSize, Math.max(minPageSize, span.end - offset));
    windows.push({ offset, limit, withTotal: span.withTotal && windows.length === 0 });
  }
  const [only] = windows;
  if (only && windows.length === 1) return await fetch(span.list, only, shared);
  const pages = await Promise.all(windows.map((window) => fetch(span.list, window, shared)));
  return { rows: pages.flatMap(({ rows }) => rows), total: pages[0]?.total ?? null };
}

function cut<Row>(page: OffsetPage<Row>, start: number, { offset, limit }: OffsetWindow): OffsetPage<Row> {
  const { rows, total } = page;
  if (offset === start && rows.length <= limit) return page;
  return { rows: rows.slice(offset - start, offset - start + limit), total };
}
