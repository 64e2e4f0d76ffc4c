import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateWindow } from './rate-window.ts';

interface Sent {
  readonly startedAt: number;
  /** Where in the time from start to end the upstream counted it, 0 to 1. */
  readonly share: number;
  endedAt: number;
}

test('no sliding window at the upstream holds more than the limit, wherever between start and end it counts', () => {
  const step = fc.record({
    gap: fc.integer({ min: 0, max: 30 }),
    ends: fc.integer({ min: 0, max: 3 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(step, { maxLength: 80, size: 'max' }),
      (requests, perMs, steps) => {
        let now = 0;
        const window = createRateWindow({ requests, perMs }, () => now);
        const sent: Sent[] = [];
        const open: Sent[] = [];
        for (const { gap, ends, share } of steps) {
          now += gap;
          for (const ended of open.splice(0, ends)) {
            ended.endedAt = now;
            window.end();
          }
          const turnAt = window.turnAt(0);
          const isStarted = window.start();
          expect(isStarted).toBe(turnAt <= now);
          if (!isStarted) continue;
          const request = { startedAt: now, share, endedAt: Number.POSITIVE_INFINITY };
          sent.push(request);
          open.push(request);
        }
        for (const ended of open) ended.endedAt = now;
        const counted = sent
          .map(({ startedAt, endedAt, share }) => startedAt + share * (endedAt - startedAt))
          .sort((a, b) => a - b);
        for (const [index, instant] of counted.entries()) {
          const previous = counted[index - requests];
          if (previous !== undefined) expect(instant - previous).toBeGreaterThanOrEqual(perMs);
        }
      },
    ),
  );
});

test('tells the turn of each who waits', () => {
  let now = 0;
  const window = createRateWindow({ requests: 2, perMs: 100 }, () => now);
  expect([0, 1, 2, 4].map(window.turnAt)).toEqual([0, 0, 100, 200]);
  window.start();
  now = 30;
  window.end();
  expect([0, 1, 2].map(window.turnAt)).toEqual([30, 130, 130]);
});
