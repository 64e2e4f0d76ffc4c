import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { fill, secretTaskFixture } from './fixtures.ts';
import { huaweiCsms } from './index.ts';
import { type CsmsBehaviour, type CsmsSimulation, simulate } from './simulator.ts';

const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
let simulation: CsmsSimulation;
let graph: TestGraph;

beforeEach(async () => {
  simulation = await simulate({ seed: 1, tasks: 0, now: clock.now });
  graph = createTestGraph([{ provider: huaweiCsms, simulation, settings: { id: 'csms' } }]);
});

afterEach(async () => {
  await graph.close();
  await simulation.close();
});

/** The queries so far, without the path, which is the same in all. */
const queries = (): readonly string[] => simulation.server.requests.map(({ target }) => target.split('?')[1] ?? '');

const globalId = (taskId: string): string => encodeGlobalId('HuaweiCsmsTask', 'csms', taskId);

const LIST = /* GraphQL */ `
  query ($filter: HuaweiCsmsTaskFilter, $first: Int, $after: String) {
    huaweiCsmsTasks(filter: $filter, first: $first, after: $after) {
      edges { cursor node { nativeId } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      outcome { state problem { code message } scanned pushedFilters appliedFilters requests { path status cached } }
    }
  }
`;

interface List {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly nativeId: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | null;
  readonly outcome: Readonly<Record<string, unknown>>;
}

async function list(variables: Record<string, unknown> = {}): Promise<List> {
  const { data, errors } = await graph.run(LIST, variables);
  expect(errors).toBeUndefined();
  return data?.['huaweiCsmsTasks'] as List;
}

const idsOf = ({ edges }: List): readonly string[] => edges.map(({ node }) => node.nativeId);

test('a task as its own type and as a Task', async () => {
  simulation.tasks.set(
    'a1',
    secretTaskFixture({
      id: 'a1',
      createdAt: Date.parse('2026-11-21T22:19:41.007Z'),
      endsAt: Date.parse('2026-11-21T22:21:00Z'),
      failure: { code: 'CSMS.0103', message: 'The secret is pending deletion.' },
      attempts: 3,
    }),
  );
  const { data } = await graph.run(/* GraphQL */ `{
    huaweiCsmsTasks {
      nodes {
        ... on Task {
          __typename provider source { name } nativeId name title description status nativeStatus progress { percent }
          createdAt startedAt endedAt orderedAt initiator target { type nativeId name } failure { code message } raw
        }
        secretName rotationFunctionUrn operateType attempts
      }
    }
  }`);
  expect(data).toMatchInlineSnapshot(`
    {
      "huaweiCsmsTasks": {
        "nodes": [
          {
            "__typename": "HuaweiCsmsTask",
            "attempts": 3,
            "createdAt": "2026-11-21T22:19:41.007Z",
            "description": null,
            "endedAt": null,
            "failure": {
              "code": "CSMS.0103",
              "message": "The secret is pending deletion.",
            },
            "initiator": null,
            "name": null,
            "nativeId": "a1",
            "nativeStatus": "FAILED",
            "operateType": "MULTI_USER",
            "orderedAt": "2026-11-21T22:19:41.007Z",
            "progress": null,
            "provider": "HUAWEI_CSMS",
            "raw": {
              "attempt_nums": 3,
              "operate_type": "MULTI_USER",
              "rotation_func_urn": "urn:fss:eu-west-101:project:function:default:rotate-mysql:latest",
              "secret_name": "prod-orders-mysql",
              "task_error_code": "CSMS.0103",
              "task_error_msg": "The secret is pending deletion.",
              "task_id": "a1",
              "task_status": "FAILED",
              "task_time": 1795299581007,
            },
            "rotationFunctionUrn": "urn:fss:eu-west-101:project:function:default:rotate-mysql:latest",
            "secretName": "prod-orders-mysql",
            "source": {
              "name": "csms",
            },
            "startedAt": null,
            "status": "FAILED",
            "target": {
              "name": "prod-orders-mysql",
              "nativeId": "prod-orders-mysql",
              "type": "secret",
            },
            "title": "Rotate prod-orders-mysql",
          },
        ],
      },
    }
  `);
});

describe('huaweiCsmsTasks', () => {
  test.each<CsmsBehaviour['order']>(['inserted', 'reversed'])(
    'pages forward through everything in the order of the upstream (%s), one request a page',
    async (order) => {
      const there = fill(simulation, 23);
      simulation.behaviour.order = order;
      const served: string[] = [];
      let after: string | null = null;
      do {
        const page: List = await list({ first: 5, after });
        served.push(...idsOf(page));
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(served).toEqual(order === 'inserted' ? there : there.toReversed());
      expect(queries()).toHaveLength(5);
    },
  );

  test('asks for one row more only to know whether there is a next page', async () => {
    fill(simulation, 30);
    expect((await list()).pageInfo.hasNextPage).toBe(true);
    await graph.run('{ huaweiCsmsTasks { nodes { id } } }');
    await graph.run('{ huaweiCsmsTasks(first: 200) { nodes { id } pageInfo { hasNextPage } } }');
    await graph.run('query ($no: Boolean = false) { huaweiCsmsTasks { pageInfo { hasNextPage @include(if: $no) } } }');
    expect(queries()).toEqual(['limit=21', 'limit=20', 'limit=201', 'limit=20']);
  });

  test('knows that a page which the list fills exactly is the last', async () => {
    fill(simulation, 5);
    expect((await list({ first: 5 })).pageInfo.hasNextPage).toBe(false);
    expect((await list({ first: 4 })).pageInfo.hasNextPage).toBe(true);
  });

  test('with `first: 0` asks no more than whether there is any', async () => {
    fill(simulation, 5);
    const { data } = await graph.run('{ huaweiCsmsTasks(first: 0) { nodes { id } outcome { state } } }');
    expect(data).toEqual({ huaweiCsmsTasks: { nodes: [], outcome: { state: 'COMPLETE' } } });
    expect(queries()).toEqual([]);
    expect((await list({ first: 0 })).pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
    expect(queries()).toEqual(['limit=1']);
  });

  test('tells no total: what `total` counts is not documented', async () => {
    fill(simulation, 5);
    expect((await list()).totalCount).toBeNull();
    expect(queries()).toHaveLength(1);
  });

  describe('`upstreamTotal`', () => {
    const totals = async (...args: readonly string[]): Promise<unknown> => {
      const fields = args.map((each, index) => `t${index}: huaweiCsmsTasks${each} { upstreamTotal }`).join(' ');
      return Object.values((await graph.query<Record<string, { upstreamTotal: unknown }>>(`{ ${fields} }`)) ?? {}).map(
        ({ upstreamTotal }) => upstreamTotal,
      );
    };
    const answer = (json: unknown) => simulation.server.hook(() => ({ status: 200, json }));

    test('is `total` as it was sent, of the request that the window was read with', async () => {
      answer({ total: 4711, tasks: [{ task_id: 'a' }], next_marker: 'a' });
      expect(await totals('', '(first: 3)', '(filter: {taskId: "a"})', '(filter: {status: FAILED})')).toEqual(
        Array(4).fill(4711),
      );
      expect(queries()).toHaveLength(3);
    });

    test('is asked for where nothing else is', async () => {
      answer({ total: 7, tasks: [{ task_id: 'a' }] });
      expect(await totals('(first: 0)')).toEqual([7]);
      expect(queries()).toEqual(['limit=1']);
    });

    test.each([[{ tasks: [] }], [{ total: null }], [{ total: 'many' }], [{ total: 2 ** 40 }]])(
      'is null where the upstream sends no number: %j',
      async (json) => {
        answer(json);
        expect(await totals('', '(filter: {taskId: "a"})')).toEqual([null, null]);
      },
    );

    test('is null for an id that the upstream answers as an error', async () => {
      simulation.behaviour.unknownTask = 'error';
      expect(await totals('(filter: {taskId: "a"})')).toEqual([null]);
    });
  });

  test('sends the filter as it is and says so', async () => {
    fill(simulation, 5);
    simulation.tasks.set('x', secretTaskFixture({ id: 'x', secretName: 'other_1' }));
    const page = await list({ filter: { secretName: 'other_1', status: 'SUCCESS', taskId: null } });
    expect(idsOf(page)).toEqual(['x']);
    expect(queries()).toEqual(['secret_name=other_1&status=SUCCESS&limit=21']);
    expect(page.outcome).toMatchObject({
      state: 'COMPLETE',
      scanned: 1,
      pushedFilters: ['secretName', 'status'],
      appliedFilters: [],
      requests: [{ path: expect.stringContaining('?secret_name=other_1&status=SUCCESS&limit=21'), status: 200 }],
    });
  });

  test.each<CsmsBehaviour['unknownTask']>(['error', 'empty'])(
    'looks a task up by its id alone (an unknown one is answered by %s)',
    async (unknownTask) => {
      simulation.behaviour.unknownTask = unknownTask;
      fill(simulation, 5);
      expect(idsOf(await list({ filter: { taskId: 'task-3' }, first: 10 }))).toEqual(['task-3']);
      expect(idsOf(await list({ filter: { taskId: 'none' } }))).toEqual([]);
      expect(queries()).toEqual(['task_id=task-3', 'task_id=none']);
    },
  );

  test('serves what can be read of a page, and says what can not', async () => {
    simulation.server.hook(() => ({
      status: 200,
      json: { tasks: [{ task_id: 'a' }, { task_id: 'b', task_time: 'x' }, { task_id: 'c' }], next_marker: 'c' },
    }));
    const page = await list({ first: 2 });
    expect(idsOf(page)).toEqual(['a']);
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(page.outcome).toMatchObject({ state: 'PARTIAL', problem: { code: 'INVALID_RESPONSE' } });
    expect((await list({ first: 1 })).outcome).toMatchObject({ state: 'COMPLETE', problem: null, scanned: 2 });
  });

  test.each([
    ['an id with a status', { filter: { taskId: 'a', status: 'FAILED' } }],
    ['an id with a secret', { filter: { taskId: 'a', secretName: 'a' } }],
    ['an id with a cursor', { filter: { taskId: 'a' }, after: 'x' }],
    ['an empty id', { filter: { taskId: '' } }],
    ['an empty name of a secret', { filter: { secretName: '' } }],
    ['a name of a secret with a space', { filter: { secretName: 'a b' } }],
    ['a name of a secret of 65 characters', { filter: { secretName: 'a'.repeat(65) } }],
    ['more than 200 at once', { first: 201 }],
    ['less than none', { first: -1 }],
  ])('refuses %s before anything is sent', async (_name, variables) => {
    const { data, errors } = await graph.run(LIST, variables);
    expect(data).toEqual({ huaweiCsmsTasks: null });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
    expect(queries()).toEqual([]);
  });

  test('refuses a cursor that is mangled or of another list before anything is sent', async () => {
    fill(simulation, 5);
    const { endCursor } = (await list({ first: 2 })).pageInfo;
    const other = (await list({ first: 2, filter: { status: 'SUCCESS' } })).pageInfo.endCursor;
    const sent = queries().length;
    for (const after of [
      '',
      'x',
      'e30',
      `${endCursor}A`,
      `${endCursor}=`,
      endCursor?.slice(0, -4),
      other,
      'A'.repeat(10_000),
    ]) {
      const { errors } = await graph.run(LIST, { after });
      expect([after, errors?.[0]?.extensions?.['code']]).toEqual([after, 'INVALID_CURSOR']);
    }
    expect(queries()).toHaveLength(sent);
    expect(idsOf(await list({ first: 1, after: endCursor, filter: { status: null } }))).toEqual(['task-3']);
  });

  test('has cursors under 512 characters for the longest id', async () => {
    const id = 'ü'.repeat(99);
    for (const each of [id, 'next']) simulation.tasks.set(each, secretTaskFixture({ id: each }));
    const { endCursor } = (await list({ first: 1 })).pageInfo;
    expect(endCursor?.length).toBeLessThan(512);
    expect(idsOf(await list({ first: 1, after: endCursor }))).toEqual(['next']);
  });

  test('answers a cursor whose task is removed as the upstream does', async () => {
    fill(simulation, 5);
    const { endCursor } = (await list({ first: 2 })).pageInfo;
    simulation.tasks.delete('task-2');
    const { data, errors } = await graph.run(LIST, { after: endCursor });
    expect(data).toEqual({ huaweiCsmsTasks: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_NOT_FOUND', upstreamCode: 'CSMS.0005' });
  });
});

describe('windows of one operation', () => {
  test('that start at one marker of one list become one request, of the largest', async () => {
    fill(simulation, 60);
    const { endCursor } = (await list({ first: 10 })).pageInfo;
    const before = queries().length;
    const { data } = await graph.run(
      /* GraphQL */ `query ($after: String) {
        five: huaweiCsmsTasks(first: 5, after: $after) { ...page }
        thirty: huaweiCsmsTasks(first: 30, after: $after) { ...page }
        named: huaweiCsmsTasks(source: "csms", filter: {}, first: 7, after: $after) { ...page }
      }
      fragment page on HuaweiCsmsTaskConnection {
        nodes { nativeId } pageInfo { hasNextPage } outcome { scanned requests { cached status } }
      }`,
      { after: endCursor },
    );
    const expected = (count: number, cached: boolean): unknown => ({
      nodes: Array.from({ length: count }, (_, index) => ({ nativeId: `task-${11 + index}` })),
      pageInfo: { hasNextPage: true },
      outcome: { scanned: count + 1, requests: [{ cached, status: 200 }] },
    });
    expect(data).toEqual({ five: expected(5, true), thirty: expected(30, false), named: expected(7, true) });
    expect(queries().slice(before)).toEqual(['limit=31&marker=task-10']);
  });

  test('of other lists or from other markers do not', async () => {
    fill(simulation, 60);
    const { endCursor } = (await list({ first: 10 })).pageInfo;
    const before = queries().length;
    await graph.run(
      /* GraphQL */ `query ($after: String) {
        start: huaweiCsmsTasks(first: 5) { nodes { id } }
        after: huaweiCsmsTasks(first: 5, after: $after) { nodes { id } }
        failed: huaweiCsmsTasks(first: 5, filter: {status: FAILED}) { nodes { id } }
        secret: huaweiCsmsTasks(first: 5, filter: {secretName: "FAILED"}) { nodes { id } }
      }`,
      { after: endCursor },
    );
    expect(queries().slice(before).sort()).toEqual([
      'limit=5',
      'limit=5&marker=task-10',
      'secret_name=FAILED&limit=5',
      'status=FAILED&limit=5',
    ]);
  });

  test('that fail together fail each', async () => {
    simulation.server.hook(() => ({ status: 400, json: { error_code: 'CSMS.0002', error_msg: 'no' } }));
    const { data, errors } = await graph.run(
      '{ a: huaweiCsmsTasks(first: 1) { nodes { id } } b: huaweiCsmsTasks(first: 2) { nodes { id } } }',
    );
    expect(data).toEqual({ a: null, b: null });
    expect(errors?.map(({ extensions }) => extensions)).toEqual(
      Array(2).fill(
        expect.objectContaining({ code: 'UPSTREAM_INVALID_ARGUMENT', source: 'csms', upstreamCode: 'CSMS.0002' }),
      ),
    );
    expect(queries()).toEqual(['limit=2']);
  });
});

describe('by id', () => {
  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';

  test.each<CsmsBehaviour['unknownTask']>(['error', 'empty'])(
    'each id is looked up once, alone; what is not there is null (an unknown one is answered by %s)',
    async (unknownTask) => {
      simulation.behaviour.unknownTask = unknownTask;
      fill(simulation, 3);
      const ids = ['task-2', 'none', 'task-1', 'task-2', ''].map(globalId);
      const { data, errors } = await graph.run(NODES, { ids });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ nodes: [{ id: ids[0] }, null, { id: ids[2] }, { id: ids[0] }, null] });
      expect(queries()).toEqual(['task_id=task-2', 'task_id=none', 'task_id=task-1']);
    },
  );

  test('no more than 8 look-ups are under way at once, and all are made', async () => {
    const there = fill(simulation, 100);
    let inFlight = 0;
    let most = 0;
    const full = Promise.withResolvers<void>();
    simulation.server.hook(async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      // None is answered before as many wait as may; one more would have time to come.
      if (inFlight === 8) sleep(20).then(full.resolve);
      await full.promise;
      inFlight -= 1;
      return undefined;
    });
    const wide = createTestGraph([{ provider: huaweiCsms, simulation, settings: { id: 'csms', maxConcurrency: 64 } }]);
    const ids = there.map(globalId);
    const { data } = await wide.run(NODES, { ids });
    await wide.close();
    expect(data).toEqual({ nodes: ids.map((id) => ({ id })) });
    expect(queries()).toHaveLength(100);
    expect(most).toBe(8);
  });

  test('a look-up that fails costs its own index alone', async () => {
    fill(simulation, 3);
    simulation.server.hook(({ query }) =>
      query.get('task_id') === 'task-2'
        ? { status: 500, json: { error_code: 'CSMS.0001', error_msg: 'x' } }
        : undefined,
    );
    const ids = ['task-1', 'task-2', 'task-3'].map(globalId);
    const { data, errors } = await graph.run(NODES, { ids });
    expect(data).toEqual({ nodes: [{ id: ids[0] }, null, { id: ids[2] }] });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['nodes', 1],
        extensions: expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', httpStatus: 500 }),
      }),
    ]);
  });

  test('a task that can not be read is an error, not an absence', async () => {
    simulation.server.hook(() => ({ status: 200, json: { tasks: [{ task_id: 'a', task_time: 'x' }] } }));
    const { data, errors } = await graph.run('query ($id: ID!) { node(id: $id) { id } }', { id: globalId('a') });
    expect(data).toEqual({ node: null });
    expect(errors?.[0]?.extensions?.['code']).toBe('UPSTREAM_INVALID_RESPONSE');
  });

  test('a task with another id is no answer', async () => {
    simulation.server.hook(() => ({ status: 200, json: { tasks: [{ task_id: 'b' }] } }));
    const { data, errors } = await graph.run('query ($id: ID!) { node(id: $id) { id } }', { id: globalId('a') });
    expect({ data, errors }).toEqual({ data: { node: null }, errors: undefined });
  });
});

describe('credentials', () => {
  test('signs in at IAM once however many ask at a time, and again when the token is void', async () => {
    fill(simulation, 3);
    await Promise.all(Array.from({ length: 10 }, () => list()));
    expect(simulation.iam.server.requests).toHaveLength(1);
    simulation.iam.endTokens();
    expect(idsOf(await list())).toHaveLength(3);
    expect(simulation.iam.server.requests).toHaveLength(2);
  });

  test('signs each request with an access key, its query included', async () => {
    fill(simulation, 3);
    const signed = createTestGraph([
      { provider: huaweiCsms, simulation, settings: { id: 'csms', auth: { type: 'aksk', ...simulation.keys } } },
    ]);
    const { data, errors } = await signed.run(LIST, { filter: { secretName: 'prod-orders-mysql', status: 'SUCCESS' } });
    await signed.close();
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ huaweiCsmsTasks: { edges: { length: 3 } } });
    expect(simulation.iam.server.requests).toEqual([]);
  });

  test('that are wrong fail the field as UPSTREAM_UNAUTHENTICATED, after one try', async () => {
    const auth = { type: 'aksk', accessKey: simulation.keys.accessKey, secretKey: 'wrong' };
    const refused = createTestGraph([{ provider: huaweiCsms, simulation, settings: { id: 'csms', auth } }]);
    const { data, errors } = await refused.run('{ huaweiCsmsTasks { nodes { id } } }');
    await refused.close();
    expect(data).toEqual({ huaweiCsmsTasks: null });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAUTHENTICATED',
      httpStatus: 401,
      upstreamCode: 'APIGW.0301',
      retryable: false,
    });
    expect(queries()).toHaveLength(1);
  });

  test('of another project fail the field', async () => {
    const auth = { type: 'aksk', ...simulation.keys };
    const other = createTestGraph([
      { provider: huaweiCsms, simulation, settings: { id: 'csms', auth, projectId: 'another' } },
    ]);
    const { errors } = await other.run('{ huaweiCsmsTasks { nodes { id } } }');
    await other.close();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_FORBIDDEN', upstreamCode: 'APIGW.0310' });
  });

  test('that no fresh token can mend are not renewed', async () => {
    simulation.server.hook(() => ({ status: 401, json: { error_code: 'APIGW.0303', error_msg: 'App is not found' } }));
    const { errors } = await graph.run('{ huaweiCsmsTasks { nodes { id } } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAUTHENTICATED', upstreamCode: 'APIGW.0303' });
    expect(queries()).toHaveLength(1);
    expect(simulation.iam.server.requests).toHaveLength(1);
  });
});

describe('failures that pass', () => {
  test("of the gateway's own are tried again", async () => {
    fill(simulation, 3);
    simulation.server.hook((_request, index) =>
      index === 0 ? { status: 500, json: { error_code: 'APIGW.0601', error_msg: 'Internal server error' } } : undefined,
    );
    expect(idsOf(await list())).toHaveLength(3);
    expect(queries()).toHaveLength(2);
  });

  test('later than the deadline are told at once, with the time to wait', async () => {
    const error_msg = 'The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 minute';
    simulation.server.hook(() => ({ status: 429, json: { error_code: 'APIGW.0308', error_msg } }));
    const { errors } = await graph.run('{ huaweiCsmsTasks { nodes { id } } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 60_000 });
    expect(queries()).toHaveLength(1);
  });
});
