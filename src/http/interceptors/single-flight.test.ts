import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SimulatedServer, startSimulatedServer } from '../../simulation/simulator.ts';
import { createFixedCredential } from '../credential.ts';
import type { Call, HttpRequest, RequestRecord } from '../exchange.ts';
import { createUpstream, type Upstream } from '../upstream.ts';

const READ: HttpRequest = { method: 'GET', path: '/things?a=1', headers: {}, safe: true };

let server: SimulatedServer;
let upstreams: Upstream[];
/** Answers all requests that wait. */
let answer: () => void;
/** Resolves when so many requests are with the server. */
let arrived: (count: number) => Promise<void>;

beforeEach(async () => {
  const waiting: (() => void)[] = [];
  let onArrival = (): void => undefined;
  server = await startSimulatedServer({
    handle: async ({ target, headers }) => {
      onArrival();
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { status: 200, json: { target, token: headers['token'] } };
    },
  });
  answer = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  arrived = (count) =>
    new Promise((resolve) => {
      onArrival = () => {
        if (server.requests.length >= count) resolve();
      };
      onArrival();
    });
  upstreams = [];
});

afterEach(async () => {
  answer();
  for (const upstream of upstreams) await upstream.close();
  await server.close();
});

function connect(token = 't'): Upstream {
  let signed = 0;
  const upstream = createUpstream({
    origin: server.url,
    maxConcurrency: 8,
    timeoutMs: 5000,
    retries: 0,
    // As a signature does, it makes every request another.
    credential: () =>
      createFixedCredential((request) => {
        signed += 1;
        return { ...request, headers: { ...request.headers, token, signature: String(signed) } };
      }),
  });
  upstreams.push(upstream);
  return upstream;
}

function call(milliseconds = 5000): Call & { readonly leave: () => void; readonly records: RequestRecord[] } {
  const controller = new AbortController();
  const records: RequestRecord[] = [];
  return {
    signal: controller.signal,
    deadlineAt: performance.now() + milliseconds,
    onRequest: (record) => records.push(record),
    leave: () => controller.abort(new Error('gone')),
    records,
  };
}

describe('equal reads in flight', () => {
  test('are one request, signed once, and told as shared to all but the first', async () => {
    const { exchange } = connect();
    const calls = Array.from({ length: 50 }, () => call());
    const answers = calls.map((each) => exchange(READ, each));
    await arrived(1);
    answer();
    const bodies = await Promise.all(answers.map(async (each) => (await each).body.toString()));
    expect(new Set(bodies)).toEqual(new Set(['{"target":"/things?a=1","token":"t"}']));
    expect(server.requests.map(({ headers }) => headers['signature'])).toEqual(['1']);
    expect(calls.map(({ records }) => records[0])).toMatchObject([
      { cached: false, attempts: 1, status: 200 },
      ...Array.from({ length: 49 }, () => ({ cached: true, attempts: 1, status: 200 })),
    ]);
  });

  test('are asked for anew once the answer is in', async () => {
    const { exchange } = connect();
    for (const count of [1, 2]) {
      const answered = exchange(READ, call());
      await arrived(count);
      answer();
      await answered;
    }
    expect(server.requests).toHaveLength(2);
  });

  test.each<[string, HttpRequest]>([
    ['path', { ...READ, path: '/things?a=2' }],
    ['method', { ...READ, method: 'POST' }],
    ['body', { ...READ, method: 'POST', body: '{}' }],
    ['right to be sent again', { ...READ, safe: false }],
  ])('of another %s are not equal', async (_what, other) => {
    const { exchange } = connect();
    const both = [exchange(READ, call()), exchange(other, call())];
    await arrived(2);
    answer();
    await Promise.all(both);
    expect(server.requests).toHaveLength(2);
  });

  test('of different credentials are never shared', async () => {
    const both = [connect('a').exchange(READ, call()), connect('b').exchange(READ, call())];
    await arrived(2);
    answer();
    const tokens = await Promise.all(both.map(async (each) => JSON.parse((await each).body.toString()).token));
    expect(tokens).toEqual(['a', 'b']);
  });

  test('go on for the others when the first leaves, or reaches its deadline', async () => {
    const { exchange } = connect();
    const first = call();
    const hurried = call(50);
    const patient = call();
    const left = exchange(READ, first);
    const late = exchange(READ, hurried);
    const answered = exchange(READ, patient);
    await arrived(1);
    first.leave();
    await expect(left).rejects.toThrow('gone');
    await expect(late).rejects.toMatchObject({ problem: { code: 'TIMEOUT' } });
    answer();
    expect((await answered).status).toBe(200);
    expect(server.requests).toHaveLength(1);
  });

  test('live as long as the longest waiter, though the one that began them had less time', async () => {
    const { exchange } = connect();
    const hurried = exchange(READ, call(60));
    const patient = exchange(READ, call(5000));
    await expect(hurried).rejects.toMatchObject({ problem: { code: 'TIMEOUT' } });
    await arrived(1);
    answer();
    expect((await patient).status).toBe(200);
  });

  test('are aborted by the last one out, and whoever comes then asks anew', async () => {
    const aborted = new Promise<void>((resolve) => {
      server.hook(async ({ path }, index) => {
        if (index === 0 && path === '/things') resolve();
        return undefined;
      });
    });
    const { exchange } = connect();
    const calls = [call(), call()];
    const left = calls.map((each) => exchange(READ, each));
    await arrived(1);
    await aborted;
    for (const each of calls) each.leave();
    for (const each of left) await expect(each).rejects.toThrow('gone');
    const next = exchange(READ, call());
    await arrived(2);
    answer();
    expect((await next).status).toBe(200);
    expect(server.requests).toHaveLength(2);
  });

  test('fail alike for all who wait', async () => {
    server.hook(() => ({ status: 500 }));
    const { exchange } = connect();
    const statuses = await Promise.all([call(), call()].map(async (each) => (await exchange(READ, each)).status));
    expect(statuses).toEqual([500, 500]);
    expect(server.requests).toHaveLength(1);
  });
});
