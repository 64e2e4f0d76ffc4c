import { setImmediate as immediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createGather } from './gather.ts';

it('hands on together what is asked for in one tick, also by promises that settle in it, and the rest with the next', async () => {
  const runs: (readonly string[])[] = [];
  const gather = createGather<string>((asked) => runs.push(asked));
  const asksLater = async (jobs: number): Promise<void> => {
    for (let job = 0; job < jobs; job += 1) await undefined;
    gather(`after ${jobs} jobs`);
  };
  // Outside of any promise's job, where ticks come before these.
  setImmediate(() => {
    gather('at once');
    void asksLater(1);
    void asksLater(5);
  });
  await immediate();
  await immediate();
  gather('in the next tick');
  await immediate();
  expect(runs).toEqual([['at once', 'after 1 jobs', 'after 5 jobs'], ['in the next tick']]);
});
