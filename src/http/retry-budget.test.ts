import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

test('no 10 s hold more retries than 10 or a fifth of their requests, and none is denied that fits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ gap: fc.integer({ min: 0, max: 900 }), isRetry: fc.boolean() }), {
        maxLength: 300,
        size: 'max',
      }),
      (steps) => {
        let now = 0;
        const budget = createRetryBudget(() => now);
        const requests: number[] = [];
        const retries: number[] = [];
        const within = (instants: readonly number[]) => instants.filter((instant) => instant > now - 10_000).length;
        for (const { gap, isRetry } of steps) {
          now += gap;
          if (!isRetry) {
            budget.note();
            requests.push(now);
            continue;
          }
          const fits = within(retries) < Math.max(10, 0.2 * within(requests));
          expect(budget.take()).toBe(fits);
          if (fits) retries.push(now);
        }
      },
    ),
  );
});

test('a fifth of many requests may be retried', () => {
  const budget = createRetryBudget(() => 0);
  for (let index = 0; index < 5000; index += 1) budget.note();
  let taken = 0;
  while (budget.take()) taken += 1;
  expect(taken).toBe(1000);
});
