import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.ts';
import { ownCall } from '../../http/credential.ts';
import { compose, type Exchange, type HttpRequest, type Interceptor } from '../../http/exchange.ts';
import { createPool, type HttpPool } from '../../http/pool.ts';
import { type SimulatedServer, startSimulatedServer } from '../../simulation/simulator.ts';
import { createKeyGuard } from './key-guard.ts';

const READ: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };

let clock: ManualClock;
let guard: Interceptor;
let servers: SimulatedServer[];
let pools: HttpPool[];
let status: number;
let inFlight: number;
let mostInFlight: number;

beforeEach(() => {
  clock = createManualClock(0);
  guard = createKeyGuard(clock.now);
  servers = [];
  pools = [];
  status = 200;
  inFlight = 0;
  mostInFlight = 0;
});

afterEach(async () => {
  for (const pool of pools) await pool.close();
  for (const server of servers) await server.close();
});

/** One source of the key, at a service of its own. */
async function connect(): Promise<Exchange> {
  const server = await startSimulatedServer({ handle: () => ({ status }) });
  server.hook(async () => {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    await new Promise((resolve) => setTimeout(resolve, 10));
    inFlight -= 1;
    return undefined;
  });
  const pool = createPool({ origin: server.url, maxConcurrency: 8, timeoutMs: 1000 });
  servers.push(server);
  pools.push(pool);
  return compose(pool.exchange, [guard]);
}

const requests = (): number => servers.reduce((sum, server) => sum + server.requests.length, 0);

describe('an access key', () => {
  test('is refused once in five minutes, however many requests of however many sources wait', async () => {
    status = 401;
    const sources = [await connect(), await connect()];
    const ask = () =>
      Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          sources[index % 2]?.(READ, ownCall(5000)).then(
            (response) => response.status,
            (error: { problem: { code: string } }) => error.problem.code,
          ),
        ),
      );
    expect((await ask()).toSorted()).toEqual([401, ...Array.from({ length: 39 }, () => 'UNAUTHENTICATED')]);
    clock.advance(5 * 60_000 - 1);
    expect(new Set(await ask())).toEqual(new Set(['UNAUTHENTICATED']));
    expect(requests()).toBe(1);
    clock.advance(1);
    await ask();
    expect(requests()).toBe(2);
  });

  test('is used side by side once it was accepted', async () => {
    const exchange = await connect();
    await exchange(READ, ownCall(5000));
    await Promise.all(Array.from({ length: 8 }, () => exchange(READ, ownCall(5000))));
    expect(mostInFlight).toBeGreaterThan(1);
  });

  test('stays with one request at a time while answers do not tell whether it is accepted', async () => {
    status = 503;
    const exchange = await connect();
    await Promise.all(Array.from({ length: 6 }, () => exchange(READ, ownCall(5000))));
    expect(requests()).toBe(6);
    expect(mostInFlight).toBe(1);
  });

  test('is not put at risk by callers that leave', async () => {
    status = 401;
    const exchange = await connect();
    const leaving = Array.from({ length: 5 }, () => new AbortController());
    const left = leaving.map(({ signal }) => exchange(READ, { signal, deadlineAt: Number.POSITIVE_INFINITY }));
    for (const controller of leaving) controller.abort(new Error('gone'));
    for (const each of left) await expect(each).rejects.toThrow('gone');
    await expect(exchange(READ, ownCall(5000))).rejects.toMatchObject({
      problem: { code: 'UNAUTHENTICATED', retryable: false, retryAfterMs: 300_000 },
    });
    expect(requests()).toBe(1);
  });

  test('that is refused after all stops for everybody, and goes alone again afterwards', async () => {
    const exchange = await connect();
    await exchange(READ, ownCall(5000));
    status = 401;
    expect((await exchange(READ, ownCall(5000))).status).toBe(401);
    await expect(exchange(READ, ownCall(5000))).rejects.toThrow();
    clock.advance(5 * 60_000);
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => exchange(READ, ownCall(5000))));
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    expect(requests()).toBe(3);
  });
});
