import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRIFT_RUN, DRIFT_TIMEOUT_MS, HISTORIES, history } from './history.ts';
import { createCsmsWorld } from './huawei-csms-world.ts';
import { planOf } from './plan.ts';
import { readMoving } from './reading.ts';

/** Around a multiple of the page, where a last page may be full, or anywhere up to three pages. */
const size = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: -3, max: 3 })).map(([pages, off]) => pages * 1000 + off),
  fc.integer({ min: 0, max: 2200 }),
);

const world = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  tasks: size.chain((count) =>
    fc.infiniteStream(fc.record({ instant: fc.nat(), way: fc.nat() })).map((stream) => [...stream.take(count)]),
  ),
  spread: fc.constantFrom(30, 300),
  behaviour: fc.record({
    unknownMarker: fc.constantFrom('error' as const, 'empty' as const, 'first-page' as const),
    unknownTask: fc.constantFrom('error' as const, 'empty' as const),
    nextMarker: fc.constantFrom('id' as const, 'url' as const),
    order: fc.constantFrom('inserted' as const, 'reversed' as const),
  }),
});

test(
  'CSMS tasks that come and go, those that markers name among them, while they are read',
  async () => {
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(
        world,
        history,
        planOf(['RUNNING', 'SUCCEEDED', 'FAILED'], { min: 150, max: 200 }),
        async (options, changes, plan) => {
          const moving = await createCsmsWorld({ name: 'csms', ...options });
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
