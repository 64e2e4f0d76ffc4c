import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type SimulatedAnswer, type SimulatedServer, startSimulatedServer } from '../simulation/simulator.ts';
import { upstreamRequests } from '../telemetry/upstream-channels.ts';
import { createFixedCredential, ownCall } from './credential.ts';
import { loadTransport } from './pool.ts';
import { type JsonRequest, requestJson } from './request-json.ts';
import { createUpstream, type Upstream } from './upstream.ts';

let server: SimulatedServer;
let upstream: Upstream;
let answers: SimulatedAnswer[];

// Else the first try's time would go by while it loads.
beforeAll(async () => {
  await loadTransport();
});

beforeEach(async () => {
  answers = [];
  server = await startSimulatedServer({ handle: () => answers.shift() ?? { status: 200, json: { n: 1 } } });
  upstream = createUpstream({
    origin: server.url,
    maxConcurrency: 4,
    timeoutMs: 500,
    retries: 2,
    credential: () => createFixedCredential((request) => request),
  });
});

afterEach(async () => {
  await upstream.close();
  await server.close();
});

const READ: JsonRequest<{ n: number }> = {
  method: 'GET',
  path: '/thing',
  headers: {},
  safe: true,
  schema: z.object({ n: z.number() }),
  readError: (json) => (typeof json === 'object' && json !== null && 'm' in json ? { message: String(json.m) } : {}),
};

const read = (request: JsonRequest<{ n: number }> = READ) => requestJson(upstream.exchange, request, ownCall(5000));

describe('a request for JSON', () => {
  test.each<[string, SimulatedAnswer, Record<string, unknown>]>([
    ['HTML', { status: 200, body: '<html>' }, { code: 'INVALID_RESPONSE', retryable: false }],
    ['JSON cut short', { status: 200, body: '{"n":' }, { code: 'INVALID_RESPONSE' }],
    [
      'another shape',
      { status: 200, json: { n: 'one' } },
      { code: 'INVALID_RESPONSE', message: expect.stringContaining('at n') },
    ],
    ['nothing', { status: 204 }, { code: 'INVALID_RESPONSE' }],
    [
      'a redirect',
      { status: 301, headers: { location: 'http://elsewhere.invalid/' } },
      { code: 'INVALID_RESPONSE', httpStatus: 301 },
    ],
    ['400', { status: 400, json: { m: 'wrong' } }, { code: 'INVALID_ARGUMENT', message: 'wrong', httpStatus: 400 }],
    ['401', { status: 401 }, { code: 'UNAUTHENTICATED' }],
    ['403', { status: 403 }, { code: 'FORBIDDEN' }],
    ['404', { status: 404 }, { code: 'NOT_FOUND' }],
    ['408', { status: 408 }, { code: 'TIMEOUT', retryable: true }],
    ['500', { status: 500 }, { code: 'UNAVAILABLE', retryable: true }],
  ])('answered with %s fails at the first try with the code for it', async (_name, answer, problem) => {
    answers.push(answer);
    await expect(read()).rejects.toMatchObject({ problem });
    expect(server.requests).toHaveLength(1);
  });

  test.each([429, 502, 503, 504])('answered with %d is tried again', async (status) => {
    answers.push({ status, headers: { 'retry-after': '0' } }, { status });
    expect((await read()).data).toEqual({ n: 1 });
    expect(server.requests).toHaveLength(3);
  });

  test('that changes something is never tried again', async () => {
    answers.push({ status: 503 });
    await expect(read({ ...READ, method: 'POST', safe: false })).rejects.toMatchObject({
      problem: { code: 'UNAVAILABLE' },
    });
    expect(server.requests).toHaveLength(1);
  });

  test('gives up at once where the upstream asks to wait past the deadline, and says how long', async () => {
    answers.push({ status: 429, headers: { 'retry-after': '30' } });
    await expect(read()).rejects.toMatchObject({ problem: { code: 'RATE_LIMITED', retryAfterMs: 30_000 } });
    expect(server.requests).toHaveLength(1);
  });

  test('meets resets and silence again, and names them after the last try', async () => {
    const unhook = server.hook(() => ({ fault: 'reset' }));
    await expect(read()).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE', retryable: true, httpStatus: null } });
    expect(server.requests).toHaveLength(3);
    unhook();
    server.hook(() => ({ fault: 'reset-in-body' }));
    await expect(read()).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE' } });
    expect(server.requests).toHaveLength(6);
  });

  test('that is met with silence ends in TIMEOUT', async () => {
    server.hook(() => ({ fault: 'silence' }));
    await expect(read()).rejects.toMatchObject({ problem: { code: 'TIMEOUT', retryable: true } });
    expect(server.requests).toHaveLength(3);
  });

  test('tells how it went: tries, status, path', async () => {
    answers.push({ status: 503 });
    const records: unknown[] = [];
    await requestJson(upstream.exchange, READ, { ...ownCall(5000), onRequest: (record) => records.push(record) });
    expect(records).toEqual([
      { method: 'GET', path: '/thing', status: 200, attempts: 2, cached: false, durationMs: expect.any(Number) },
    ]);
  });

  test.each<[string, SimulatedAnswer]>([
    ['JSON cut short', { status: 200, body: '{"n":' }],
    ['another shape', { status: 200, json: { n: 'one' } }],
    ['nothing', { status: 204 }],
    ['a page for people', { status: 200, body: '<html>' }],
    ['a redirect', { status: 301 }],
  ])('answered with %s counts as one failure of the source', async (_name, answer) => {
    answers.push(answer);
    await expect(read()).rejects.toThrow();
    expect(upstream.health()).toMatchObject({
      state: 'DEGRADED',
      lastProblem: { code: 'INVALID_RESPONSE', httpStatus: answer.status },
    });
    for (let good = 1; good < 10; good += 1) await read();
    expect(upstream.health().state).toBe('DEGRADED');
    await read();
    expect(upstream.health()).toMatchObject({ state: 'UP', lastProblem: { code: 'INVALID_RESPONSE' } });
  });

  test('answered so, time after time, leaves the circuit as it is', async () => {
    answers = Array.from({ length: 8 }, () => ({ status: 200, body: '{"n":' }));
    for (let bad = 0; bad < 8; bad += 1) await expect(read()).rejects.toThrow();
    expect(server.requests).toHaveLength(8);
    expect(upstream.health().state).toBe('DEGRADED');
  });

  test('is told to its caller only where it was sent, to who counts in any case', async () => {
    answers = Array.from({ length: 5 }, () => ({ status: 500 }));
    const counted: unknown[] = [];
    const listen = (message: unknown): void => void counted.push(message);
    upstreamRequests.subscribe(listen);
    const records: unknown[] = [];
    const ask = () =>
      requestJson(upstream.exchange, READ, { ...ownCall(5000), onRequest: (record) => records.push(record) });
    for (let index = 0; index < 7; index += 1) await expect(ask()).rejects.toThrow();
    upstreamRequests.unsubscribe(listen);
    expect(server.requests).toHaveLength(5);
    expect(records).toHaveLength(5);
    expect(counted).toHaveLength(7);
    expect(counted.at(-1)).toMatchObject({ attempts: 0, status: null });
  });

  test('whose answer several callers share is read once', async () => {
    const { method, path, headers, safe, readError } = READ;
    const list = { method, path, headers, safe, readError, schema: z.array(z.unknown()) };
    const ask = () => requestJson(upstream.exchange, list, ownCall(5000));
    answers = [
      { status: 200, json: [{}] },
      { status: 200, json: [{}] },
    ];
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(server.requests).toHaveLength(1);
    expect(second.data[0]).toBe(first.data[0]);
    expect((await ask()).data[0]).not.toBe(first.data[0]);
  });

  test('shows in the health of its upstream', async () => {
    expect(upstream.health().state).toBe('UNKNOWN');
    await read();
    expect(upstream.health()).toMatchObject({ state: 'UP', lastProblem: null });
    answers.push({ status: 500 });
    await expect(read()).rejects.toThrow();
    expect(upstream.health()).toMatchObject({
      state: 'DEGRADED',
      lastProblem: { code: 'UNAVAILABLE', httpStatus: 500 },
    });
  });
});
