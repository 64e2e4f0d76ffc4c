import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { upstreamProblem } from '../errors.ts';
import { type SimulatedAnswer, type SimulatedServer, startSimulatedServer } from '../simulation/simulator.ts';
import { logUpstreams } from '../telemetry/log-upstreams.ts';
import { createLogger } from '../telemetry/logger.ts';
import { upstreamCircuits, upstreamHealth } from '../telemetry/upstream-channels.ts';
import { createFixedCredential, ownCall } from './credential.ts';
import { requestJson } from './request-json.ts';
import { createUpstream, type Upstream } from './upstream.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly code?: string;
}

const GOOD: SimulatedAnswer = { status: 200, json: [] };
const CUT_SHORT: SimulatedAnswer = { status: 200, body: '[{' };
const SECRET = 'the-token-in-use';

let server: SimulatedServer;
let upstream: Upstream;
let answer: SimulatedAnswer;
let lines: string[];
let endLog: () => void;

beforeEach(async () => {
  lines = [];
  endLog = () => undefined;
  server = await startSimulatedServer({ handle: () => answer });
  upstream = createUpstream({
    name: 'mine',
    origin: server.url,
    maxConcurrency: 1,
    timeoutMs: 5000,
    retries: 0,
    secrets: [SECRET],
    credential: () =>
      createFixedCredential((request) => ({ ...request, headers: { authorization: `Bearer ${SECRET}` } })),
  });
});

afterEach(async () => {
  endLog();
  vi.useRealTimers();
  await upstream.close();
  await server.close();
});

function log(): void {
  endLog = logUpstreams(createLogger('info', { write: (line) => lines.push(line) }));
}

const told = () => lines.map((line): Line => JSON.parse(line)).map(({ level, msg, code }) => [level, msg, code]);

async function meet(times: number, what: SimulatedAnswer): Promise<void> {
  answer = what;
  for (let time = 0; time < times; time += 1) {
    await requestJson(
      upstream.exchange,
      { method: 'GET', path: '/', headers: {}, safe: true, schema: z.array(z.unknown()), readError: () => ({}) },
      ownCall(5000),
    ).catch(() => undefined);
  }
}

test('a source in trouble is one line for each of its reasons, however many requests meet them', async () => {
  log();
  await meet(2, GOOD);
  expect(told()).toEqual([]);
  await meet(3, { status: 401, json: { message: `No ${SECRET}` } });
  await meet(3, CUT_SHORT);
  await meet(2, { status: 401 });
  await meet(9, { status: 503 });
  expect(server.requests).toHaveLength(15);
  expect(told()).toEqual([
    [40, 'a source refuses its credential', 'UNAUTHENTICATED'],
    [40, 'a source fails', 'INVALID_RESPONSE'],
    [40, 'a source fails', 'UNAVAILABLE'],
    [40, 'a circuit opens: its source is left alone', 'UNAVAILABLE'],
  ]);
  expect(JSON.parse(lines[1] ?? '')).toEqual({
    level: 40,
    time: expect.any(String),
    source: 'mine',
    code: 'INVALID_RESPONSE',
    problem: 'The upstream did not answer with JSON.',
    msg: 'a source fails',
  });
  expect(lines.join('')).not.toContain(SECRET);
});

test('a source that fails now and then is one line, not one for each time', async () => {
  log();
  for (let round = 0; round < 3; round += 1) {
    await meet(1, CUT_SHORT);
    // Good for just so long that the failure no longer counts.
    await meet(10, GOOD);
  }
  expect(upstream.health().state).toBe('UP');
  expect(told()).toEqual([[40, 'a source fails', 'INVALID_RESPONSE']]);
});

test('a source is fine again once it has been so for half a minute, and its next trouble is told anew', () => {
  log();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const lastProblem = upstreamProblem('TIMEOUT', 'Silent.');
  const tell = (state: 'UP' | 'DEGRADED'): void => upstreamHealth.publish({ source: 'mine', state, lastProblem });
  tell('DEGRADED');
  tell('UP');
  vi.advanceTimersByTime(29_000);
  tell('DEGRADED');
  vi.advanceTimersByTime(60_000);
  tell('UP');
  vi.advanceTimersByTime(29_000);
  expect(told()).toEqual([[40, 'a source fails', 'TIMEOUT']]);
  vi.advanceTimersByTime(1000);
  tell('DEGRADED');
  expect(told().slice(1)).toEqual([
    [30, 'a source is fine again', 'TIMEOUT'],
    [40, 'a source fails', 'TIMEOUT'],
  ]);
});

test('a circuit is told where it opens and where it closes, not its probes between', () => {
  log();
  const lastProblem = upstreamProblem('TIMEOUT', 'Silent.');
  for (const state of ['open', 'half-open', 'open', 'half-open', 'closed', 'open']) {
    upstreamCircuits.publish({ source: 'mine', state, lastProblem });
  }
  expect(told()).toEqual([
    [40, 'a circuit opens: its source is left alone', 'TIMEOUT'],
    [30, 'a circuit closes', 'TIMEOUT'],
    [40, 'a circuit opens: its source is left alone', 'TIMEOUT'],
  ]);
});
