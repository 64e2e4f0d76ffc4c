import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.ts';
import { statusAt } from './simulated-task.ts';
import { simulate, type VsphereSimulation } from './simulator.ts';

const CLUSTERS = 'com.vmware.esx.settings.clusters.software';
const INVENTORY = 'com.vmware.esx.settings.inventory';
const HOUR_MS = 3_600_000;

let clock: ManualClock;
let simulation: VsphereSimulation;

async function start(tasks: number, seed = 1): Promise<void> {
  clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
  simulation = await simulate({ seed, tasks, now: clock.now });
}

beforeEach(() => start(200));
afterEach(() => simulation.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

async function send(method: string, target: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${simulation.server.url}${target}`, { method, ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
}

async function signIn(): Promise<Record<string, string>> {
  const { username, password } = simulation.settings['auth'] as { username: string; password: string };
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const { json } = await send('POST', '/api/session', { headers: { authorization } });
  return { 'vmware-api-session-id': String(json) };
}

async function list(body: unknown, text = JSON.stringify(body)): Promise<Answer> {
  const headers = { ...(await signIn()), 'content-type': 'application/json' };
  return send('POST', '/api/cis/tasks?action=list', { headers, body: text });
}

describe('the simulated vCenter refuses', () => {
  test.each([
    ['a filter without tasks or services', { filter_spec: {} }, 400, 'INVALID_ARGUMENT'],
    ['one whose tasks and services are empty', { filter_spec: { tasks: [], services: [] } }, 400, 'INVALID_ARGUMENT'],
    ['services of different providers', { filter_spec: { services: [CLUSTERS, INVENTORY] } }, 400, 'INVALID_ARGUMENT'],
    [
      'tasks of one provider beside services of another',
      { filter_spec: { services: [CLUSTERS], tasks: [`a:${INVENTORY}`] } },
      400,
      'INVALID_ARGUMENT',
    ],
    ['a service that no provider knows', { filter_spec: { services: ['com.vmware.x'] } }, 404, 'NOT_FOUND'],
    ['no filter at all', {}, 400, 'INVALID_ARGUMENT'],
    ['a state it does not know', { filter_spec: { services: [CLUSTERS], status: ['DONE'] } }, 400, 'INVALID_ARGUMENT'],
    ['a set with one value twice', { filter_spec: { services: [CLUSTERS, CLUSTERS] } }, 400, 'INVALID_ARGUMENT'],
    [
      'a result_spec that is a text',
      { filter_spec: { services: [CLUSTERS] }, result_spec: 'GetSpec' },
      400,
      'INVALID_ARGUMENT',
    ],
    ['a member it does not know', { filter_spec: { service: CLUSTERS } }, 400, 'UNEXPECTED_INPUT'],
  ])('%s', async (_name, body, status, type) => {
    expect(await list(body)).toMatchObject({ status, json: { error_type: type } });
  });

  test('a body that is no JSON', async () => {
    expect(await list(null, '{"filter_spec":')).toMatchObject({
      status: 400,
      json: { error_type: 'UNEXPECTED_INPUT' },
    });
  });

  test('a caller who is not signed in, with the challenge in body and header', async () => {
    const { status, headers, json } = await send('POST', '/api/cis/tasks?action=list', { body: '{}' });
    expect(status).toBe(401);
    expect(json).toMatchObject({ error_type: 'UNAUTHENTICATED', challenge: headers.get('www-authenticate') });
  });

  test('a session that was ended or idled too long', async () => {
    const headers = await signIn();
    const task = `/api/cis/tasks/${encodeURIComponent(simulation.taskIds()[0] ?? '')}`;
    expect((await send('GET', task, { headers })).status).toBe(200);
    clock.advance(HOUR_MS);
    expect((await send('GET', task, { headers })).status).toBe(401);
    const fresh = await signIn();
    expect((await send('DELETE', '/api/session', { headers: fresh })).status).toBe(204);
    expect((await send('GET', task, { headers: fresh })).status).toBe(401);
  });

  test.each([
    ['POST', '/api/cis/tasks'],
    ['POST', '/api/cis/tasks?action=list&page=2'],
    ['GET', '/api/cis/tasks?action=list'],
    ['GET', '/rest/cis/tasks'],
  ])('%s %s, which it does not serve', async (method, target) => {
    const { status, json } = await send(method, target, { headers: await signIn() });
    expect(status).toBe(404);
    expect(json).toMatchObject({ messages: [{ id: 'com.vmware.vapi.rest.httpNotFound' }] });
  });

  test('an unknown task, and a parameter of the older form', async () => {
    const headers = await signIn();
    expect(await send('GET', '/api/cis/tasks/none', { headers })).toMatchObject({
      status: 404,
      json: { error_type: 'NOT_FOUND' },
    });
    const id = encodeURIComponent(simulation.taskIds()[0] ?? '');
    expect(await send('GET', `/api/cis/tasks/${id}?spec.return_all=true`, { headers })).toMatchObject({
      status: 400,
      json: { error_type: 'UNEXPECTED_INPUT' },
    });
  });
});

describe('what the simulated vCenter holds', () => {
  test('is the same for the same seed and another for another', async () => {
    const ids = simulation.taskIds();
    await simulation.close();
    await start(200);
    expect(simulation.taskIds()).toEqual(ids);
    await simulation.close();
    await start(200, 2);
    expect(simulation.taskIds()).not.toEqual(ids);
  });

  test('has every state now, and later has ended what was there and goes on with others', async () => {
    const states = (ids: readonly string[]): Set<string> =>
      new Set(
        ids.flatMap((id) => {
          const task = simulation.tasks.get(id);
          return task ? [statusAt(task, clock.now())] : [];
        }),
      );
    const atStart = simulation.taskIds();
    expect(states(atStart)).toEqual(new Set(['PENDING', 'RUNNING', 'BLOCKED', 'SUCCEEDED', 'FAILED']));
    clock.advance(HOUR_MS);
    const later = simulation.taskIds();
    expect([...states(later)]).toEqual(expect.arrayContaining(['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED']));
    expect(states(atStart)).toEqual(new Set(['SUCCEEDED', 'FAILED']));
  });

  test('has tasks that another one started, now and later', async () => {
    const children = (): number =>
      simulation.taskIds().filter((id) => {
        const { parent = null, createdAt = 0 } = simulation.tasks.get(id) ?? {};
        return parent !== null && createdAt > (simulation.tasks.get(parent)?.startedAt ?? createdAt);
      }).length;
    expect(children()).toBeGreaterThan(5);
    clock.advance(24 * HOUR_MS);
    expect(children()).toBeGreaterThan(5);
  });

  test('sends what says nothing both as null and not at all', async () => {
    const { json } = await list({ filter_spec: { services: [CLUSTERS] } });
    const infos = Object.values(json as Record<string, Record<string, unknown>>);
    expect(infos.some((info) => info['user'] === null)).toBe(true);
    expect(infos.some((info) => !('user' in info))).toBe(true);
    for (const info of infos.filter(({ status }) => status === 'PENDING')) {
      expect([info['start_time'] ?? null, info['end_time'] ?? null, info['progress'] ?? null]).toEqual([
        null,
        null,
        null,
      ]);
    }
  });

  test('only grows in progress, blocked or not, up to its total', async () => {
    const task = [...simulation.tasks.values()].find(
      ({ blocked, total, createdAt }) => blocked !== null && total > 0 && createdAt > clock.now(),
    );
    if (!task) throw new Error('the simulation holds no such task');
    clock.advance(task.startedAt - clock.now());
    const seen: number[] = [];
    for (let step = 0; step <= 20; step += 1) {
      const { json } = await list({ filter_spec: { tasks: [task.id] } });
      const info = (json as Record<string, { progress: { completed: number } }>)[task.id];
      seen.push(info?.progress.completed ?? -1);
      clock.advance(Math.ceil((task.endedAt - task.startedAt) / 20));
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect([seen[0], seen.at(-1)]).toEqual([0, task.total]);
  });

  test('may be nothing', async () => {
    await simulation.close();
    await start(0);
    expect(await list({ filter_spec: { services: [CLUSTERS] } })).toMatchObject({ status: 200, json: {} });
  });

  test('may be a hundred thousand tasks, of which it lists a thousand at most', async () => {
    await simulation.close();
    await start(100_000);
    expect(await list({ filter_spec: { services: [CLUSTERS] } })).toMatchObject({
      status: 500,
      json: { error_type: 'RESOURCE_INACCESSIBLE' },
    });
    const ids = simulation
      .taskIds()
      .filter((id) => id.endsWith(CLUSTERS))
      .slice(0, 1000);
    const { json } = await list({ filter_spec: { tasks: ids } });
    expect(Object.keys(json as object)).toHaveLength(1000);
  });
});
