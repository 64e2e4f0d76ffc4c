import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import type { SimulatedRequest } from '../../src/simulation/simulator.ts';
import { TASK_STATUSES } from '../../src/tasks/status.ts';
import { createTestGraph, type TestGraph } from '../support/graph.ts';
import { createManualClock } from '../support/manual-clock.ts';

const clock = createManualClock(Date.UTC(2026, 10, 22, 12));

const PAGE = /* GraphQL */ `
  query ($filter: TaskFilter, $after: String) {
    tasks(first: 200, filter: $filter, after: $after) {
      nodes { id nativeId status title initiator orderedAt endedAt target { nativeId } }
      pageInfo { hasNextPage endCursor }
      outcomes { state pushedFilters appliedFilters requests { path } }
    }
  }
`;

interface Node {
  readonly id: string;
  readonly nativeId: string;
  readonly status: string;
  readonly initiator: string | null;
  readonly target: { readonly nativeId: string | null } | null;
}

interface Page {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly outcomes: readonly {
    readonly state: string;
    readonly pushedFilters: readonly string[];
    readonly appliedFilters: readonly string[];
    readonly requests: readonly unknown[];
  }[];
}

/** The members of TaskFilter that a list request narrows by, as its own API spells them. */
type ReadSent = (request: SimulatedRequest) => readonly string[];

const bodyOf = ({ body }: SimulatedRequest): Record<string, unknown> => JSON.parse(body);

const UPSTREAMS: readonly {
  readonly label: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sent: ReadSent;
}[] = [
  {
    label: 'vsphere-cis',
    name: 'vsphere-cis',
    settings: {},
    sent(request) {
      const { status, users } = bodyOf(request)['filter_spec'] as { status?: unknown; users?: unknown };
      return [...(status ? ['statuses'] : []), ...(users ? ['initiators'] : [])];
    },
  },
  {
    label: 'huawei-hss',
    name: 'huawei-hss',
    settings: {},
    sent: (request) => ('task_status' in bodyOf(request) ? ['statuses'] : []),
  },
  {
    label: 'huawei-csms',
    name: 'huawei-csms',
    settings: {},
    sent: ({ query }) => (query.has('status') ? ['statuses'] : []),
  },
  ...(['v2025', 'v2026'] as const).map((apiVersion) => ({
    label: `sailpoint ${apiVersion}`,
    name: 'sailpoint',
    settings: { apiVersion },
    sent: ({ query }: SimulatedRequest) => (query.get('filters')?.includes('launcher') ? ['initiators'] : []),
  })),
  { label: 'vmware-srs', name: 'vmware-srs', settings: {}, sent: () => [] },
];

test('every provider is held to what it declares', () => {
  expect(new Set(UPSTREAMS.map(({ name }) => name))).toEqual(new Set(providers.map(({ name }) => name)));
});

/** Each status, each two, and all. */
const STATUS_SETS: readonly (readonly string[])[] = [
  ...TASK_STATUSES.flatMap((one, index) => [[one], ...TASK_STATUSES.slice(index + 1).map((other) => [one, other])]),
  ['SUCCEEDED', 'WARNING', 'FAILED'],
  ['FAILED', 'CANCELLED', 'QUEUED'],
  [...TASK_STATUSES],
];

describe.each(UPSTREAMS.map((upstream) => [upstream.label, upstream] as const))('%s', (_label, upstream) => {
  let simulation: Simulation;
  let graph: TestGraph;
  let all: readonly Node[];
  const everPushed = new Set<string>();

  const readAll = async (filter: Record<string, unknown>): Promise<{ nodes: readonly Node[]; page: Page }> => {
    const nodes: Node[] = [];
    let first: Page | null = null;
    for (let after: string | null = null; ; ) {
      const { tasks }: { tasks: Page } = await graph.query<{ tasks: Page }>(PAGE, { filter, after });
      first ??= tasks;
      nodes.push(...tasks.nodes);
      if (!tasks.pageInfo.hasNextPage) return { nodes, page: first };
      after = tasks.pageInfo.endCursor;
    }
  };

  /** Reads by a filter, and holds the outcome to what went over the wire. */
  const readBy = async (filter: Record<string, unknown>): Promise<readonly Node[]> => {
    const from = simulation.server.requests.length;
    const { nodes, page } = await readAll(filter);
    const [outcome] = page.outcomes;
    if (!outcome) throw new Error('no outcome');
    const lists = simulation.server.requests.slice(from).filter(({ path }) => !/oauth|login|session$/.test(path));
    const { state, pushedFilters, appliedFilters } = outcome;
    expect(state).toBe('COMPLETE');
    if (lists.length === 0) {
      expect({ nodes, pushedFilters, appliedFilters }).toEqual({ nodes: [], pushedFilters: [], appliedFilters: [] });
      return nodes;
    }
    const given = Object.keys(filter);
    const sent = given.filter((member) => lists.every((request) => upstream.sent(request).includes(member)));
    expect(pushedFilters.toSorted()).toEqual(sent.toSorted());
    expect(new Set([...pushedFilters, ...appliedFilters])).toEqual(new Set(given));
    for (const member of pushedFilters) everPushed.add(member);
    return nodes;
  };

  beforeAll(async () => {
    const provider = providers.find(({ name }) => name === upstream.name);
    if (!provider) throw new Error('no such provider');
    simulation = await provider.simulate({ seed: 11, tasks: 150, now: clock.now });
    graph = createTestGraph([{ provider, simulation, settings: { id: 'one', ...upstream.settings } }]);
    all = (await readAll({})).nodes;
    expect(all.length).toBeGreaterThan(20);
  });
  afterAll(async () => {
    await graph.close();
    await simulation.close();
  });

  test('MUST answer any statuses as filtering the whole list would', async () => {
    for (const statuses of STATUS_SETS) {
      const nodes = await readBy({ statuses });
      expect(nodes).toEqual(all.filter(({ status }) => statuses.includes(status)));
    }
  });

  test('MUST answer any initiators as filtering the whole list would', async () => {
    const known = [...new Set(all.flatMap(({ initiator }) => initiator ?? []))];
    const sets = [
      ...known.map((one) => [one]),
      ...known.slice(1).map((one, index) => [one, known[index]]),
      known,
      known.map((one) => one.toUpperCase()),
      ['nobody'],
      ['no"body', 'a\\b', 'ü, (x) and y'],
    ].filter((set) => set.length > 0);
    for (const initiators of sets) {
      const nodes = await readBy({ initiators });
      expect(nodes).toEqual(all.filter(({ initiator }) => initiators.includes(initiator ?? '')));
    }
  });

  test('MUST answer both together as filtering the whole list would', async () => {
    for (const { status, initiator } of all.slice(0, 10)) {
      if (initiator === null) continue;
      const nodes = await readBy({ statuses: [status], initiators: [initiator] });
      expect(nodes).toEqual(all.filter((node) => node.status === status && node.initiator === initiator));
    }
  });

  test('MUST declare the members that it ever sends, and no others', async () => {
    const some = all.find(({ target }) => target !== null);
    for (const filter of [
      { search: 'a' },
      { since: new Date(clock.now() - 3_600_000).toISOString() },
      { until: new Date(clock.now() - 3_600_000).toISOString() },
      { maxAgeSeconds: 1_000_000_000 },
      { endedSince: new Date(clock.now() - 3_600_000).toISOString() },
      { endedUntil: new Date(clock.now() - 3_600_000).toISOString() },
      { targetIds: [some?.target?.nativeId ?? 'x'] },
    ]) {
      await readBy(filter);
    }
    for (const statuses of STATUS_SETS) await readBy({ statuses });
    await readBy({ initiators: ['nobody'] });
    const { source } = await graph.query<{ source: { capabilities: { pushedFilters: readonly string[] } } }>(
      '{ source(name: "one") { capabilities { pushedFilters } } }',
    );
    expect(new Set(source.capabilities.pushedFilters)).toEqual(everPushed);
  });
});
