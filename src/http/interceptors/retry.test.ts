import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { upstreamProblem } from '../../errors.ts';
import { type SimulatedServer, startSimulatedServer } from '../../simulation/simulator.ts';
import { ownCall } from '../credential.ts';
import { compose, type Exchange, type HttpRequest } from '../exchange.ts';
import { OwnWaitError } from '../own-wait.ts';
import { createPool, type HttpPool } from '../pool.ts';
import { createRateLimiter, rateLimit } from './rate-limit.ts';
import { isTransientStatus, retry } from './retry.ts';

const READ: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };

let server: SimulatedServer;
let pool: HttpPool;

beforeEach(async () => {
  server = await startSimulatedServer({ handle: () => ({ status: 200 }) });
  pool = createPool({ origin: server.url, maxConcurrency: 4, timeoutMs: 1000 });
});

afterEach(async () => {
  await pool.close();
  await server.close();
});

function connect(retries: number): Exchange {
  return compose(pool.exchange, [
    retry({ retries, isTransient: isTransientStatus, isNeutral: ({ headers }) => headers['neutral'] === 'yes' }),
  ]);
}

describe('retries', () => {
  test('of a sick upstream are ten at most, however many requests fail', async () => {
    server.hook(() => ({ status: 503, headers: { 'retry-after': '0' } }));
    const exchange = connect(2);
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => (await exchange(READ, ownCall(5000))).status),
    );
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect(server.requests).toHaveLength(40);
  });

  test('may be a fifth of many requests, of which neutral answers are none', async () => {
    let isSick = false;
    let headers = {};
    server.hook(() => (isSick ? { status: 503, headers: { 'retry-after': '0' } } : { status: 200, headers }));
    const exchange = connect(1);
    const ask = (times: number): Promise<unknown> =>
      Promise.all(Array.from({ length: times }, () => exchange(READ, ownCall(5000))));
    headers = { neutral: 'yes' };
    await ask(100);
    headers = {};
    await ask(75);
    isSick = true;
    await ask(25);
    expect(server.requests).toHaveLength(100 + 75 + 25 + 20);
  });

  test('come no sooner than the upstream asks, given as a date', async () => {
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
    const instants: number[] = [];
    server.hook((_request, index) => {
      instants.push(Date.now());
      return index === 0 ? { status: 429, headers: { 'retry-after': at.toUTCString() } } : undefined;
    });
    expect((await connect(1)(READ, ownCall(5000))).status).toBe(200);
    expect(instants).toHaveLength(2);
    expect(instants[1]).toBeGreaterThanOrEqual(at.getTime());
  });

  test('are no way around our own rate limit', async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 60_000 });
    const exchange = compose(pool.exchange, [
      retry({ retries: 3, isTransient: isTransientStatus }),
      rateLimit(limiter),
    ]);
    await exchange(READ, ownCall(1000));
    await expect(exchange(READ, ownCall(1000))).rejects.toMatchObject({ problem: { code: 'RATE_LIMITED' } });
    expect(server.requests).toHaveLength(1);
  });

  test('leave the last answer standing where the time of the next goes by in a queue of our own', async () => {
    let tries = 0;
    const exchange = retry({ retries: 3, isTransient: isTransientStatus })(async () => {
      tries += 1;
      if (tries > 1) throw new OwnWaitError(upstreamProblem('TIMEOUT', 'Waited.'));
      return { status: 503, headers: { 'retry-after': '0' }, body: Buffer.alloc(0) };
    });
    expect((await exchange(READ, ownCall(5000))).status).toBe(503);
    expect(tries).toBe(2);
  });

  test('end when the caller leaves', async () => {
    server.hook(() => ({ status: 503, headers: { 'retry-after': '2' } }));
    const leaving = new AbortController();
    const answer = connect(5)(READ, { signal: leaving.signal, deadlineAt: Number.POSITIVE_INFINITY });
    setTimeout(() => leaving.abort(new Error('gone')), 50);
    await expect(answer).rejects.toThrow('gone');
    expect(server.requests).toHaveLength(1);
  });
});
