import type { UpstreamError } from '../../src/errors.ts';
import { NO_FILTER, type TaskFilter } from '../../src/tasks/filter.ts';
import { encodeGlobalId } from '../../src/tasks/global-id.ts';
import { compareKeys, keyOf } from '../../src/tasks/key.ts';
import { narrow, type Pushdown } from '../../src/tasks/pushdown.ts';
import type { SortDirection, SourceInfo, TaskList, TaskSource } from '../../src/tasks/source.ts';
import { TASK_STATUSES, type TaskStatus } from '../../src/tasks/status.ts';
import type { Task } from '../../src/tasks/task.ts';

/** What a test says of a task; the rest is filled in. */
export interface FakeTask {
  readonly nativeId: string;
  readonly orderedAt: number | null;
  readonly status: TaskStatus;
  readonly initiator?: string | null;
}

export interface FakeSourceOptions {
  readonly name: string;
  /** `whole` answers at once, `sorted` by pages that the upstream sorts, with a total or without. */
  readonly kind: 'whole' | 'sorted' | 'sorted-without-total';
  readonly tasks: readonly FakeTask[];
  readonly minPageSize?: number;
  readonly maxPageSize?: number;
  readonly scanLimit?: number;
  readonly pushdown?: Pushdown<{ statuses: ReadonlySet<TaskStatus> }>;
  /** Where tasks without an instant stand in the upstream's sort. */
  readonly undatedAt?: 'start' | 'end';
  /** A number for each comparison of equal instants: their order, which may be another in each answer. */
  readonly tie?: () => number;
  /** Called before each request; throws to fail it, or changes what the source holds. */
  readonly onRequest?: (index: number) => UpstreamError | undefined;
}

export interface FakeSource extends TaskSource {
  /** What it holds: may be changed between requests. */
  readonly tasks: Task[];
  /** Requests so far. */
  requests(): number;
}

/** More than any test needs: a reading that asks without end fails here. */
const MAX_REQUESTS = 5_000;

/** A source without a wire: what the domain sees of an upstream. */
export function createFakeSource(options: FakeSourceOptions): FakeSource {
  const { name, kind, undatedAt = 'start', tie = () => 0, pushdown = {}, onRequest } = options;
  const info: SourceInfo = {
    id: encodeGlobalId('TaskSource', name),
    name,
    provider: 'VMWARE_SRS',
    typename: 'VmwareSrsRunspace',
    url: null,
    capabilities: {
      pagination: kind === 'whole' ? 'WHOLE' : 'OFFSET',
      minPageSize: null,
      maxPageSize: null,
      sorts: kind !== 'whole',
      counts: kind === 'sorted',
      pushedFilters: [],
    },
    traits: { statuses: new Set(TASK_STATUSES), haveInitiator: true, haveTarget: true, haveEnd: true },
    redact: (record) => record,
    health: () => ({ state: 'UNKNOWN', since: null, lastProblem: null }),
  };
  const tasks = options.tasks.map((task) => fakeTask(info, task));
  let requests = 0;

  const answer = async (): Promise<void> => {
    const fault = onRequest?.(requests);
    requests += 1;
    if (requests > MAX_REQUESTS) throw new Error(`${name} was asked more than ${MAX_REQUESTS} times`);
    // An answer comes in a later turn, as one over a wire does.
    await new Promise((resolve) => setImmediate(resolve));
    if (fault) throw fault;
  };

  const sorted = (held: readonly Task[], direction: SortDirection): readonly Task[] => {
    const dated = held
      .filter(({ orderedAt }) => orderedAt !== null)
      .map((task) => ({ task, tie: tie() }))
      .sort((a, b) => {
        const order = (b.task.orderedAt ?? 0) - (a.task.orderedAt ?? 0);
        return (direction === 'DESC' ? order : -order) || a.tie - b.tie;
      })
      .map(({ task }) => task);
    const undated = held.filter(({ orderedAt }) => orderedAt === null);
    return undatedAt === 'start' ? [...undated, ...dated] : [...dated, ...undated];
  };

  const listOf = (key: string, holds: (task: Task) => boolean): TaskList => {
    if (kind === 'whole') {
      return {
        kind: 'whole',
        key,
        scan: async (_call, meter) => {
          await answer();
          const held = tasks.filter(holds);
          meter.add(held.length);
          return { tasks: held, unreadable: [], problem: null };
        },
      };
    }
    return {
      kind: 'sorted',
      key,
      minPageSize: options.minPageSize ?? 1,
      maxPageSize: options.maxPageSize ?? 200,
      page: async ({ offset, limit, direction }, _call, meter) => {
        await answer();
        const held = sorted(tasks.filter(holds), direction);
        const rows = held.slice(offset, offset + limit);
        meter.add(rows.length);
        return { rows, unreadable: [], total: kind === 'sorted' ? held.length : null };
      },
      undated: async (_call, meter) => {
        await answer();
        const held = tasks.filter((task) => holds(task) && task.orderedAt === null);
        meter.add(held.length);
        return { tasks: held, unreadable: [], problem: null };
      },
    };
  };

  return {
    info,
    scanLimit: options.scanLimit ?? 100_000,
    tasks,
    requests: () => requests,
    call: () => ({ signal: new AbortController().signal, deadlineAt: Number.POSITIVE_INFINITY }),
    load: async (id) => tasks.find(({ nativeId }) => nativeId === id) ?? null,
    list: ({ filter }) => {
      const { native, pushed, exact } = narrow(pushdown, filter);
      const holds = (task: Task): boolean => native.statuses?.has(task.status) ?? true;
      return {
        lists: [listOf(JSON.stringify([...(native.statuses ?? [])]), holds)],
        pushed,
        exact,
        count: kind === 'sorted' ? async () => tasks.filter(holds).length : null,
      };
    },
  };
}

export function fakeTask(source: SourceInfo, { nativeId, orderedAt, status, initiator = null }: FakeTask): Task {
  return {
    typename: source.typename,
    id: encodeGlobalId(source.typename, source.name, nativeId),
    provider: source.provider,
    source,
    nativeId,
    name: null,
    title: `task ${nativeId}`,
    description: null,
    status,
    nativeStatus: null,
    progress: null,
    createdAt: orderedAt,
    startedAt: null,
    endedAt: null,
    orderedAt,
    initiator,
    target: null,
    failure: null,
    record: null,
  };
}

/** The oracle: the union of all sources, filtered, in the order asked for. */
export function union(
  sources: readonly { readonly tasks: readonly Task[] }[],
  direction: SortDirection,
  matches: (task: Task) => boolean = () => true,
): readonly Task[] {
  const sorted = sources
    .flatMap(({ tasks }) => tasks)
    .filter(matches)
    .toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));
  return direction === 'DESC' ? sorted : sorted.toReversed();
}

/** A filter with these members and no others. */
export function filterOf(members: Partial<TaskFilter>): TaskFilter {
  return { ...NO_FILTER, ...members };
}
