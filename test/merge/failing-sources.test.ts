import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { upstreamError } from '../../src/errors.ts';
import type { PageRequest } from '../../src/tasks/page-request.ts';
import { readPage, type TaskPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createFakeSource, type FakeSource, type FakeSourceOptions, filterOf, union } from '../support/fake-source.ts';
import { ALL_PARTS, UNCOUNTED_PARTS } from '../support/wanted-parts.ts';

const COUNTS = {
  edges: false,
  cursors: false,
  hasNextPage: false,
  hasPreviousPage: false,
  totalCount: true,
  statusCounts: true,
};

/** A source of some tasks that fails from a request of this index on. */
function createFailing(index: number, kind: FakeSourceOptions['kind'], failsFrom: number): FakeSource {
  return createFakeSource({
    name: `s${index}`,
    kind,
    tasks: Array.from({ length: 60 }, (_, task) => ({
      nativeId: `t${task}`,
      orderedAt: task * 10 + index,
      status: 'RUNNING',
    })),
    maxPageSize: 25,
    onRequest: (request) => (request >= failsFrom ? upstreamError('UNAVAILABLE', `s${index} is down`) : undefined),
  });
}

function read(sources: readonly FakeSource[], members: Partial<PageRequest>): Promise<TaskPage> {
  return readPage(
    sources,
    {
      direction: 'DESC',
      filter: filterOf({ until: 1_000 }),
      after: null,
      before: null,
      size: 20,
      from: 'start',
      wanted: UNCOUNTED_PARTS,
      selected: new Set(),
      now: 0,
      ...members,
    },
    createReadingMemory(1e6),
  );
}

describe('sources that fail together', () => {
  test.for(['sorted', 'sorted-without-total', 'whole'] as const)('are asked once each: %s', async (kind) => {
    const sources = Array.from({ length: 6 }, (_, index) => createFailing(index, kind, index === 5 ? 100 : 0));
    const { outcomes, edges } = await read(sources, {});
    expect(sources.slice(0, 5).map((source) => source.requests())).toEqual([1, 1, 1, 1, 1]);
    expect(outcomes.map(({ state }) => state)).toEqual([...Array(5).fill('FAILED'), 'COMPLETE']);
    expect(outcomes.slice(0, 5).map(({ problem }) => problem?.message)).toEqual(
      Array.from({ length: 5 }, (_, index) => `s${index} is down`),
    );
    expect(edges).toHaveLength(20);
  });

  test('are asked once each where they are counted alone, and so are those that answer', async () => {
    const sources = Array.from({ length: 4 }, (_, index) => createFailing(index, 'whole', index < 2 ? 0 : 100));
    const { outcomes } = await read(sources, { wanted: COUNTS });
    expect(sources.map((source) => source.requests())).toEqual([1, 1, 1, 1]);
    expect(outcomes.map(({ state, totalCount }) => [state, totalCount])).toEqual([
      ['FAILED', null],
      ['FAILED', null],
      ['COMPLETE', 60],
      ['COMPLETE', 60],
    ]);
    const sorted = Array.from({ length: 4 }, (_, index) => createFailing(index, 'sorted', index < 2 ? 0 : 100));
    await read(sorted, { wanted: COUNTS });
    const alone = createFailing(2, 'sorted', 100);
    await read([alone], { wanted: COUNTS });
    expect(sorted.map((source) => source.requests())).toEqual([1, 1, alone.requests(), alone.requests()]);
  });

  test('or one after the other are asked nothing more once they have failed, and the rest is as if they were not there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            kind: fc.constantFrom('whole', 'sorted', 'sorted-without-total'),
            failsFrom: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(1_000)),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        fc.constantFrom('ASC', 'DESC'),
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        async (options, direction, size, isCounted) => {
          const sources = options.map(({ kind, failsFrom }, index) => createFailing(index, kind, failsFrom));
          // Counting reads on its own and may fail where the page did not.
          const wanted = isCounted ? ALL_PARTS : UNCOUNTED_PARTS;
          const { edges, outcomes } = await read(sources, { direction, size, wanted });
          const good = sources.filter((_, index) => outcomes[index]?.state === 'COMPLETE');
          expect(edges.map(({ node }) => node.id)).toEqual(
            union(good, direction)
              .slice(0, size)
              .map(({ id }) => id),
          );
          for (const [index, { failsFrom }] of options.entries()) {
            const requests = sources[index]?.requests() ?? 0;
            if (outcomes[index]?.state === 'FAILED') expect(requests).toBe(failsFrom + 1);
            else if (!isCounted) expect(requests).toBeLessThanOrEqual(failsFrom);
          }
        },
      ),
    );
  });
});
