import { UpstreamError, upstreamError } from '../../errors.ts';
import type { OffsetRow } from '../../graphql/offset-list-connection.ts';
import type { Call, RequestRecord } from '../../http/exchange.ts';
import { isCursorable } from '../../tasks/cursor.ts';
import { createPageLoader, type OffsetPage, type OffsetWindow } from '../../tasks/page-loader.ts';
import { narrow } from '../../tasks/pushdown.ts';
import type { SortedList, SourceInfo, TaskSource, WholeList } from '../../tasks/source.ts';
import { whenAsked } from '../../when-asked.ts';
import { createCalls, type RequestScope } from '../provider.ts';
import { withReasons } from '../read-records.ts';
import type { ApiVersion, PendingFilter } from './api-version.ts';
import { MAX_PAGE_SIZE, type PendingQuery, type SailPointClient } from './client.ts';
import { createTaskLoader } from './loader.ts';
import { readAll } from './read-all.ts';
import { readTasks, type SailPointTask } from './task.ts';

/** Records of one answer at least: an answer to `limit=0` would not tell an empty list from a total that is not sent. */
export const MIN_PAGE_SIZE = 1;

/** What the provider's own list field reads, over what every source can do. */
export interface SailPointSource extends TaskSource {
  /** A window of the pending tasks, in the upstream's order: newest first from v2026 on. */
  pending(
    window: OffsetWindow,
    onRequest: (record: RequestRecord) => void,
  ): Promise<OffsetPage<OffsetRow<SailPointTask>>>;
}

export interface SailPointSourceOptions {
  readonly info: SourceInfo;
  readonly client: SailPointClient;
  readonly version: ApiVersion;
  readonly scanLimit: number;
  readonly deadlineMs: number;
}

/** Opens the source for one GraphQL request. */
export function openSource(options: SailPointSourceOptions, scope: RequestScope): SailPointSource {
  const { info, client, version, scanLimit, deadlineMs } = options;
  const call = createCalls(scope, deadlineMs);

  const whole: WholeList = {
    kind: 'whole',
    key: 'pending',
    async scan(listCall, meter) {
      const records = await readAll({
        pageSize: MAX_PAGE_SIZE,
        fetch: (offset) => {
          const window = { offset, limit: MAX_PAGE_SIZE, withTotal: false };
          return recordsIn({ window, direction: 'DESC', filter: {} }, client, listCall);
        },
        onNew: (count) => meter.add(count),
      });
      const { rows, unreadable } = readTasks(records, info);
      return { tasks: rows.filter((row) => row !== null), unreadable, problem: null };
    },
  };

  const sorted = (filter: Partial<PendingFilter>): SortedList => ({
    kind: 'sorted',
    key: JSON.stringify(filter),
    minPageSize: MIN_PAGE_SIZE,
    maxPageSize: MAX_PAGE_SIZE,
    async page({ offset, limit, direction }, listCall, meter) {
      const window = { offset, limit, withTotal: false };
      const records = await recordsIn({ window, direction, filter }, client, listCall);
      meter.add(records.length);
      const { rows, unreadable } = readTasks(records, info);
      // `created` is required of every task; one without it has no place in the sort that could be relied on.
      const undated = rows.flatMap((row) =>
        row !== null && row.orderedAt === null ? [`created of task ${row.nativeId} is missing`] : [],
      );
      return {
        rows: rows.map((row) => (row?.orderedAt === null ? null : row)),
        unreadable: [...unreadable, ...undated],
        total: null,
      };
    },
    undated: null,
  });

  const pages = createPageLoader<null, OffsetRow<SailPointTask>>({
    keyOf: () => '',
    minPageSize: MIN_PAGE_SIZE,
    maxPageSize: MAX_PAGE_SIZE,
    call,
    async fetch(_list, window, listCall) {
      const { records, total } = await client.listPending({ window, direction: 'DESC', filter: {} }, listCall);
      return {
        rows: withReasons(readTasks(records, info)),
        total: window.withTotal ? (total ?? shownTotal(window, records.length)) : null,
      };
    },
  });

  const one = (record: unknown): SailPointTask | UpstreamError => {
    const { rows, unreadable } = readTasks([record], info);
    return rows[0] ?? upstreamError('INVALID_RESPONSE', `The task could not be read: ${unreadable[0]}.`);
  };

  const byId = whenAsked(() =>
    createTaskLoader({
      listsPending: version.listsPendingById,
      async list(ids) {
        const records = await client.listByIds(ids, call());
        return new Map(
          records.flatMap((record) => ids.filter((id) => hasId(record, id)).map((id) => [id, one(record)])),
        );
      },
      async get(id) {
        const record = await client.get(id, call());
        if (!hasId(record, id)) return null;
        const task = one(record);
        if (task instanceof Error) throw task;
        return task;
      },
    }),
  );
  return {
    info,
    scanLimit,
    call,
    async pending(window, onRequest) {
      const page = await pages.load(null, window, onRequest);
      if (window.limit === 0 && window.withTotal && page.total === null) {
        throw upstreamError('INVALID_RESPONSE', 'The upstream did not tell how many tasks are pending.');
      }
      return page;
    },
    list({ filter }) {
      const { native, pushed, exact } = narrow(version.pushdown, filter);
      return { lists: [version.sorts ? sorted(native) : whole], pushed, exact, count: null };
    },
    load: async (id) => (isTaskId(id) ? byId().load(id) : null),
  };
}

/** A window that begins past the list's end has no records, whether the upstream answers it empty or refuses it. */
async function recordsIn(query: PendingQuery, client: SailPointClient, call: Call): Promise<readonly unknown[]> {
  try {
    return (await client.listPending(query, call)).records;
  } catch (error) {
    // "Between 0 and the last record index": what is asked for beside others, or after tasks have gone, may begin past it.
    // That proves nothing of the list: where its first page is refused too, that is told.
    const isRefused = error instanceof UpstreamError && error.problem.code === 'INVALID_ARGUMENT';
    if (isRefused && query.window.offset > 0) return [];
    throw error;
  }
}

/** What a page that ends the list shows of its length, where the upstream does not tell; null for any other page. */
function shownTotal({ offset, limit }: OffsetWindow, records: number): number | null {
  return records < limit && (records > 0 || offset === 0) ? offset + records : null;
}

function hasId(record: unknown, id: string): boolean {
  return typeof record === 'object' && record !== null && 'id' in record && record.id === id;
}

/** Whether GET /task-status/{id} could mean a task: global ids are taken from anybody. */
function isTaskId(id: string): boolean {
  return isCursorable(id) && !['', '.', '..', 'pending-tasks'].includes(id);
}
