import type { UpstreamProblem } from '../errors.ts';
import type { Call } from '../http/exchange.ts';
import type { UpstreamHealth } from '../http/interceptors/health.ts';
import type { FilterMember, TaskFilter, TaskTraits } from './filter.ts';
import type { Task, TaskProvider } from './task.ts';

export interface SourceCapabilities {
  readonly pagination: 'WHOLE' | 'OFFSET' | 'MARKER';
  readonly minPageSize: number | null;
  readonly maxPageSize: number | null;
  /** Whether the upstream can sort by `orderedAt`. */
  readonly sorts: boolean;
  /** Whether the upstream tells how many tasks match. */
  readonly counts: boolean;
  readonly pushedFilters: readonly FilterMember[];
}

/** One configured upstream as others see it. Lives as long as the process. */
export interface SourceInfo {
  /** Global id of the GraphQL TaskSource. */
  readonly id: string;
  readonly name: string;
  readonly provider: TaskProvider;
  /** The GraphQL type of its tasks. */
  readonly typename: string;
  /** Scheme, host and port. */
  readonly url: string | null;
  readonly capabilities: SourceCapabilities;
  readonly traits: TaskTraits;
  /** A record without stack traces and secrets, fit for `Task.raw`. */
  readonly redact: (record: unknown) => unknown;
  readonly health: () => UpstreamHealth;
}

/** Counts the records that one answer reads of one source. */
export interface ReadMeter {
  /** Called with the size of each page as it comes in; throws UpstreamError TOO_MANY_RESULTS past the source's scan limit. */
  add(records: number): void;
}

/** Tasks read, and why others could not be. */
export interface TaskRows<T extends Task = Task> {
  readonly tasks: readonly T[];
  /** One reason for each record that is there but can't be read. */
  readonly unreadable: readonly string[];
  /** Why a part of the list is missing though the rest of it was read; null where none is. */
  readonly problem: UpstreamProblem | null;
}

/** A list that is had whole or not at all, in no order that could be relied on. */
export interface WholeList {
  readonly kind: 'whole';
  /** Equal texts for lists of this source that hold the same; a scan of one is kept by it. */
  readonly key: string;
  readonly scan: (call: Call, meter: ReadMeter) => Promise<TaskRows>;
}

/** ASC and DESC by `orderedAt`, as the upstream sorts; equal instants come in any order. */
export type SortDirection = 'ASC' | 'DESC';

export interface SortedPage {
  /** In the upstream's order, tasks without `orderedAt` among them; null for a record that can't be read. */
  readonly rows: readonly (Task | null)[];
  readonly unreadable: readonly string[];
  /** Records in the whole list, where the upstream tells. */
  readonly total: number | null;
}

/** A list that the upstream sorts by `orderedAt` and pages by offset. */
export interface SortedList {
  readonly kind: 'sorted';
  /** Equal texts for lists of this source that hold the same; offsets of one are remembered by it. */
  readonly key: string;
  readonly minPageSize: number;
  readonly maxPageSize: number;
  /** Fewer rows than `limit` mean the end of the list. */
  readonly page: (
    window: { readonly offset: number; readonly limit: number; readonly direction: SortDirection },
    call: Call,
    meter: ReadMeter,
  ) => Promise<SortedPage>;
  /** The tasks of the list without `orderedAt`, whose place in the upstream's sort is not documented; null where there can be none. */
  readonly undated: ((call: Call, meter: ReadMeter) => Promise<TaskRows>) | null;
}

export type TaskList = WholeList | SortedList;

export interface ListRequest {
  readonly filter: TaskFilter;
  /** `Type.field` of every field selected on the tasks: what is costly is asked of the upstream only when it is in here. */
  readonly selected: ReadonlySet<string>;
}

/** How one source answers one reading. */
export interface SourceListing {
  /** Their union, each task once, is every task that can match. */
  readonly lists: readonly TaskList[];
  readonly pushed: readonly FilterMember[];
  /** The pushed members that the upstream applies exactly. */
  readonly exact: readonly FilterMember[];
  /** How many tasks the upstream says there are in `lists`, without reading them; null where it can't tell exactly. */
  readonly count: ((call: Call) => Promise<number | null>) | null;
}

/** What the domain asks of a source during one GraphQL request; its loaders and deadlines are those of the request. */
export interface TaskSource {
  readonly info: SourceInfo;
  /** Records that may be read for one answer. */
  readonly scanLimit: number;
  list(request: ListRequest): SourceListing;
  /**
   * The task that `localId` of a global id names, null where there is none. Calls of one tick are batched.
   * Rejects with UpstreamError.
   */
  load(localId: string, selected: ReadonlySet<string>): Promise<Task | null>;
  /** A call bounded by this request: its caller, and this source's deadline from its first use on. */
  call(onRequest?: Call['onRequest']): Call;
}
