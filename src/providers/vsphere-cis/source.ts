import type { Call } from '../../http/exchange.ts';
import { narrow } from '../../tasks/pushdown.ts';
import { createReadMeter } from '../../tasks/read-meter.ts';
import type { ReadMeter, SourceInfo, TaskRows, TaskSource } from '../../tasks/source.ts';
import { whenAsked } from '../../when-asked.ts';
import { createCalls, type RequestScope } from '../provider.ts';
import type { CisClient, Extras } from './client.ts';
import type { FilterSpec } from './filter-spec.ts';
import { createTaskLoader } from './loader.ts';
import { PUSHDOWN } from './pushdown.ts';
import { createSplit, readService } from './read-service.ts';
import { readServices } from './read-services.ts';
import { TYPENAME, type VsphereCisTask } from './task.ts';

/** What the provider's own list field reads, over what every source can do. */
export interface VsphereSource extends TaskSource {
  /**
   * All matches of a FilterSpec, as it is in one request where the upstream lists them all; one that names neither tasks nor
   * services is asked of each configured service instead. Rejects with UpstreamError, TOO_MANY_RESULTS past the scan limit.
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
  const byId = whenAsked(() => createTaskLoader({ client, info, call }));
  const readEach = (
    filter: FilterSpec,
    extras: Extras,
    listCall: Call,
    meter: ReadMeter,
  ): Promise<TaskRows<VsphereCisTask>> => {
    const split = createSplit(services.length);
    return readServices(
      services,
      (service, onNew) =>
        readService({ ...filter, services: [service] }, { client, info, extras, call: listCall, split, onNew }),
      (records) => meter.add(records),
    );
  };

  return {
    info,
    scanLimit,
    call,
    async cisTasks(filter, selected, listCall) {
      const extras = extrasIn(selected);
      const meter = createReadMeter({ info, scanLimit });
      if (filter.tasks?.length || filter.services?.length) {
        const onNew = (records: number): void => meter.add(records);
        return readService(filter, { client, info, extras, call: listCall, split: createSplit(1), onNew });
      }
      return readEach(filter, extras, listCall, meter);
    },
    list({ filter, selected }) {
      const { native, pushed, exact } = narrow(PUSHDOWN, filter);
      const extras = extrasIn(selected);
      return {
        lists: [
          {
            kind: 'whole',
            key: JSON.stringify([native, extras]),
            scan: (listCall, meter) => readEach(native, extras, listCall, meter),
          },
        ],
        pushed,
        exact,
        count: null,
      };
    },
    load: (id, selected) => byId().load({ id, extras: extrasIn(selected) }),
  };
}

/** What is costly is asked of the upstream only when it is selected. */
function extrasIn(selected: ReadonlySet<string>): Extras {
  return { result: selected.has(`${TYPENAME}.result`), details: selected.has(`${TYPENAME}.details`) };
}
