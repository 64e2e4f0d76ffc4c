import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { gate } from '../../test/support/gate.ts';
import { type SimulatedServer, startSimulatedServer } from '../simulation/simulator.ts';
import { createPool } from './pool.ts';

const loading = vi.hoisted(() => ({ passed: Promise.resolve(), failures: 0 }));
vi.mock('undici', async (load) => {
  await loading.passed;
  const undici = await load<typeof import('undici')>();
  return {
    ...undici,
    get Pool() {
      if (loading.failures === 0) return undici.Pool;
      loading.failures -= 1;
      throw new Error('too many open files');
    },
  };
});

let server: SimulatedServer;
beforeAll(async () => {
  server = await startSimulatedServer({ handle: () => ({ status: 200 }) });
});
afterAll(() => server.close());

test('what is sent while the transport is being loaded waits for it, and no longer than it may', async () => {
  const loaded = gate<void>();
  loading.passed = loaded.passed;
  const patient = createPool({ origin: server.url, maxConcurrency: 8, timeoutMs: 60_000 });
  const hasty = createPool({ origin: server.url, maxConcurrency: 8, timeoutMs: 10 });
  const get = (pool: typeof patient, path: string, signal = new AbortController().signal) =>
    pool.exchange({ method: 'GET', path, headers: {}, safe: true }, { signal, deadlineAt: Number.POSITIVE_INFINITY });

  const answers = Promise.all(['/0', '/1', '/2'].map((path) => get(patient, path)));
  const leaving = new AbortController();
  const left = get(patient, '/left', leaving.signal);
  leaving.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  await expect(get(hasty, '/late')).rejects.toMatchObject({ problem: { code: 'TIMEOUT' } });
  expect(server.requests).toEqual([]);

  loaded.open();
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(server.requests.map(({ path }) => path).sort()).toEqual(['/0', '/1', '/2']);
  await Promise.all([patient.close(), hasty.close()]);
});

test('a transport that could not be loaded is loaded again by the next request', async () => {
  const pool = createPool({ origin: server.url, maxConcurrency: 8, timeoutMs: 60_000 });
  const get = () =>
    pool.exchange(
      { method: 'GET', path: '/', headers: {}, safe: true },
      { signal: new AbortController().signal, deadlineAt: Number.POSITIVE_INFINITY },
    );
  loading.failures = 1;
  await expect(get()).rejects.toThrow('too many open files');
  expect((await get()).status).toBe(200);
  await pool.close();
});
