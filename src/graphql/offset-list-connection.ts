import type { GraphQLResolveInfo } from 'graphql';
import { upstreamError } from '../errors.ts';
import type { RequestRecord } from '../http/exchange.ts';
import { createEdges, type Place } from '../tasks/edge.ts';
import type { OffsetPage, OffsetWindow } from '../tasks/page-loader.ts';
import type { TaskSource } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import type { Unreadable } from '../tasks/unreadable.ts';
import { pageInfoOf } from './connection.ts';
import { type ListCursors, type ListPlace, listCursors } from './list-cursors.ts';
import { joined, type ProviderConnection, readProviderList } from './provider-connection.ts';
import { selectedFields } from './selection.ts';
import { readWindow, type WindowArguments } from './window.ts';

export interface OffsetListArguments extends WindowArguments {
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** A record of the list: a task, or the reason why it can't be read. */
export type OffsetRow<T extends Task> = T | Unreadable;

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
  const list = listCursors([info.fieldName, source.info.name, options.query], isOffset);
  const { size, from } = readWindow(args);
  const after = offsetAt('after', args.after, list);
  const before = offsetAt('before', args.before, list);
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
    const cursorAt = (index: number): string => list.encode({ value: start + index, text: '' });
    const placeAt = (index: number): Place => ({
      get cursor() {
        return cursorAt(index);
      },
    });
    const unreadable: string[] = [];
    const tasks: T[] = [];
    const indexes: number[] = [];
    rows.forEach((row, index) => {
      if ('unreadable' in row) {
        unreadable.push(row.unreadable);
      } else {
        tasks.push(row);
        indexes.push(index);
      }
    });
    const edges = createEdges(joined(tasks), (_task, index) => cursorAt(indexes[index] ?? index));
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

const MAX_OFFSET = 999_999_999;

function isOffset({ value, text }: ListPlace): boolean {
  return text === '' && Number.isInteger(value) && value >= 0 && value <= MAX_OFFSET;
}

function offsetAt(argument: string, cursor: string | null | undefined, list: ListCursors): number | null {
  return list.decode(argument, cursor)?.value ?? null;
}
