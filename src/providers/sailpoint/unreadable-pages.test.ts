import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { sailPoint } from './index.ts';
import { type SailPointSimulation, simulate } from './simulator.ts';

let simulation: SailPointSimulation;
let graph: TestGraph;
/** What the upstream holds. */
let records: readonly unknown[] = [];

beforeEach(async () => {
  const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
  simulation = await simulate({ seed: 1, tasks: 0, now: clock.now });
  simulation.server.hook(({ path, query }) => {
    if (!path.endsWith('/pending-tasks')) return undefined;
    const offset = Number(query.get('offset'));
    return {
      status: 200,
      headers: query.get('count') === 'true' ? { 'x-total-count': String(records.length) } : {},
      json: records.slice(offset, offset + Number(query.get('limit'))),
    };
  });
  graph = createTestGraph([{ provider: sailPoint, simulation, settings: { id: 'idn', apiVersion: 'v2025' } }]);
});

afterEach(async () => {
  await graph.close();
  await simulation.close();
});

const LIST = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String) {
    sailPointPendingTasks(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { nativeId } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      outcome { problem { message } }
    }
  }
`;

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly nativeId: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly outcome: { readonly problem: { readonly message: string } | null };
}

async function list(variables: Record<string, unknown>): Promise<Page> {
  return (await graph.query<{ sailPointPendingTasks: Page }>(LIST, variables)).sailPointPendingTasks;
}

/** One that can't be read has no instant. */
function recordsOf(readable: readonly boolean[]): readonly unknown[] {
  return readable.map((isReadable, index) => ({
    id: `t${index}`,
    created: isReadable ? '2026-11-21T00:00:00Z' : 'soon',
  }));
}

describe('pages with records that can not be read', () => {
  test.each(['forward', 'backward'])('lead on to every record that can: %s', async (way) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 14 }),
        fc.integer({ min: 1, max: 4 }),
        async (readable, size) => {
          records = recordsOf(readable);
          const served: string[] = [];
          let unread = 0;
          let place: string | null = null;
          for (let count = 0; ; count += 1) {
            expect(count).toBeLessThanOrEqual(records.length / size);
            const page: Page = await list(
              way === 'forward' ? { first: size, after: place } : { last: size, before: place },
            );
            const ids = page.edges.map(({ node }) => node.nativeId);
            if (way === 'forward') served.push(...ids);
            else served.unshift(...ids);
            const missing = Number(page.outcome.problem?.message.split(' ')[0] ?? 0);
            unread += missing;
            const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
            if (missing === 0) {
              expect([startCursor, endCursor]).toEqual([
                page.edges[0]?.cursor ?? null,
                page.edges.at(-1)?.cursor ?? null,
              ]);
            }
            if (!(way === 'forward' ? hasNextPage : hasPreviousPage)) break;
            place = way === 'forward' ? endCursor : startCursor;
            expect(place).not.toBeNull();
          }
          expect(served).toEqual(readable.flatMap((isReadable, index) => (isReadable ? [`t${index}`] : [])));
          // Each is met once: the next page begins behind it.
          expect(unread).toBe(readable.length - served.length);
        },
      ),
    );
  });

  test('have cursors that each lead to what is behind their own record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 8 }), async (readable) => {
        records = recordsOf(readable);
        const { edges } = await list({ first: 8 });
        for (const [index, { cursor }] of edges.entries()) {
          const behind = await list({ first: 8, after: cursor });
          expect(behind.edges).toEqual(edges.slice(index + 1));
        }
      }),
      { numRuns: 40 },
    );
  });
});
