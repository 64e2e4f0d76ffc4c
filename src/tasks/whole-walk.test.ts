import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeSource, fakeTask } from '../../test/support/fake-source.ts';
import { compareTasks } from './key.ts';
import type { Task } from './task.ts';
import { walkWhole, withinReach } from './whole-walk.ts';

const { info } = createFakeSource({ name: 's', kind: 'whole', tasks: [] });
const taskAt = (nativeId: string, orderedAt: number): Task =>
  fakeTask(info, { nativeId, orderedAt, status: 'RUNNING' });

const tasks = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.nat(5)).map(([id, at]) => taskAt(id, at)),
);
const from = fc.option(
  fc
    .tuple(fc.constantFrom('a', 'c', 'f'), fc.nat(5), fc.boolean())
    .map(([nativeId, orderedAt, inclusive]) => ({ key: { nativeId, orderedAt, sourceName: 's' }, inclusive })),
  { nil: null, freq: 2 },
);

test('what is within reach of a walk is what it brings first, up to so many ids and no task more', async () => {
  await fc.assert(
    fc.asyncProperty(
      tasks,
      from,
      fc.constantFrom('older', 'newer'),
      fc.integer({ min: 1, max: 4 }),
      async (list, bound, toward, count) => {
        const sorted = list.toSorted(compareTasks);
        const walked = await walkWhole(async () => sorted, bound, toward).next(sorted.length);
        const kept = withinReach(sorted, { from: bound, toward, count });
        const again = await walkWhole(async () => kept, bound, toward).next(sorted.length);
        expect(again).toEqual(walked.slice(0, kept.length));
        const ids = new Set(kept.map(({ nativeId }) => nativeId));
        expect(ids.size).toBe(Math.min(count, new Set(walked.map(({ nativeId }) => nativeId)).size));
        // The last one is there for its id.
        if (ids.size === count)
          expect(again.filter(({ nativeId }) => nativeId === again.at(-1)?.nativeId)).toHaveLength(1);
      },
    ),
  );
});
