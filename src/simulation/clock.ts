/** Epoch milliseconds. `Date.now` in the demo; tests bring one that they move. */
export type Clock = () => number;

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
