import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { listCursors } from '../../graphql/list-cursors.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { vmwareSrs } from './index.ts';
import { type SrsSimulation, simulate } from './simulator.ts';

const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
let simulation: SrsSimulation;
let graph: TestGraph;

beforeEach(async () => {
  simulation = await simulate({ seed: 1, tasks: 12, now: clock.now });
  graph = createTestGraph([{ provider: vmwareSrs, simulation, settings: { id: 'srs' } }]);
});

afterEach(async () => {
  await graph.close();
  await simulation.server.close();
});

const LIST = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String) {
    vmwareSrsRunspaces(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id nativeId orderedAt } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      outcome { state problem { code message } requests { method path status attempts } }
    }
  }
`;

interface ListAnswer {
  readonly vmwareSrsRunspaces: {
    readonly edges: { cursor: string; node: { id: string; nativeId: string; orderedAt: string | null } }[];
    readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    readonly totalCount: number;
    readonly outcome: { state: string; requests: unknown[] };
  };
}

async function list(variables: Record<string, unknown>): Promise<ListAnswer['vmwareSrsRunspaces']> {
  const { data, errors } = await graph.run(LIST, variables);
  expect(errors).toBeUndefined();
  return (data as unknown as ListAnswer).vmwareSrsRunspaces;
}

describe('vmwareSrsRunspaces', () => {
  test('pages through everything the service lists, newest first, and back again', async () => {
    const forward: string[] = [];
    let after: string | null = null;
    do {
      const page: ListAnswer['vmwareSrsRunspaces'] = await list({ first: 5, after });
      forward.push(...page.edges.map(({ node }) => node.nativeId));
      expect(page.totalCount).toBe(simulation.taskIds().length);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect([...forward].sort()).toEqual([...simulation.taskIds()].sort());

    const backward: string[] = [];
    let before: string | null = null;
    do {
      const page: ListAnswer['vmwareSrsRunspaces'] = await list({ last: 5, before });
      backward.unshift(...page.edges.map(({ node }) => node.nativeId));
      before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
    } while (before !== null);
    expect(backward).toEqual(forward);
  });

  test('asks for the list once and says so', async () => {
    const { outcome } = await list({ first: 3 });
    expect(outcome).toMatchObject({
      state: 'COMPLETE',
      requests: [{ method: 'GET', path: '/api/runspaces', status: 200, attempts: 1 }],
    });
  });
});

test('a runspace that is listed twice is one, as it was told last', async () => {
  const once = { id: 'a', name: 'before', state: 'ready', creation_time: '2026-11-21T22:00:00.0000000+00:00' };
  const other = { ...once, id: 'b', name: 'other' };
  simulation.server.hook(({ path }) =>
    path === '/api/runspaces' ? { status: 200, json: [once, other, { ...once, name: 'after' }] } : undefined,
  );
  const { data, errors } = await graph.run(
    'query ($id: ID!) { vmwareSrsRunspaces { nodes { nativeId name } totalCount outcome { scanned statusCounts { count } } } node(id: $id) { ... on VmwareSrsRunspace { name } } tasks { totalCount } }',
    { id: encodeGlobalId('VmwareSrsRunspace', 'srs', 'a') },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    vmwareSrsRunspaces: {
      nodes: expect.toSatisfy((nodes: readonly { readonly nativeId: string; readonly name: string }[]) => {
        const told = nodes.map(({ nativeId, name }) => `${nativeId} ${name}`).sort();
        return told.join() === 'a after,b other';
      }),
      totalCount: 2,
      outcome: { scanned: 3, statusCounts: [{ count: 2 }] },
    },
    node: { name: 'after' },
    tasks: { totalCount: 2 },
  });
});

describe('sign-in', () => {
  test('happens once however many ask at a time, and once more when the session has ended', async () => {
    const logins = (): number => simulation.server.requests.filter(({ path }) => path === '/api/auth/login').length;
    await Promise.all(Array.from({ length: 10 }, () => list({ first: 1 })));
    expect(logins()).toBe(1);
    simulation.endSessions();
    await list({ first: 1 });
    expect(logins()).toBe(2);
  });

  test('ends at shutdown', async () => {
    await list({ first: 1 });
    expect(simulation.sessions.size).toBe(1);
    await graph.close();
    expect(simulation.sessions.size).toBe(0);
  });

  test('with a wrong password fails the field as UPSTREAM_UNAUTHENTICATED', async () => {
    const refused = createTestGraph([
      {
        provider: vmwareSrs,
        simulation,
        settings: { id: 'srs', auth: { type: 'login', username: 'x', password: 'y' } },
      },
    ]);
    const { data, errors } = await refused.run('{ vmwareSrsRunspaces { totalCount } }');
    await refused.close();
    expect(data).toEqual({ vmwareSrsRunspaces: null });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAUTHENTICATED',
      source: 'srs',
      httpStatus: 401,
      retryable: false,
    });
  });
});

test('fifty ids in one request are one list upstream', async () => {
  const { edges } = await list({ first: 200 });
  const before = simulation.server.requests.length;
  const ids = Array.from({ length: 50 }, (_, index) => edges[index % edges.length]?.node.id);
  const { data } = await graph.run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect((data as { nodes: unknown[] }).nodes).toEqual(ids.map((id) => ({ id })));
  expect(simulation.server.requests.slice(before).map(({ target }) => target)).toEqual(['/api/runspaces']);
});

test('an id whose runspace can not be read is an error of its own, one that there is not is null', async () => {
  const readable = { id: 'good', name: 'x', state: 'ready', creation_time: '2026-11-21T22:00:00Z' };
  const json = [{ ...readable, id: 'bad', creation_time: 'yesterday' }, readable, null, { ...readable, id: 7 }];
  simulation.server.hook(({ path }) => (path === '/api/runspaces' ? { status: 200, json } : undefined));
  const ids = ['good', 'bad', 'gone', 'bad'].map((id) => encodeGlobalId('VmwareSrsRunspace', 'srs', id));
  const { data, errors } = await graph.run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(data).toEqual({ nodes: [{ id: ids[0] }, null, null, null] });
  expect(errors?.map(({ path }) => path)).toEqual([
    ['nodes', 1],
    ['nodes', 3],
  ]);
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('creation_time of runspace bad is no instant'),
    extensions: { code: 'UPSTREAM_INVALID_RESPONSE', source: 'srs' },
  });
  expect(simulation.server.requests.filter(({ path }) => path === '/api/runspaces')).toHaveLength(1);
});

test('a cursor with what is no instant is none', async () => {
  const { encode } = listCursors(['vmwareSrsRunspaces', 'srs', null], () => true);
  const codeOf = async (value: number): Promise<unknown> => {
    const after = encode({ value, text: 'x' });
    const { errors } = await graph.run(LIST, { first: 1, after });
    return errors?.[0]?.extensions['code'];
  };
  for (const instant of [Number.NaN, 0, -1, 8.64e15]) expect(await codeOf(instant)).toBeUndefined();
  for (const other of [0.5, 1e300, Number.POSITIVE_INFINITY]) expect(await codeOf(other)).toBe('INVALID_CURSOR');
});
