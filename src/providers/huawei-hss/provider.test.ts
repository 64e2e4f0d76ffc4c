import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import type { SimulatedRequest } from '../../simulation/simulator.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { huaweiHss } from './index.ts';
import { type HssSimulation, simulate } from './simulator.ts';

const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
let simulation: HssSimulation;
let graph: TestGraph;
let more: TestGraph[];

beforeEach(async () => {
  simulation = await simulate({ seed: 1, tasks: 120, now: clock.now });
  graph = createTestGraph([{ provider: huaweiHss, simulation, settings: { id: 'hss' } }]);
  more = [];
});

afterEach(async () => {
  for (const one of [graph, ...more]) await one.close();
  await simulation.close();
});

/** The same upstream with other settings. */
function graphWith(settings: Readonly<Record<string, unknown>>): TestGraph {
  const other = createTestGraph([{ provider: huaweiHss, simulation, settings: { id: 'hss', ...settings } }]);
  more.push(other);
  return other;
}

const LIST = /* GraphQL */ `
  query (
    $taskType: HuaweiHssTaskType = CLUSTER_SCAN
    $filter: HuaweiHssTaskFilter
    $orderBy: HuaweiHssTaskOrder
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    huaweiHssTasks(
      taskType: $taskType
      filter: $filter
      orderBy: $orderBy
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      edges { cursor node { id nativeId orderedAt } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
      outcome { state problem { code message } scanned pushedFilters requests { path status } }
    }
  }
`;

interface Page {
  readonly edges: { cursor: string; node: { id: string; nativeId: string; orderedAt: string | null } }[];
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  readonly totalCount: number;
  readonly outcome: { state: string; scanned: number; problem: unknown; pushedFilters: string[]; requests: unknown[] };
}

async function list(variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await graph.run(LIST, variables);
  expect(errors).toBeUndefined();
  return (data as unknown as { huaweiHssTasks: Page }).huaweiHssTasks;
}

function idsOfType(type: string): readonly string[] {
  return simulation.taskIds().filter((id) => simulation.tasks.get(id)?.type === type);
}

function bodyOf(request: SimulatedRequest | undefined): unknown {
  return JSON.parse(request?.body ?? 'null');
}

describe('huaweiHssTasks', () => {
  test.each([
    ['CLUSTER_SCAN', 'cluster_scan'],
    ['IAC_SCAN', 'iac_scan'],
  ])('pages through all %s jobs and back again', async (taskType, word) => {
    const forward: string[] = [];
    let after: string | null = null;
    do {
      const page: Page = await list({ taskType, first: 13, after });
      forward.push(...page.edges.map(({ node }) => node.nativeId));
      expect(page.totalCount).toBe(idsOfType(word).length);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect([...forward].sort()).toEqual([...idsOfType(word)].sort());

    const backward: string[] = [];
    let before: string | null = null;
    do {
      const page: Page = await list({ taskType, last: 13, before });
      backward.unshift(...page.edges.map(({ node }) => node.nativeId));
      before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
    } while (before !== null);
    expect(backward).toEqual(forward);
  });

  test('runs from the newest to the oldest start unless asked for the other way', async () => {
    const filter = { taskStatus: 'FINISHED' };
    const starts = async (orderBy: unknown): Promise<readonly string[]> =>
      (await list({ first: 100, filter, ...(orderBy === undefined ? {} : { orderBy }) })).edges.map(
        ({ node }) => node.orderedAt ?? '',
      );
    const descending = await starts(undefined);
    expect(descending).toEqual([...descending].sort().reverse());
    expect(await starts({})).toEqual(descending);
    expect(await starts({ direction: 'ASC' })).toEqual([...descending].sort());
    expect(simulation.server.requests.map(bodyOf)).toEqual(
      ['desc', 'desc', 'asc'].map((direction) => ({
        task_type: 'cluster_scan',
        task_status: 'finished',
        sort_key: 'start_time',
        sort_dir: direction,
      })),
    );
  });

  test('sends its filter as it is, member for member', async () => {
    const answer = await list({
      filter: {
        enterpriseProjectId: 'ep-1',
        taskId: 't',
        taskName: 'nightly',
        startCreateTime: '2026-11-21T00:00:00.5+01:00',
        endCreateTime: '2026-11-22T00:00:00Z',
        triggerType: 'SCHEDULE',
        taskStatus: 'RUNNING',
        scanTypes: ['CLUSTER_VUL', 'RISK_ASSESSMENT'],
      },
    });
    const [request] = simulation.server.requests;
    expect(request?.query.get('enterprise_project_id')).toBe('ep-1');
    expect(bodyOf(request)).toEqual({
      task_type: 'cluster_scan',
      task_id: 't',
      task_name: 'nightly',
      start_create_time: Date.parse('2026-11-20T23:00:00.500Z'),
      end_create_time: Date.parse('2026-11-22T00:00:00Z'),
      trigger_type: 'schedule',
      task_status: 'running',
      sort_key: 'start_time',
      sort_dir: 'desc',
      cluster_scan_info: { scan_type_list: ['cluster_vul', 'risk_assessment'] },
    });
    expect(answer.outcome.pushedFilters).toHaveLength(8);

    await list({ taskType: 'IAC_SCAN', filter: { fileType: 'DOCKERFILE' } });
    expect(bodyOf(simulation.server.requests[1])).toMatchObject({
      task_type: 'iac_scan',
      iac_scan_info: { file_type: 'dockerfile' },
    });
    expect(simulation.server.requests[1]?.query.get('enterprise_project_id')).toBe('all_granted_eps');
  });

  test.each([
    [{ taskType: 'IAC_SCAN', filter: { scanTypes: ['BENCHMARK'] } }, 'scanTypes'],
    [{ taskType: 'IAC_SCAN', filter: { scanTypes: [] } }, 'scanTypes'],
    [{ taskType: 'CLUSTER_SCAN', filter: { fileType: 'K8S_YAML' } }, 'fileType'],
    [{ filter: { enterpriseProjectId: '' } }, 'enterpriseProjectId'],
    [{ filter: { enterpriseProjectId: 'x'.repeat(257) } }, 'enterpriseProjectId'],
  ])('refuses what the upstream does not take before anything is sent: %j', async (variables, member) => {
    const { data, errors } = await graph.run(LIST, variables);
    expect(data).toEqual({ huaweiHssTasks: null });
    expect(errors?.[0]?.message).toContain(member);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect([...simulation.server.requests, ...simulation.iam.server.requests]).toEqual([]);
  });

  test('asks for ten where less is wanted, and serves what is wanted', async () => {
    const { edges, pageInfo, outcome } = await list({ first: 3 });
    expect(edges).toHaveLength(3);
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(outcome).toMatchObject({ state: 'COMPLETE', scanned: 3 });
    expect(outcome.requests).toEqual([
      {
        path: `/v5/${simulation.projectId}/common/tasks/batch-query?enterprise_project_id=all_granted_eps&offset=0&limit=10`,
        status: 200,
      },
    ]);
  });

  test('makes one request of windows that touch within one operation', async () => {
    const { pageInfo } = await list({ first: 15 });
    const before = simulation.server.requests.length;
    const { data, errors } = await graph.run(
      /* GraphQL */ `
        query ($after: String) {
          head: huaweiHssTasks(taskType: CLUSTER_SCAN, first: 15) { nodes { nativeId } }
          next: huaweiHssTasks(taskType: CLUSTER_SCAN, first: 15, after: $after) {
            nodes { nativeId }
            outcome { requests { cached } }
          }
        }
      `,
      { after: pageInfo.endCursor },
    );
    expect(errors).toBeUndefined();
    const { head, next } = data as Record<string, { nodes: { nativeId: string }[]; outcome: unknown }>;
    expect(new Set([...(head?.nodes ?? []), ...(next?.nodes ?? [])].map(({ nativeId }) => nativeId)).size).toBe(30);
    expect(next?.outcome).toEqual({ requests: [{ cached: true }] });
    expect(
      simulation.server.requests.slice(before).map(({ query }) => [query.get('offset'), query.get('limit')]),
    ).toEqual([['0', '30']]);
  });

  test('does not mix windows of different lists', async () => {
    await graph.run(/* GraphQL */ `
      {
        a: huaweiHssTasks(taskType: CLUSTER_SCAN) { totalCount }
        b: huaweiHssTasks(taskType: CLUSTER_SCAN, filter: { taskStatus: READY }) { totalCount }
        c: huaweiHssTasks(taskType: IAC_SCAN) { totalCount }
        d: huaweiHssTasks(taskType: CLUSTER_SCAN, orderBy: { direction: ASC }) { totalCount }
      }
    `);
    expect(simulation.server.requests).toHaveLength(4);
  });

  test('serves what a job is', async () => {
    const start = clock.now() - 600_000;
    simulation.server.hook(() => ({
      status: 200,
      json: {
        total_num: 2,
        data_list: [
          {
            task_id: 'd8',
            task_type: 'cluster_scan',
            trigger_type: 'manual',
            task_status: 'running',
            start_time: start,
            end_time: start,
            estimated_time: 5,
            cluster_scan_info: {
              scan_type_list: ['cluster_vul'],
              scanning_cluster_num: 2,
              success_cluster_num: 1,
              failed_cluster_num: 1,
            },
          },
          { task_id: 'd9', task_type: 'cluster_scan', task_status: 'running' },
        ],
      },
    }));
    const { data, errors } = await graph.run(/* GraphQL */ `
      {
        huaweiHssTasks(taskType: CLUSTER_SCAN) {
          nodes {
            __typename
            provider
            source { name }
            nativeId
            name
            title
            status
            nativeStatus
            progress { percent completed total }
            createdAt
            startedAt
            endedAt
            orderedAt
            failure { message }
            raw
            taskType
            triggerType
            estimatedMinutes
            clusterScan { scanTypes scanning succeeded failed }
            iacScan { fileType }
          }
          outcome { state problem { code message } }
        }
      }
    `);
    expect(errors).toBeUndefined();
    expect(data).toMatchInlineSnapshot(`
      {
        "huaweiHssTasks": {
          "nodes": [
            {
              "__typename": "HuaweiHssTask",
              "clusterScan": {
                "failed": 1,
                "scanTypes": [
                  "cluster_vul",
                ],
                "scanning": 2,
                "succeeded": 1,
              },
              "createdAt": null,
              "endedAt": null,
              "estimatedMinutes": 5,
              "failure": null,
              "iacScan": null,
              "name": null,
              "nativeId": "d8",
              "nativeStatus": "running",
              "orderedAt": "2026-11-21T23:50:00.000Z",
              "progress": {
                "completed": 2,
                "percent": 50,
                "total": 4,
              },
              "provider": "HUAWEI_HSS",
              "raw": {
                "cluster_scan_info": {
                  "failed_cluster_num": 1,
                  "scan_type_list": [
                    "cluster_vul",
                  ],
                  "scanning_cluster_num": 2,
                  "success_cluster_num": 1,
                },
                "end_time": 1795305000000,
                "estimated_time": 5,
                "start_time": 1795305000000,
                "task_id": "d8",
                "task_status": "running",
                "task_type": "cluster_scan",
                "trigger_type": "manual",
              },
              "source": {
                "name": "hss",
              },
              "startedAt": "2026-11-21T23:50:00.000Z",
              "status": "RUNNING",
              "taskType": "CLUSTER_SCAN",
              "title": "Cluster scan d8",
              "triggerType": "manual",
            },
          ],
          "outcome": {
            "problem": {
              "code": "INVALID_RESPONSE",
              "message": "1 record could not be read: job d9 is running and has no start_time.",
            },
            "state": "PARTIAL",
          },
        },
      }
    `);
  });
});

const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on HuaweiHssTask { nativeId taskType } } }';

describe('node and nodes', () => {
  const idOf = (local: string): string => encodeGlobalId('HuaweiHssTask', 'hss', local);

  test('find a job of either type by the id that the lists serve', async () => {
    const [cluster] = (await list({ first: 1 })).edges;
    const [iac] = (await list({ taskType: 'IAC_SCAN', first: 1 })).edges;
    const before = simulation.server.requests.length;
    const ids = [iac?.node.id, cluster?.node.id, iac?.node.id];
    const { data, errors } = await graph.run(NODES, { ids });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      nodes: [
        { id: iac?.node.id, nativeId: iac?.node.nativeId, taskType: 'IAC_SCAN' },
        { id: cluster?.node.id, nativeId: cluster?.node.nativeId, taskType: 'CLUSTER_SCAN' },
        { id: iac?.node.id, nativeId: iac?.node.nativeId, taskType: 'IAC_SCAN' },
      ],
    });
    expect(simulation.server.requests.slice(before).map(bodyOf)).toEqual([
      { task_type: 'iac_scan', task_id: iac?.node.nativeId },
      { task_type: 'cluster_scan', task_id: cluster?.node.nativeId },
    ]);
  });

  test('are null for a job that is not there, as an empty list or as HSS.0011, and for ids that name none', async () => {
    simulation.server.hook((request) =>
      request.body.includes('gone') ? { status: 400, json: { error_code: 'HSS.0011', error_msg: 'no' } } : undefined,
    );
    const ids = ['cluster_scan/unknown', 'cluster_scan/gone', 'cluster_scan', 'host_scan/1', 'iac_scan/'].map(idOf);
    const { data, errors } = await graph.run(NODES, { ids });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ nodes: [null, null, null, null, null] });
    expect(simulation.server.requests).toHaveLength(2);
  });

  test('fail for the job alone that can not be had', async () => {
    const [found] = (await list({ first: 1 })).edges;
    simulation.server.hook(({ body }) => {
      if (body.includes('forbidden')) return { status: 400, json: { error_code: 'HSS.0013', error_msg: 'no right' } };
      if (!body.includes('timeless')) return undefined;
      return { status: 200, json: { total_num: 1, data_list: [{ task_id: 'timeless', task_status: 'running' }] } };
    });
    const ids = [idOf('iac_scan/forbidden'), found?.node.id, idOf('iac_scan/timeless')];
    const { data, errors } = await graph.run(NODES, { ids });
    expect(data).toMatchObject({ nodes: [null, { id: found?.node.id }, null] });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['nodes', 0], 'UPSTREAM_FORBIDDEN'],
      [['nodes', 2], 'UPSTREAM_INVALID_RESPONSE'],
    ]);
  });

  describe('of a source whose own enterprise project is another', () => {
    const anyOf = (): { id: string; projectOf: (one: SimulatedRequest) => string | null } => ({
      id: [...simulation.tasks.values()].find((task) => simulation.taskIds().includes(task.id))?.id ?? '',
      projectOf: ({ query }) => query.get('enterprise_project_id'),
    });
    const place = (enterpriseProjectId: string): { readonly id: string; readonly projects: () => unknown[] } => {
      const { id, projectOf } = anyOf();
      simulation.update(id, { enterpriseProjectId });
      return {
        id: idOf(`${simulation.tasks.get(id)?.type}/${id}`),
        projects: () => simulation.server.requests.map(projectOf),
      };
    };

    test.each([
      ['an empty list', 200, { total_num: 0, data_list: [] }],
      ['HSS.0011', 400, { error_code: 'HSS.0011', error_msg: 'no' }],
    ])('find a job in all projects once their own has answered with %s', async (_what, status, json) => {
      const { id, projects } = place('ep-other');
      simulation.server.hook(({ query }) =>
        query.get('enterprise_project_id') === 'ep-own' ? { status, json } : undefined,
      );
      const { data, errors } = await graphWith({ enterpriseProjectId: 'ep-own' }).run(NODES, { ids: [id] });
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ nodes: [{ id }] });
      expect(projects()).toEqual(['ep-own', 'all_granted_eps']);
    });

    test('ask once for a job that is found in their own', async () => {
      const { id, projects } = place('ep-own');
      const { data } = await graphWith({ enterpriseProjectId: 'ep-own' }).run(NODES, { ids: [id] });
      expect(data).toMatchObject({ nodes: [{ id }] });
      expect(projects()).toEqual(['ep-own']);
    });

    test.each(['HSS.0010', 'HSS.0013'])('are null where all projects are refused with %s', async (code) => {
      const { id, projects } = place('ep-other');
      simulation.server.hook(({ query }) =>
        query.get('enterprise_project_id') === 'all_granted_eps'
          ? { status: 400, json: { error_code: code, error_msg: 'no right' } }
          : undefined,
      );
      const { data, errors } = await graphWith({ enterpriseProjectId: 'ep-own' }).run(NODES, { ids: [id] });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ nodes: [null] });
      expect(projects()).toEqual(['ep-own', 'all_granted_eps']);
    });

    test('fail where their own is refused, and where the look-up in all fails otherwise', async () => {
      const { id, projects } = place('ep-other');
      const own = graphWith({ enterpriseProjectId: 'ep-own' });
      let refusing = 'ep-own';
      simulation.server.hook(({ query }) =>
        query.get('enterprise_project_id') === refusing
          ? { status: 400, json: { error_code: refusing === 'ep-own' ? 'HSS.0013' : 'HSS.0001', error_msg: 'no' } }
          : undefined,
      );
      const codeOf = async (): Promise<unknown> =>
        (await own.run(NODES, { ids: [id] })).errors?.[0]?.extensions?.['code'];
      expect(await codeOf()).toBe('UPSTREAM_FORBIDDEN');
      expect(projects()).toEqual(['ep-own']);
      refusing = 'all_granted_eps';
      expect(await codeOf()).toBe('UPSTREAM_INVALID_ARGUMENT');
    });
  });

  test('look up eight at a time, whatever the source allows', async () => {
    const wide = graphWith({ maxConcurrency: 64 });
    let waiting = 0;
    let most = 0;
    simulation.server.hook(async () => {
      waiting += 1;
      most = Math.max(most, waiting);
      // Long enough for a ninth to come in, were it sent.
      await sleep(20);
      waiting -= 1;
      return undefined;
    });
    const ids = Array.from({ length: 30 }, (_, index) => idOf(`cluster_scan/none-${index}`));
    const { data } = await wide.run(NODES, { ids });
    expect(data).toEqual({ nodes: ids.map(() => null) });
    expect(simulation.server.requests).toHaveLength(30);
    expect(most).toBe(8);
  });
});

describe('an upstream that fails', () => {
  const failWith = (status: number, json: unknown, headers: Record<string, string> = {}) =>
    simulation.server.hook(() => ({ status, json, headers }));

  test.each([
    [400, 'HSS.0001', 'INVALID_ARGUMENT', 1],
    [400, 'HSS.0010', 'FORBIDDEN', 1],
    [400, 'HSS.0013', 'FORBIDDEN', 1],
    [403, 'APIGW.0302', 'FORBIDDEN', 1],
    [500, 'APIGW.0601', 'UNAVAILABLE', 3],
    [500, 'HSS.0041', 'UNAVAILABLE', 1],
    [503, 'APIGW.0613', 'UNAVAILABLE', 3],
  ])('with %i %s is UPSTREAM_%s after %i tries', async (status, upstreamCode, code, tries) => {
    failWith(status, { error_code: upstreamCode, error_msg: 'said so', request_id: 'r-1' });
    const { data, errors } = await graph.run(LIST, {});
    expect(data).toEqual({ huaweiHssTasks: null });
    expect(errors?.[0]).toMatchObject({
      message: 'said so',
      extensions: { code: `UPSTREAM_${code}`, source: 'hss', httpStatus: status, upstreamCode, requestId: 'r-1' },
    });
    expect(simulation.server.requests).toHaveLength(tries);
  });

  test('by throttling for longer than the deadline is given up at once, with the window that its text tells', async () => {
    failWith(429, {
      error_code: 'APIGW.0308',
      error_msg: 'The throttling threshold has been reached: policy user over ratelimit,limit:100,time:1 minute',
    });
    const { errors } = await graph.run(LIST, {});
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryable: true,
      retryAfterMs: 60_000,
    });
    expect(simulation.server.requests).toHaveLength(1);
  });

  test.each([[{ total_num: 'many', data_list: [] }], [{ total_num: -1 }], [{ data_list: {} }], [[]]])(
    'by answering %j is UPSTREAM_INVALID_RESPONSE',
    async (json) => {
      failWith(200, json);
      const { errors } = await graph.run(LIST, {});
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    },
  );

  test('to send the list of a page without jobs has an empty page', async () => {
    failWith(200, { total_num: 0, data_list: null });
    expect(await list({})).toMatchObject({ edges: [], totalCount: 0, outcome: { state: 'COMPLETE' } });
  });

  test.each([[{}], [{ data_list: [] }], [{ total_num: null, data_list: null }]])(
    'to send more than %j has an empty page',
    async (json) => {
      failWith(200, json);
      const page = await list({});
      expect(page).toMatchObject({ edges: [], totalCount: null, outcome: { state: 'COMPLETE', problem: null } });
      expect(page.pageInfo.hasNextPage).toBe(false);
    },
  );

  test('to list past its deepest offset is not asked to', async () => {
    failWith(200, { total_num: 2_100_000, data_list: [] });
    const { errors } = await graph.run(LIST, { last: 10 });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TOO_MANY_RESULTS' });
    expect(simulation.server.requests).toHaveLength(1);
  });
});

describe('an upstream that tells no number', () => {
  const record = (index: number) => ({ task_id: `t-${index}`, task_status: 'finished', start_time: 1_000_000 - index });
  /** Serves so many jobs, newest first. */
  const holds = (count: number) =>
    simulation.server.hook(({ query }) => {
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      const there = Array.from({ length: count }, (_, index) => record(index));
      return { status: 200, json: { data_list: there.slice(offset, offset + limit) } };
    });
  const offsets = () => simulation.server.requests.map(({ query }) => query.get('offset'));

  test('is asked for what follows a full page alone, to know whether there is a next one', async () => {
    holds(25);
    const last = await list({ first: 25 });
    expect(last.edges).toHaveLength(25);
    expect([last.pageInfo.hasNextPage, last.totalCount]).toEqual([false, null]);
    expect(offsets()).toEqual(['0', '25']);
    expect((await list({ first: 24 })).pageInfo.hasNextPage).toBe(true);
    expect(offsets().slice(2)).toEqual(['0', '24']);
    expect((await list({ first: 26 })).pageInfo.hasNextPage).toBe(false);
    expect(offsets().slice(4)).toEqual(['0']);
    await graph.run('{ huaweiHssTasks(taskType: CLUSTER_SCAN, first: 25) { nodes { id } } }');
    expect(offsets().slice(5)).toEqual(['0']);
  });

  test('pages to the end and back again', async () => {
    holds(25);
    const first = await list({ first: 15 });
    const second = await list({ first: 15, after: first.pageInfo.endCursor });
    expect([...first.edges, ...second.edges].map(({ node }) => node.nativeId)).toEqual(
      Array.from({ length: 25 }, (_, index) => `t-${index}`),
    );
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    const back = await list({ last: 15, before: second.pageInfo.startCursor });
    expect(back.edges).toEqual(first.edges);
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  test('has no end to count back from', async () => {
    holds(25);
    const { data, errors } = await graph.run(LIST, { last: 5 });
    expect(data).toEqual({ huaweiHssTasks: null });
    expect(errors?.[0]?.message).toContain('`before`');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(offsets()).toEqual(['0']);
  });

  test('is a source of `tasks` like another, counted by reading', async () => {
    holds(25);
    const TASKS = `query ($after: String) {
      tasks(first: 20, after: $after) {
        nodes { nativeId }
        pageInfo { hasNextPage endCursor }
        outcomes { state totalCount }
      }
    }`;
    interface Answer {
      readonly tasks: {
        readonly nodes: readonly { readonly nativeId: string }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
        readonly outcomes: readonly unknown[];
      };
    }
    const served: string[] = [];
    let after: string | null = null;
    do {
      const { tasks }: Answer = await graph.query<Answer>(TASKS, { after });
      expect(tasks.outcomes).toEqual([{ state: 'COMPLETE', totalCount: 50 }]);
      served.push(...tasks.nodes.map(({ nativeId }) => nativeId));
      after = tasks.pageInfo.hasNextPage ? tasks.pageInfo.endCursor : null;
    } while (after !== null);
    expect(served.filter((_, index) => index % 2 === 0)).toHaveLength(25);
    expect(new Set(served)).toEqual(new Set(Array.from({ length: 25 }, (_, index) => `t-${index}`)));
  });
});

describe('the credential', () => {
  test('of an IAM user is asked for once, however many ask at a time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => list({ first: 1 })));
    expect(simulation.iam.server.requests).toHaveLength(1);
  });

  test('is asked for once more when the token was ended', async () => {
    await list({ first: 1 });
    simulation.iam.endTokens();
    await list({ first: 1 });
    expect(simulation.iam.server.requests).toHaveLength(2);
    expect(simulation.server.requests).toHaveLength(3);
  });

  test('that is an access key signs what is sent', async () => {
    const signed = graphWith({ auth: { type: 'aksk', ...simulation.keys } });
    const { errors } = await signed.run(LIST, { filter: { taskName: 'prod ü' } });
    expect(errors).toBeUndefined();
    expect(simulation.iam.server.requests).toHaveLength(0);
  });

  test('that is a wrong secret key fails the field, and is sent once', async () => {
    const refused = graphWith({ auth: { type: 'aksk', ...simulation.keys, secretKey: 'wrong' } });
    const { errors } = await refused.run(LIST, {});
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAUTHENTICATED',
      upstreamCode: 'APIGW.0301',
      retryable: false,
    });
    expect(JSON.stringify(errors)).not.toContain('wrong');
    expect(simulation.server.requests).toHaveLength(1);
  });

  test('that is a wrong password fails the field, and nothing is sent to the service', async () => {
    const auth = { ...(simulation.settings['auth'] as Record<string, string>), password: 'wrong' };
    const { errors } = await graphWith({ auth }).run(LIST, {});
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAUTHENTICATED' });
    expect(simulation.server.requests).toHaveLength(0);
  });
});

test.each([
  [{ projectId: '' }, 'projectId'],
  [{ projectId: undefined }, 'projectId'],
  [{ enterpriseProjectId: 'x'.repeat(257) }, 'enterpriseProjectId'],
  [{ auth: { type: 'iam', url: 'https://iam.example.com' } }, 'auth.domain'],
  [{ region: 'eu-west-101' }, ''],
])('settings are refused where they are at fault: %j', (changes, path) => {
  const read = huaweiHss.source.safeParse({ ...simulation.settings, id: 'hss', ...changes });
  expect(read.error?.issues[0]?.path.join('.')).toBe(path);
});

test('the count of `tasks` is the same with the tasks and without, where one of them can not be read', async () => {
  const data_list = [{ task_id: 'r', task_status: 'running' }];
  simulation.server.hook(({ method, body }) =>
    method === 'POST' && body.includes('cluster_scan') ? { status: 200, json: { total_num: 1, data_list } } : undefined,
  );
  const counted = (fields: string): Promise<unknown> =>
    graph.query(`{ tasks { ${fields} totalCount outcomes { state totalCount problem { message } } } }`);
  const alone = await counted('');
  expect(alone).toMatchObject({
    tasks: { totalCount: null, outcomes: [{ state: 'PARTIAL', totalCount: null }] },
  });
  expect(await counted('edges { __typename }')).toMatchObject(alone as object);
});
