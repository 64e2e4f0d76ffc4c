import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { decodeCursor } from '../../src/tasks/cursor.ts';
import { encodeCursor } from '../support/encode-cursor.ts';
import { createTestGraph, type TestGraph } from '../support/graph.ts';
import { createManualClock } from '../support/manual-clock.ts';

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly orderedAt: string | null } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
  readonly outcomes: readonly { readonly state: string; readonly requests: readonly { readonly path: string }[] }[];
}

const PAGE = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String) {
    tasks(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { orderedAt } }
      pageInfo { hasNextPage hasPreviousPage }
      outcomes { state requests { path } }
    }
  }
`;

const JOBS = 200_000;
/** Of each of the two task types' lists: as few as bisecting its offsets takes, twice over and some more. */
const DEEP = 2 * (Math.log2(JOBS / 2 / 200) + 3);

describe('Huawei HSS with 100,000 jobs of each type', () => {
  let simulation: Simulation;
  let graph: TestGraph;
  /** A first page's last cursor: the key in it is moved to other times. */
  let cursor: string;
  let instants: readonly [newest: number, oldest: number];

  beforeAll(async () => {
    const provider = providers.find(({ name }) => name === 'huawei-hss');
    if (!provider) throw new Error('there is no such provider');
    simulation = await provider.simulate({ seed: 3, tasks: JOBS, now: createManualClock(Date.UTC(2026, 10, 22)).now });
    // Counting requests, not records: the pages that bisecting looks at hold 200 each.
    graph = createTestGraph([
      { provider, simulation, settings: { id: 'hss', scanLimit: 1_000_000, deadlineMs: 60_000 } },
    ]);
    const until = new Date(Date.UTC(2026, 10, 22)).toISOString();
    const ends = await graph.query<Record<string, { edges: { cursor: string; node: { orderedAt: string } }[] }>>(
      `{ newest: tasks(first: 1, filter: { until: "${until}" }) { edges { cursor node { orderedAt } } }
         oldest: tasks(last: 1) { edges { cursor node { orderedAt } } } }`,
    );
    const at = (name: string): number => Date.parse(ends[name]?.edges[0]?.node.orderedAt ?? '');
    cursor = ends['oldest']?.edges[0]?.cursor ?? '';
    instants = [at('newest'), at('oldest')];
  }, 120_000);
  afterAll(async () => {
    await graph.close();
    await simulation.close();
  });

  /** A cursor some way down the list, beside a task that perhaps was never there. */
  const placeAt = (part: number): string => {
    const decoded = decodeCursor(cursor);
    if (!decoded) throw new Error('no cursor');
    const [newest, oldest] = instants;
    const orderedAt = Math.round(newest + (oldest - newest) * part);
    return encodeCursor({ ...decoded, key: { ...decoded.key, orderedAt } });
  };

  const read = async (window: Record<string, unknown>): Promise<{ readonly page: Page; readonly cost: number }> => {
    const { tasks: page } = await graph.query<{ tasks: Page }>(PAGE, window);
    expect(page.outcomes.map(({ state }) => state)).toEqual(['COMPLETE']);
    expect(page.edges).toHaveLength(20);
    return { page, cost: page.outcomes[0]?.requests.length ?? Number.NaN };
  };

  test.each([0.013, 0.37, 0.5, 0.81, 0.97])(
    'pages deep in it (%d of the way) in few requests, either way',
    async (part) => {
      const forward = await read({ first: 20, after: placeAt(part) });
      expect(forward.cost).toBeLessThanOrEqual(2 * DEEP);
      expect(forward.page.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: true });
      const backward = await read({ last: 20, before: placeAt(1 - part) });
      expect(backward.cost).toBeLessThanOrEqual(2 * DEEP);

      // One page on: each of the two lists goes on from where it was seen, and looks back across the seam.
      const onward = await read({ first: 20, after: forward.page.edges.at(-1)?.cursor });
      expect(onward.cost).toBeLessThanOrEqual(2 * 2 * 2);
    },
  );
});
