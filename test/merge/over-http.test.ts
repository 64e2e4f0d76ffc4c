import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { createTestGraph, type TestGraph } from '../support/graph.ts';
import { createManualClock } from '../support/manual-clock.ts';

interface Node {
  readonly nativeId: string;
  readonly status: string;
  readonly title: string;
  readonly orderedAt: string | null;
  readonly source: { readonly name: string };
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
  readonly statusCounts: readonly { readonly status: string; readonly count: number }[];
  readonly outcomes: readonly { readonly state: string }[];
}

const PAGE = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String, $filter: TaskFilter, $direction: TaskOrderDirection!, $counts: Boolean!) {
    tasks(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: { direction: $direction }) {
      edges { cursor node { nativeId status title orderedAt source { name } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount @include(if: $counts)
      statusCounts @include(if: $counts) { status count }
      outcomes { state }
    }
  }
`;

type Direction = 'ASC' | 'DESC';

async function readAll(
  graph: TestGraph,
  { size, back, ...query }: { size: number; back: boolean; direction: Direction; filter?: Record<string, unknown> },
): Promise<{ readonly nodes: readonly Node[]; readonly page: Page }> {
  const nodes: Node[] = [];
  let first: Page | null = null;
  for (let edge: string | null = null; ; ) {
    const window: Record<string, unknown> = back ? { last: size, before: edge } : { first: size, after: edge };
    const { tasks: page }: { tasks: Page } = await graph.query(PAGE, { ...query, ...window, counts: first === null });
    const isFirst = first === null;
    first ??= page;
    const found = page.edges.map(({ node }) => node);
    if (back) nodes.unshift(...found);
    else nodes.push(...found);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    expect(page.outcomes.map(({ state }) => state)).toEqual(providers.map(() => 'COMPLETE'));
    expect(back ? hasNextPage : hasPreviousPage).toBe(!isFirst);
    const more = back ? hasPreviousPage : hasNextPage;
    if (!more) return { nodes, page: first };
    expect(found).toHaveLength(size);
    edge = back ? startCursor : endCursor;
  }
}

/** The order that the schema describes, written again over what clients get. */
function byOrder(a: Node, b: Node): number {
  const newer = ({ orderedAt }: Node): number =>
    orderedAt === null ? Number.POSITIVE_INFINITY : Date.parse(orderedAt);
  if (newer(a) !== newer(b)) return newer(a) > newer(b) ? -1 : 1;
  if (a.source.name !== b.source.name) return a.source.name < b.source.name ? -1 : 1;
  return a.nativeId < b.nativeId ? -1 : 1;
}

const STATUSES = ['QUEUED', 'RUNNING', 'READY', 'SUCCEEDED', 'WARNING', 'FAILED', 'UNKNOWN'] as const;

describe('the merged list over the simulated upstreams', () => {
  test('is what they hold, in order, whole and filtered, either way round', async () => {
    const clock = createManualClock(Date.UTC(2026, 10, 22, 12));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 30 }),
        fc.array(fc.integer({ min: 0, max: 150 }), { minLength: providers.length, maxLength: providers.length }),
        fc.integer({ min: 25, max: 200 }),
        fc.boolean(),
        fc.constantFrom<Direction>('ASC', 'DESC'),
        fc.subarray([...STATUSES], { minLength: 1 }),
        fc.constantFrom('', 'a', 'scan', 'agg'),
        fc.integer({ min: 0, max: 3000 }),
        async (seed, sizes, size, back, direction, statuses, search, sinceMinutes) => {
          const simulations: Simulation[] = [];
          for (const [index, provider] of providers.entries()) {
            simulations.push(await provider.simulate({ seed: seed + index, tasks: sizes[index] ?? 0, now: clock.now }));
          }
          const graph = createTestGraph(
            providers.flatMap((provider, index) => {
              const simulation = simulations[index];
              return simulation ? [{ provider, simulation, settings: { id: `source-${(index * 3) % 5}` } }] : [];
            }),
          );
          try {
            const { nodes, page } = await readAll(graph, { size, back, direction });
            const expected = [...nodes].sort(byOrder);
            expect(nodes).toEqual(direction === 'DESC' ? expected : expected.toReversed());
            expect(page.totalCount).toBe(nodes.length);
            for (const [index, simulation] of simulations.entries()) {
              const ids = nodes.filter(({ source }) => source.name === `source-${(index * 3) % 5}`);
              expect(ids.map(({ nativeId }) => nativeId).toSorted()).toEqual([...simulation.taskIds()].toSorted());
            }

            const since = new Date(clock.now() - sinceMinutes * 60_000).toISOString();
            const filter = { statuses, search, since };
            const filtered = await readAll(graph, { size, back, direction, filter });
            const matching = nodes.filter(
              ({ status, title, orderedAt }) =>
                statuses.some((wanted) => wanted === status) &&
                title.toLowerCase().includes(search) &&
                (orderedAt === null || orderedAt >= since),
            );
            expect(filtered.nodes).toEqual(matching);
            expect(filtered.page.totalCount).toBe(matching.length);
            for (const { status, count } of filtered.page.statusCounts) {
              expect(count).toBe(matching.filter((node) => node.status === status).length);
            }
          } finally {
            await graph.close();
            await Promise.all(simulations.map((simulation) => simulation.close()));
          }
        },
      ),
      { numRuns: 8 },
    );
  });
});
