import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DRIFT_RUN, DRIFT_TIMEOUT_MS, HISTORIES, history } from './history.ts';
import { type ReadingPlan, readMoving, type World } from './reading.ts';

export interface DriftOptions<T> {
  /** What the worlds begin as. */
  readonly options: fc.Arbitrary<T>;
  readonly plan: fc.Arbitrary<ReadingPlan>;
  /** Opens as many worlds as there are histories. */
  readonly open: (options: T) => Promise<readonly World[]>;
  /** How many worlds are read as one list; one unless given. */
  readonly worlds?: number;
}

/** Reads worlds to their end, each of which changes as its own history says, over and over. */
export function driftTest<T>(name: string, { options, plan, open, worlds = 1 }: DriftOptions<T>): void {
  const histories = fc.array(history, { minLength: worlds, maxLength: worlds });
  test(
    name,
    async () => {
      let failures = 0;
      await fc.assert(
        fc.asyncProperty(options, histories, plan, async (beginning, changes, reading) => {
          const opened = await open(beginning);
          try {
            const moving = opened.map((world, index) => ({ world, history: changes[index] ?? [] }));
            failures += await readMoving(moving, reading);
          } finally {
            await Promise.all(opened.map((world) => world.close()));
          }
        }),
        DRIFT_RUN,
      );
      // Changes of a few rows between requests are no reason to give up: a proof that always failed would pass above.
      expect(failures).toBeLessThanOrEqual(Math.ceil(HISTORIES / 20));
    },
    DRIFT_TIMEOUT_MS,
  );
}
