import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { gate } from '../../test/support/gate.ts';
import { ownCall } from './credential.ts';
import { createPool } from './pool.ts';

const TIMEOUT_MS = 1_000_000;

// In a file of its own: what sends requests must have set no timer before.
test('nothing but its own time ends a try, not in silence and not within the body', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const arrived = gate<void>();
  const held = [gate<void>(), gate<void>()] as const;
  const server = createServer(async (_incoming, outgoing) => {
    arrived.open();
    await held[0].passed;
    outgoing.write('{"n":');
    await held[1].passed;
    outgoing.end('1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = createPool({ origin: `http://127.0.0.1:${port}`, maxConcurrency: 1, timeoutMs: TIMEOUT_MS });

  const answer = pool.exchange({ method: 'GET', path: '/', headers: {}, safe: true }, ownCall(TIMEOUT_MS));
  await arrived.passed;
  for (const { open } of held) {
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS / 2 - 1);
    open();
    // Through the wire, which no timer has a part in.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  const { body } = await answer;
  expect(body.toString()).toBe('{"n":1}');

  vi.useRealTimers();
  await pool.close();
  await new Promise((resolve) => server.close(resolve));
});
