import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';

test('no sliding window holds more starts than the limit, and none waits longer than it must', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60, size: 'max' }),
      (requests, perMs, gaps) => {
        let now = 0;
        const limiter = createRateLimiter({ requests, perMs }, () => now);
        const starts: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const { startAt } = limiter.reserve(Number.POSITIVE_INFINITY);
          expect(startAt).not.toBeNull();
          starts.push(startAt ?? 0);
          const earliest = starts.at(-1 - requests);
          expect(startAt).toBe(Math.max(now, earliest === undefined ? 0 : earliest + perMs));
        }
        for (const [index, start] of starts.entries()) {
          expect(starts.filter((other, at) => at <= index && other > start - perMs).length).toBeLessThanOrEqual(
            requests,
          );
        }
      },
    ),
  );
});

test('a turn after the deadline is not taken, and its instant is told', () => {
  const limiter = createRateLimiter({ requests: 1, perMs: 100 }, () => 0);
  expect(limiter.reserve(50)).toEqual({ startAt: 0 });
  expect(limiter.reserve(50)).toEqual({ startAt: null, nextAt: 100 });
  expect(limiter.reserve(101)).toEqual({ startAt: 100 });
});
