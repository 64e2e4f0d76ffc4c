import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.ts';
import { MAX_PAGES } from '../../graphql/request-context.ts';
import type { SimulatedRequest } from '../../simulation/simulator.ts';
import { NO_FILTER } from '../../tasks/filter.ts';
import type { TaskSource } from '../../tasks/source.ts';
import { vsphereCis } from './index.ts';
import type { SimulatedTask } from './simulated-task.ts';
import { simulate, type VsphereSimulation } from './simulator.ts';

const CLUSTERS = 'com.vmware.esx.settings.clusters.software';
const INVENTORY = 'com.vmware.esx.settings.inventory';

let clock: ManualClock;
let simulation: VsphereSimulation;
let graph: TestGraph;

async function open(settings: Record<string, unknown> = {}): Promise<void> {
  graph = createTestGraph([{ provider: vsphereCis, simulation, settings: { id: 'vcenter', ...settings } }]);
}

beforeEach(async () => {
  clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
  simulation = await simulate({ seed: 1, tasks: 120, now: clock.now });
  await open();
});

afterEach(async () => {
  await graph.close();
  await simulation.close();
});

const LIST = /* GraphQL */ `
  query ($filter: VsphereCisTaskFilter, $first: Int, $after: String, $last: Int, $before: String) {
    vsphereCisTasks(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id nativeId status orderedAt service } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      outcome { state problem { code message upstreamCode } pushedFilters scanned requests { method path status attempts } }
    }
  }
`;

interface ListPage {
  readonly edges: {
    cursor: string;
    node: { id: string; nativeId: string; status: string; orderedAt: string | null; service: string };
  }[];
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  readonly totalCount: number | null;
  readonly outcome: {
    state: string;
    problem: { code: string; message: string; upstreamCode: string | null } | null;
    pushedFilters: string[];
    requests: { path: string; status: number; attempts: number }[];
  };
}

async function list(variables: Record<string, unknown> = {}): Promise<ListPage> {
  const { data, errors } = await graph.run(LIST, variables);
  expect(errors).toBeUndefined();
  return (data as { vsphereCisTasks: ListPage }).vsphereCisTasks;
}

/** What the list was asked, in no order. */
function listBodies(from = 0): Record<string, Record<string, unknown>>[] {
  return requestsOf('POST', '/api/cis/tasks', from).map(({ body }) => JSON.parse(body));
}

function requestsOf(method: string, path: string, from = 0): SimulatedRequest[] {
  return simulation.server.requests.slice(from).filter((request) => request.method === method && request.path === path);
}

function sorted(ids: Iterable<string>): string[] {
  return [...ids].sort();
}

function idsOf(service: string): string[] {
  return simulation.taskIds().filter((id) => id.endsWith(`:${service}`));
}

function anyTask(matches: (task: SimulatedTask) => boolean): SimulatedTask {
  const task = simulation
    .taskIds()
    .flatMap((id) => simulation.tasks.get(id) ?? [])
    .find(matches);
  if (!task) throw new Error('the simulation holds no such task');
  return task;
}

describe('vsphereCisTasks', () => {
  test('pages through everything the services hold, in the order of tasks, and back again', async () => {
    const forward: string[] = [];
    let after: string | null = null;
    do {
      const page: ListPage = await list({ first: 7, after });
      forward.push(...page.edges.map(({ node }) => node.nativeId));
      expect(page.totalCount).toBe(simulation.taskIds().length);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(sorted(forward)).toEqual(sorted(simulation.taskIds()));

    const backward: string[] = [];
    let before: string | null = null;
    do {
      const page: ListPage = await list({ last: 7, before });
      backward.unshift(...page.edges.map(({ node }) => node.nativeId));
      before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
    } while (before !== null);
    expect(backward).toEqual(forward);
  });

  test('shows tasks that have not started first, then the newest', async () => {
    const { edges } = await list({ first: 200 });
    const times = edges.map(({ node }) => node.orderedAt);
    const dated = times.filter((time) => time !== null);
    expect(times.slice(0, times.length - dated.length).every((time) => time === null)).toBe(true);
    expect(dated).toEqual([...dated].sort().reverse());
    expect(edges.filter(({ node }) => node.orderedAt === null).map(({ node }) => node.status)).toEqual(
      Array.from({ length: times.length - dated.length }, () => 'QUEUED'),
    );
    expect(dated.length).toBeLessThan(times.length);
  });

  test('asks each configured service by itself where the filter names neither tasks nor services', async () => {
    const { outcome } = await list({ filter: { tasks: [], services: null, status: ['RUNNING', 'RUNNING'] } });
    expect(listBodies().map((body) => body['filter_spec'])).toEqual(
      expect.arrayContaining([
        { services: [CLUSTERS], status: ['RUNNING'] },
        { services: [INVENTORY], status: ['RUNNING'] },
      ]),
    );
    expect(outcome).toMatchObject({ state: 'COMPLETE', problem: null, pushedFilters: ['status'] });
    expect(outcome.requests).toEqual(
      [1, 2].map(() => ({ method: 'POST', path: '/api/cis/tasks?action=list', status: 200, attempts: 1 })),
    );
  });

  test('sends a filter that names services or tasks as it is, in one request', async () => {
    const task = anyTask(({ user, target }) => user !== null && target !== null);
    const filter = {
      tasks: [task.id],
      services: [task.service],
      operations: [task.operation],
      targets: [task.target],
      users: [task.user],
    };
    const { edges, outcome } = await list({ filter });
    expect(edges.map(({ node }) => node.nativeId)).toEqual([task.id]);
    expect(listBodies().map((body) => body['filter_spec'])).toEqual([filter]);
    expect(outcome.pushedFilters).toEqual(['tasks', 'services', 'operations', 'targets', 'users']);
  });

  test('fails with what the upstream says of services of different providers', async () => {
    const { data, errors } = await graph.run(LIST, { filter: { services: [CLUSTERS, INVENTORY] } });
    expect(data).toEqual({ vsphereCisTasks: null });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_INVALID_ARGUMENT',
      source: 'vcenter',
      httpStatus: 400,
      upstreamCode: 'INVALID_ARGUMENT',
    });
  });

  test('takes a cursor for the same filter alone, however it is spelled', async () => {
    const { pageInfo } = await list({ filter: { services: [CLUSTERS], status: ['SUCCEEDED', 'FAILED'] }, first: 1 });
    const after = pageInfo.endCursor;
    await list({ filter: { services: [CLUSTERS], status: ['FAILED', 'SUCCEEDED', 'FAILED'], users: [] }, after });
    const { errors } = await graph.run(LIST, { filter: { services: [CLUSTERS] }, after });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_CURSOR' });
  });

  test('asks for results and details only where they are selected', async () => {
    const specs = async (fields: string): Promise<unknown[]> => {
      const from = simulation.server.requests.length;
      const { errors } = await graph.run(`{ vsphereCisTasks { nodes { ${fields} } } }`);
      expect(errors).toBeUndefined();
      return listBodies(from).map((body) => body['result_spec']);
    };
    expect(await specs('id raw')).toEqual([1, 2].map(() => ({ return_all: false, exclude_result: true })));
    expect(await specs('id result')).toEqual([1, 2].map(() => ({ return_all: false, exclude_result: false })));
    expect(await specs('id details')).toEqual([1, 2].map(() => ({ return_all: true, exclude_result: true })));
    expect(await specs('id parent { id result details }')).toEqual(
      expect.arrayContaining([1, 2].map(() => ({ return_all: false, exclude_result: true }))),
    );
  });

  test('serves what a task is, and no stack trace of its hosts', async () => {
    const failed = anyTask(
      ({ end, tellsError, endedAt, target }) =>
        end === 'FAILED' && tellsError && target !== null && endedAt < clock.now(),
    );
    const { data, errors } = await graph.run(
      `query ($filter: VsphereCisTaskFilter) { vsphereCisTasks(filter: $filter) { nodes {
        __typename title status nativeStatus failure { code message } progress { percent message } endedAt initiator
        target { type nativeId name } service operation cancelable result details raw } } }`,
      { filter: { tasks: [failed.id] } },
    );
    expect(errors).toBeUndefined();
    const [node] = (data as { vsphereCisTasks: { nodes: Record<string, unknown>[] } }).vsphereCisTasks.nodes;
    expect(node).toMatchObject({
      __typename: 'VsphereCisTask',
      title: failed.description.default_message,
      status: 'FAILED',
      failure: { code: 'ERROR', message: `Remediation of esx-${failed.target?.id}.example.com failed.` },
      endedAt: new Date(failed.endedAt).toISOString(),
      result: null,
      details: { notifications: { info: [failed.description] }, subtasks: [] },
    });
    expect(node?.['raw']).toMatchObject({ status: 'FAILED', error: { error_type: 'ERROR', data: {} } });
    expect(JSON.stringify(node)).not.toMatch(/stack_trace|Remediate\.run/);
  });

  test('serves results and details without secrets and stack traces', async () => {
    const task = anyTask(() => true);
    const overrides = { result: { host: 'esx-1', password: 'x' }, commit: { id: 'c-1', stack_trace: 'x' } };
    simulation.tasks.set(task.id, { ...task, overrides });
    const { data } = await graph.run(
      'query ($filter: VsphereCisTaskFilter) { vsphereCisTasks(filter: $filter) { nodes { result details } } }',
      { filter: { tasks: [task.id] } },
    );
    expect(data).toMatchObject({
      vsphereCisTasks: { nodes: [{ result: { host: 'esx-1' }, details: { commit: { id: 'c-1' } } }] },
    });
    expect(JSON.stringify(data)).not.toMatch(/password|stack_trace/);
  });

  test('reads the older form of an answer', async () => {
    const task = anyTask(() => true);
    simulation.server.hook(({ path }) =>
      path === '/api/cis/tasks'
        ? { status: 200, json: { value: [{ key: task.id, value: { status: 'PENDING', error: 'a text' } }] } }
        : undefined,
    );
    const { edges } = await list({ filter: { tasks: [task.id] } });
    expect(edges.map(({ node }) => [node.nativeId, node.status])).toEqual([[task.id, 'QUEUED']]);
  });

  test('costs a record that can not be read alone', async () => {
    const task = anyTask(({ startedAt }) => startedAt < clock.now());
    simulation.tasks.set(task.id, { ...task, overrides: { start_time: 'soon' } });
    const { totalCount, outcome, edges } = await list({ first: 200 });
    expect(edges).toHaveLength(simulation.taskIds().length - 1);
    expect(totalCount).toBeNull();
    expect(outcome).toMatchObject({
      state: 'PARTIAL',
      problem: {
        code: 'INVALID_RESPONSE',
        message: `1 record could not be read: start_time of task ${task.id} is no instant.`,
      },
    });
  });
});

describe('services', () => {
  test.each([400, 404] as const)('that no provider knows (%s) do not hide the others', async (status) => {
    simulation.behaviour.unknownProviderStatus = status;
    await graph.close();
    await open({ services: ['com.example.unknown', CLUSTERS] });
    const { edges, totalCount, outcome } = await list({ first: 200 });
    expect(sorted(edges.map(({ node }) => node.nativeId))).toEqual(sorted(idsOf(CLUSTERS)));
    expect(totalCount).toBeNull();
    expect(outcome).toMatchObject({
      state: 'PARTIAL',
      problem: {
        code: status === 404 ? 'NOT_FOUND' : 'INVALID_ARGUMENT',
        message:
          '1 service could not be read whole. com.example.unknown: Cannot find provider for com.example.unknown.',
      },
    });
  });

  test('that all fail fail the field with the first of them, asked once each', async () => {
    simulation.services.clear();
    const { data, errors } = await graph.run(LIST);
    expect(data).toEqual({ vsphereCisTasks: null });
    expect(errors?.[0]?.message).toBe(`Cannot find provider for ${CLUSTERS}.`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_NOT_FOUND', httpStatus: 404 });
    expect(listBodies()).toHaveLength(2);
  });

  test.each([[[]], [['']], [undefined]])('can not be configured as %j', (services) => {
    const settings = { id: 'x', ...simulation.settings, services };
    expect(vsphereCis.source.safeParse(settings).success).toBe(false);
  });

  test('configured twice are asked once', async () => {
    await graph.close();
    await open({ services: [CLUSTERS, CLUSTERS] });
    await list();
    expect(listBodies()).toHaveLength(1);
  });
});

describe('the port to Query.tasks', () => {
  const signal = new AbortController().signal;
  const openPort = (): TaskSource => {
    const port = graph.connections[0]?.open({ signal });
    if (!port) throw new Error('no connection');
    return port;
  };
  const scan = async (port: TaskSource, filter = NO_FILTER, add: (records: number) => void = () => undefined) => {
    const listing = port.list({ filter, selected: new Set() });
    const [whole] = listing.lists;
    if (whole?.kind !== 'whole') throw new Error('not a whole list');
    return { listing, rows: await whole.scan(port.call(), { add }) };
  };

  test('is one whole list of every service, each answer metered', async () => {
    const added: number[] = [];
    const { rows, listing } = await scan(openPort(), NO_FILTER, (records) => added.push(records));
    expect(sorted(rows.tasks.map(({ nativeId }) => nativeId))).toEqual(sorted(simulation.taskIds()));
    expect(rows).toMatchObject({ unreadable: [], problem: null });
    expect(sorted(added.map(String))).toEqual(sorted([CLUSTERS, INVENTORY].map((id) => String(idsOf(id).length))));
    expect(listing).toMatchObject({ pushed: [], exact: [], count: null });
  });

  test('fails whole where the meter says that it is enough', async () => {
    const full = new Error('enough');
    await expect(
      scan(openPort(), NO_FILTER, () => {
        throw full;
      }),
    ).rejects.toBe(full);
  });

  test('sends statuses and initiators to every service, and declares no other filter', async () => {
    const port = openPort();
    expect(port.info.capabilities.pushedFilters).toEqual(['statuses', 'initiators']);
    const { listing, rows } = await scan(port, {
      ...NO_FILTER,
      statuses: new Set(['CANCELLED', 'QUEUED']),
      initiators: new Set(['EXAMPLE\\j.weber']),
      search: 'cluster',
    });
    expect(listing).toMatchObject({ pushed: ['statuses', 'initiators'], exact: ['initiators'] });
    expect(listBodies().map((body) => body['filter_spec'])).toEqual(
      expect.arrayContaining(
        [CLUSTERS, INVENTORY].map((id) => ({
          services: [id],
          status: ['FAILED', 'PENDING'],
          users: ['EXAMPLE\\j.weber'],
        })),
      ),
    );
    expect(rows.tasks.every(({ initiator }) => initiator === 'EXAMPLE\\j.weber')).toBe(true);
  });

  test('leaves with its caller, not with a failure of the services', async () => {
    const gone = new AbortController();
    const port = graph.connections[0]?.open({ signal: gone.signal });
    if (!port) throw new Error('no connection');
    simulation.server.hook(({ path }) => {
      if (path !== '/api/cis/tasks') return undefined;
      gone.abort(new Error('the caller has gone'));
      return { fault: 'silence' };
    });
    await expect(scan(port)).rejects.toThrow('the caller has gone');
  });
});

describe('by id', () => {
  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on VsphereCisTask { nativeId } } }';

  async function globalIds(nativeIds: readonly string[]): Promise<string[]> {
    const { edges } = await list({ first: 200 });
    const byNativeId = new Map(edges.map(({ node }) => [node.nativeId, node.id]));
    return nativeIds.map((id) => byNativeId.get(id) ?? '');
  }

  function fabricated(nativeId: string): string {
    return Buffer.from(`VsphereCisTask:vcenter:${nativeId}`, 'utf8').toString('base64url');
  }

  async function nativeIdsOf(ids: readonly string[]): Promise<(string | null)[]> {
    const { data, errors } = await graph.run(NODES, { ids });
    expect(errors).toBeUndefined();
    return (data as { nodes: ({ nativeId: string } | null)[] }).nodes.map((node) => node?.nativeId ?? null);
  }

  test('fifty ids of one group are one list of them', async () => {
    const some = idsOf(CLUSTERS).slice(0, 10);
    const ids = await globalIds(Array.from({ length: 50 }, (_, index) => some[index % some.length] ?? ''));
    const from = simulation.server.requests.length;
    expect(await nativeIdsOf(ids)).toEqual(Array.from({ length: 50 }, (_, index) => some[index % some.length]));
    expect(simulation.server.requests.slice(from).map(({ target }) => target)).toEqual(['/api/cis/tasks?action=list']);
    expect(listBodies(from)).toEqual([
      { filter_spec: { tasks: sorted(some) }, result_spec: { return_all: false, exclude_result: true } },
    ]);
  });

  test('ids of two groups are two lists, and one that is gone is null', async () => {
    const [a = '', b = ''] = [idsOf(CLUSTERS)[0], idsOf(INVENTORY)[0]];
    const ids = await globalIds([a, b]);
    const from = simulation.server.requests.length;
    expect(await nativeIdsOf([...ids, fabricated(`gone:${CLUSTERS}`)])).toEqual([a, b, null]);
    expect(listBodies(from).map((body) => body['filter_spec'])).toEqual(
      expect.arrayContaining([{ tasks: sorted([a, `gone:${CLUSTERS}`]) }, { tasks: [b] }]),
    );
    expect(simulation.server.requests).toHaveLength(from + 2);
  });

  test('a thousand and one ids of one group are two lists', async () => {
    const ids = Array.from({ length: 1001 }, (_, index) => `${index}:${CLUSTERS}`);
    const port = graph.connections[0]?.open({ signal: new AbortController().signal });
    const found = await Promise.all(ids.map((id) => port?.load(id, new Set())));
    expect(found).toEqual(ids.map(() => null));
    expect(
      listBodies()
        .map((body) => body['filter_spec']?.['tasks'])
        .map((ids) => (Array.isArray(ids) ? ids.length : null))
        .sort(),
    ).toEqual([1, 1000]);
  });

  test.each([400, 404] as const)(
    'a group that is refused (%s) falls back to single gets, eight at a time',
    async (status) => {
      simulation.behaviour.unknownProviderStatus = status;
      simulation.services.delete(INVENTORY);
      const some = idsOf(INVENTORY).slice(0, 20);
      await graph.close();
      await open({ maxConcurrency: 32 });
      let underWay = 0;
      let most = 0;
      let letGo = (): void => undefined;
      const eightCame = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      simulation.server.hook(async ({ method }) => {
        if (method !== 'GET') return undefined;
        underWay += 1;
        most = Math.max(most, underWay);
        if (underWay === 8) letGo();
        await eightCame;
        // Time for a ninth to come, if it does not wait its turn.
        await sleep(50);
        underWay -= 1;
        return undefined;
      });
      const gone = `gone:${INVENTORY}`;
      expect(await nativeIdsOf([...some, gone].map(fabricated))).toEqual([...some, null]);
      expect(requestsOf('GET', `/api/cis/tasks/${encodeURIComponent(gone)}`)).toHaveLength(1);
      expect(simulation.server.requests.filter(({ method }) => method === 'GET')).toHaveLength(21);
      expect(listBodies()).toHaveLength(1);
      expect(most).toBe(8);
    },
  );

  test('a group that fails otherwise is an error at each of its indices, and costs no other group', async () => {
    simulation.server.hook(({ body }) =>
      body.includes(`:${INVENTORY}`)
        ? { status: 500, json: { error_type: 'RESOURCE_INACCESSIBLE', messages: [] } }
        : undefined,
    );
    const ids = [idsOf(INVENTORY)[0] ?? '', idsOf(CLUSTERS)[0] ?? '', idsOf(INVENTORY)[1] ?? ''];
    const { data, errors } = await graph.run(NODES, { ids: ids.map(fabricated) });
    expect((data as { nodes: unknown[] }).nodes).toEqual([null, expect.objectContaining({ nativeId: ids[1] }), null]);
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['nodes', 0], 'UPSTREAM_UNAVAILABLE'],
      [['nodes', 2], 'UPSTREAM_UNAVAILABLE'],
    ]);
    expect(simulation.server.requests.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  test('a task whose record can not be read is an error, not an absence', async () => {
    const task = anyTask(({ startedAt }) => startedAt < clock.now());
    simulation.tasks.set(task.id, { ...task, overrides: { start_time: 'soon' } });
    const { data, errors } = await graph.run(NODES, { ids: [fabricated(task.id)] });
    expect(data).toEqual({ nodes: [null] });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  test('what can be no id of the upstream is null, and asked of nobody', async () => {
    expect(await nativeIdsOf(['', '.', '..', 'x'.repeat(300)].map(fabricated))).toEqual([null, null, null, null]);
    expect(simulation.server.requests).toEqual([]);
  });

  test('wishes for more or less of one task do not mix', async () => {
    const task = anyTask(({ end, endedAt }) => end === 'SUCCEEDED' && endedAt < clock.now());
    const { data, errors } = await graph.run(
      `query ($id: ID!) {
        plain: node(id: $id) { id ... on VsphereCisTask { raw } }
        result: node(id: $id) { ... on VsphereCisTask { result } }
        details: node(id: $id) { ... on VsphereCisTask { details } }
      }`,
      { id: fabricated(task.id) },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      result: { result: { status: 'COMPLIANT' } },
      details: { details: { subtasks: [] } },
    });
    expect((data as { plain: { raw: object } }).plain.raw).not.toHaveProperty('result');
    expect(listBodies()).toHaveLength(3);
  });
});

describe('parent', () => {
  test('is loaded for all tasks of a page in one list per group, with its own selection', async () => {
    const children = simulation
      .taskIds()
      .flatMap((id) => simulation.tasks.get(id) ?? [])
      .filter(({ parent }) => parent !== null);
    const parents = new Set(children.map(({ parent }) => parent));
    expect(parents.size).toBeGreaterThan(2);
    const { data, errors } = await graph.run(
      '{ vsphereCisTasks(first: 200) { nodes { nativeId parent { nativeId result } } } }',
    );
    expect(errors).toBeUndefined();
    const { nodes } = (
      data as { vsphereCisTasks: { nodes: { nativeId: string; parent: { nativeId: string } | null }[] } }
    ).vsphereCisTasks;
    for (const { nativeId, parent } of nodes) {
      expect(parent?.nativeId ?? null).toBe(simulation.tasks.get(nativeId)?.parent ?? null);
    }
    const byId = listBodies().filter((body) => 'tasks' in (body['filter_spec'] ?? {}));
    expect(byId.map((body) => body['result_spec'])).toEqual(
      byId.map(() => ({ return_all: false, exclude_result: false })),
    );
    expect(byId).toHaveLength(new Set([...parents].map((id) => id?.split(':')[1])).size);
    expect(listBodies()).toHaveLength(2 + byId.length);
  });

  test('is no page of its own, however many tasks have one', async () => {
    const [parent = ''] = simulation.taskIds();
    for (const [id, task] of simulation.tasks) if (id !== parent) simulation.tasks.set(id, { ...task, parent });
    const { data, errors } = await graph.run('{ vsphereCisTasks(first: 200) { nodes { parent { nativeId } } } }');
    expect(errors).toBeUndefined();
    const { nodes } = (data as { vsphereCisTasks: { nodes: readonly { parent: unknown }[] } }).vsphereCisTasks;
    expect(nodes.filter((task) => task.parent !== null).length).toBeGreaterThan(MAX_PAGES);
  });

  test('is not asked for unless selected, and is null where it is gone', async () => {
    const child = anyTask(({ parent }) => parent !== null);
    simulation.tasks.delete(child.parent ?? '');
    const query = (fields: string) =>
      graph.run(`query ($filter: VsphereCisTaskFilter) { vsphereCisTasks(filter: $filter) { nodes { ${fields} } } }`, {
        filter: { tasks: [child.id] },
      });
    await query('nativeId');
    expect(listBodies()).toHaveLength(1);
    expect((await query('parent { id }')).data).toEqual({ vsphereCisTasks: { nodes: [{ parent: null }] } });
  });

  test('that can not be loaded is an error on that field alone', async () => {
    const child = anyTask(({ parent }) => parent !== null);
    simulation.server.hook(({ body }) =>
      body.includes(`"${child.parent}"`)
        ? { status: 403, json: { error_type: 'UNAUTHORIZED', messages: [] } }
        : undefined,
    );
    const { data, errors } = await graph.run(
      'query ($filter: VsphereCisTaskFilter) { vsphereCisTasks(filter: $filter) { nodes { nativeId parent { id } } } }',
      { filter: { tasks: [child.id] } },
    );
    expect(data).toEqual({ vsphereCisTasks: { nodes: [{ nativeId: child.id, parent: null }] } });
    expect(errors?.[0]).toMatchObject({
      path: ['vsphereCisTasks', 'nodes', 0, 'parent'],
      extensions: { code: 'UPSTREAM_FORBIDDEN', source: 'vcenter' },
    });
  });
});

describe('sign-in', () => {
  const logins = (): SimulatedRequest[] => requestsOf('POST', '/api/session');

  test('happens once however many ask at a time, and once more when the session has ended', async () => {
    await Promise.all(Array.from({ length: 10 }, () => list({ first: 1 })));
    expect(logins()).toHaveLength(1);
    simulation.endSessions();
    await Promise.all(Array.from({ length: 10 }, () => list({ first: 1 })));
    expect(logins()).toHaveLength(2);
  });

  test('ends at shutdown', async () => {
    await list({ first: 1 });
    expect(simulation.sessions.size).toBe(1);
    await graph.close();
    expect(simulation.sessions.size).toBe(0);
    expect(requestsOf('DELETE', '/api/session')).toHaveLength(1);
  });

  test.each([
    ['status 200', { status: 200, json: 'token-1' }],
    ['the older form', { status: 200, json: { value: 'token-1' } }],
  ])('may be answered with %s', async (_name, answer) => {
    simulation.server.hook(({ path }) => (path === '/api/session' ? answer : undefined));
    await graph.run('{ vsphereCisTasks { totalCount } }');
    expect(requestsOf('POST', '/api/cis/tasks')[0]?.headers['vmware-api-session-id']).toBe('token-1');
  });

  test('answered without a session id is INVALID_RESPONSE', async () => {
    simulation.server.hook(({ path }) => (path === '/api/session' ? { status: 201, json: '' } : undefined));
    const { errors } = await graph.run('{ vsphereCisTasks { totalCount } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  });

  test('with a wrong password fails the field as UPSTREAM_UNAUTHENTICATED', async () => {
    await graph.close();
    await open({ auth: { type: 'session', username: 'x', password: 'y' } });
    const { data, errors } = await graph.run('{ vsphereCisTasks { totalCount } }');
    expect(data).toEqual({ vsphereCisTasks: null });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAUTHENTICATED',
      source: 'vcenter',
      httpStatus: 401,
      retryable: false,
    });
    expect(logins()).toHaveLength(1);
  });

  test('refused for too many sessions says so and is not tried again', async () => {
    simulation.behaviour.maxSessions = 0;
    const { errors } = await graph.run('{ vsphereCisTasks { totalCount } }');
    expect(errors?.[0]).toMatchObject({
      message:
        'vCenter refuses the sign-in: this user has as many sessions as vCenter allows; one must end or expire first.',
      extensions: {
        code: 'UPSTREAM_UNAVAILABLE',
        httpStatus: 503,
        upstreamCode: 'com.vmware.vapi.endpoint.failedToLoginMaxUserSessionCountReached',
        retryable: true,
      },
    });
    expect(logins()).toHaveLength(1);
  });

  test('a ready session id is used as it is, and its refusal stands', async () => {
    await list({ first: 1 });
    const [token] = simulation.sessions.keys();
    const ready = createTestGraph([
      {
        provider: vsphereCis,
        simulation,
        settings: { id: 'vcenter', services: [CLUSTERS], auth: { type: 'token', token } },
      },
    ]);
    expect((await ready.run('{ vsphereCisTasks { totalCount } }')).data).toEqual({
      vsphereCisTasks: { totalCount: idsOf(CLUSTERS).length },
    });
    simulation.endSessions();
    const from = simulation.server.requests.length;
    const { errors } = await ready.run('{ vsphereCisTasks { totalCount } }');
    await ready.close();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAUTHENTICATED' });
    expect(simulation.server.requests).toHaveLength(from + 1);
  });
});

describe('a passing failure', () => {
  test('of a list, which is a read though a POST, is tried again', async () => {
    await list({ first: 1 });
    let failures = 0;
    simulation.server.hook(({ body }) => {
      if (!body.includes(CLUSTERS) || failures === 2) return undefined;
      failures += 1;
      return { status: 503, json: { error_type: 'SERVICE_UNAVAILABLE', messages: [] } };
    });
    const { outcome } = await list({ first: 1 });
    expect(outcome.state).toBe('COMPLETE');
    expect(outcome.requests.map(({ attempts }) => attempts).sort()).toEqual([1, 3]);
  });

  test('is not what a task whose state can not be read is', async () => {
    simulation.server.hook(({ body }) =>
      body.includes(CLUSTERS)
        ? { status: 500, json: { error_type: 'RESOURCE_INACCESSIBLE', messages: [] } }
        : undefined,
    );
    const { outcome } = await list({ first: 1 });
    expect(outcome).toMatchObject({ state: 'PARTIAL', problem: { code: 'UNAVAILABLE' } });
    // Each status of that service is asked for once, RUNNING twice, and no further where none is answered.
    expect(listBodies()).toHaveLength(1 + 8);
    expect(outcome.requests.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});
