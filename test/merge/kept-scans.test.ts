import { describe, expect, test } from 'vitest';
import { upstreamProblem } from '../../src/errors.ts';
import { decodeCursor, type TaskCursor } from '../../src/tasks/cursor.ts';
import type { PageRequest } from '../../src/tasks/page-request.ts';
import { readPage, type TaskPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory, type ReadingMemory } from '../../src/tasks/reading-memory.ts';
import type { Task } from '../../src/tasks/task.ts';
import { createFakeSource, type FakeSource, filterOf } from '../support/fake-source.ts';
import { ALL_PARTS } from '../support/wanted-parts.ts';

const TASKS = Array.from({ length: 100 }, (_, index) => ({
  nativeId: `t${index}`,
  orderedAt: index,
  status: 'RUNNING' as const,
}));

interface Reader {
  /** Reads the page after a cursor, or a first page. */
  read(
    source: FakeSource,
    after: TaskCursor | null,
    cursors?: boolean,
  ): Promise<{ readonly next: TaskCursor | null; readonly page: TaskPage }>;
}

function createReader(memory: ReadingMemory, now: () => number): Reader {
  return {
    async read(source, after, cursors = true) {
      const request: PageRequest = {
        direction: 'DESC',
        filter: filterOf({}),
        after,
        before: null,
        size: 10,
        from: 'start',
        wanted: { ...ALL_PARTS, cursors },
        selected: new Set(),
        now: now(),
      };
      const page = await readPage([source], request, memory);
      return { page, next: decodeCursor(page.edges.at(-1)?.cursor ?? '') };
    },
  };
}

function createClockedReader(maxBytes = 10_000_000): Reader & { wait(milliseconds: number): void } {
  let now = 1_000_000;
  const memory = createReadingMemory(maxBytes, () => now);
  return {
    ...createReader(memory, () => now),
    wait(milliseconds) {
      now += milliseconds;
    },
  };
}

describe('a whole list that was read once', () => {
  test('serves the pages that follow for a minute from its end, however often it is used', async () => {
    const source = createFakeSource({ name: 's', kind: 'whole', tasks: TASKS });
    const reader = createClockedReader();
    let { next } = await reader.read(source, null);
    expect(source.requests()).toBe(1);
    for (let page = 0; page < 5; page += 1) {
      reader.wait(11_000);
      ({ next } = await reader.read(source, next));
    }
    expect(source.requests()).toBe(1);
    reader.wait(6_000);
    const { page } = await reader.read(source, next);
    expect(source.requests()).toBe(2);
    expect(page.edges.map(({ node }) => node.nativeId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `t${39 - index}`),
    );
  });

  test('is not kept for a page whose cursors nobody asked for', async () => {
    const source = createFakeSource({ name: 's', kind: 'whole', tasks: TASKS });
    const reader = createClockedReader();
    const { next } = await reader.read(source, null, false);
    await reader.read(source, next);
    expect(source.requests()).toBe(2);
  });

  test('never serves a first page', async () => {
    const source = createFakeSource({ name: 's', kind: 'whole', tasks: TASKS });
    const reader = createClockedReader();
    await reader.read(source, null);
    source.tasks.splice(99, 1);
    const { page } = await reader.read(source, null);
    expect(page.edges[0]?.node.nativeId).toBe('t98');
    expect(source.requests()).toBe(2);
  });

  test('never serves a reading that began after it', async () => {
    const source = createFakeSource({ name: 's', kind: 'whole', tasks: TASKS });
    let now = 1_000_000;
    const early = createReader(
      createReadingMemory(1e7, () => now),
      () => now,
    );
    const late = createReader(
      createReadingMemory(1e7, () => now),
      () => now,
    );
    const stale = await early.read(source, null);
    now += 10_000;
    const { next } = await late.read(source, null);
    expect(source.requests()).toBe(2);
    // The replica with the older scan goes on with the later reading: it must read anew, and from then on it need not.
    now += 1_000;
    const onward = await early.read(source, next);
    expect(source.requests()).toBe(3);
    await early.read(source, onward.next);
    expect(source.requests()).toBe(4);
    now += 6_000;
    const { next: past } = await early.read(source, null);
    expect(source.requests()).toBe(5);
    await early.read(source, next);
    await early.read(source, past);
    // Begun well after the other replica's reading, by either clock, the newest scan serves both.
    expect(source.requests()).toBe(5);
    expect(stale.next).not.toBeNull();
  });

  test('is kept within a bound of memory', async () => {
    const source = createFakeSource({ name: 's', kind: 'whole', tasks: TASKS });
    const reader = createClockedReader(1_000);
    const { next } = await reader.read(source, null);
    await reader.read(source, next);
    expect(source.requests()).toBe(2);
  });

  test('is kept though a record in it is nested deeper than the stack is', async () => {
    const source = createFakeSource({ name: 's', kind: 'whole', tasks: TASKS });
    let record: unknown = 'core';
    for (let depth = 0; depth < 100_000; depth += 1) record = depth % 2 === 0 ? [record] : { inner: record };
    source.tasks.splice(0, 1, { ...(source.tasks[0] as Task), record });
    const reader = createClockedReader(1_000_000_000);
    const { next } = await reader.read(source, null);
    await reader.read(source, next);
    expect(source.requests()).toBe(1);
  });

  test('is its source’s alone', async () => {
    const one = createFakeSource({ name: 'one', kind: 'whole', tasks: TASKS });
    const other = createFakeSource({ name: 'other', kind: 'whole', tasks: TASKS.slice(0, 30) });
    const reader = createClockedReader();
    const { next } = await reader.read(one, null);
    const { page } = await reader.read(other, next);
    expect(other.requests()).toBe(1);
    expect(page.edges.every(({ node }) => node.source.name === 'other')).toBe(true);
  });

  test('is not kept where part of it is missing', async () => {
    const whole = createFakeSource({ name: 's', kind: 'whole', tasks: TASKS });
    const source: FakeSource = {
      ...whole,
      list: (request) => {
        const listing = whole.list(request);
        return {
          ...listing,
          lists: listing.lists.map((list) =>
            list.kind === 'sorted'
              ? list
              : {
                  ...list,
                  scan: async (call, meter) => ({
                    ...(await list.scan(call, meter)),
                    problem: upstreamProblem('UNAVAILABLE', 'one of two services is down'),
                  }),
                },
          ),
        };
      },
    };
    const reader = createClockedReader();
    const { next, page } = await reader.read(source, null);
    expect(page.outcomes[0]).toMatchObject({ state: 'PARTIAL', problem: { message: 'one of two services is down' } });
    await reader.read(source, next);
    expect(whole.requests()).toBe(2);
  });
});
