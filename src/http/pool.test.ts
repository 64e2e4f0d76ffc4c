import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ownCall } from './credential.ts';
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
