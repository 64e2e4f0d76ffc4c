import { describe, expect, test } from 'vitest';
import { decodeCursor, type TaskCursor } from '../../src/tasks/cursor.ts';
import type { PageRequest } from '../../src/tasks/page-request.ts';
import { hashOfQuery, readPage, type TaskPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory, type ReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createFakeSource, type FakeSource, filterOf } from '../support/fake-source.ts';
import { UNCOUNTED_PARTS } from '../support/wanted-parts.ts';

const COUNT = 100_000;
/** As few as bisecting the offset of a list of that length takes, twice over and some more. */
const DEEP = 2 * (Math.log2(COUNT / 200) + 3);

function createLongSource(): FakeSource {
  return createFakeSource({
    name: 's',
    kind: 'sorted',
    minPageSize: 10,
    maxPageSize: 200,
    tasks: Array.from({ length: COUNT }, (_, index) => ({
      nativeId: `t${index}`,
      orderedAt: index,
      status: 'RUNNING',
    })),
  });
}

const filter = filterOf({});

async function readDeep(
  source: FakeSource,
  memory: ReadingMemory,
  members: Partial<PageRequest>,
): Promise<{ readonly page: TaskPage; readonly cost: number }> {
  const before = source.requests();
  const request: PageRequest = {
    direction: 'DESC',
    filter,
    after: null,
    before: null,
    size: 20,
    from: 'start',
    wanted: UNCOUNTED_PARTS,
    selected: new Set(),
    now: 0,
    ...members,
  };
  const page = await readPage([source], request, memory);
  return { page, cost: source.requests() - before };
}

/** The place beside a task that perhaps was never seen. */
function placeAt(orderedAt: number, direction: 'ASC' | 'DESC'): TaskCursor {
  return {
    key: { orderedAt, sourceName: 's', nativeId: `t${orderedAt}` },
    query: hashOfQuery({ filter, direction }),
    scanStart: null,
    missed: [],
  };
}

describe('a page deep in a sorted list of 100,000', () => {
  test.each([
    ['DESC', 'start', 1_234],
    ['DESC', 'start', 50_000],
    ['DESC', 'end', 49_999],
    ['ASC', 'start', 98_765],
    ['ASC', 'end', 31_415],
  ] as const)('%s from its %s at %d costs a few requests, and paging on one or two', async (direction, from, at) => {
    const source = createLongSource();
    const memory = createReadingMemory(1e6);
    const place = from === 'start' ? { after: placeAt(at, direction) } : { before: placeAt(at, direction) };
    const first = await readDeep(source, memory, { direction, from, ...place });
    expect(first.page.edges).toHaveLength(20);
    expect([first.page.hasNextPage, first.page.hasPreviousPage]).toEqual([true, true]);
    expect(first.cost).toBeLessThanOrEqual(DEEP);

    let edge = from === 'start' ? first.page.edges.at(-1) : first.page.edges[0];
    for (let page = 0; page < 3; page += 1) {
      const cursor = decodeCursor(edge?.cursor ?? '');
      const wanted = { ...UNCOUNTED_PARTS, hasNextPage: from === 'start', hasPreviousPage: from === 'end' };
      const next = await readDeep(source, memory, {
        direction,
        from,
        wanted,
        ...(from === 'start' ? { after: cursor } : { before: cursor }),
      });
      expect(next.page.edges).toHaveLength(20);
      expect(next.cost).toBeLessThanOrEqual(2);
      edge = from === 'start' ? next.page.edges.at(-1) : next.page.edges[0];
    }
  });
});
