import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { type SimulatedServer, startSimulatedServer } from '../../simulation/simulator.ts';
import { createFixedCredential, createSessionCredential, ownCall } from '../credential.ts';
import { compose, type Exchange, type HttpRequest } from '../exchange.ts';
import { createPool, type HttpPool } from '../pool.ts';
import { authorize } from './authorize.ts';

const READ: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };

const clock = createManualClock(0);
let server: SimulatedServer;
let pool: HttpPool;
let exchange: Exchange;
let signIns: number;
/** Tokens that the server takes. */
let good: Set<string>;

beforeEach(async () => {
  signIns = 0;
  good = new Set();
  server = await startSimulatedServer({
    handle: ({ headers }) => ({ status: good.has(headers['token'] ?? '') ? 200 : 401 }),
  });
  pool = createPool({ origin: server.url, maxConcurrency: 8, timeoutMs: 1000 });
  const credential = createSessionCredential(async () => {
    signIns += 1;
    const token = String(signIns);
    return { grant: { sign: (request) => ({ ...request, headers: { token } }) }, lifetimeMs: null };
  });
  exchange = compose(pool.exchange, [authorize(credential, undefined, clock.now)]);
});

afterEach(async () => {
  await pool.close();
  await server.close();
});

const ask = async (): Promise<number> => (await exchange(READ, ownCall(5000))).status;

describe('a refused grant', () => {
  test('is replaced once for all who held it, and their requests are sent again', async () => {
    good.add('1');
    await ask();
    good = new Set(['2']);
    const statuses = await Promise.all(Array.from({ length: 100 }, ask));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(signIns).toBe(2);
    expect(server.requests.length).toBeLessThanOrEqual(1 + 2 * 100);
  });

  test('that was fresh is not replaced again and again: each sign-in would leave a session behind', async () => {
    expect(await ask()).toBe(401);
    expect([signIns, server.requests.length]).toEqual([2, 2]);
    expect(await ask()).toBe(401);
    expect([signIns, server.requests.length]).toEqual([2, 3]);
    clock.advance(30_000);
    expect(await ask()).toBe(401);
    expect([signIns, server.requests.length]).toEqual([3, 5]);
    good.add('3');
    expect(await ask()).toBe(200);
    good = new Set(['4']);
    expect(await ask()).toBe(200);
    expect(signIns).toBe(4);
  });
});

test('a request that can not be signed is rejected, as all that fails is', async () => {
  const broken = createFixedCredential(() => {
    throw new Error('no such key');
  });
  await expect(compose(pool.exchange, [authorize(broken)])(READ, ownCall(5000))).rejects.toThrow('no such key');
  expect(server.requests).toHaveLength(0);
});
