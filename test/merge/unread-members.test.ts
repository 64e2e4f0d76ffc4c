import { expect, test } from 'vitest';
import type { TaskFilter } from '../../src/tasks/filter.ts';
import { readPage, type TaskPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import type { TaskSource } from '../../src/tasks/source.ts';
import type { Task } from '../../src/tasks/task.ts';
import { createFakeSource, filterOf } from '../support/fake-source.ts';
import { UNCOUNTED_PARTS } from '../support/wanted-parts.ts';

const TASKS = Array.from({ length: 100 }, (_, index) => ({
  nativeId: `t${index}`,
  orderedAt: (index * 37) % 100,
  status: 'RUNNING' as const,
}));

/** What a task's place is made of, and its record as a whole; reading any other member takes the record apart. */
const KNOWN: ReadonlySet<PropertyKey> = new Set(['orderedAt', 'nativeId', 'source', 'record']);

/** The same source; counts the tasks whose records are taken apart. */
function watched(source: TaskSource): { readonly source: TaskSource; readonly read: () => number } {
  const read = new Set<Task>();
  const watch = (row: Task): Task =>
    new Proxy(row, {
      get(task, member) {
        if (!KNOWN.has(member)) read.add(task);
        return Reflect.get(task, member);
      },
    });
  return {
    read: () => read.size,
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
                  return { ...rows, tasks: rows.tasks.map(watch) };
                },
              }
            : {
                ...list,
                async page(window, call, meter) {
                  const page = await list.page(window, call, meter);
                  return { ...page, rows: page.rows.map((row) => row && watch(row)) };
                },
              },
        );
        return { ...listing, lists };
      },
    },
  };
}

function read(source: TaskSource, filter: Partial<TaskFilter> = {}): Promise<TaskPage> {
  const wanted = { ...UNCOUNTED_PARTS, hasPreviousPage: false };
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

test.each(['whole', 'sorted'] as const)('of a %s list the tasks of the page alone are read', async (kind) => {
  const source = createFakeSource({ name: 's', kind, tasks: TASKS });
  const { source: counted, read: taken } = watched(source);
  const page = await read(counted);
  // One more shows that there is a next page.
  expect(taken()).toBe(11);
  expect(page.edges.map(({ node }) => node.id)).toEqual((await read(source)).edges.map(({ node }) => node.id));
});

test.each(['whole', 'sorted'] as const)('a filter by time reads no more tasks of a %s list', async (kind) => {
  const { source, read: taken } = watched(createFakeSource({ name: 's', kind, tasks: TASKS }));
  const page = await read(source, { since: 20, until: 90 });
  expect(page.edges[0]?.node.orderedAt).toBe(89);
  expect(taken()).toBe(11);
});
