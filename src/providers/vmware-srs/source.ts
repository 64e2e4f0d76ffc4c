import { type UpstreamError, upstreamError } from '../../errors.ts';
import type { Call } from '../../http/exchange.ts';
import type { SourceInfo, TaskRows, TaskSource } from '../../tasks/source.ts';
import { whenAsked } from '../../when-asked.ts';
import { createCalls, type RequestScope } from '../provider.ts';
import { withReasons } from '../read-records.ts';
import type { SrsClient } from './client.ts';
import { createRunspaceLoader } from './loader.ts';
import { readTasks, type SrsRunspace } from './task.ts';
import { idOf } from './wire.ts';

/** What the provider's own list field reads, over what every source can do. */
export interface SrsSource extends TaskSource {
  runspaces(call: Call): Promise<TaskRows<SrsRunspace>>;
}

export interface SrsSourceOptions {
  readonly info: SourceInfo;
  readonly client: SrsClient;
  readonly scanLimit: number;
  readonly deadlineMs: number;
}

/** Opens the source for one GraphQL request. */
export function openSource(options: SrsSourceOptions, scope: RequestScope): SrsSource {
  const { info, client, scanLimit, deadlineMs } = options;
  const call = createCalls(scope, deadlineMs);

  const runspaces = async (listCall: Call): Promise<TaskRows<SrsRunspace>> => {
    const records = await client.listRunspaces(listCall);
    const { rows, unreadable } = readTasks(records, info);
    return { tasks: rows.filter((row) => row !== null), unreadable, problem: null };
  };
  const byId = whenAsked(() =>
    createRunspaceLoader(async () => {
      const records = await client.listRunspaces(call());
      const found = new Map<string, SrsRunspace | UpstreamError>();
      for (const [index, row] of withReasons(readTasks(records, info)).entries()) {
        const id = idOf(records[index]);
        const runspace =
          'unreadable' in row
            ? upstreamError('INVALID_RESPONSE', `The runspace could not be read: ${row.unreadable}.`)
            : row;
        if (id !== null) found.set(id, runspace);
      }
      return found;
    }),
  );

  return {
    info,
    scanLimit,
    call,
    runspaces,
    list: () => ({
      lists: [
        {
          kind: 'whole',
          key: 'runspaces',
          scan: async (listCall, meter) => {
            const rows = await runspaces(listCall);
            meter.add(rows.tasks.length + rows.unreadable.length);
            return rows;
          },
        },
      ],
      pushed: [],
      exact: [],
      count: null,
    }),
    load: (id) => byId().load(id),
  };
}
