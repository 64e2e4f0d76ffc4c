import type { Call, Exchange } from '../../http/exchange.ts';
import { requestJson } from '../../http/request-json.ts';
import { type FilterSpec, filterSpec } from './filter-spec.ts';
import { readError } from './read-error.ts';
import { infoPlan, type TaskEntry, taskAnswer, taskMap } from './wire.ts';

/** Tasks that one list may name or match, at most: over it the upstream answers 500, it does not cut. */
export const MAX_MATCHES = 1000;

/** What of a task's record is costly and sent only on demand. */
export interface Extras {
  /** The operation's `result`: any JSON, perhaps large. */
  readonly result: boolean;
  /** What `return_all` adds: the operation's own members. */
  readonly details: boolean;
}

/** The Cis Tasks endpoints that this provider reads. Rejections are UpstreamError. */
export interface CisClient {
  /**
   * POST /api/cis/tasks?action=list: all matches, records as received, perhaps lazy, in no order.
   * Rejects with TOO_MANY_RESULTS over {@link MAX_MATCHES}.
   */
  listTasks(filter: FilterSpec, extras: Extras, call: Call): Promise<readonly TaskEntry[]>;
  /** GET /api/cis/tasks/{task}. Rejects with NOT_FOUND, status 404, for an unknown id. */
  getTask(id: string, extras: Extras, call: Call): Promise<TaskEntry>;
}

export function createClient(exchange: Exchange): CisClient {
  return {
    async listTasks(filter, extras, call) {
      const { data } = await requestJson(
        exchange,
        {
          method: 'POST',
          path: '/api/cis/tasks?action=list',
          headers: { accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify({
            filter_spec: filterSpec(filter),
            result_spec: { return_all: extras.details, exclude_result: !extras.result },
          }),
          safe: true,
          schema: taskMap,
          lazy: infoPlan,
          readError,
        },
        call,
      );
      return data;
    },
    async getTask(id, extras, call) {
      const { data } = await requestJson(
        exchange,
        {
          method: 'GET',
          // Ids hold a colon and, for all that is documented, anything else.
          path: `/api/cis/tasks/${encodeURIComponent(id)}?return_all=${extras.details}&exclude_result=${!extras.result}`,
          headers: { accept: 'application/json' },
          safe: true,
          schema: taskAnswer,
          readError,
        },
        call,
      );
      return { id, info: data };
    },
  };
}
