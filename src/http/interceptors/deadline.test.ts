import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSimulatedServer } from '../../simulation/simulator.ts';
import { createSessionCredential } from '../credential.ts';
import type { Call, HttpRequest } from '../exchange.ts';
import { loadTransport } from '../pool.ts';
import { createUpstream } from '../upstream.ts';
import { deadline } from './deadline.ts';

const READ: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };
const within = (milliseconds: number): Call => ({
  signal: new AbortController().signal,
  deadlineAt: performance.now() + milliseconds,
});

test('a deadline ends whatever is under way: a try, a wait for the next one, a wait for the sign-in', async () => {
  // Loading takes longer than the deadlines here.
  await loadTransport();
  const server = await startSimulatedServer({ handle: () => ({ status: 200 }) });
  let signIn = Promise.resolve();
  const upstream = createUpstream({
    origin: server.url,
    maxConcurrency: 4,
    timeoutMs: 60_000,
    retries: 5,
    credential: () =>
      createSessionCredential(async () => {
        await signIn;
        return { grant: { sign: (request) => request }, lifetimeMs: 0 };
      }),
  });
  const ask = (path: string, call: Call) => upstream.exchange({ ...READ, path }, call);
  const expectTimeout = (path: string, call: Call): Promise<void> =>
    expect(ask(path, call)).rejects.toMatchObject({ problem: { code: 'TIMEOUT', retryable: true } });

  const silent = server.hook(() => ({ fault: 'silence' }));
  await expectTimeout('/silent', within(50));
  silent();
  const trickle = server.hook(async () => new Promise(() => undefined));
  await expectTimeout('/trickle', within(50));
  trickle();
  let signedIn = (): void => undefined;
  signIn = new Promise((resolve) => {
    signedIn = resolve;
  });
  await expectTimeout('/signing-in', within(50));
  await expectTimeout('/late', within(0));
  signedIn();
  expect((await ask('/', within(5000))).status).toBe(200);
  const sent = server.requests.map(({ path }) => path);
  expect(sent).toContain('/');
  expect(sent).not.toContain('/signing-in');
  expect(sent).not.toContain('/late');
  await upstream.close();
  await server.close();
});

describe('a deadline that is seconds away', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('ends what is under way then, and no sooner', async () => {
    const seen: Call[] = [];
    const waiting = deadline((_request, call) => {
      seen.push(call);
      return new Promise((_resolve, reject) => {
        call.signal.addEventListener('abort', () => reject(call.signal.reason));
      });
    });
    const answer = waiting(READ, within(2500));
    const failure = expect(answer).rejects.toMatchObject({ problem: { code: 'TIMEOUT' } });
    await vi.advanceTimersByTimeAsync(2499);
    expect(seen.map(({ signal }) => signal.aborted)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.map(({ signal }) => signal.aborted)).toEqual([true]);
    await failure;
    expect(vi.getTimerCount()).toBe(0);
  });
});
