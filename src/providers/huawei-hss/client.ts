import { upstreamError } from '../../errors.ts';
import type { Call, Exchange } from '../../http/exchange.ts';
import { requestJson } from '../../http/request-json.ts';
import type { SortDirection } from '../../tasks/source.ts';
import { readError } from '../../vendors/huawei/read-error.ts';
import {
  type FileTypeWord,
  type ListTasksBody,
  type ScanTypeWord,
  type TaskStatusWord,
  type TaskTypeWord,
  type TriggerTypeWord,
  taskPage,
} from './wire.ts';

/** Bounds of `limit`. */
export const MIN_PAGE_SIZE = 10;
export const MAX_PAGE_SIZE = 200;
/** The `enterprise_project_id` that stands for every one that the caller may see. */
export const ALL_ENTERPRISE_PROJECTS = 'all_granted_eps';
/** The highest `offset` that the API takes. */
const MAX_OFFSET = 2_000_000;

/** What chooses and orders one list of jobs; a member that is absent does not narrow. Instants are epoch milliseconds. */
export interface HssQuery {
  readonly taskType: TaskTypeWord;
  /** In place of the source's. */
  readonly enterpriseProjectId?: string | undefined;
  readonly taskId?: string | undefined;
  readonly taskName?: string | undefined;
  readonly startCreateTime?: number | undefined;
  readonly endCreateTime?: number | undefined;
  readonly triggerType?: TriggerTypeWord | undefined;
  readonly taskStatus?: TaskStatusWord | undefined;
  readonly scanTypes?: readonly ScanTypeWord[] | undefined;
  readonly fileType?: FileTypeWord | undefined;
  /** By start time. Without it the order is the upstream's own, which is not documented. */
  readonly direction?: SortDirection | undefined;
}

export interface HssPage {
  /** As received. */
  readonly records: readonly unknown[];
  /** Jobs that the query matches; null where the upstream does not tell. */
  readonly total: number | null;
}

/** The service's endpoint that this provider reads. Rejections are UpstreamError. */
export interface HssClient {
  /** POST /v5/{project_id}/common/tasks/batch-query: a read. `limit` is 10 to 200. TOO_MANY_RESULTS past the deepest offset. */
  listTasks(query: HssQuery, window: { readonly offset: number; readonly limit: number }, call: Call): Promise<HssPage>;
}

export interface HssClientOptions {
  readonly exchange: Exchange;
  readonly projectId: string;
  /** Asked for where a query names none; `all_granted_eps` for all. */
  readonly enterpriseProjectId: string;
}

export function createClient(options: HssClientOptions): HssClient {
  const endpoint = `/v5/${encodeURIComponent(options.projectId)}/common/tasks/batch-query`;
  return {
    async listTasks(query, { offset, limit }, call) {
      if (offset > MAX_OFFSET) {
        throw upstreamError('TOO_MANY_RESULTS', `HSS lists no jobs past offset ${MAX_OFFSET}: narrow the filter.`);
      }
      const project = query.enterpriseProjectId ?? options.enterpriseProjectId;
      // Half a surrogate pair has no UTF-8.
      const enterpriseProject = encodeURIComponent(project.toWellFormed());
      const { data } = await requestJson(
        options.exchange,
        {
          method: 'POST',
          path: `${endpoint}?enterprise_project_id=${enterpriseProject}&offset=${offset}&limit=${limit}`,
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(bodyOf(query)),
          safe: true,
          schema: taskPage,
          readError,
        },
        call,
      );
      return { records: data.data_list, total: data.total_num };
    },
  };
}

function bodyOf({ scanTypes, fileType, direction, ...query }: HssQuery): ListTasksBody {
  return {
    task_type: query.taskType,
    task_id: query.taskId,
    task_name: query.taskName,
    start_create_time: query.startCreateTime,
    end_create_time: query.endCreateTime,
    trigger_type: query.triggerType,
    task_status: query.taskStatus,
    ...(direction ? { sort_key: 'start_time', sort_dir: direction === 'ASC' ? 'asc' : 'desc' } : {}),
    cluster_scan_info: scanTypes && { scan_type_list: scanTypes },
    iac_scan_info: fileType && { file_type: fileType },
  };
}
