import type { Call, RequestRecord } from '../http/exchange.ts';
import { createGather } from './gather.ts';

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

interface Wanted<List, Row> {
  readonly list: List;
  readonly key: string;
  readonly window: OffsetWindow;
  readonly onRequest: (record: RequestRecord) => void;
  readonly resolve: (page: OffsetPage<Row>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Windows of one list that touch or overlap, and all that is needed to answer them. */
interface Span<List, Row> {
  readonly list: List;
  readonly start: number;
  end: number;
  withTotal: boolean;
  readonly wanted: Wanted<List, Row>[];
}

/** Windows of one tick that touch or overlap become one upstream request, or the fewest that the page size allows. */
export function createPageLoader<List, Row>(options: PageLoaderOptions<List, Row>): PageLoader<List, Row> {
  const gather = createGather<Wanted<List, Row>>((wanted) => {
    for (const span of spansOf(wanted)) answer(span, readSpan(span, options));
  });
  return {
    load: (list, window, onRequest) =>
      new Promise((resolve, reject) => {
        gather({ list, key: options.keyOf(list), window, onRequest, resolve, reject });
      }),
  };
}

function spansOf<List, Row>(wanted: readonly Wanted<List, Row>[]): readonly Span<List, Row>[] {
  const spans: Span<List, Row>[] = [];
  const lastOf = new Map<string, Span<List, Row>>();
  for (const one of wanted.toSorted((a, b) => a.window.offset - b.window.offset)) {
    const { offset, limit, withTotal } = one.window;
    const last = lastOf.get(one.key);
    if (last && offset <= last.end) {
      last.end = Math.max(last.end, offset + limit);
      last.withTotal ||= withTotal;
      last.wanted.push(one);
    } else {
      const span = { list: one.list, start: offset, end: offset + limit, withTotal, wanted: [one] };
      spans.push(span);
      lastOf.set(one.key, span);
    }
  }
  return spans;
}

function answer<List, Row>({ start, wanted }: Span<List, Row>, read: Promise<OffsetPage<Row>>): void {
  read.then(
    (page) => {
      for (const { window, resolve } of wanted) resolve(cut(page, start, window));
    },
    (error: unknown) => {
      for (const { reject } of wanted) reject(error);
    },
  );
}

async function readSpan<List, Row>(
  span: Span<List, Row>,
  options: PageLoaderOptions<List, Row>,
): Promise<OffsetPage<Row>> {
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
