import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { fill } from './fixtures.ts';
import { type CsmsSimulation, simulate } from './simulator.ts';

const NOW = Date.parse('2026-11-22T00:00:00Z');
let simulation: CsmsSimulation;
let clock = createManualClock(NOW);

beforeEach(async () => {
  clock = createManualClock(NOW);
  simulation = await simulate({ seed: 5, tasks: 400, now: clock.now });
});

afterEach(() => simulation.close());

interface Answer {
  readonly status: number;
  readonly json: {
    readonly tasks?: readonly { readonly task_id: string; readonly task_status: string }[];
    readonly next_marker?: string;
    readonly error_code?: string;
  };
}

async function get(query: string, path = `/v1/${simulation.settings['projectId']}/csms/tasks`): Promise<Answer> {
  const { username, password, domain, project } = simulation.iam.auth;
  const signedIn = await fetch(`${simulation.iam.server.url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: username, password, domain: { name: domain } } } },
        scope: { project: { name: project } },
      },
    }),
  });
  const token = signedIn.headers.get('x-subject-token') ?? '';
  const response = await fetch(`${simulation.server.url}${path}${query}`, { headers: { 'x-auth-token': token } });
  return { status: response.status, json: (await response.json()) as Answer['json'] };
}

describe('the simulated upstream', () => {
  test.each([
    '?limit=0',
    '?limit=1001',
    '?limit=ten',
    '?limit=-1',
    '?limit=1.5',
    '?limit=',
    '?status=RUNNING',
    '?status=success',
    '?status=',
    '?secret_name=a%20b',
    '?secret_name=',
    `?secret_name=${'a'.repeat(65)}`,
    '?task_id=',
    '?task_id=a&limit=10',
    '?task_id=a&marker=',
    '?task_id=a&status=FAILED',
    '?limit=10&limit=20',
    '?offset=10',
  ])('refuses %s', async (query) => {
    expect(await get(query)).toMatchObject({ status: 400, json: { error_code: 'CSMS.0002' } });
  });

  test('refuses strangers, other projects and other paths', async () => {
    const { url } = simulation.server;
    expect((await fetch(`${url}/v1/${simulation.settings['projectId']}/csms/tasks`)).status).toBe(401);
    expect(await get('', '/v1/another/csms/tasks')).toMatchObject({
      status: 401,
      json: { error_code: 'APIGW.0307' },
    });
    expect(await get('', '/v1/another')).toMatchObject({ status: 404, json: { error_code: 'APIGW.0101' } });
  });

  test('answers fifty where no limit is given, and a marker on the last page too', async () => {
    const ids = fill(simulation, 60);
    const first = await get('');
    expect(first.json.tasks?.map(({ task_id }) => task_id)).toEqual(ids.slice(0, 50));
    const last = await get(`?marker=${first.json.next_marker}`);
    expect(last.json.tasks?.map(({ task_id }) => task_id)).toEqual(ids.slice(50));
    expect(last.json.next_marker).toBe('task-60');
  });

  test('is alive: tasks under way, ended either way and still to come, which move with time', async () => {
    const wordsById = async (): Promise<ReadonlyMap<string, string>> => {
      const { json } = await get('?limit=1000');
      return new Map(json.tasks?.map(({ task_id, task_status }) => [task_id, task_status]));
    };
    const words = new Set(['PROCESSING', 'RUNNING', 'SUCCESS', 'FAILED']);
    const before = await wordsById();
    expect(new Set(before.values())).toEqual(words);
    expect([...before.keys()]).toEqual(simulation.taskIds());
    expect(before.size).toBeLessThan(400);
    const underWay = [...before.keys()].filter((id) => !/SUCCESS|FAILED/.test(before.get(id) ?? ''));
    clock.advance(6 * 60_000);
    const after = await wordsById();
    expect(new Set(underWay.map((id) => after.get(id)))).toEqual(new Set(['SUCCESS', 'FAILED']));
    clock.advance(3_600_000);
    expect(new Set((await wordsById()).values())).toEqual(words);
  });

  test('is the same for the same seed', async () => {
    const again = await simulate({ seed: 5, tasks: 400, now: clock.now });
    await again.close();
    expect([...again.tasks.values()]).toEqual([...simulation.tasks.values()]);
  });
});
