/**
 * Hands what is asked for in one tick to `run` at once, once every promise that can settle by then has: resolvers of one operation
 * ask side by side. `run` must not throw.
 */
export function createGather<T>(run: (asked: readonly T[]) => void): (one: T) => void {
  let asked: T[] = [];
  const runAll = (): void => {
    const all = asked;
    asked = [];
    run(all);
  };
  // A tick that is asked for by a promise's job comes when no other job is left.
  const schedule = (): void => process.nextTick(runAll);
  return (one) => {
    if (asked.push(one) === 1) settled.then(schedule);
  };
}

const settled = Promise.resolve();
