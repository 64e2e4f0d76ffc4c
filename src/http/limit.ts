import type { Leave } from './leave.ts';

/**
 * Runs what it is handed at once while fewer than `limit` run, and the rest in the order of asking, told how long each waited.
 * Rejects with the signal's reason, and runs nothing, for who leaves while waiting. What it is handed must not throw where it
 * could reject.
 */
export type Limit = <T>(run: (waitedMs: number) => Promise<T>, signal?: Leave) => Promise<T>;

/** @param left makes of a signal's reason, and of how long was waited until then, what to reject with. */
export function createLimit(limit: number, left: (reason: unknown, waitedMs: number) => unknown = same): Limit {
  const waiting = new Set<() => void>();
  let running = 0;

  /** Whoever ends hands its place on, so `running` stays as it is. */
  const place = (signal: Leave | undefined): Promise<number> =>
    new Promise((resolve, reject) => {
      const since = performance.now();
      const enter = (): void => {
        waiting.delete(enter);
        signal?.removeEventListener('abort', leave);
        resolve(performance.now() - since);
      };
      const leave = (): void => {
        waiting.delete(enter);
        reject(left(signal?.reason, performance.now() - since));
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.add(enter);
    });

  const release = (): void => {
    const [next] = waiting;
    if (next) next();
    else running -= 1;
  };
  const held = <T>(run: (waitedMs: number) => Promise<T>, waitedMs: number): Promise<T> => {
    const result = run(waitedMs);
    result.then(release, release);
    return result;
  };

  return (run, signal) => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (running >= limit) return place(signal).then((waitedMs) => held(run, waitedMs));
    running += 1;
    return held(run, 0);
  };
}

function same(reason: unknown): unknown {
  return reason;
}
