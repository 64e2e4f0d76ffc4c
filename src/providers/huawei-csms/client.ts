import { UpstreamError } from '../../errors.ts';
import type { Call, Exchange } from '../../http/exchange.ts';
import { queryOf } from '../../http/query.ts';
import { requestJson } from '../../http/request-json.ts';
import { readError } from '../../vendors/huawei/read-error.ts';
import type { MarkerPage } from './read-all.ts';
import { idOf, secretTaskList } from './wire.ts';

/** "Default 50, maximum 1000": the API reference's edition of 2026-06-09. */
export const MAX_PAGE_SIZE = 1000;

/** What the upstream narrows its list by. Tasks under way can't be chosen by status. */
export interface SecretTaskFilter {
  readonly secretName?: string | undefined;
  readonly status?: 'SUCCESS' | 'FAILED' | undefined;
}

export interface SecretTaskWindow {
  /** Id of the task that the window comes after; null for the start of the list. */
  readonly marker: string | null;
  /** 1 to {@link MAX_PAGE_SIZE}. */
  readonly limit: number;
}

export interface SecretTaskPage extends MarkerPage {
  /** `total` as sent; null where it is no number. */
  readonly total: number | null;
}

export interface FoundSecretTask {
  /** As received; null where there is none. */
  readonly record: unknown;
  /** As of a {@link SecretTaskPage}. */
  readonly total: number | null;
}

/** ListSecretTask in its two uses. Rejections are UpstreamError. */
export interface CsmsClient {
  /** One page, records as received, in the upstream's order, which no document tells. */
  listTasks(filter: SecretTaskFilter, window: SecretTaskWindow, call: Call): Promise<SecretTaskPage>;
  findTask(taskId: string, call: Call): Promise<FoundSecretTask>;
}

/** CSMS.0005, with HTTP status 400: "the resource does not exist". */
const NOT_THERE = 'CSMS.0005';

export function createClient(exchange: Exchange, projectId: string): CsmsClient {
  const path = `/v1/${encodeURIComponent(projectId)}/csms/tasks`;

  const get = async (parameters: Readonly<Record<string, string | undefined>>, call: Call): Promise<SecretTaskPage> => {
    const { data } = await requestJson(
      exchange,
      {
        method: 'GET',
        path: `${path}?${queryOf(parameters)}`,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        safe: true,
        schema: secretTaskList,
        readError,
      },
      call,
    );
    return { records: data.tasks ?? [], nextMarker: markerIn(data.next_marker), total: data.total };
  };

  return {
    listTasks: ({ secretName, status }, { marker, limit }, call) =>
      get({ secret_name: secretName, status, limit: String(limit), marker: marker ?? undefined }, call),
    async findTask(taskId, call) {
      try {
        // Alone: "if this parameter is specified, other search criteria cannot be specified".
        const { records, total } = await get({ task_id: taskId }, call);
        return { record: records.find((record) => idOf(record) === taskId) ?? null, total };
      } catch (error) {
        if (error instanceof UpstreamError && error.problem.upstreamCode === NOT_THERE) {
          return { record: null, total: null };
        }
        throw error;
      }
    },
  };
}

/** `next_marker` is described as an address: where it is one, its `marker` is meant; else it is the marker. */
function markerIn(nextMarker: string | null | undefined): string | null {
  if (!nextMarker) return null;
  const mark = nextMarker.indexOf('?');
  const named = mark === -1 ? null : new URLSearchParams(nextMarker.slice(mark + 1)).get('marker');
  return named || nextMarker;
}
