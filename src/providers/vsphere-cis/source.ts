import type { Call } from '../../http/exchange.ts';
import { narrow } from '../../tasks/pushdown.ts';
import type { SourceInfo, TaskRows, TaskSource } from '../../tasks/source.ts';
import { createCalls, type RequestScope } from '../provider.ts';
import type { CisClient, Extras } from './client.ts';
import type { FilterSpec } from './filter-spec.ts';
import { createTaskLoader } from './loader.ts';
import { PUSHDOWN } from './pushdown.ts';
import { readService } from './read-service.ts';
import { readServices } from './read-services.ts';
import { readEntries, TYPENAME, type VsphereCisTask } from './task.ts';

/** What the provider's own list field reads, over what every source can do. */
export interface VsphereSource extends TaskSource {
  /**
   * All matches of a FilterSpec in one request as it is; one that names neither tasks nor services is asked of each configured
   * service instead. Rejects with UpstreamError.
   */
  cisTasks(filter: FilterSpec, selected: ReadonlySet<string>, call: Call): Promise<TaskRows<VsphereCisTask>>;
  load(id: string, selected: ReadonlySet<string>): Promise<VsphereCisTask | null>;
}

export interface VsphereSourceOptions {
  readonly info: SourceInfo;
  readonly client: CisClient;
  /** Ids of services, at least one, none twice. */
  readonly services: readonly string[];
  readonly scanLimit: number;
  readonly deadlineMs: number;
}

/** Opens the source for one GraphQL request. */
export function openSource(options: VsphereSourceOptions, scope: RequestScope): VsphereSource {
  const { info, client, services, scanLimit, deadlineMs } = options;
  const call = createCalls(scope, deadlineMs);
  const byId = createTaskLoader({ client, info, call });

  return {
    info,
    scanLimit,
    call,
    async cisTasks(filter, selected, listCall) {
      const extras = extrasIn(selected);
      if (filter.tasks?.length || filter.services?.length) {
        return { ...readEntries(await client.listTasks(filter, extras, listCall), info), problem: null };
      }
      return readServices(services, (service) =>
        readService(service, { client, info, filter, extras, call: listCall }),
      );
    },
    list({ filter, selected }) {
      const { native, pushed, exact } = narrow(PUSHDOWN, filter);
      const extras = extrasIn(selected);
      return {
        lists: [
          {
            kind: 'whole',
            key: JSON.stringify([native, extras]),
            scan: (listCall, meter) =>
              readServices(
                services,
                (service) => readService(service, { client, info, filter: native, extras, call: listCall }),
                (records) => meter.add(records),
              ),
          },
        ],
        pushed,
        exact,
        count: null,
      };
    },
    load: (id, selected) => byId.load({ id, extras: extrasIn(selected) }),
  };
}

/** What is costly is asked of the upstream only when it is selected. */
function extrasIn(selected: ReadonlySet<string>): Extras {
  return { result: selected.has(`${TYPENAME}.result`), details: selected.has(`${TYPENAME}.details`) };
}
