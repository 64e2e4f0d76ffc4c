import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.ts';
import { type HssSimulation, simulate } from './simulator.ts';

const NOW = Date.parse('2026-11-22T00:00:00Z');
let clock: ManualClock;
let simulation: HssSimulation;
let token: string;

beforeEach(async () => {
  clock = createManualClock(NOW);
  simulation = await simulate({ seed: 7, tasks: 300, now: clock.now });
  token = await signIn(simulation);
});

afterEach(() => simulation.close());

async function signIn({ iam }: HssSimulation): Promise<string> {
  const { domain, username, password, project } = iam.auth;
  const response = await fetch(`${iam.server.url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: username, password, domain: { name: domain } } },
        },
        scope: { project: { name: project } },
      },
    }),
  });
  return response.headers.get('x-subject-token') ?? '';
}

interface Listed {
  readonly task_id: string;
  readonly task_status: string;
  readonly start_time?: number;
  readonly end_time?: number;
}

interface Answer {
  readonly status: number;
  readonly json: { total_num: number; data_list: Listed[]; error_code?: string };
}

async function ask(body: unknown, query = '', headers: Record<string, string> = {}): Promise<Answer> {
  const path = `/v5/${simulation.projectId}/common/tasks/batch-query`;
  const response = await fetch(`${simulation.server.url}${path}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': token, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Answer['json'] };
}

const ALL = 'enterprise_project_id=all_granted_eps&limit=200';
const CLUSTERS = { task_type: 'cluster_scan', sort_key: 'start_time', sort_dir: 'desc' };

describe('the simulated service refuses', () => {
  test.each([
    ['a limit under ten', CLUSTERS, 'limit=9', 'HSS.0001'],
    ['a limit over two hundred', CLUSTERS, 'limit=201', 'HSS.0001'],
    ['an offset past the deepest', CLUSTERS, 'offset=2000001', 'HSS.0001'],
    ['an empty enterprise project', CLUSTERS, 'enterprise_project_id=', 'HSS.0001'],
    ['a parameter that it does not know', CLUSTERS, 'page=1', 'HSS.0001'],
    ['a request without a task type', {}, '', 'HSS.0001'],
    ['an unknown task type', { task_type: 'host_scan' }, '', 'HSS.0001'],
    ['an unknown state', { task_type: 'iac_scan', task_status: 'failed' }, '', 'HSS.0001'],
    ['an unknown sort key', { ...CLUSTERS, sort_key: 'end_time' }, '', 'HSS.0001'],
    ['cluster scan info on IaC scans', { task_type: 'iac_scan', cluster_scan_info: {} }, '', 'HSS.0001'],
    ['IaC scan info on cluster scans', { task_type: 'cluster_scan', iac_scan_info: {} }, '', 'HSS.0001'],
    ['a member that it does not know', { task_type: 'iac_scan', page: 1 }, '', 'HSS.0001'],
    ['what is no JSON', '{', '', 'HSS.0002'],
  ])('%s', async (_what, body, query, code) => {
    expect(await ask(body, query)).toMatchObject({ status: 400, json: { error_code: code } });
  });

  test('another content type, a wrong token and no credential at all', async () => {
    expect(await ask(CLUSTERS, '', { 'content-type': 'text/plain' })).toMatchObject({ status: 400 });
    expect(await ask(CLUSTERS, '', { 'x-auth-token': 'wrong' })).toMatchObject({
      status: 401,
      json: { error_code: 'APIGW.0301' },
    });
    const bare = await fetch(`${simulation.server.url}/v5/${simulation.projectId}/common/tasks/batch-query`, {
      method: 'POST',
    });
    expect(bare.status).toBe(401);
  });
});

describe('the simulated service', () => {
  test('lists the same jobs for the same seed', async () => {
    const again = await simulate({ seed: 7, tasks: 300, now: clock.now });
    expect([...again.tasks.values()]).toEqual([...simulation.tasks.values()]);
    await again.close();
  });

  test('takes jobs of the default enterprise project where none is named', async () => {
    const all = await ask(CLUSTERS, ALL);
    const some = await ask(CLUSTERS, 'limit=200');
    expect(some.json.total_num).toBeLessThan(all.json.total_num);
    expect(some.json.total_num).toBeGreaterThan(0);
  });

  test('moves a job from waiting over running to finished with the clock, and shows new ones when their time comes', async () => {
    const states = async (id: string): Promise<Listed | undefined> =>
      (await ask({ task_type: 'cluster_scan', task_id: id }, ALL)).json.data_list[0];
    const coming = [...simulation.tasks.values()].find((task) => task.type === 'cluster_scan' && task.createdAt > NOW);
    if (!coming) throw new Error('nothing is to come');
    expect(await states(coming.id)).toBeUndefined();
    clock.advance(coming.createdAt - clock.now());
    expect(await states(coming.id)).toMatchObject({ task_status: 'ready' });
    clock.advance(coming.startsAt - clock.now());
    // As in the vendor's sample: a running job has an end, which is its start.
    expect(await states(coming.id)).toMatchObject({
      task_status: 'running',
      start_time: coming.startsAt,
      end_time: coming.startsAt,
    });
    clock.advance(coming.endsAt - clock.now());
    expect(await states(coming.id)).toMatchObject({ task_status: 'finished', end_time: coming.endsAt });
  });

  test('puts waiting jobs without a time where it is told to', async () => {
    const hasTime = ({ start_time: time }: Listed): boolean => time !== undefined && time !== 0;
    simulation.placeUndated('first');
    const first = (await ask(CLUSTERS, ALL)).json.data_list.map(hasTime);
    simulation.placeUndated('last');
    const last = (await ask(CLUSTERS, ALL)).json.data_list.map(hasTime);
    expect(first.includes(false)).toBe(true);
    expect(first).toEqual([...first].sort());
    expect(last).toEqual([...first].reverse());
  });

  test('keeps the order of jobs that start together, until it is told to change it with each request', async () => {
    for (const { id } of [...simulation.tasks.values()].filter(({ startsAt }) => startsAt < NOW)) {
      simulation.update(id, { startsAt: NOW - 7_200_000, endsAt: NOW - 3_600_000, createdAt: NOW - 7_300_000 });
    }
    const finished = { ...CLUSTERS, task_status: 'finished' };
    const order = async (): Promise<readonly string[]> =>
      (await ask(finished, ALL)).json.data_list.map(({ task_id: id }) => id);
    const fixed = await order();
    expect(await order()).toEqual(fixed);
    simulation.orderTies('changing');
    const changed = await order();
    expect(changed).not.toEqual(fixed);
    expect(await order()).not.toEqual(changed);
    expect([...changed].sort()).toEqual([...fixed].sort());
  });

  test('shows what was inserted, changed and removed at the next request', async () => {
    const [any] = simulation.tasks.values();
    if (!any) throw new Error('there is no job');
    const one = { ...any, id: 'inserted', type: 'cluster_scan', createdAt: 0, startsAt: 1, endsAt: 2 } as const;
    const find = async (): Promise<readonly Listed[]> =>
      (await ask({ task_type: 'cluster_scan', task_id: 'inserted' }, ALL)).json.data_list;
    const count = async (): Promise<number> => (await ask(CLUSTERS, ALL)).json.total_num;
    const before = await count();
    simulation.insert(one);
    expect(await find()).toMatchObject([{ task_status: 'finished', end_time: 2 }]);
    simulation.update('inserted', { endsAt: NOW + 1 });
    expect(await find()).toMatchObject([{ task_status: 'running' }]);
    expect(await count()).toBe(before + 1);
    simulation.remove('inserted');
    expect(await find()).toEqual([]);
    expect(await count()).toBe(before);
  });

  test('of no jobs lists none', async () => {
    const empty = await simulate({ seed: 1, tasks: 0, now: clock.now });
    expect(empty.taskIds()).toEqual([]);
    await empty.close();
  });
});
