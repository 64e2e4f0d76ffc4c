import type { Call } from '../../http/exchange.ts';
import type { SourceInfo, TaskRows } from '../../tasks/source.ts';
import type { CisClient, Extras } from './client.ts';
import type { FilterSpec } from './filter-spec.ts';
import { readEntries, type VsphereCisTask } from './task.ts';

export interface ServiceReading {
  readonly client: CisClient;
  readonly info: SourceInfo;
  /** What narrows within the service. */
  readonly filter: FilterSpec;
  readonly extras: Extras;
  readonly call: Call;
}

/** All matching tasks of one service. Rejects with UpstreamError, TOO_MANY_RESULTS where the upstream has more than it will list. */
export async function readService(service: string, reading: ServiceReading): Promise<TaskRows<VsphereCisTask>> {
  const { client, info, filter, extras, call } = reading;
  const entries = await client.listTasks({ ...filter, services: [service] }, extras, call);
  return { ...readEntries(entries, info), problem: null };
}
