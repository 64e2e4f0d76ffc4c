import { UpstreamError } from '../../errors.ts';
import type { Call, Exchange } from '../../http/exchange.ts';
import { queryOf } from '../../http/query.ts';
import { type JsonAnswer, type JsonRequest, requestJson } from '../../http/request-json.ts';
import type { OffsetWindow } from '../../tasks/page-loader.ts';
import type { SortDirection } from '../../tasks/source.ts';
import type { ApiVersion, PendingFilter } from './api-version.ts';
import { inList } from './filter-text.ts';
import { readError } from './read-error.ts';
import { taskPlan, taskStatusList, taskStatusObject } from './wire.ts';

/** Records of one answer at most. */
export const MAX_PAGE_SIZE = 250;

export interface PendingQuery {
  readonly window: OffsetWindow;
  /** By `created`; sent to versions that sort. */
  readonly direction: SortDirection;
  /** Sent to versions that filter. */
  readonly filter: Partial<PendingFilter>;
}

export interface PendingPage {
  /** As received, perhaps lazy; fewer than `limit` mean the end of the list. */
  readonly records: readonly unknown[];
  /** `X-Total-Count`; null where it was not asked for or not sent. */
  readonly total: number | null;
}

/** The endpoints that this provider reads. Rejections are UpstreamError. */
export interface SailPointClient {
  /** A page of the tasks without completionStatus. */
  listPending(query: PendingQuery, call: Call): Promise<PendingPage>;
  /** GET /task-status?filters=id in (…): those that there are, perhaps lazy, in no order; before v2025 completed ones alone. */
  listByIds(ids: readonly string[], call: Call): Promise<readonly unknown[]>;
  /** GET /task-status/{id}, pending or not; null where there is none (or it is older than 90 days). */
  get(id: string, call: Call): Promise<unknown>;
}

export function createClient(exchange: Exchange, version: ApiVersion): SailPointClient {
  const read = <T>(
    path: string,
    answer: Pick<JsonRequest<T>, 'schema' | 'lazy' | 'whenEmpty'>,
    call: Call,
  ): Promise<JsonAnswer<T>> => {
    const request: JsonRequest<T> = {
      method: 'GET',
      path: `/${version.name}/task-status${path}`,
      headers: version.headers,
      safe: true,
      readError,
      ...answer,
    };
    return requestJson(exchange, request, call);
  };
  // 204 without a body is a documented answer of the list.
  const list = { schema: taskStatusList, lazy: taskPlan, whenEmpty: [] };

  return {
    async listPending({ window, direction, filter }, call) {
      const { offset, limit, withTotal } = window;
      const place = { limit: String(limit), offset: String(offset), ...(withTotal ? { count: 'true' } : {}) };
      const path = version.sorts
        ? `?${queryOf({ filters: pendingFilter(filter), sorters: direction === 'ASC' ? 'created' : '-created', ...place })}`
        : `/pending-tasks?${queryOf(place)}`;
      const { data: records, headers } = await read(path, list, call);
      const told = headers['x-total-count'] ?? '';
      return { records, total: withTotal && /^\d{1,9}$/.test(told) ? Number(told) : null };
    },
    async listByIds(ids, call) {
      const query = queryOf({ filters: inList('id', ids), limit: String(MAX_PAGE_SIZE) });
      return (await read(`?${query}`, list, call)).data;
    },
    async get(id, call) {
      try {
        return (await read(`/${encodeURIComponent(id)}`, { schema: taskStatusObject }, call)).data;
      } catch (error) {
        if (error instanceof UpstreamError && error.problem.code === 'NOT_FOUND') return null;
        throw error;
      }
    },
  };
}

function pendingFilter({ launchers }: Partial<PendingFilter>): string {
  return `completionStatus isnull${launchers ? ` and ${inList('launcher', launchers)}` : ''}`;
}
