import { createServer } from 'node:http';
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
