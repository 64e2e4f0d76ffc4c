import type { Clock } from '../../src/simulation/clock.ts';

export interface ManualClock {
  readonly now: Clock;
  advance(milliseconds: number): void;
}

/** A clock that stands until it is moved. */
export function createManualClock(startAt: number): ManualClock {
  let instant = startAt;
  return {
    now: () => instant,
    advance: (milliseconds) => {
      instant += milliseconds;
    },
  };
}
