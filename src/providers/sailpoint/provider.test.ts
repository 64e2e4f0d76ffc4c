import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { listCursors } from '../../graphql/list-cursors.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { sailPoint } from './index.ts';
import { type SailPointSimulation, simulate } from './simulator.ts';

const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
let simulation: SailPointSimulation;
const graphs: TestGraph[] = [];

beforeEach(async () => {
  simulation = await simulate({ seed: 1, tasks: 200, now: clock.now });
});

afterEach(async () => {
  await Promise.all(graphs.splice(0).map((graph) => graph.close()));
  await simulation.close();
});

function graphOf(settings: Record<string, unknown> = {}): TestGraph {
  const graph = createTestGraph([{ provider: sailPoint, simulation, settings: { id: 'idn', ...settings } }]);
  graphs.push(graph);
  return graph;
}

/** Targets of all requests but sign-ins. */
function asked(): readonly string[] {
  return simulation.server.requests.filter(({ path }) => path !== '/oauth/token').map(({ target }) => target);
}

const LIST = /* GraphQL */ `
  query ($first: Int, $after: String, $last: Int, $before: String) {
    sailPointPendingTasks(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id nativeId orderedAt } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

interface List {
  readonly edges: { cursor: string; node: { id: string; nativeId: string; orderedAt: string } }[];
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

async function list(graph: TestGraph, variables: Record<string, unknown> = {}): Promise<List> {
  const { data, errors } = await graph.run(LIST, variables);
  expect(errors).toBeUndefined();
  return (data as unknown as { sailPointPendingTasks: List }).sailPointPendingTasks;
}

async function readForward(graph: TestGraph, first: number): Promise<List['edges']> {
  const edges: List['edges'] = [];
  let after: string | null = null;
  do {
    const page: List = await list(graph, { first, after });
    edges.push(...page.edges);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return edges;
}

describe.each(['beta', 'v2024', 'v2025', 'v2026'])('sailPointPendingTasks of %s', (apiVersion) => {
  test('pages through every pending task and back again', async () => {
    const graph = graphOf({ apiVersion });
    const forward = await readForward(graph, 30);
    expect(forward.map(({ node }) => node.nativeId).sort()).toEqual([...simulation.taskIds()].sort());

    const backward: string[] = [];
    let before: string | null = null;
    do {
      const page: List = await list(graph, { last: 30, before });
      backward.unshift(...page.edges.map(({ node }) => node.nativeId));
      before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
    } while (before !== null);
    expect(backward).toEqual(forward.map(({ node }) => node.nativeId));
  });
});

describe('sailPointPendingTasks', () => {
  test('serves a task as the contract has it', async () => {
    const { data, errors } = await graphOf().run(/* GraphQL */ `
      {
        sailPointPendingTasks(first: 1) {
          nodes {
            __typename provider source { name } nativeId name title description status nativeStatus
            progress { percent completed total message }
            createdAt startedAt endedAt orderedAt initiator target { type nativeId name } failure { code message }
            type uniqueName parentName launcher modifiedAt
            messages { type key locale text parameters } returns { name attributeName } attributes
            definition { nativeId uniqueName description parentName executor arguments }
          }
        }
      }
    `);
    expect(errors).toBeUndefined();
    expect(data).toMatchInlineSnapshot(`
      {
        "sailPointPendingTasks": {
          "nodes": [
            {
              "__typename": "SailPointTask",
              "attributes": {
                "entitlementCount": 18967,
              },
              "createdAt": "2026-11-21T08:25:28.202Z",
              "definition": {
                "arguments": {
                  "serviceMethod": "CLOUD_GROUP_AGGREGATION",
                },
                "description": "Aggregates entitlements from the specified application.",
                "executor": "sailpoint.task.ServiceTaskExecutor",
                "nativeId": "2c91808475b4334b0175e1dff64b63c6",
                "parentName": "Cloud Group Aggregation",
                "uniqueName": "Cloud Group Aggregation",
              },
              "description": "Aggregates entitlements from the specified application.",
              "endedAt": null,
              "failure": null,
              "initiator": "sweep",
              "launcher": "sweep",
              "messages": [],
              "modifiedAt": "2026-11-22T00:00:00.000Z",
              "name": "Cloud Group Aggregation: Active Directory",
              "nativeId": "da5e32c01f9fe8d92f1e4a94969510e1",
              "nativeStatus": null,
              "orderedAt": "2026-11-21T08:25:28.202Z",
              "parentName": "Cloud Group Aggregation",
              "progress": {
                "completed": null,
                "message": "Processed 18967 of 20617",
                "percent": 92,
                "total": null,
              },
              "provider": "SAILPOINT",
              "returns": [
                {
                  "attributeName": "entitlementCount",
                  "name": "Processed",
                },
              ],
              "source": {
                "name": "idn",
              },
              "startedAt": "2026-11-21T08:26:01.980Z",
              "status": "RUNNING",
              "target": {
                "name": "Active Directory [source]",
                "nativeId": "31edefb9324cc25feed9fdc9cb9ad48e",
                "type": "APPLICATION",
              },
              "title": "Cloud Group Aggregation: Active Directory",
              "type": "QUARTZ",
              "uniqueName": "Cloud Group Aggregation: Active Directory",
            },
          ],
        },
      }
    `);
  });

  test('asks for one page, and for the number only where it is selected', async () => {
    const graph = graphOf();
    const { data } = await graph.run(/* GraphQL */ `
      { sailPointPendingTasks(first: 5) { nodes { id } outcome { state scanned pushedFilters requests { method path status attempts } } } }
    `);
    expect(data).toMatchObject({
      sailPointPendingTasks: {
        outcome: {
          state: 'COMPLETE',
          scanned: 5,
          pushedFilters: [],
          requests: [
            { method: 'GET', path: '/v2025/task-status/pending-tasks?limit=5&offset=0', status: 200, attempts: 1 },
          ],
        },
      },
    });
    const counted = await graph.run('{ sailPointPendingTasks(first: 0) { totalCount } }');
    expect(counted.data).toEqual({ sailPointPendingTasks: { totalCount: simulation.taskIds().length } });
    expect(asked().slice(1)).toEqual(['/v2025/task-status/pending-tasks?limit=1&offset=0&count=true']);
  });

  test('answers windows that touch with one request', async () => {
    const graph = graphOf();
    const { edges } = await list(graph, { first: 10 });
    const before = asked().length;
    const { data, errors } = await graph.run(
      /* GraphQL */ `
        query ($after: String) {
          a: sailPointPendingTasks(first: 10) { nodes { nativeId } outcome { requests { cached } } }
          b: sailPointPendingTasks(first: 20, after: $after) { nodes { nativeId } outcome { requests { cached } } }
        }
      `,
      { after: edges.at(-1)?.cursor },
    );
    expect(errors).toBeUndefined();
    expect(asked().slice(before)).toEqual(['/v2025/task-status/pending-tasks?limit=30&offset=0']);
    const { a, b } = data as Record<string, { nodes: { nativeId: string }[]; outcome: { requests: unknown[] } }>;
    const ids = [...(a?.nodes ?? []), ...(b?.nodes ?? [])].map(({ nativeId }) => nativeId);
    expect(ids).toEqual(simulation.taskIds().slice(0, 30));
    expect([a?.outcome.requests, b?.outcome.requests]).toEqual([[{ cached: false }], [{ cached: true }]]);
  });

  test('of v2026 comes newest first', async () => {
    const edges = await readForward(graphOf({ apiVersion: 'v2026' }), 50);
    const instants = edges.map(({ node }) => node.orderedAt);
    expect(instants).toEqual([...instants].sort().reverse());
    expect(asked()[0]).toBe('/v2026/task-status?filters=completionStatus%20isnull&sorters=-created&limit=51&offset=0');
  });

  test('is empty for a 204, its number told by the page itself', async () => {
    simulation.server.hook(({ path }) => (path.endsWith('/pending-tasks') ? { status: 204 } : undefined));
    const { data } = await graphOf().run(
      '{ sailPointPendingTasks(last: 3) { nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage } } }',
    );
    expect(data).toEqual({
      sailPointPendingTasks: { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false, hasPreviousPage: false } },
    });
  });

  test('fails from the end where the upstream does not tell how long the list is', async () => {
    simulation.server.hook(({ path }) =>
      path.endsWith('/pending-tasks') ? { status: 200, json: [{ id: 'a' }] } : undefined,
    );
    const { errors } = await graphOf().run('{ sailPointPendingTasks(last: 3) { nodes { id } } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  test('is PARTIAL where a record can not be read, and keeps the places of the others', async () => {
    const json = [{ id: 'a', created: null }, { id: 'b', created: 'x' }, { id: 'c' }];
    simulation.server.hook(({ path }) => (path.endsWith('/pending-tasks') ? { status: 200, json } : undefined));
    const { data } = await graphOf().run(
      '{ sailPointPendingTasks(first: 3) { nodes { nativeId } outcome { state problem { code message } } } }',
    );
    expect(data).toEqual({
      sailPointPendingTasks: {
        nodes: [{ nativeId: 'a' }, { nativeId: 'c' }],
        outcome: {
          state: 'PARTIAL',
          problem: {
            code: 'INVALID_RESPONSE',
            message: '1 record could not be read: created of task b is no instant.',
          },
        },
      },
    });
  });
});

describe('a refused token', () => {
  test('is renewed once and the request sent again', async () => {
    const graph = graphOf();
    await list(graph);
    simulation.expireTokens();
    const before = simulation.server.requests.length;
    await list(graph);
    expect(simulation.server.requests.slice(before).map(({ path }) => path)).toEqual([
      '/v2025/task-status/pending-tasks',
      '/oauth/token',
      '/v2025/task-status/pending-tasks',
    ]);
  });

  test('that can not be renewed fails the field as UPSTREAM_UNAUTHENTICATED', async () => {
    const { data, errors } = await graphOf({ auth: { type: 'token', token: 'stale' } }).run(
      '{ sailPointPendingTasks { totalCount } }',
    );
    expect(data).toEqual({ sailPointPendingTasks: null });
    expect(errors?.[0]).toMatchObject({
      message: 'JWT validation failed: JWT is expired',
      extensions: { code: 'UPSTREAM_UNAUTHENTICATED', source: 'idn', httpStatus: 401, retryable: false },
    });
    expect(simulation.server.requests).toHaveLength(1);
  });
});

describe('a rate limit', () => {
  test('that ends past the deadline fails at once with when to come back', async () => {
    simulation.limitRate({ requests: 1, perMs: 60_000 });
    const graph = graphOf();
    await list(graph);
    const { errors } = await graph.run('{ sailPointPendingTasks { nodes { id } } }');
    expect(errors?.[0]).toMatchObject({
      message: 'Rate Limit Exceeded',
      extensions: { code: 'UPSTREAM_RATE_LIMITED', httpStatus: 429, retryable: true, retryAfterMs: 60_000 },
    });
    expect(asked()).toHaveLength(2);
  });

  test('that ends before it is waited out', async () => {
    simulation.server.hook((_request, index) =>
      index === 1 ? { status: 429, headers: { 'retry-after': '0' }, json: { message: 'x' } } : undefined,
    );
    await list(graphOf());
    expect(asked()).toHaveLength(2);
  });
});

test('a 403 tells the upstream’s tracking id', async () => {
  const json = { detailCode: '403 Forbidden', trackingId: 'b21b1f7c', messages: [{ locale: 'en-US', text: 'No.' }] };
  simulation.server.hook(({ path }) => (path.endsWith('/pending-tasks') ? { status: 403, json } : undefined));
  const { errors } = await graphOf().run('{ sailPointPendingTasks { nodes { id } } }');
  expect(errors?.[0]).toMatchObject({
    message: 'No.',
    extensions: { code: 'UPSTREAM_FORBIDDEN', upstreamCode: '403 Forbidden', requestId: 'b21b1f7c' },
  });
});

describe('tasks by id', () => {
  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on SailPointTask { nativeId status } } }';
  const globalId = (id: string): string => encodeGlobalId('SailPointTask', 'idn', id);
  type Nodes = { nodes: ({ nativeId: string; status: string } | null)[] };

  const nodes = async (graph: TestGraph, ids: readonly string[]): Promise<Nodes['nodes']> => {
    const { data, errors } = await graph.run(NODES, { ids: ids.map(globalId) });
    expect(errors).toBeUndefined();
    return (data as unknown as Nodes).nodes;
  };

  test.each(['v2025', 'v2026'])('fifty of %s are one request, pending or ended', async (apiVersion) => {
    const ended = [...simulation.tasks.values()].filter(({ completedAt }) => completedAt <= clock.now()).slice(0, 10);
    const ids = [...simulation.taskIds().slice(0, 40), ...ended.map(({ id }) => id)];
    const found = await nodes(graphOf({ apiVersion }), ids);
    expect(found.map((task) => task?.nativeId)).toEqual(ids);
    expect(asked()).toEqual([
      `/${apiVersion}/task-status?filters=id%20in%20(${ids.map((id) => `%22${id}%22`).join('%2C')})&limit=250`,
    ]);
  });

  test('many are as few requests as their URLs allow', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `${index}`.padStart(32, '0'));
    expect(await nodes(graphOf(), ids)).toEqual(ids.map(() => null));
    expect(asked()).toHaveLength(3);
    const long = Array.from({ length: 60 }, (_, index) => `${index}`.padStart(198, '0'));
    await nodes(graphOf(), long);
    expect(Math.max(...asked().map(({ length }) => length))).toBeLessThan(6500);
  });

  test('an unknown one is null, as is one that is no id of a task', async () => {
    const [known = ''] = simulation.taskIds();
    const ids = ['f00', known, '..', 'pending-tasks', '', 'x'.repeat(300), 'a") or id in ("b\\'];
    expect((await nodes(graphOf(), ids)).map((task) => task?.nativeId ?? null)).toEqual([
      null,
      known,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(asked()).toHaveLength(1);
    for (const id of ['..', 'pending-tasks', '', 'x'.repeat(300)]) expect(await nodes(graphOf(), [id])).toEqual([null]);
    expect(asked()).toHaveLength(1);
    expect(await nodes(graphOf(), ['f00'])).toEqual([null]);
    expect(asked().slice(1)).toEqual(['/v2025/task-status/f00']);
  });

  test.each(['beta', 'v2024'])(
    'pending ones of %s are looked up singly, since it lists completed ones alone',
    async (apiVersion) => {
      const ended = [...simulation.tasks.values()].filter(({ completedAt }) => completedAt <= clock.now()).slice(0, 3);
      const pending = simulation.taskIds().slice(0, 2);
      const ids = [...ended.map(({ id }) => id), ...pending, 'f00'];
      const found = await nodes(graphOf({ apiVersion }), ids);
      expect(found.map((task) => task?.nativeId ?? null)).toEqual([...ids.slice(0, 5), null]);
      expect(asked()).toHaveLength(4);
      expect([...asked().slice(1)].sort()).toEqual(
        [...pending, 'f00'].map((id) => `/${apiVersion}/task-status/${id}`).sort(),
      );
    },
  );

  test('stay readable once they have left the pending list', async () => {
    const graph = graphOf();
    const [id = ''] = simulation.taskIds();
    simulation.complete(id);
    expect(simulation.taskIds()).not.toContain(id);
    const [task] = await nodes(graph, [id]);
    expect(['SUCCEEDED', 'WARNING', 'FAILED', 'CANCELLED']).toContain(task?.status);
  });

  test('are looked up singly where the filter is refused', async () => {
    simulation.server.hook(({ query }) => (query.has('filters') ? { status: 400, json: {} } : undefined));
    const ids = simulation.taskIds().slice(0, 3);
    expect((await nodes(graphOf(), ids)).map((task) => task?.nativeId)).toEqual(ids);
  });

  test('that can not be read fail alone', async () => {
    const [good = '', bad = ''] = simulation.taskIds();
    const json = [{ id: good }, { id: bad, created: 'x' }];
    simulation.server.hook(({ query }) => (query.has('filters') ? { status: 200, json } : undefined));
    const { data, errors } = await graphOf().run(NODES, { ids: [good, bad].map(globalId) });
    expect((data as unknown as Nodes).nodes.map((task) => task?.nativeId ?? null)).toEqual([good, null]);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['nodes', 1], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } });
  });

  test('are null with an error each where the source is down', async () => {
    simulation.server.hook(({ path }) => (path === '/oauth/token' ? undefined : { status: 500 }));
    const { data, errors } = await graphOf().run(NODES, { ids: ['a', 'b'].map(globalId) });
    expect(data).toEqual({ nodes: [null, null] });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      'UPSTREAM_UNAVAILABLE',
      'UPSTREAM_UNAVAILABLE',
    ]);
  });
});

test('a cursor with what is no offset is none, and nothing is sent', async () => {
  const graph = graphOf();
  const { encode } = listCursors(['sailPointPendingTasks', 'idn', null], () => true);
  const codeOf = async (value: number, text = ''): Promise<unknown> => {
    const after = encode({ value, text });
    const { errors } = await graph.run(LIST, { first: 1, after });
    return errors?.[0]?.extensions['code'];
  };
  expect(await codeOf(7)).toBeUndefined();
  const sent = asked().length;
  for (const other of [-1, 0.5, 1e9, Number.NaN]) expect(await codeOf(other)).toBe('INVALID_CURSOR');
  expect(await codeOf(7, 'x')).toBe('INVALID_CURSOR');
  expect(asked()).toHaveLength(sent);
});
