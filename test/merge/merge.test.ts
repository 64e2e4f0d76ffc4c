import { expect, test } from 'vitest';
import { readPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createFakeSource, filterOf } from '../support/fake-source.ts';
import { ALL_PARTS, UNCOUNTED_PARTS } from '../support/wanted-parts.ts';

test('a list far longer than the stack is deep is counted and paged', async () => {
  const count = 300_000;
  const tasks = Array.from({ length: count }, (_, index) => ({
    nativeId: `t${index}`,
    orderedAt: index,
    status: 'RUNNING' as const,
  }));
  const source = createFakeSource({ name: 's', kind: 'whole', tasks, scanLimit: count });
  const page = await readPage(
    [source],
    {
      direction: 'DESC',
      filter: filterOf({}),
      after: null,
      before: null,
      size: 1,
      from: 'start',
      wanted: ALL_PARTS,
      selected: new Set(),
      now: 0,
    },
    createReadingMemory(1),
  );
  expect(page.totalCount).toBe(count);
  expect(page.edges[0]?.node.nativeId).toBe(`t${count - 1}`);
});

test('records that can not be read are counted each once, though pages overlap', async () => {
  const tasks = Array.from({ length: 120 }, (_, index) => ({
    nativeId: `t${index}`,
    orderedAt: index,
    status: 'RUNNING' as const,
  }));
  const whole = createFakeSource({ name: 's', kind: 'sorted', tasks, maxPageSize: 50 });
  const source = {
    ...whole,
    list: (request: Parameters<typeof whole.list>[0]) => {
      const listing = whole.list(request);
      return {
        ...listing,
        lists: listing.lists.map((list) =>
          list.kind === 'whole'
            ? list
            : {
                ...list,
                page: async (...args: Parameters<typeof list.page>) => {
                  const page = await list.page(...args);
                  const rows = page.rows.map((row) => (row !== null && Number(row.orderedAt) % 40 === 7 ? null : row));
                  return {
                    ...page,
                    rows,
                    unreadable: rows.flatMap((row) => (row === null ? ['a record is no object'] : [])),
                  };
                },
              },
        ),
      };
    },
  };
  const page = await readPage(
    [source],
    {
      direction: 'DESC',
      filter: filterOf({}),
      after: null,
      before: null,
      size: 200,
      from: 'start',
      wanted: UNCOUNTED_PARTS,
      selected: new Set(),
      now: 0,
    },
    createReadingMemory(1),
  );
  expect(page.edges).toHaveLength(117);
  expect(page.outcomes[0]).toMatchObject({
    state: 'PARTIAL',
    problem: { message: '3 records could not be read: a record is no object.' },
  });
});
