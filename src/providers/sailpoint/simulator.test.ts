import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.ts';
import { type SailPointSimulation, simulate } from './simulator.ts';

let clock: ManualClock;
let simulation: SailPointSimulation;
let token: string;

const DAY_MS = 24 * 3_600_000;
const AUTH = 'grant_type=client_credentials&client_id=3f2c9a71b8d04e56&client_secret=sailpoint-demo-secret';

beforeEach(async () => {
  clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
  simulation = await simulate({ seed: 5, tasks: 300, now: clock.now });
  token = await signIn();
});

afterEach(() => simulation.close());

async function signIn(): Promise<string> {
  const answer = await fetch(`${simulation.server.url}/oauth/token?${AUTH}`, { method: 'POST' });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function get(path: string): Promise<{ status: number; headers: Headers; json: unknown }> {
  const answer = await fetch(`${simulation.server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: text === '' ? undefined : JSON.parse(text) };
}

const ids = (json: unknown): string[] => (json as { id: string }[]).map(({ id }) => id);

test('signs in by query as by form, and ends a token after 749 seconds', async () => {
  expect((await get('/v2025/task-status/pending-tasks?limit=1')).status).toBe(200);
  clock.advance(749_000);
  const { status, json } = await get('/v2025/task-status/pending-tasks?limit=1');
  expect({ status, json }).toEqual({ status: 401, json: { error: 'JWT validation failed: JWT is expired' } });
});

test.each([
  ['/v2025/task-status/pending-tasks?limit=251'],
  ['/v2025/task-status/pending-tasks?limit=-1'],
  ['/v2025/task-status/pending-tasks?offset=x'],
  ['/v2025/task-status/pending-tasks?count=yes'],
  ['/v2025/task-status/pending-tasks?filters=id%20eq%20%22a%22'],
  ['/v2025/task-status?sorters=completed'],
  ['/v2025/task-status?sorters=created,id'],
  ['/beta/task-status?filters=completionStatus%20isnull'],
  ['/v2024/task-status?filters=completionStatus%20isnull'],
  ['/v2025/task-status?filters=launcher%20eq%20%22sweep%22'],
  ['/v2026/task-status?filters=type%20eq%20%22QUARTZ%22'],
  ['/v2026/task-status?filters=id%20sw%20%22a%22'],
  ['/v2026/task-status?filters=id%20eq%20a'],
  ['/v2026/task-status?filters=id%20in%20(%22a%22'],
  ['/v2026/task-status?filters=id%20EQ%20%22a%22'],
  ['/v2026/task-status?filters=id%20eq%20%22a%22%20or%20id%20eq%20%22b%22'],
  ['/v2026/task-status?filters='],
])('%s is refused', async (path) => {
  const { status, json } = await get(path);
  expect(status).toBe(400);
  expect(json).toMatchObject({ detailCode: '400.1 Bad Request Content', messages: [{ locale: 'en-US' }] });
});

test('pending-tasks is deprecated, and gone from v2026', async () => {
  for (const version of ['beta', 'v2024', 'v2025']) {
    const { status, headers } = await get(`/${version}/task-status/pending-tasks?limit=0`);
    expect([status, headers.get('x-deprecated'), headers.get('x-total-count')]).toEqual([200, 'true', null]);
  }
  expect((await get('/v2026/task-status/pending-tasks')).status).toBe(404);
  expect((await get('/v2026/task-status')).headers.get('x-deprecated')).toBeNull();
});

test('task-status lists completed tasks alone before v2025, all from then on', async () => {
  const pending = new Set(simulation.taskIds());
  const [beta, all, filtered] = await Promise.all([
    get('/beta/task-status'),
    get('/v2025/task-status'),
    get('/v2025/task-status?filters=completionStatus%20isnull'),
  ]);
  expect(ids(beta.json).filter((id) => pending.has(id))).toEqual([]);
  expect(ids(filtered.json)).toEqual(simulation.taskIds());
  expect(ids(all.json).length).toBe(ids(beta.json).length + pending.size);
});

test('filters by id, launcher, source and outcome, without case', async () => {
  const [task] = [...simulation.tasks.values()].filter(({ target }) => target?.type === 'APPLICATION');
  const find = async (filter: string): Promise<string[]> =>
    ids((await get(`/v2026/task-status?filters=${encodeURIComponent(filter)}`)).json);
  expect(await find(`id eq "${task?.id.toUpperCase()}"`)).toEqual([task?.id]);
  expect(await find(`sourceId in ("x", "${task?.target?.id}") and launcher eq "${task?.launcher}"`)).toEqual([
    task?.id,
  ]);
  expect(await find('completionStatus eq "Success" and completionStatus isnull')).toEqual([]);
  expect((await find('completionStatus in ("Success","Error")')).length).toBeGreaterThan(0);
});

describe('time', () => {
  test('brings tasks, starts them and ends them', async () => {
    const before = new Set(simulation.taskIds());
    clock.advance(3_600_000);
    const after = new Set(simulation.taskIds());
    expect([...before].some((id) => !after.has(id))).toBe(true);
    expect([...after].some((id) => !before.has(id))).toBe(true);
    token = await signIn();
    const [ended = ''] = [...before].filter((id) => !after.has(id));
    expect((await get(`/v2025/task-status/${ended}`)).json).toMatchObject({ id: ended, percentComplete: 100 });
  });

  test('hides what is older than 90 days', async () => {
    const [task] = simulation.tasks.values();
    if (!task) throw new Error('there is no task');
    const lasting = { id: 'lasting', createdAt: clock.now(), completedAt: clock.now() + 100 * DAY_MS };
    simulation.put({ ...task, ...lasting });
    for (const [days, status] of [
      [89, 200],
      [2, 404],
    ] as const) {
      clock.advance(days * DAY_MS);
      token = await signIn();
      expect((await get('/v2025/task-status/lasting')).status).toBe(status);
    }
  });
});

test('the gateway counts by version, and lets more through when its window has passed', async () => {
  simulation.limitRate({ requests: 2, perMs: 10_000 });
  const path = '/v2025/task-status/pending-tasks?limit=1';
  expect([(await get(path)).status, (await get(path)).status]).toEqual([200, 200]);
  clock.advance(4_000);
  const { status, headers, json } = await get(path);
  expect({ status, after: headers.get('retry-after'), json }).toEqual({
    status: 429,
    after: '6',
    json: { message: ' Rate Limit Exceeded ' },
  });
  expect((await get('/v2026/task-status?limit=1')).status).toBe(200);
  clock.advance(6_000);
  expect((await get(path)).status).toBe(200);
});

test('what it holds is the same for the same seed, and any number', async () => {
  const [again, none, many] = await Promise.all([
    simulate({ seed: 5, tasks: 300, now: () => Date.parse('2026-11-22T00:00:00Z') }),
    simulate({ seed: 5, tasks: 0, now: clock.now }),
    simulate({ seed: 5, tasks: 100_000, now: clock.now }),
  ]);
  await Promise.all([again.close(), none.close(), many.close()]);
  expect(again.taskIds()).toEqual(simulation.taskIds());
  expect(none.taskIds()).toEqual([]);
  expect(many.tasks.size).toBe(100_000);
});
