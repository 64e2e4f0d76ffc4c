import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRIFT_RUN, DRIFT_TIMEOUT_MS, HISTORIES, history } from './history.ts';
import { createCsmsWorld } from './huawei-csms-world.ts';
import { createHssWorld } from './huawei-hss-world.ts';
import { planOf } from './plan.ts';
import { readMoving } from './reading.ts';
import { createSailPointWorld } from './sailpoint-world.ts';

const tasks = fc.array(fc.record({ instant: fc.nat(), way: fc.nat() }), { maxLength: 80, size: 'max' });
const seed = fc.integer({ min: 1, max: 2 ** 30 });
const spread = fc.constantFrom(5, 30, 300);

const hss = fc.record({
  seed,
  tasks,
  spread,
  ties: fc.constantFrom('fixed' as const, 'changing' as const),
  undatedAt: fc.constantFrom('first' as const, 'last' as const),
});
const csms = fc.record({
  seed,
  tasks,
  spread,
  behaviour: fc.constant({
    unknownMarker: 'error' as const,
    unknownTask: 'error' as const,
    nextMarker: 'id' as const,
    order: 'inserted' as const,
  }),
});
const sailPoint = fc.record({ seed, tasks, spread, apiVersion: fc.constantFrom('v2025', 'v2026') });

test(
  'the merged list of sources that all change while it is paged by cursor',
  async () => {
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(hss, csms, sailPoint),
        fc.tuple(history, history, history),
        planOf(['QUEUED', 'RUNNING', 'SUCCEEDED'], { min: 10, max: 60 }),
        async ([ofHss, ofCsms, ofSailPoint], [first = [], second = [], third = []], plan) => {
          const moving = [
            { world: await createHssWorld({ name: 'b', ...ofHss }), history: first },
            { world: await createCsmsWorld({ name: 'c', ...ofCsms }), history: second },
            { world: await createSailPointWorld({ name: 'a', ...ofSailPoint }), history: third },
          ];
          try {
            failures += await readMoving(moving, plan);
          } finally {
            await Promise.all(moving.map(({ world }) => world.close()));
          }
        },
      ),
      DRIFT_RUN,
    );
    expect(failures).toBeLessThanOrEqual(Math.ceil(HISTORIES / 20));
  },
  DRIFT_TIMEOUT_MS,
);
