import type { GraphQLResolveInfo } from 'graphql';
import { upstreamError } from '../errors.ts';
import type { RequestRecord } from '../http/exchange.ts';
import { createTextEncoder, type EncodeText, encodeText } from '../tasks/base64url.ts';
import { createEdge, type Place, type TaskEdge } from '../tasks/edge.ts';
import type { OffsetPage, OffsetWindow } from '../tasks/page-loader.ts';
import type { TaskSource } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { pageInfoOf } from './connection.ts';
import { invalidCursor } from './errors.ts';
import { type ProviderConnection, readProviderList } from './provider-connection.ts';
import { queryHash } from './query-hash.ts';
import { selectedFields } from './selection.ts';
import { readWindow, type WindowArguments } from './window.ts';

export interface OffsetListArguments extends WindowArguments {
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** A record of the list: a task, or the reason why it can't be read. */
export type OffsetRow<T extends Task> = T | { readonly unreadable: string };

export interface OffsetListOptions<T extends Task> {
  readonly source: TaskSource;
  readonly args: OffsetListArguments;
  readonly info: GraphQLResolveInfo;
  /** All that chooses the list: cursors of one do not fit another. */
  readonly query: unknown;
  /** Names of the provider's own filter members that are sent. */
  readonly nativeFilters: readonly string[];
  /** Whether every page tells the total at no cost. */
  readonly totalIsFree: boolean;
  /** Reads one window through the source's page loader; a `limit` of 0 asks for the total alone. */
  readonly read: (
    window: OffsetWindow,
    onRequest: (record: RequestRecord) => void,
    selected: ReadonlySet<string>,
  ) => Promise<OffsetPage<OffsetRow<T>>>;
}

/** Pages a list as its upstream does, by offset. Cursors are offsets: a list that moves moves under them. */
export async function offsetListConnection<T extends Task>(
  options: OffsetListOptions<T>,
): Promise<ProviderConnection<T>> {
  const { source, args, info, nativeFilters, totalIsFree, read } = options;
  const query = queryHash([info.fieldName, source.info.name, options.query]);
  const { size, from } = readWindow(args);
  const after = offsetAt('after', args.after, query);
  const before = offsetAt('before', args.before, query);
  const selected = selectedFields(info);
  const wantsTotal =
    selected.has(`${info.returnType.toString()}.totalCount`) || selected.has('TaskSourceOutcome.totalCount');
  const wantsNext = selected.has('PageInfo.hasNextPage');

  return await readProviderList(source, nativeFilters, async (reading) => {
    const onRequest = reading.call.onRequest ?? (() => undefined);
    const lowest = after === null ? 0 : after + 1;
    let total: number | null = null;
    const countFirst = from === 'end' && before === null;
    if (countFirst) {
      total = (await read({ offset: lowest, limit: 0, withTotal: true }, onRequest, selected)).total;
      if (total === null) {
        const message = 'The upstream does not tell where its list ends: give `last` with `before`, or `first`.';
        throw upstreamError('INVALID_RESPONSE', message);
      }
    }
    const highest = before ?? total ?? Number.POSITIVE_INFINITY;
    const start = from === 'start' ? lowest : Math.max(lowest, highest - size);
    const end = Math.max(start, Math.min(highest, start + size));

    // One row more shows whether there is a next page, unless the total says so anyway; where it then fails to, a row is asked for.
    const peek = wantsNext && !totalIsFree && total === null ? 1 : 0;
    const limit = end - start + peek;
    const withTotal = wantsTotal && total === null;
    const needsPage = limit > 0 || withTotal || (wantsNext && total === null);
    const page = needsPage ? await read({ offset: start, limit, withTotal }, onRequest, selected) : { rows: [], total };
    total ??= page.total;

    const rows = page.rows.slice(0, end - start);
    let encode: EncodeText | null = null;
    const cursorAt = (index: number): string => {
      encode ??= createTextEncoder(beginningOf(query()));
      return encode(`${start + index}]`);
    };
    const cursorOf = (_task: T, index: number): string => cursorAt(index);
    const placeAt = (index: number): Place => ({
      get cursor() {
        return cursorAt(index);
      },
    });
    const unreadable: string[] = [];
    const edges: TaskEdge<T>[] = [];
    rows.forEach((row, index) => {
      if ('unreadable' in row) unreadable.push(row.unreadable);
      else edges.push(createEdge(row, cursorOf, index));
    });
    reading.note(page.rows.length, unreadable);
    const isFull = peek === 0 && rows.length === end - start;
    const follows =
      wantsNext && total === null && isFull
        ? (await read({ offset: end, limit: 1, withTotal: false }, onRequest, selected)).rows.length > 0
        : page.rows.length > rows.length;
    const hasNextPage = follows || (total !== null && start + rows.length < total);
    const places = unreadable.length === 0 ? edges : [placeAt(0), placeAt(rows.length - 1)];
    return {
      edges,
      pageInfo: pageInfoOf(places, { hasNextPage, hasPreviousPage: start > 0 }),
      totalCount: total,
      outcome: reading.outcome({ totalCount: total }),
    };
  });
}

/** Of a cursor's text, which goes on with the offset and the bracket that closes the list. */
function beginningOf(query: string): string {
  return `[1,"${query}",`;
}

function offsetAt(argument: string, text: string | null | undefined, query: () => string): number | null {
  if (text === null || text === undefined) return null;
  const [, offset] = /^\[1,"[\w-]+",(\d{1,9})\]$/.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? [];
  if (offset === undefined || encodeText(`${beginningOf(query())}${Number(offset)}]`) !== text)
    throw invalidCursor(argument);
  return Number(offset);
}
