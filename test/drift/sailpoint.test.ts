import fc from 'fast-check';
import { driftTest } from './drift-test.ts';
import { planOf } from './plan.ts';
import { createSailPointWorld } from './sailpoint-world.ts';

const world = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  tasks: fc.array(fc.record({ instant: fc.nat(), way: fc.nat() }), { maxLength: 800, size: 'max' }),
  spread: fc.constantFrom(20, 60, 300),
});

for (const apiVersion of ['v2025', 'v2026']) {
  driftTest(`SailPoint tasks that end and come while ${apiVersion} lists them`, {
    options: world,
    plan: planOf(['QUEUED', 'RUNNING'], { min: 100, max: 200 }),
    open: async (options) => [await createSailPointWorld({ name: 'idn', apiVersion, ...options })],
  });
}
