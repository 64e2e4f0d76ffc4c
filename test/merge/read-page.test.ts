import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, type TaskCursor } from '../../src/tasks/cursor.ts';
import type { TaskFilter } from '../../src/tasks/filter.ts';
import { keyOf, type TaskKey } from '../../src/tasks/key.ts';
import type { PageRequest, WantedParts } from '../../src/tasks/page-request.ts';
import { hashOfQuery, readPage, type TaskPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { TASK_STATUSES } from '../../src/tasks/status.ts';
import type { Task } from '../../src/tasks/task.ts';
import { createFakeSource, type FakeSource, type FakeSourceOptions, filterOf, union } from '../support/fake-source.ts';
import { ALL_PARTS } from '../support/wanted-parts.ts';

const STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;

/** Few instants, so that equal ones are common; nulls among them. */
const instants = fc.option(fc.integer({ min: 0, max: 12 }), { nil: null, freq: 6 });

const tasksArbitrary = (maxLength: number, minLength = 0) =>
  fc.uniqueArray(
    fc.record({
      nativeId: fc.string({ minLength: 1, maxLength: 3 }),
      orderedAt: instants,
      status: fc.constantFrom(...STATUSES),
      initiator: fc.constantFrom('ann', 'bob', null),
    }),
    // Without a size of its own an array has ten members or so, whatever its length may be.
    { selector: ({ nativeId }) => nativeId, minLength, maxLength, size: 'max' },
  );

const pushdown = {
  statuses: (wanted: ReadonlySet<string>) =>
    wanted.size === 1 ? { native: { statuses: wanted as never }, exact: true } : null,
};

const sourceArbitrary: fc.Arbitrary<Omit<FakeSourceOptions, 'name'>> = fc.record({
  kind: fc.constantFrom('whole', 'sorted', 'sorted-without-total'),
  tasks: fc.oneof({ weight: 4, arbitrary: tasksArbitrary(25) }, { weight: 1, arbitrary: tasksArbitrary(300) }),
  minPageSize: fc.integer({ min: 1, max: 10 }),
  // Room for the longest group of equal instants that these tasks can have: a longer one has a test of its own.
  maxPageSize: fc.integer({ min: 70, max: 200 }),
  undatedAt: fc.constantFrom('start', 'end'),
  pushdown: fc.constantFrom(pushdown, {}),
});

const filterArbitrary: fc.Arbitrary<TaskFilter> = fc
  .record({
    statuses: fc.option(
      fc.uniqueArray(fc.constantFrom(...STATUSES)).map((list) => new Set(list)),
      { nil: null, freq: 2 },
    ),
    search: fc.option(fc.constantFrom('task', 'A', 'b', ''), { nil: null, freq: 3 }),
    since: fc.option(fc.integer({ min: -1, max: 13 }), { nil: null, freq: 3 }),
    until: fc.option(fc.integer({ min: -1, max: 13 }), { nil: null, freq: 3 }),
    initiators: fc.option(fc.constantFrom(new Set(['ann']), new Set(['ann', 'bob']), new Set<string>()), {
      nil: null,
      freq: 4,
    }),
  })
  .map(filterOf);

const sourcesArbitrary = fc.array(sourceArbitrary, { minLength: 1, maxLength: 4 });

/** The filter as its description has it, written again. */
function isMatch(filter: TaskFilter, task: Task): boolean {
  const { statuses, search, since, until, initiators } = filter;
  return (
    (!statuses || statuses.has(task.status)) &&
    (search === null || task.title.toLowerCase().includes(search.toLowerCase())) &&
    (since === null || task.orderedAt === null || task.orderedAt >= since) &&
    (until === null || (task.orderedAt !== null && task.orderedAt < until)) &&
    (!initiators || initiators.has(task.initiator ?? ''))
  );
}

function createSources(options: readonly Omit<FakeSourceOptions, 'name'>[], tie: () => number): readonly FakeSource[] {
  return options.map((source, index) => createFakeSource({ ...source, name: `s${(index * 7) % 5}`, tie }));
}

/** The order of equal instants, another in each answer. */
function createTies(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
}

function request(members: Partial<PageRequest>): PageRequest {
  return {
    direction: 'DESC',
    filter: filterOf({}),
    after: null,
    before: null,
    size: 20,
    from: 'start',
    wanted: ALL_PARTS,
    selected: new Set(),
    now: 0,
    ...members,
  };
}

function cursorOf(text: string | undefined): TaskCursor | null {
  return text === undefined ? null : decodeCursor(text);
}

const ids = (tasks: readonly Task[]): readonly string[] =>
  tasks.map(({ source, nativeId }) => `${source.name}/${nativeId}`);
const idsOf = (page: TaskPage): readonly string[] => ids(page.edges.map(({ node }) => node));

const seldom = fc.nat(3).map((chance) => chance === 0);

/** The tasks, and whatever else: often no more than one walk of each list tells. */
const wantedArbitrary: fc.Arbitrary<WantedParts> = fc.record({
  edges: fc.constant(true),
  cursors: seldom,
  hasNextPage: fc.boolean(),
  hasPreviousPage: fc.boolean(),
  totalCount: seldom,
  statusCounts: seldom,
});

describe('a reading of the merged list', () => {
  test('to the end, either way, is the sorted union, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(
        sourcesArbitrary,
        filterArbitrary,
        fc.constantFrom('ASC', 'DESC'),
        fc.constantFrom('start', 'end'),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 2 ** 30 }),
        async (options, filter, direction, from, smallSize, seed) => {
          const sources = createSources(options, createTies(seed));
          const expected = union(sources, direction, (task) => isMatch(filter, task));
          // At most some 25 pages: a reading of hundreds of tasks one by one shows nothing more.
          const size = Math.max(smallSize, Math.ceil(expected.length / 25));
          const read: Task[] = [];
          const memory = createReadingMemory(1_000_000);
          for (let edge: TaskCursor | null = null; ; ) {
            const place = from === 'start' ? { after: edge } : { before: edge };
            const done = read.length;
            const counts = done === 0;
            const wanted = { ...ALL_PARTS, totalCount: counts, statusCounts: counts };
            const page: TaskPage = await readPage(
              sources,
              request({ direction, filter, size, from, wanted, ...place }),
              memory,
            );
            const tasks = page.edges.map(({ node }) => node);
            if (from === 'start') read.push(...tasks);
            else read.unshift(...tasks);

            expect(page.outcomes.every(({ state }) => state === 'COMPLETE')).toBe(true);
            expect(tasks.length).toBe(Math.min(size, expected.length - done));
            const more = read.length < expected.length;
            // An empty page is one that nothing matches, or that follows the last one: neither happens after a full reading.
            expect(from === 'start' ? page.hasNextPage : page.hasPreviousPage).toBe(more);
            expect(from === 'start' ? page.hasPreviousPage : page.hasNextPage).toBe(done > 0 && tasks.length > 0);
            expect(page.totalCount).toBe(counts ? expected.length : null);
            const counted = new Map(page.statusCounts?.map(({ status, count }) => [status, count]));
            for (const status of TASK_STATUSES) {
              const matching = expected.filter((task) => task.status === status).length;
              expect(counted.get(status) ?? 0).toBe(counts ? matching : 0);
            }
            if (!more) break;
            edge = cursorOf(from === 'start' ? page.edges.at(-1)?.cursor : page.edges[0]?.cursor);
          }
          expect(ids(read)).toEqual(ids(expected));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('in a window between any two places, of tasks there or gone, is a slice of the sorted union', async () => {
    /** A task that is there, by its index, or a place where perhaps one was. */
    const place = fc.option(
      fc.oneof(
        fc.nat(),
        fc.record({
          orderedAt: instants,
          sourceName: fc.constantFrom('s0', 's1', 's2', 's9'),
          nativeId: fc.string({ maxLength: 3 }),
        }),
      ),
      { nil: null, freq: 2 },
    );
    await fc.assert(
      fc.asyncProperty(
        sourcesArbitrary,
        filterArbitrary,
        fc.constantFrom('ASC', 'DESC'),
        fc.constantFrom('start', 'end'),
        fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 2, max: 30 })),
        place,
        place,
        wantedArbitrary,
        async (options, filter, direction, from, size, afterPlace, beforePlace, wanted) => {
          const sources = createSources(options, () => 0);
          const expected = union(sources, direction, (task) => isMatch(filter, task));
          const query = hashOfQuery({ filter, direction });
          const keyAt = (at: typeof afterPlace): TaskKey | null => {
            if (typeof at !== 'number') return at;
            const task = expected[at % expected.length];
            return task ? keyOf(task) : null;
          };
          const afterKey = keyAt(afterPlace);
          const beforeKey = keyAt(beforePlace);
          const cursor = (key: TaskKey | null): TaskCursor | null => key && { key, query, scanStart: null, missed: [] };
          const page = await readPage(
            sources,
            request({ direction, filter, size, from, after: cursor(afterKey), before: cursor(beforeKey), wanted }),
            createReadingMemory(1_000_000),
          );

          /** Tasks that stand before a place, the task at the place among them or not. */
          const countBefore = (key: TaskKey, withIt: boolean): number =>
            expected.filter((task) => {
              const order = compare(direction, { ...task, sourceName: task.source.name }, key);
              return order < 0 || (withIt && order === 0);
            }).length;
          const low = afterKey ? countBefore(afterKey, true) : 0;
          const high = Math.max(low, beforeKey ? countBefore(beforeKey, false) : expected.length);
          const start = from === 'start' ? low : Math.max(low, high - size);
          const end = from === 'start' ? Math.min(high, low + size) : high;
          expect(idsOf(page)).toEqual(ids(expected.slice(start, end)));

          const isEmpty = start === end;
          const gap = afterKey ? low : beforeKey ? countBefore(beforeKey, false) : null;
          const next = isEmpty ? (gap === null ? expected.length > 0 : gap < expected.length) : end < expected.length;
          const previous = isEmpty ? (gap === null ? expected.length > 0 : gap > 0) : start > 0;
          if (wanted.hasNextPage) expect(page.hasNextPage).toBe(next);
          if (wanted.hasPreviousPage) expect(page.hasPreviousPage).toBe(previous);
          expect(page.totalCount).toBe(wanted.totalCount ? expected.length : null);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a group of equal instants longer than a page', () => {
  const group = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      nativeId: `t${index}`,
      orderedAt: index % 10 === 0 ? index : 5,
      status: 'RUNNING' as const,
    }));

  async function readAll(
    tie: () => number,
  ): Promise<{ readonly ids: readonly string[]; readonly failed: TaskPage | null }> {
    const source = createFakeSource({ name: 's', kind: 'sorted', tasks: group(400), maxPageSize: 50, tie });
    const read: string[] = [];
    const memory = createReadingMemory(1_000_000);
    for (let after: TaskCursor | null = null; ; ) {
      const page: TaskPage = await readPage([source], request({ after, size: 100 }), memory);
      if (page.outcomes[0]?.state !== 'COMPLETE') return { ids: read, failed: page };
      read.push(...idsOf(page));
      if (!page.hasNextPage) return { ids: read, failed: null };
      after = cursorOf(page.edges.at(-1)?.cursor);
    }
  }

  test('is served whole where its order stands', async () => {
    const { ids: read, failed } = await readAll(() => 0);
    expect(failed).toBeNull();
    const expected = union([createFakeSource({ name: 's', kind: 'whole', tasks: group(400) })], 'DESC');
    expect(read).toEqual(ids(expected));
  });

  test('fails, retryable, where its order is another in each answer and four readings do not bring it together', async () => {
    const { ids: read, failed } = await readAll(createTies(7));
    expect(failed?.outcomes[0]).toMatchObject({ state: 'FAILED', problem: { code: 'UNAVAILABLE', retryable: true } });
    expect(failed?.edges).toEqual([]);
    expect(new Set(read).size).toBe(read.length);
  });
});

/** The order as the schema describes it, written again. */
function compare(direction: 'ASC' | 'DESC', a: TaskKey, b: TaskKey): number {
  const newer = (place: TaskKey): number => place.orderedAt ?? Number.POSITIVE_INFINITY;
  const descending =
    newer(a) === newer(b)
      ? a.sourceName === b.sourceName
        ? a.nativeId < b.nativeId
          ? -1
          : Number(a.nativeId > b.nativeId)
        : a.sourceName < b.sourceName
          ? -1
          : 1
      : newer(a) > newer(b)
        ? -1
        : 1;
  return direction === 'DESC' ? descending : -descending;
}
