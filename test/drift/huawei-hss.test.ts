import fc from 'fast-check';
import { driftTest } from './drift-test.ts';
import { createHssWorld } from './huawei-hss-world.ts';
import { planOf } from './plan.ts';

const world = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  tasks: fc.array(fc.record({ instant: fc.nat(), way: fc.nat() }), { maxLength: 500, size: 'max' }),
  spread: fc.constantFrom(5, 30, 300),
  ties: fc.constantFrom('fixed' as const, 'changing' as const),
  undatedAt: fc.constantFrom('first' as const, 'last' as const),
});

driftTest('HSS jobs that start, end, come and go while they are read', {
  options: world,
  plan: planOf(['QUEUED', 'RUNNING', 'SUCCEEDED'], { min: 15, max: 120 }),
  open: async (options) => [await createHssWorld({ name: 'hss', ...options })],
});
