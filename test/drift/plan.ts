import fc from 'fast-check';
import type { TaskStatus } from '../../src/tasks/status.ts';
import type { ReadingPlan } from './reading.ts';

/** The instant at which the simulated clocks stand. */
export const NOW = Date.parse('2026-11-22T00:00:00Z');

/** An instant that a world's tasks may have: `spread` of them, so that few are shared by many. */
export function instantOf(choice: number, spread: number): number {
  return NOW - 60_000 - (choice % spread) * 1000;
}

const bound = fc.option(
  fc.nat(300).map((seconds) => new Date(NOW - 60_000 - seconds * 1000).toISOString()),
  { nil: null, freq: 2 },
);

export function planOf(
  statuses: readonly TaskStatus[],
  size: { readonly min: number; readonly max: number },
): fc.Arbitrary<ReadingPlan> {
  return fc.record({
    direction: fc.constantFrom('ASC', 'DESC'),
    from: fc.constantFrom('start', 'end'),
    size: fc.integer(size),
    statuses: fc.option(fc.subarray([...statuses], { minLength: 1, maxLength: 2 }), { nil: null, freq: 2 }),
    since: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: bound }),
    until: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: bound }),
    looksBack: fc.boolean(),
    keepsScans: fc.boolean(),
  });
}
