import { upstreamError } from '../../errors.ts';
import type { Call, RequestRecord } from '../../http/exchange.ts';
import { isCursorable } from '../../tasks/cursor.ts';
import { narrow } from '../../tasks/pushdown.ts';
import type { ReadMeter, SourceInfo, TaskRows, TaskSource } from '../../tasks/source.ts';
import type { Unreadable } from '../../tasks/unreadable.ts';
import { whenAsked } from '../../when-asked.ts';
import { createCalls, type RequestScope } from '../provider.ts';
import { withReasons } from '../read-records.ts';
import { type CsmsClient, MAX_PAGE_SIZE, type SecretTaskFilter, type SecretTaskWindow } from './client.ts';
import { createTaskLoader } from './loader.ts';
import { createMarkerPageLoader } from './page-loader.ts';
import { pushdown } from './pushdown.ts';
import { readAll } from './read-all.ts';
import { type CsmsTask, readTasks } from './task.ts';
import { idOf, secretTask } from './wire.ts';

/** A record that can't be read. */
export interface UnreadableTask extends Unreadable {
  /** Null where it has none that a cursor can hold. */
  readonly nativeId: string | null;
}

/** Records of one page, each read by itself. */
export interface SecretTaskRows {
  /** `total` as sent with them; null where it is no number. */
  readonly total: number | null;
  /** In the upstream's order. */
  readonly rows: readonly (CsmsTask | UnreadableTask)[];
}

/** What the provider's own list field reads, over what every source can do. */
export interface CsmsSource extends TaskSource {
  /** One window as the upstream pages; windows of one tick from one marker share a request. */
  secretTasks(
    filter: SecretTaskFilter,
    window: SecretTaskWindow,
    onRequest: (record: RequestRecord) => void,
  ): Promise<SecretTaskRows>;
  /** The list of the task with this id alone: one row or none. */
  secretTask(taskId: string, call: Call): Promise<SecretTaskRows>;
}

export interface CsmsSourceOptions {
  readonly info: SourceInfo;
  readonly client: CsmsClient;
  readonly scanLimit: number;
  readonly deadlineMs: number;
}

/** Opens the source for one GraphQL request. */
export function openSource(
  { info, client, scanLimit, deadlineMs }: CsmsSourceOptions,
  scope: RequestScope,
): CsmsSource {
  const call = createCalls(scope, deadlineMs);
  const readRows = (records: readonly unknown[]): SecretTaskRows['rows'] =>
    withReasons(readTasks(records, info)).map((row, index) =>
      'unreadable' in row ? { ...row, nativeId: markerOf(records[index]) } : row,
    );
  const findOne = async (taskId: string, lookUp: Call): Promise<SecretTaskRows> => {
    const { record, total } = await client.findTask(taskId, lookUp);
    return { rows: readRows(record === null ? [] : [record]), total };
  };
  const scan = async (filter: SecretTaskFilter, scanCall: Call, meter: ReadMeter): Promise<TaskRows> => {
    const records = await readAll({
      pageSize: MAX_PAGE_SIZE,
      page: async (marker) => {
        const page = await client.listTasks(filter, { marker, limit: MAX_PAGE_SIZE }, scanCall);
        meter.add(page.records.length);
        return page;
      },
      isListed: async (marker) => isOf(filter, (await client.findTask(marker, scanCall)).record),
    });
    const { rows, unreadable } = readTasks(records, info);
    return { tasks: rows.filter((row) => row !== null), unreadable, problem: null };
  };

  const byId = whenAsked(() =>
    createTaskLoader(async (taskId) => {
      const [row] = (await findOne(taskId, call())).rows;
      if (row && 'unreadable' in row) {
        throw upstreamError('INVALID_RESPONSE', `The task could not be read: ${row.unreadable}.`);
      }
      return row ?? null;
    }),
  );
  const pages = createMarkerPageLoader({
    call,
    fetch: client.listTasks,
  });

  return {
    info,
    scanLimit,
    call,
    async secretTasks(filter, window, onRequest) {
      const { records, total } = await pages.load({ filter, window, onRequest });
      return { rows: readRows(records), total };
    },
    secretTask: findOne,
    list({ filter }) {
      const { native, pushed, exact } = narrow(pushdown, filter);
      return {
        lists: [
          { kind: 'whole', key: JSON.stringify(native), scan: (scanCall, meter) => scan(native, scanCall, meter) },
        ],
        pushed,
        exact,
        // `total` is not documented to be the list's rather than the page's.
        count: null,
      };
    },
    // An empty id would be sent as no filter at all.
    load: async (id) => (id === '' ? null : byId().load(id)),
  };
}

/** The id that the records after this one can be asked for by. */
function markerOf(record: unknown): string | null {
  const id = idOf(record);
  return id !== null && isCursorable(id) ? id : null;
}

const criteria = secretTask.pick({ task_status: true, secret_name: true });

/** Whether a record that is there is still one of a list: a task that is tried again leaves the list of the failed ones. */
function isOf({ status, secretName }: SecretTaskFilter, record: unknown): boolean {
  const read = criteria.safeParse(record);
  if (!read.success) return false;
  const { task_status: word, secret_name: name } = read.data;
  return (status === undefined || word === status) && (secretName === undefined || name === secretName);
}
