import fc from 'fast-check';
import { driftTest } from './drift-test.ts';
import { createCsmsWorld } from './huawei-csms-world.ts';
import { planOf } from './plan.ts';

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

driftTest('CSMS tasks that come and go, those that markers name among them, while they are read', {
  options: world,
  plan: planOf(['RUNNING', 'SUCCEEDED', 'FAILED'], { min: 150, max: 200 }),
  open: async (options) => [await createCsmsWorld({ name: 'csms', ...options })],
});
