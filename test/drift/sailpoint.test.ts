import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRIFT_RUN, DRIFT_TIMEOUT_MS, HISTORIES, history } from './history.ts';
import { planOf } from './plan.ts';
import { readMoving } from './reading.ts';
import { createSailPointWorld } from './sailpoint-world.ts';

const world = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  tasks: fc.array(fc.record({ instant: fc.nat(), way: fc.nat() }), { maxLength: 800, size: 'max' }),
  spread: fc.constantFrom(20, 60, 300),
});

test.each(['v2025', 'v2026'])(
  'SailPoint tasks that end and come while %s lists them',
  async (apiVersion) => {
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(
        world,
        history,
        planOf(['QUEUED', 'RUNNING'], { min: 100, max: 200 }),
        async (options, changes, plan) => {
          const moving = await createSailPointWorld({ name: 'idn', apiVersion, ...options });
          try {
            failures += await readMoving([{ world: moving, history: changes }], plan);
          } finally {
            await moving.close();
          }
        },
      ),
      DRIFT_RUN,
    );
    expect(failures).toBeLessThanOrEqual(Math.ceil(HISTORIES / 20));
  },
  DRIFT_TIMEOUT_MS,
);
