import type { SourceInfo } from './source.ts';
import type { TaskStatus } from './status.ts';

export type TaskProvider = 'HUAWEI_CSMS' | 'HUAWEI_HSS' | 'SAILPOINT' | 'VMWARE_SRS' | 'VSPHERE_CIS';

export interface TaskProgress {
  /** 0 to 100; null where the upstream gives no measure. */
  readonly percent: number | null;
  readonly completed: number | null;
  readonly total: number | null;
  readonly message: string | null;
}

export interface TaskTarget {
  readonly type: string | null;
  readonly nativeId: string | null;
  readonly name: string | null;
}

export interface TaskFailure {
  readonly code: string | null;
  readonly message: string | null;
}

/**
 * A task as served: flat, with the members that its GraphQL type exposes. They may be getters that read an upstream's record: a
 * spread or a serialised task lacks those.
 * Instants are epoch milliseconds. Null means that the upstream says none.
 */
export interface Task {
  /** The GraphQL type that serves it; also the discriminant of the providers' own types. */
  readonly typename: string;
  /** Global: see global-id.ts. */
  readonly id: string;
  readonly provider: TaskProvider;
  readonly source: SourceInfo;
  readonly nativeId: string;
  readonly name: string | null;
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly nativeStatus: string | null;
  readonly progress: TaskProgress | null;
  readonly createdAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** What the merged list sorts by. */
  readonly orderedAt: number | null;
  readonly initiator: string | null;
  readonly target: TaskTarget | null;
  readonly failure: TaskFailure | null;
  /** The upstream's record as received, undefined where it turns out to be no JSON; served only through `source.redact`. */
  readonly record: unknown;
  /**
   * Told of all tasks of its list that it is served with, for what takes less time to make for all at once; it keeps them for as
   * long as it is kept itself. Changes nothing that it tells.
   */
  joinPage?(page: readonly Task[]): void;
}
