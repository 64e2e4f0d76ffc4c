import fc from 'fast-check';
import { driftTest } from './drift-test.ts';
import { createCsmsWorld } from './huawei-csms-world.ts';
import { createHssWorld } from './huawei-hss-world.ts';
import { planOf } from './plan.ts';
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

driftTest('the merged list of sources that all change while it is paged by cursor', {
  options: fc.tuple(hss, csms, sailPoint),
  worlds: 3,
  plan: planOf(['QUEUED', 'RUNNING', 'SUCCEEDED'], { min: 10, max: 60 }),
  open: ([ofHss, ofCsms, ofSailPoint]) =>
    Promise.all([
      createHssWorld({ name: 'b', ...ofHss }),
      createCsmsWorld({ name: 'c', ...ofCsms }),
      createSailPointWorld({ name: 'a', ...ofSailPoint }),
    ]),
});
