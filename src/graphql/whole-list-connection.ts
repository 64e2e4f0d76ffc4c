import type { GraphQLResolveInfo } from 'graphql';
import type { Call } from '../http/exchange.ts';
import { countStatuses } from '../tasks/count.ts';
import { instantNumber, instantOfNumber } from '../tasks/cursor-instant.ts';
import { createEdges } from '../tasks/edge.ts';
import { idOfText, idText } from '../tasks/id-text.ts';
import { compareKeys, compareTasks, keyOf, type TaskKey } from '../tasks/key.ts';
import type { TaskRows, TaskSource } from '../tasks/source.ts';
import type { Task } from '../tasks/task.ts';
import { pageInfoOf } from './connection.ts';
import { type ListPlace, listCursors } from './list-cursors.ts';
import { joined, type ProviderConnection, readProviderList } from './provider-connection.ts';
import { selectedFields } from './selection.ts';
import { readWindow, type WindowArguments } from './window.ts';

export interface WholeListArguments extends WindowArguments {
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

export interface WholeListOptions<T extends Task> {
  readonly source: TaskSource;
  readonly args: WholeListArguments;
  readonly info: GraphQLResolveInfo;
  /** All that chooses the list: cursors of one do not fit another. */
  readonly query: unknown;
  /** Names of the provider's own filter members that are sent. */
  readonly nativeFilters: readonly string[];
  /** Reads the whole list. `selected` as {@link selectedFields}. */
  readonly read: (call: Call, selected: ReadonlySet<string>) => Promise<TaskRows<T>>;
}

/** Pages, in the order DESC of `Query.tasks`, a list that its upstream answers whole. Cursors are keys. */
export async function wholeListConnection<T extends Task>(
  options: WholeListOptions<T>,
): Promise<ProviderConnection<T>> {
  const { source, args, info, nativeFilters, read } = options;
  const list = listCursors([info.fieldName, source.info.name, options.query], isKey);
  const { size, from } = readWindow(args);
  const after = keyAt(list.decode('after', args.after), source);
  const before = keyAt(list.decode('before', args.before), source);
  const selected = selectedFields(info);
  return await readProviderList(source, nativeFilters, async (reading) => {
    const { tasks: rows, unreadable, problem } = await read(reading.call, selected);
    reading.note(rows.length + unreadable.length, unreadable, problem);
    const tasks = distinct(rows);
    const sorted = tasks.toSorted(compareTasks);
    const start = after === null ? 0 : indexOf(sorted, after, 'behind');
    const end = before === null ? sorted.length : Math.max(start, indexOf(sorted, before, 'ahead'));
    const pageStart = from === 'start' ? start : Math.max(start, end - size);
    const pageEnd = from === 'start' ? Math.min(end, start + size) : end;
    const page = sorted.slice(pageStart, pageEnd);
    const edges = createEdges(joined(page), (task) => list.encode(placeOf(task)));
    const totalCount = problem === null && unreadable.length === 0 ? tasks.length : null;
    return {
      edges,
      pageInfo: pageInfoOf(edges, { hasNextPage: pageEnd < sorted.length, hasPreviousPage: pageStart > 0 }),
      totalCount,
      outcome: reading.outcome({
        totalCount,
        // Counting looks at every task.
        statusCounts:
          totalCount === null || !selected.has('TaskSourceOutcome.statusCounts') ? null : countStatuses(tasks),
      }),
    };
  });
}

function placeOf({ orderedAt, nativeId }: Task): ListPlace {
  return { value: instantNumber(orderedAt), text: idText(nativeId) };
}

function isKey({ value }: ListPlace): boolean {
  return instantOfNumber(value) !== undefined;
}

function keyAt(place: ListPlace | null, { info }: TaskSource): TaskKey | null {
  if (place === null) return null;
  const orderedAt = instantOfNumber(place.value) ?? null;
  return { orderedAt, sourceName: info.name, nativeId: idOfText(place.text) };
}

/** A task that stands in the list twice is one, as it was told last. */
function distinct<T extends Task>(rows: readonly T[]): readonly T[] {
  const ids = new Set<string>();
  for (const { nativeId } of rows) ids.add(nativeId);
  return ids.size === rows.length ? rows : [...new Map(rows.map((task) => [task.nativeId, task])).values()];
}

/** The index of the first task behind the key, or of the first that is not ahead of it. */
function indexOf(sorted: readonly Task[], key: TaskKey, side: 'ahead' | 'behind'): number {
  const index = sorted.findIndex((task) => {
    const order = compareKeys(keyOf(task), key);
    return side === 'behind' ? order > 0 : order >= 0;
  });
  return index === -1 ? sorted.length : index;
}
