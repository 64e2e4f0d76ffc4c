import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { gate } from '../../test/support/gate.ts';
import { upstreamError } from '../errors.ts';
import { type SimulatedAnswer, startSimulatedServer } from '../simulation/simulator.ts';
import { ownCall } from './credential.ts';
import type { HttpResponse } from './exchange.ts';
import { Scope } from './leave.ts';
import { OwnWaitError } from './own-wait.ts';
import { createPool } from './pool.ts';

test('a body over the bound is given up while it comes in, also where its length is not announced', async () => {
  let sent = 0;
  const server = createServer((_incoming, outgoing) => {
    outgoing.writeHead(200);
    const more = (): void => {
      while (!outgoing.destroyed && sent < 100) {
        sent += 1;
        if (!outgoing.write(Buffer.alloc(1024 * 1024))) {
          outgoing.once('drain', more);
          return;
        }
      }
      outgoing.end();
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = createPool({ origin: `http://127.0.0.1:${port}`, maxConcurrency: 1, timeoutMs: 20_000 });
  const answer = pool.exchange({ method: 'GET', path: '/', headers: {}, safe: true }, ownCall(20_000));
  await expect(answer).rejects.toMatchObject({ problem: { code: 'INVALID_RESPONSE', httpStatus: 200 } });
  expect(sent).toBeLessThan(100);
  await pool.close();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['one at a time', ['x-one', '1', 'x-two', '2'], { 'x-one': '1', 'x-two': '2' }],
  ['repeated', ['x-one', '1', 'X-Two', '2', 'X-One', '3', 'x-one', '4'], { 'x-one': '1, 3, 4', 'x-two': '2' }],
])('headers that come %s are texts under lower-case names', async (_name, sent, expected) => {
  const server = createServer((_incoming, outgoing) => {
    outgoing.sendDate = false;
    outgoing.writeHead(200, [...sent, 'content-length', '2', 'connection', 'close']).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = createPool({ origin: `http://127.0.0.1:${port}`, maxConcurrency: 1, timeoutMs: 2_000 });
  const answer = await pool.exchange({ method: 'GET', path: '/', headers: {}, safe: true }, ownCall(20_000));
  expect(answer.headers).toEqual({ ...expected, 'content-length': '2', connection: 'close' });
  await pool.close();
  await new Promise((resolve) => server.close(resolve));
});

test('of the bytes that an answer began with nothing is left with undici', async () => {
  const heads: unknown[][] = [];
  const lengths: number[] = [];
  const note = (message: unknown): void => {
    const { headers } = (message as { readonly response: { readonly headers: unknown[] } }).response;
    heads.push(headers);
    lengths.push(headers.length);
  };
  subscribe('undici:request:headers', note);
  onTestFinished(() => void unsubscribe('undici:request:headers', note));
  const upstream = await startSimulatedServer({ handle: () => ({ status: 200, json: [] }) });
  const pool = createPool({ origin: upstream.url, maxConcurrency: 1, timeoutMs: 2_000 });
  for (let time = 0; time < 2; time += 1) {
    const { headers } = await pool.exchange({ method: 'GET', path: '/', headers: {}, safe: true }, ownCall(20_000));
    expect(headers).toMatchObject({ 'content-type': expect.stringContaining('json') });
  }
  expect(Math.min(...lengths)).toBeGreaterThan(0);
  expect(heads).toEqual([[], []]);
  await pool.close();
  await upstream.close();
});

test('the time of a try begins when it goes out, not while it waits for one before it', async () => {
  const held: ServerResponse[] = [];
  const server = createServer((_incoming, outgoing) => {
    held.push(outgoing);
    // The first is never answered: it takes its whole time.
    if (held.length > 1) outgoing.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = createPool({ origin: `http://127.0.0.1:${port}`, maxConcurrency: 1, timeoutMs: 200 });
  const tries: number[] = [];
  const ask = (index: number) =>
    pool.exchange(
      { method: 'GET', path: '/', headers: {}, safe: true },
      { ...ownCall(20_000), onTry: () => tries.push(index) },
    );
  const [first, second] = [ask(0), ask(1)];
  expect(tries).toEqual([0]);
  await expect(first).rejects.toMatchObject({ problem: { code: 'TIMEOUT' } });
  await expect(second).resolves.toMatchObject({ status: 200 });
  expect(tries).toEqual([0, 1]);
  await pool.close();
  await new Promise((resolve) => server.close(resolve));
});

test('what HTTP can not carry is refused without being tried, for good, and costs no connection', async () => {
  const server = createServer((incoming, outgoing) => outgoing.end(incoming.headers['x-key']));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = createPool({ origin: `http://127.0.0.1:${port}`, maxConcurrency: 2, timeoutMs: 2_000 });
  let tries = 0;
  const ask = (path: string, key: string) =>
    pool.exchange(
      { method: 'GET', path, headers: { accept: '*/*', 'x-key': key }, safe: true },
      { ...ownCall(20_000), onTry: () => (tries += 1) },
    );
  const refusal = (part: string) => ({
    problem: {
      code: 'UNAVAILABLE',
      message: `The request was not sent: its ${part} holds a character that HTTP can't carry.`,
      retryable: false,
    },
  });
  for (const key of ['a\n', 'a\r\nb: c', '\u65e5', '\u007f', '\u0000'])
    for (let time = 0; time < 4; time += 1) await expect(ask('/', key)).rejects.toMatchObject(refusal('header x-key'));
  for (const path of ['/a b', '/a\n', '/\u65e5', 'a', ''])
    await expect(ask(path, 'k')).rejects.toMatchObject(refusal('path'));
  expect(tries).toBe(0);

  const answers = await Promise.all(['k', 'a\tb c', '~', '\u00ff'].map((key) => ask("/%0A?a='~", key)));
  expect(answers.map(({ body }) => body.toString('latin1'))).toEqual(['k', 'a\tb c', '~', '\u00c3\u00bf']);
  expect(tries).toBe(4);
  await pool.close();
  await new Promise((resolve) => server.close(resolve));
});

test('a pool that can not be opened leaves no timer and no listener behind', async () => {
  const pool = createPool({ origin: 'http://127.0.0.1', maxConcurrency: Number.NaN, timeoutMs: 20_000 });
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, 'removeEventListener');
  const timers = timersAlive();
  const request = { method: 'GET', path: '/', headers: {}, safe: true } as const;
  await expect(pool.exchange(request, { signal, deadlineAt: Number.POSITIVE_INFINITY })).rejects.toThrow('connections');
  expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
  expect(timersAlive()).toBe(timers);
});

function timersAlive(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

test.each(['SSH-2.0-OpenSSH_10.0\r\n', 'HTTP/1.1 OK\r\n\r\n', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'])(
  'what answers %j speaks no HTTP',
  async (greeting) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy()).resume();
      socket.end(greeting);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const pool = createPool({ origin: `http://127.0.0.1:${port}`, maxConcurrency: 1, timeoutMs: 5000 });
    await expect(
      pool.exchange({ method: 'GET', path: '/', headers: {}, safe: true }, ownCall(5000)),
    ).rejects.toMatchObject({
      problem: {
        code: 'INVALID_RESPONSE',
        message: expect.stringMatching(/^The upstream's answer is not HTTP \(\w+\)\.$/),
      },
    });
    await pool.close();
    await new Promise((resolve) => server.close(resolve));
  },
);

test.each([
  {
    waitedMs: 500,
    sentMs: 499,
    message: expect.stringContaining('waited 500 ms for one of 1 connections'),
    cutShortAfterMs: 999,
  },
  { waitedMs: 500, sentMs: 500, message: 'Time is up.', cutShortAfterMs: undefined },
])('after $waitedMs ms of waiting a try that is cut short at $sentMs ms tells which took its time', async (given) => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const first = gate<SimulatedAnswer>();
  const arrived = [gate<void>(), gate<void>()];
  const server = await startSimulatedServer({
    handle: ({ path }) => {
      arrived[Number(path.slice(1))]?.open();
      return path === '/0' ? first.passed : new Promise(() => undefined);
    },
  });
  const pool = createPool({ origin: server.url, maxConcurrency: 1, timeoutMs: 20_000 });
  const ask = (path: string, signal = new Scope()): Promise<HttpResponse> =>
    pool.exchange({ method: 'GET', path, headers: {}, safe: true }, { signal, deadlineAt: Number.POSITIVE_INFINITY });

  const before = ask('/0');
  await arrived[0]?.passed;
  const signal = new Scope();
  const cut = ask('/1', signal).catch((error: unknown) => error);
  vi.advanceTimersByTime(given.waitedMs);
  first.open({ status: 200 });
  await before;
  await arrived[1]?.passed;
  vi.advanceTimersByTime(given.sentMs);
  signal.abort(upstreamError('TIMEOUT', 'Time is up.'));
  const error = await cut;
  expect(error).toMatchObject({ problem: { code: 'TIMEOUT', message: given.message } });
  expect(error instanceof OwnWaitError ? error.cutShortAfterMs : undefined).toBe(given.cutShortAfterMs);
  await pool.close();
  await server.close();
});
