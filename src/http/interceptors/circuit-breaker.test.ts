import { channel } from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import { gate } from '../../../test/support/gate.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { upstreamError, upstreamProblem } from '../../errors.ts';
import { type SimulatedAnswer, startSimulatedServer } from '../../simulation/simulator.ts';
import { createFixedCredential, ownCall } from '../credential.ts';
import type { HttpRequest } from '../exchange.ts';
import { OwnWaitError } from '../own-wait.ts';
import { loadTransport } from '../pool.ts';
import { createUpstream } from '../upstream.ts';
import { type CircuitState, createCircuitBreaker } from './circuit-breaker.ts';

const READ: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };
const DOWN = () => upstreamError('UNAVAILABLE', 'Reset.');

/** A circuit over an upstream that does as it is told. */
function createBench() {
  const clock = createManualClock(0);
  const states: CircuitState[] = [];
  const circuit = createCircuitBreaker({
    isNeutral: ({ headers }) => headers['neutral'] === 'yes',
    onChange: (state) => states.push(state),
    now: clock.now,
  });
  let does: () => number | Error | Promise<number | Error> = () => 200;
  let asked = 0;
  const exchange = circuit.interceptor(async () => {
    asked += 1;
    const done = await does();
    if (typeof done !== 'number') throw done;
    return { status: Math.abs(done), headers: done < 0 ? { neutral: 'yes' } : {}, body: Buffer.alloc(0) };
  });
  return {
    circuit,
    clock,
    states,
    asked: () => asked,
    let: (next: typeof does) => {
      does = next;
    },
    async ask(times = 1): Promise<unknown> {
      let last: unknown;
      for (let index = 0; index < times; index += 1) {
        last = await exchange(READ, ownCall(1000)).then(
          ({ status }) => status,
          (error: unknown) => error,
        );
      }
      return last;
    },
  };
}

describe('a circuit', () => {
  test('opens after five failures in a row, fails at once, and closes by a probe that succeeds', async () => {
    const bench = createBench();
    bench.let(DOWN);
    await bench.ask(4);
    expect(bench.circuit.state()).toBe('closed');
    await bench.ask();
    expect(bench.circuit.state()).toBe('open');
    bench.clock.advance(1000);
    expect(await bench.ask()).toMatchObject({
      problem: { code: 'UNAVAILABLE', retryable: true, retryAfterMs: 4000, message: expect.stringContaining('Reset.') },
    });
    expect(bench.asked()).toBe(5);
    bench.clock.advance(4000);
    bench.let(() => 200);
    expect(await bench.ask(3)).toBe(200);
    expect(bench.asked()).toBe(8);
    expect(bench.states).toEqual(['open', 'half-open', 'closed']);
    expect(bench.circuit.openSince()).toBeNull();
  });

  test('stays open longer with each probe that fails', async () => {
    const bench = createBench();
    bench.let(() => 503);
    await bench.ask(5);
    for (const waitMs of [5000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      bench.clock.advance(waitMs - 1);
      expect(await bench.ask()).toMatchObject({ problem: { retryAfterMs: 1 } });
      bench.clock.advance(1);
      expect(await bench.ask()).toBe(503);
    }
    expect(bench.asked()).toBe(11);
  });

  test('lets one probe through at a time', async () => {
    const bench = createBench();
    bench.let(DOWN);
    await bench.ask(5);
    bench.clock.advance(5000);
    let answer = (_status: number): void => undefined;
    bench.let(
      () =>
        new Promise<number>((resolve) => {
          answer = resolve;
        }),
    );
    const probe = bench.ask();
    expect(await bench.ask()).toMatchObject({ problem: { code: 'UNAVAILABLE' } });
    expect(bench.asked()).toBe(6);
    answer(200);
    expect(await probe).toBe(200);
    expect(bench.circuit.state()).toBe('closed');
  });

  test('tries again after a probe whose answer could not be judged', async () => {
    const broken = new Error('broken');
    let isBroken = false;
    const clock = createManualClock(0);
    const circuit = createCircuitBreaker({
      isNeutral: () => {
        if (isBroken) throw broken;
        return false;
      },
      now: clock.now,
    });
    const exchange = circuit.interceptor(async () => ({ status: 500, headers: {}, body: Buffer.alloc(0) }));
    for (let times = 0; times < 5; times += 1) await exchange(READ, ownCall(1000));
    clock.advance(60_000);
    isBroken = true;
    await expect(exchange(READ, ownCall(1000))).rejects.toBe(broken);
    expect(circuit.state()).toBe('open');
  });

  test('counts a sign-in that failed once, however many waited for it', async () => {
    const bench = createBench();
    const signIn = () => upstreamError('UNAVAILABLE', 'No.', { httpStatus: 503 });
    const failed = signIn();
    bench.let(() => failed);
    await bench.ask(20);
    expect(bench.states).toEqual([]);
    bench.let(signIn);
    await bench.ask(4);
    expect(bench.states).toEqual(['open']);
  });

  test('counts what our own queue left too little time where nothing at all was answered meanwhile', async () => {
    const bench = createBench();
    await bench.ask();
    bench.let(() => new OwnWaitError(upstreamProblem('TIMEOUT', 'Waited.'), 1000));
    bench.clock.advance(1000);
    await bench.ask(5);
    expect(bench.circuit.state()).toBe('closed');
    bench.clock.advance(1);
    await bench.ask(5);
    expect(bench.circuit.state()).toBe('open');
  });

  test.each<[string, () => number | Error]>([
    ['an answer below 500', () => 404],
    ['429', () => 429],
  ])('%s shows that the upstream is there', async (_name, does) => {
    const bench = createBench();
    for (let round = 0; round < 3; round += 1) {
      bench.let(DOWN);
      await bench.ask(4);
      bench.let(does);
      await bench.ask();
    }
    expect(bench.states).toEqual([]);
  });

  test.each<[string, () => number | Error]>([
    ['a neutral answer', () => -500],
    [
      'a sign-in that waits for its time',
      () => upstreamError('UNAVAILABLE', 'No.', { httpStatus: 503, retryAfterMs: 1 }),
    ],
    ['a sign-in that was refused', () => upstreamError('UNAUTHENTICATED', 'No.', { httpStatus: 401 })],
    ['a rate limit of our own', () => upstreamError('RATE_LIMITED', 'Later.')],
    ['a caller that has gone', () => new Error('gone')],
    ['a wait of our own', () => new OwnWaitError(upstreamProblem('TIMEOUT', 'Waited.'))],
  ])('%s counts neither for nor against it', async (_name, does) => {
    const bench = createBench();
    bench.let(does);
    await bench.ask(10);
    expect(bench.states).toEqual([]);
    bench.let(DOWN);
    await bench.ask(4);
    bench.let(does);
    await bench.ask();
    bench.let(DOWN);
    await bench.ask();
    expect(bench.states).toEqual(['open']);
    bench.clock.advance(5000);
    bench.let(does);
    await bench.ask();
    bench.let(() => 200);
    expect(await bench.ask()).toBe(200);
    expect(bench.states.at(-1)).toBe('closed');
  });
});

test('over real sockets: an upstream that answers is UP, however many requests wait for a connection in vain', async () => {
  await loadTransport();
  const held = gate<SimulatedAnswer>();
  const server = await startSimulatedServer({ handle: () => held.passed });
  const upstream = createUpstream({
    origin: server.url,
    maxConcurrency: 2,
    timeoutMs: 5000,
    retries: 2,
    credential: () => createFixedCredential((request) => request),
  });
  const ask = (path: string, deadlineMs: number) => upstream.exchange({ ...READ, path }, ownCall(deadlineMs));
  const answered = ['/a', '/b'].map((path) => ask(path, 5000));
  const late = Array.from({ length: 10 }, (_, index) => ask(`/${index}`, 50));
  for (const each of late) {
    await expect(each).rejects.toMatchObject({
      problem: {
        code: 'TIMEOUT',
        message: expect.stringMatching(/it waited \d+ ms for one of 2 connections \(maxConcurrency\)/),
      },
    });
  }
  held.open({ status: 200 });
  expect((await Promise.all(answered)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await ask('/c', 5000)).status).toBe(200);
  expect(upstream.health()).toMatchObject({ state: 'UP', lastProblem: null });
  expect(server.requests.map(({ path }) => path).sort()).toEqual(['/a', '/b', '/c']);
  await upstream.close();
  await server.close();
});

test('over real sockets: an upstream that hangs up is DOWN, in health and for who listens, and nothing is sent to it', async () => {
  const server = await startSimulatedServer({ handle: () => ({ status: 200 }) });
  const upstream = createUpstream({
    name: 'mine',
    origin: server.url,
    maxConcurrency: 4,
    timeoutMs: 1000,
    retries: 1,
    credential: () => createFixedCredential((request) => request),
  });
  const told: unknown[] = [];
  const listen = (message: unknown): void => void told.push(message);
  channel('task-federation:upstream:circuit').subscribe(listen);
  server.hook(() => ({ fault: 'reset' }));
  for (let index = 0; index < 5; index += 1) await expect(upstream.exchange(READ, ownCall(5000))).rejects.toThrow();
  expect(server.requests).toHaveLength(10);
  expect(upstream.health()).toMatchObject({
    state: 'DOWN',
    since: expect.any(Number),
    lastProblem: { code: 'UNAVAILABLE' },
  });
  await expect(upstream.exchange(READ, ownCall(5000))).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE' } });
  expect(server.requests).toHaveLength(10);
  expect(told).toMatchObject([{ source: 'mine', state: 'open', lastProblem: { code: 'UNAVAILABLE' } }]);
  channel('task-federation:upstream:circuit').unsubscribe(listen);
  await upstream.close();
  await server.close();
});
