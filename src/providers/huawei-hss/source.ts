import { UpstreamError, upstreamError } from '../../errors.ts';
import { narrowingMembers, type TaskFilter } from '../../tasks/filter.ts';
import { createPageLoader, type PageLoader } from '../../tasks/page-loader.ts';
import { narrow } from '../../tasks/pushdown.ts';
import type { SortedList, SourceInfo, TaskSource, WholeList } from '../../tasks/source.ts';
import type { Unreadable } from '../../tasks/unreadable.ts';
import { whenAsked } from '../../when-asked.ts';
import { createCalls, type RequestScope } from '../provider.ts';
import { withReasons } from '../read-records.ts';
import { ALL_ENTERPRISE_PROJECTS, type HssClient, type HssQuery, MAX_PAGE_SIZE, MIN_PAGE_SIZE } from './client.ts';
import { createTaskLoader } from './loader.ts';
import { pushdown } from './pushdown.ts';
import { readReadyJobs } from './ready-jobs.ts';
import { decodeLocalId, type HssTask, type LocalId, readTasks } from './task.ts';
import { isUndated, TASK_TYPES, type TaskStatusWord, type TaskTypeWord } from './wire.ts';

/** A record of a native page: a job, or why it can't be read. */
export type HssRow = HssTask | Unreadable;

/** What the provider's own list field reads, over what every source can do. */
export interface HssSource extends TaskSource {
  readonly pages: PageLoader<HssQuery, HssRow>;
}

export interface HssSourceOptions {
  readonly info: SourceInfo;
  readonly client: HssClient;
  /** The client's. */
  readonly enterpriseProjectId: string;
  readonly scanLimit: number;
  readonly deadlineMs: number;
}

/** Opens the source for one GraphQL request. */
export function openSource(options: HssSourceOptions, scope: RequestScope): HssSource {
  const { info, client, enterpriseProjectId, scanLimit, deadlineMs } = options;
  const call = createCalls(scope, deadlineMs);

  const pages = createPageLoader<HssQuery, HssRow>({
    keyOf: (query) => JSON.stringify(query),
    minPageSize: MIN_PAGE_SIZE,
    maxPageSize: MAX_PAGE_SIZE,
    call,
    fetch: async (query, window, pageCall) => {
      const { records, total } = await client.listTasks(query, window, pageCall);
      return { rows: withReasons(readTasks(records, info, query.taskType)), total };
    },
  });

  /** @param project in place of the source's enterprise project. */
  const findIn = async (project: string | undefined, { type, taskId }: LocalId): Promise<HssTask | null> => {
    const query: HssQuery = { taskType: type, taskId, enterpriseProjectId: project };
    const records = await client.listTasks(query, { offset: 0, limit: MIN_PAGE_SIZE }, call()).then(
      (page) => page.records,
      (error: unknown) => {
        if (error instanceof UpstreamError && error.problem.upstreamCode === NO_SUCH_RESOURCE) return [];
        throw error;
      },
    );
    const { rows, unreadable } = readTasks(records, info, type);
    const found = rows.find((row) => row?.nativeId === taskId);
    if (found) return found;
    const [reason] = unreadable;
    if (reason !== undefined) throw upstreamError('INVALID_RESPONSE', `The job could not be read: ${reason}.`);
    return null;
  };
  /** A list may have named another enterprise project, which the id does not tell. */
  const find = async (id: LocalId): Promise<HssTask | null> => {
    const found = await findIn(undefined, id);
    if (found || enterpriseProjectId === ALL_ENTERPRISE_PROJECTS) return found;
    return findIn(ALL_ENTERPRISE_PROJECTS, id).catch((error: unknown) => {
      // Who may not see all projects has asked for those that the source is meant to see.
      if (error instanceof UpstreamError && error.problem.code === 'FORBIDDEN') return null;
      throw error;
    });
  };
  const byId = whenAsked(() => createTaskLoader(find));

  /** All jobs of a type in the upstream's order. Those without a time stand somewhere in it that is not documented. */
  const sortedList = (type: TaskTypeWord, state: TaskStatusWord | undefined, filter: TaskFilter): SortedList => ({
    kind: 'sorted',
    key: JSON.stringify([type, state]),
    minPageSize: MIN_PAGE_SIZE,
    maxPageSize: MAX_PAGE_SIZE,
    async page({ offset, limit, direction }, listCall, meter) {
      const query: HssQuery = { taskType: type, taskStatus: state, direction };
      const { records, total } = await client.listTasks(query, { offset, limit }, listCall);
      meter.add(records.length);
      return { ...readTasks(records, info, type), total };
    },
    undated: canBeUndated(filter)
      ? async (listCall, meter) => {
          const records = (await readReadyJobs(client, type, listCall, meter)).filter(isUndated);
          const { rows, unreadable } = readTasks(records, info, type);
          return { tasks: rows.filter((row) => row !== null), unreadable, problem: null };
        }
      : null,
  });

  const readyList = (type: TaskTypeWord): WholeList => ({
    kind: 'whole',
    key: JSON.stringify([type, 'ready']),
    async scan(listCall, meter) {
      const { rows, unreadable } = readTasks(await readReadyJobs(client, type, listCall, meter), info, type);
      return { tasks: rows.filter((row) => row !== null), unreadable, problem: null };
    },
  });

  return {
    info,
    scanLimit,
    call,
    pages,
    list({ filter }) {
      const { native, pushed, exact } = narrow(pushdown, filter);
      const { taskStatus } = native;
      const isExact = narrowingMembers(filter).every((member) => exact.includes(member));
      return {
        lists: TASK_TYPES.map((type) =>
          taskStatus === 'ready' ? readyList(type) : sortedList(type, taskStatus, filter),
        ),
        pushed,
        exact,
        count: isExact
          ? async (countCall) => {
              const window = { offset: 0, limit: MIN_PAGE_SIZE };
              const totals = await Promise.all(
                TASK_TYPES.map(async (taskType) => {
                  const { records, total } = await client.listTasks({ taskType, taskStatus }, window, countCall);
                  // The upstream counts those that can't be read too.
                  return readTasks(records, info, taskType).unreadable.length === 0 ? total : null;
                }),
              );
              return totals.reduce((sum, total) => (sum === null || total === null ? null : sum + total), 0);
            }
          : null,
      };
    },
    async load(localId) {
      const id = decodeLocalId(localId);
      return id === null ? null : byId().load(id);
    },
  };
}

/** What the service answers to the id of no job. */
const NO_SUCH_RESOURCE = 'HSS.0011';

/** Whether a waiting job without a time, which has not ended either, can match. */
function canBeUndated({ statuses, until, endedSince, endedUntil }: TaskFilter): boolean {
  return (statuses === null || statuses.has('QUEUED')) && until === null && endedSince === null && endedUntil === null;
}
