import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { upstreamError } from '../../errors.ts';
import { ownCall } from '../credential.ts';
import type { Call } from '../exchange.ts';
import { Scope } from '../leave.ts';
import { OwnWaitError } from '../own-wait.ts';
import { createRateLimiter, rateLimit } from './rate-limit.ts';

const within = (milliseconds: number, signal = new AbortController().signal): Call => ({
  signal,
  deadlineAt: performance.now() + milliseconds,
});

describe('a rate limiter', () => {
  test('lets requests through in the order of asking', async () => {
    const limiter = createRateLimiter({ requests: 2, perMs: 40 });
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (index) => {
        const end = await limiter.turn(ownCall(5000));
        order.push(index);
        end();
      }),
    );
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('fails at once, with the time to wait, where the turn comes after the deadline', async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 60_000 });
    (await limiter.turn(ownCall(1000)))();
    const failure = await limiter.turn(within(10_000)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ problem: { code: 'RATE_LIMITED', retryable: true, httpStatus: null } });
    const { retryAfterMs } = (failure as { problem: { retryAfterMs: number } }).problem;
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test('moves up those behind one who left', async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 100 });
    (await limiter.turn(ownCall(1000)))();
    const leaving = new AbortController();
    const left = limiter.turn(within(5000, leaving.signal)).catch((error: Error) => error.message);
    const order: string[] = [];
    const stays = limiter.turn(within(5000)).then((end) => {
      order.push('stays');
      end();
    });
    const last = limiter.turn(within(5000)).then((end) => {
      order.push('last');
      end();
    });
    leaving.abort(new Error('gone'));
    expect(await left).toBe('gone');
    await Promise.all([stays, last]);
    expect(order).toEqual(['stays', 'last']);
    // A fourth turn was never spent: the next one comes one window after the third, not two.
    await expect(limiter.turn(within(190))).resolves.toBeTypeOf('function');
  });

  test('says, where a deadline ends a wait, that its time went by here', async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 10 });
    await limiter.turn(within(5000));
    const signal = new Scope();
    const waiting = limiter.turn({ signal, deadlineAt: performance.now() + 60_000 });
    signal.abort(upstreamError('TIMEOUT', 'Time is up.'));
    const failure = await waiting.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OwnWaitError);
    expect(failure).toMatchObject({ message: expect.stringMatching(/it waited \d+ ms for its turn \(rateLimit\)/) });
  });

  test('counts a request until a window after its answer, whatever took it so long to arrive', async () => {
    const limiter = createRateLimiter({ requests: 1, perMs: 50 });
    let answer = (): void => undefined;
    const exchange = rateLimit(limiter)(async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { status: 200, headers: {}, body: Buffer.alloc(0) };
    });
    const first = exchange({ method: 'GET', path: '/', headers: {}, safe: true }, ownCall(1000));
    const second = limiter.turn(ownCall(5000));
    let isTurn = false;
    second.then(() => {
      isTurn = true;
    });
    await sleep(80);
    expect(isTurn).toBe(false);
    answer();
    await first;
    await expect(second).resolves.toBeTypeOf('function');
  });
});
