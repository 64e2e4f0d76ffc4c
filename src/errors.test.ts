import { expect, test } from 'vitest';
import { upstreamProblem } from './errors.ts';

test.each([
  [null, null],
  [0, 0],
  [-5, 0],
  [1.2, 2],
  [999_999_999_000, 2_147_483_647],
])('a wait of %s ms is told as %s, which fits an Int', (retryAfterMs, told) => {
  expect(upstreamProblem('UNAVAILABLE', 'no', { retryAfterMs }).retryAfterMs).toBe(told);
});
