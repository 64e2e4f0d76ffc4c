import { expect, test } from 'vitest';
import type { TaskFilter } from '../../src/tasks/filter.ts';
import { readPage, type TaskPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import type { TaskSource } from '../../src/tasks/source.ts';
import { type TaskRow, taskOf, UnreadTask } from '../../src/tasks/unread-task.ts';
import { createFakeSource, filterOf } from '../support/fake-source.ts';

const TASKS = Array.from({ length: 100 }, (_, index) => ({
  nativeId: `t${index}`,
  orderedAt: (index * 37) % 100,
  status: 'RUNNING' as const,
}));

/** The same source with its tasks still to be made; counts those that are. */
function unread(source: TaskSource): { readonly source: TaskSource; readonly made: () => number } {
  let made = 0;
  const later = (row: TaskRow): TaskRow =>
    new UnreadTask(row.orderedAt, row.nativeId, row.source, row.record, () => {
      made += 1;
      return taskOf(row);
    });
  return {
    made: () => made,
    source: {
      ...source,
      list(request) {
        const listing = source.list(request);
        const lists = listing.lists.map((list): (typeof listing.lists)[number] =>
          list.kind === 'whole'
            ? {
                ...list,
                async scan(call, meter) {
                  const rows = await list.scan(call, meter);
                  return { ...rows, tasks: rows.tasks.map(later) };
                },
              }
            : {
                ...list,
                async page(window, call, meter) {
                  const page = await list.page(window, call, meter);
                  return { ...page, rows: page.rows.map((row) => row && later(row)) };
                },
              },
        );
        return { ...listing, lists };
      },
    },
  };
}

function read(source: TaskSource, filter: Partial<TaskFilter> = {}): Promise<TaskPage> {
  const wanted = { edges: true, hasNextPage: true, hasPreviousPage: false, totalCount: false, statusCounts: false };
  return readPage(
    [source],
    {
      direction: 'DESC',
      filter: filterOf(filter),
      after: null,
      before: null,
      size: 10,
      from: 'start',
      wanted,
      selected: new Set(),
      now: 0,
    },
    createReadingMemory(1e7),
  );
}

test.each(['whole', 'sorted'] as const)(
  'of a %s list the tasks of the page alone are made, each once',
  async (kind) => {
    const source = createFakeSource({ name: 's', kind, tasks: TASKS });
    const { source: lazy, made } = unread(source);
    const page = await read(lazy);
    expect(page.edges.map(({ node }) => node)).toEqual((await read(source)).edges.map(({ node }) => node));
    // One more shows that there is a next page.
    expect(made()).toBe(11);
  },
);

test.each(['whole', 'sorted'] as const)('a filter by time makes no more tasks of a %s list', async (kind) => {
  const { source, made } = unread(createFakeSource({ name: 's', kind, tasks: TASKS }));
  const page = await read(source, { since: 20, until: 90 });
  expect(page.edges[0]?.node.orderedAt).toBe(89);
  expect(made()).toBe(11);
});
