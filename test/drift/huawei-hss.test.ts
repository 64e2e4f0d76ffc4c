import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRIFT_RUN, DRIFT_TIMEOUT_MS, HISTORIES, history } from './history.ts';
import { createHssWorld } from './huawei-hss-world.ts';
import { planOf } from './plan.ts';
import { readMoving } from './reading.ts';

const world = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  tasks: fc.array(fc.record({ instant: fc.nat(), way: fc.nat() }), { maxLength: 500, size: 'max' }),
  spread: fc.constantFrom(5, 30, 300),
  ties: fc.constantFrom('fixed' as const, 'changing' as const),
  undatedAt: fc.constantFrom('first' as const, 'last' as const),
});

test(
  'HSS jobs that start, end, come and go while they are read',
  async () => {
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(
        world,
        history,
        planOf(['QUEUED', 'RUNNING', 'SUCCEEDED'], { min: 15, max: 120 }),
        async (options, changes, plan) => {
          const moving = await createHssWorld({ name: 'hss', ...options });
          try {
            failures += await readMoving([{ world: moving, history: changes }], plan);
          } finally {
            await moving.close();
          }
        },
      ),
      DRIFT_RUN,
    );
    // Changes of a few rows between requests are no reason to give up: a proof that always failed would pass above.
    expect(failures).toBeLessThanOrEqual(Math.ceil(HISTORIES / 20));
  },
  DRIFT_TIMEOUT_MS,
);
