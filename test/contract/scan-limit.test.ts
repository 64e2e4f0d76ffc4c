import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Provider, Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { createTestGraph, type TestGraph } from '../support/graph.ts';
import { createManualClock } from '../support/manual-clock.ts';

const clock = createManualClock(Date.UTC(2026, 10, 22, 12));

const PAGE = /* GraphQL */ `
  query ($first: Int, $filter: TaskFilter, $counts: Boolean!) {
    tasks(first: $first, filter: $filter) {
      nodes { id }
      totalCount @include(if: $counts)
      outcomes {
        source { name }
        state
        scanned
        totalCount @include(if: $counts)
        problem { code message retryable }
      }
    }
  }
`;

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly totalCount?: number | null;
  readonly outcomes: readonly {
    readonly source: { readonly name: string };
    readonly state: string;
    readonly scanned: number;
    readonly totalCount?: number | null;
    readonly problem: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
  }[];
}

interface PageVariables {
  readonly first: number;
  readonly counts: boolean;
  readonly filter?: Record<string, unknown>;
}

async function pageOf(graph: TestGraph, variables: PageVariables): Promise<Page> {
  const { tasks } = await graph.query<{ tasks: Page }>(PAGE, { ...variables });
  return tasks;
}

let open: (TestGraph | Simulation)[] = [];

beforeEach(() => {
  open = [];
});

afterEach(async () => {
  for (const one of open) await one.close();
});

async function start(provider: Provider, tasks: number): Promise<Simulation> {
  const simulation = await provider.simulate({ seed: 7, tasks, now: clock.now });
  open.push(simulation);
  return simulation;
}

function connect(...sources: Parameters<typeof createTestGraph>[0]): TestGraph {
  const graph = createTestGraph(sources);
  open.unshift(graph);
  return graph;
}

describe.each(providers.map((provider) => [provider.name, provider] as const))('%s', (name, provider) => {
  test('MUST fail past its scan limit with a sentence that names it, and cost the others nothing', async () => {
    const neighbour = providers.find((other) => other !== provider);
    if (!neighbour) throw new Error('no other provider');
    const limited = { provider, simulation: await start(provider, 60), settings: { id: 'limited', scanLimit: 5 } };
    const other = { provider: neighbour, simulation: await start(neighbour, 60), settings: { id: 'other' } };
    const page = await pageOf(connect(limited, other), { first: 50, counts: false });
    const alone = await pageOf(connect(other), { first: 50, counts: false });
    expect(alone.nodes.length).toBeGreaterThan(0);
    expect(page.nodes).toEqual(alone.nodes);
    expect(page.outcomes).toEqual([
      {
        source: { name: 'limited' },
        state: 'FAILED',
        scanned: expect.any(Number),
        problem: {
          code: 'TOO_MANY_RESULTS',
          message: expect.stringMatching(/^Source limited .* scanLimit of 5 .* raise scanLimit\.$/),
          retryable: false,
        },
      },
      { source: { name: 'other' }, state: 'COMPLETE', scanned: expect.any(Number), problem: null },
    ]);
  });

  test('MUST name the filters that narrow it upstream, and no others, in that sentence', async () => {
    const graph = connect({ provider, simulation: await start(provider, 60), settings: { id: 'one', scanLimit: 5 } });
    const { source } = await graph.query<{ source: { capabilities: { pushedFilters: readonly string[] } } }>(
      '{ source(name: "one") { capabilities { pushedFilters } } }',
    );
    const { pushedFilters } = source.capabilities;
    const { outcomes } = await pageOf(graph, { first: 50, counts: false });
    expect(outcomes[0]?.problem?.message).toContain(
      pushedFilters.length > 0 ? `narrow it upstream by ${pushedFilters.join(', ')},` : 'no filter narrows it upstream',
    );
  });

  test('MUST NOT fail for counting alone: what takes too much to count is null', async () => {
    const simulation = await start(provider, 60);
    const graph = connect({ provider, simulation, settings: { id: 'one', scanLimit: 5 } });
    const { totalCount, outcomes } = await pageOf(graph, { first: 0, counts: true });
    expect(outcomes).toMatchObject([{ state: 'COMPLETE', totalCount, problem: null }]);
    // The one upstream that tells how many there are without being read.
    expect(totalCount).toBe(name === 'huawei-hss' ? simulation.taskIds().length : null);
    const { tasks } = await graph.query<{ tasks: unknown }>(
      '{ tasks { statusCounts { count } outcomes { state problem { code } } } }',
    );
    expect(tasks).toEqual({ statusCounts: null, outcomes: [{ state: 'COMPLETE', problem: null }] });
  });

  test('MUST take as many records as the limit says, and not one more', async () => {
    const simulation = await start(provider, 60);
    const limitedTo = (scanLimit: number) => connect({ provider, simulation, settings: { id: 'one', scanLimit } });
    const { nodes, outcomes } = await pageOf(limitedTo(10_000), { first: 200, counts: false });
    const scanned = outcomes[0]?.scanned ?? 0;
    expect(nodes).toHaveLength(simulation.taskIds().length);
    const enough = await pageOf(limitedTo(scanned), { first: 200, counts: false });
    expect(enough.nodes).toEqual(nodes);
    const tooFew = await pageOf(limitedTo(scanned - 1), { first: 200, counts: false });
    expect(tooFew.outcomes[0]?.state).toBe('FAILED');
  });
});

/** Requests to the upstream itself, sign-in aside. */
function listsAsked({ server }: Simulation): number {
  return server.requests.filter(({ path }) => !/oauth|login|session$/.test(path)).length;
}

function providerNamed(name: string): Provider {
  const provider = providers.find((one) => one.name === name);
  if (!provider) throw new Error(`no provider ${name}`);
  return provider;
}

describe('an upstream that holds far more than the limit', () => {
  test.each([
    // Pages of 1000 in turn.
    ['huawei-csms', 20_000, 1500, 2],
    // Waves of 1 and 2 pages of 250.
    ['sailpoint', 20_000, 300, 3],
    // The waiting jobs of each type, whose first page tells that they are too many.
    ['huawei-hss', 20_000, 100, 2],
  ])('%s of %i tasks with a limit of %i is asked %i times', async (name, tasks, scanLimit, requests) => {
    const provider = providerNamed(name);
    const simulation = await start(provider, tasks);
    const graph = connect({ provider, simulation, settings: { id: 'one', scanLimit } });
    const { outcomes } = await pageOf(graph, { first: 200, counts: false });
    expect(outcomes[0]).toMatchObject({ state: 'FAILED', problem: { code: 'TOO_MANY_RESULTS' } });
    expect(listsAsked(simulation)).toBe(requests);
  });
});

test('HSS jobs that only reading them all could count are served without a count', async () => {
  const provider = providerNamed('huawei-hss');
  const simulation = await start(provider, 3000);
  const graph = connect({ provider, simulation, settings: { id: 'one', scanLimit: 600 } });
  // `finished` is sent for it, which is more than it.
  const counted = await pageOf(graph, { first: 5, counts: true, filter: { statuses: ['WARNING'] } });
  expect(counted.nodes).toHaveLength(5);
  expect(counted.totalCount).toBeNull();
  expect(counted.outcomes).toMatchObject([{ state: 'COMPLETE', totalCount: null, problem: null }]);
  const uncounted = await pageOf(graph, { first: 5, counts: false, filter: { statuses: ['WARNING'] } });
  expect(uncounted.nodes).toEqual(counted.nodes);
});
