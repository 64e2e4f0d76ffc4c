export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/**
 * Which requests may start, so that the upstream never sees more than the limit in any sliding window. It counts a request when
 * that arrives, at an instant which is not known here but lies between its start and its end: so a request takes its place from
 * its start until a whole window after its end.
 */
export interface RateWindow {
  /** Takes a place; false where all are taken. */
  start(): boolean;
  /** A request that took a place has ended. */
  end(): void;
  /** The earliest instant at which the request behind `ahead` others may start; those in flight are taken to end now. */
  turnAt(ahead: number): number;
}

/** @param now milliseconds on a clock that does not jump. */
export function createRateWindow({ requests, perMs }: RateLimit, now: () => number): RateWindow {
  /** Instants at which the places of ended requests become free, in ascending order. */
  const freeAt: number[] = [];
  let inFlight = 0;
  const free = (): number => {
    while ((freeAt[0] ?? Number.POSITIVE_INFINITY) <= now()) freeAt.shift();
    return requests - inFlight - freeAt.length;
  };
  return {
    start() {
      if (free() <= 0) return false;
      inFlight += 1;
      return true;
    },
    end() {
      inFlight -= 1;
      freeAt.push(now() + perMs);
    },
    turnAt(ahead) {
      const ready = free();
      const place = ahead % requests;
      const firstFree = place < ready ? now() : (freeAt[place - ready] ?? now() + perMs);
      return firstFree + Math.floor(ahead / requests) * perMs;
    },
  };
}
