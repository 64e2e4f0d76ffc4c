import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Provider, Simulation } from '../../src/providers/provider.ts';
import { providers } from '../../src/providers/registry.ts';
import { encodeGlobalId } from '../../src/tasks/global-id.ts';
import { createTestGraph, type TestGraph } from '../support/graph.ts';
import { createManualClock } from '../support/manual-clock.ts';

const PROVIDERS_FOLDER = fileURLToPath(new URL('../../src/providers', import.meta.url));

test('every folder of a provider is in the registry', () => {
  const folders = readdirSync(PROVIDERS_FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(providers.map(({ name }) => name).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

const PAGE = /* GraphQL */ `
  query ($first: Int, $after: String, $direction: TaskOrderDirection!) {
    tasks(first: $first, after: $after, orderBy: { direction: $direction }) {
      nodes { __typename id nativeId status orderedAt endedAt title source { name } }
      pageInfo { hasNextPage endCursor }
      totalCount
      outcomes { state problem { code message } }
    }
  }
`;

interface Node {
  readonly __typename: string;
  readonly id: string;
  readonly nativeId: string;
  readonly status: string;
  readonly orderedAt: string | null;
  readonly endedAt: string | null;
  readonly title: string;
}

interface Page {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number | null;
  readonly outcomes: readonly { readonly state: string; readonly problem: { readonly code: string } | null }[];
}

async function readAll(graph: TestGraph, direction: 'ASC' | 'DESC'): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ; ) {
    const { tasks: page }: { tasks: Page } = await graph.query<{ tasks: Page }>(PAGE, { first: 40, after, direction });
    expect(page.outcomes).toEqual([{ state: 'COMPLETE', problem: null }]);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}

const ENDED = new Set(['SUCCEEDED', 'WARNING', 'FAILED', 'CANCELLED']);

describe.each(providers.map((provider) => [provider.name, provider] as const))('%s', (_name, provider: Provider) => {
  const clock = createManualClock(Date.UTC(2026, 10, 22, 12));
  let simulation: Simulation;
  let graph: TestGraph;
  beforeAll(async () => {
    simulation = await provider.simulate({ seed: 42, tasks: 230, now: clock.now });
    graph = createTestGraph([{ provider, simulation, settings: { id: 'one' } }]);
  });
  afterAll(async () => {
    await graph.close();
    await simulation.close();
  });

  test('MUST list every task that its upstream holds, once, either way round', async () => {
    const newestFirst = await readAll(graph, 'DESC');
    const oldestFirst = await readAll(graph, 'ASC');
    expect(newestFirst.length).toBeGreaterThan(20);
    expect(newestFirst.map(({ nativeId }) => nativeId).toSorted()).toEqual([...simulation.taskIds()].toSorted());
    expect(oldestFirst).toEqual(newestFirst.toReversed());
  });

  test('MUST serve its own type, with a title, and an end only once the task has ended', async () => {
    for (const node of await readAll(graph, 'DESC')) {
      expect(node.__typename).toBe(provider.typename);
      expect(node.title).not.toBe('');
      if (node.endedAt !== null) expect(ENDED).toContain(node.status);
    }
  });

  test('MUST find each task again by its id, and the same', async () => {
    const nodes = (await readAll(graph, 'DESC')).slice(0, 60);
    const { data, errors } = await graph.run(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Task { nativeId status orderedAt endedAt title source { name } } } }',
      { ids: nodes.map(({ id }) => id) },
    );
    expect(errors).toBeUndefined();
    expect(data?.['nodes']).toEqual(nodes);
  });

  test('MUST answer null, without an error, for ids that name nothing', async () => {
    const ids = [
      encodeGlobalId(provider.typename, 'one', 'no-such-task'),
      encodeGlobalId(provider.typename, 'one', ''),
      encodeGlobalId(provider.typename, 'elsewhere', 'x'),
      encodeGlobalId('TaskSource', 'elsewhere'),
      encodeGlobalId('Task', 'one', 'x'),
      'not an id',
      '',
    ];
    const { data, errors } = await graph.run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(errors).toBeUndefined();
    expect(data?.['nodes']).toEqual(ids.map(() => null));
  });

  test('MUST count what it lists', async () => {
    const { tasks } = await graph.query<{ tasks: { totalCount: number; statusCounts: { count: number }[] } }>(
      '{ tasks(first: 0) { totalCount statusCounts { count } } }',
    );
    const { totalCount, statusCounts } = tasks;
    expect(totalCount).toBe(simulation.taskIds().length);
    expect(statusCounts.reduce((sum, { count }) => sum + count, 0)).toBe(totalCount);
  });

  test('MUST give the record as received', async () => {
    const { tasks } = await graph.query<{ tasks: { nodes: { raw: unknown }[] } }>(
      '{ tasks(first: 3) { nodes { raw } } }',
    );
    expect(tasks.nodes).toHaveLength(3);
    for (const { raw } of tasks.nodes) expect(raw).toBeTypeOf('object');
  });

  test('MUST name refused credentials as UNAUTHENTICATED, not retryable, with no task', async () => {
    const refused = createTestGraph([
      { provider, simulation, settings: { id: 'one', auth: { type: 'token', token: 'never-issued' } } },
    ]);
    const { data, errors } = await refused.run(
      '{ tasks { nodes { id } totalCount outcomes { state problem { code retryable } } } }',
    );
    await refused.close();
    expect(errors).toBeUndefined();
    expect(data?.['tasks']).toEqual({
      nodes: [],
      totalCount: null,
      outcomes: [{ state: 'FAILED', problem: { code: 'UNAUTHENTICATED', retryable: false } }],
    });
  });

  test('MUST cost nobody else anything where it is down', async () => {
    const other = await provider.simulate({ seed: 43, tasks: 30, now: clock.now });
    const down = await provider.simulate({ seed: 44, tasks: 30, now: clock.now });
    await down.close();
    const both = createTestGraph([
      { provider, simulation: other, settings: { id: 'up' } },
      { provider, simulation: down, settings: { id: 'down', retries: 0 } },
    ]);
    const alone = createTestGraph([{ provider, simulation: other, settings: { id: 'up' } }]);
    const tasks = '{ tasks(first: 50) { nodes { id } outcomes { source { name } state problem { code retryable } } } }';
    const answered = await both.run(tasks);
    const expected = (await alone.run(tasks)).data?.['tasks'] as { nodes: { id: string }[]; outcomes: unknown[] };
    expect(answered.errors).toBeUndefined();
    expect(answered.data?.['tasks']).toEqual({
      nodes: expected.nodes,
      outcomes: [
        { source: { name: 'down' }, state: 'FAILED', problem: { code: 'UNAVAILABLE', retryable: true } },
        ...expected.outcomes,
      ],
    });

    const [first] = expected.nodes;
    const lost = Buffer.from(
      Buffer.from(first?.id ?? '', 'base64url')
        .toString()
        .replace(':up:', ':down:'),
    ).toString('base64url');
    const nodes = await both.run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [lost, first?.id] });
    expect(nodes.data?.['nodes']).toEqual([null, { id: first?.id }]);
    expect(nodes.errors?.map(({ path, extensions }) => [path, extensions?.['code'], extensions?.['source']])).toEqual([
      [['nodes', 0], 'UPSTREAM_UNAVAILABLE', 'down'],
    ]);

    const rejected = await both.run('{ tasks(partialResults: REJECT) { totalCount } }');
    expect(rejected.data?.['tasks']).toBeNull();
    expect(rejected.errors?.[0]?.extensions).toEqual({
      code: 'PARTIAL_RESULTS',
      sources: [{ source: 'down', code: 'UNAVAILABLE' }],
    });
    await both.close();
    await alone.close();
    await other.close();
  });
});
