import type { Leave } from './leave.ts';

/**
 * Runs what it is handed at once while fewer than `limit` run, and the rest in the order of asking. Rejects with the signal's reason,
 * and runs nothing, for who leaves while waiting. What it is handed must not throw where it could reject.
 */
export type Limit = <T>(run: () => Promise<T>, signal?: Leave) => Promise<T>;

export function createLimit(limit: number): Limit {
  const waiting = new Set<() => void>();
  let running = 0;

  /** Whoever ends hands its place on, so `running` stays as it is. */
  const place = (signal: Leave | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const enter = (): void => {
        waiting.delete(enter);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.add(enter);
    });

  const release = (): void => {
    const [next] = waiting;
    if (next) next();
    else running -= 1;
  };
  const held = <T>(run: () => Promise<T>): Promise<T> => {
    const result = run();
    result.then(release, release);
    return result;
  };

  return (run, signal) => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (running >= limit) return place(signal).then(() => held(run));
    running += 1;
    return held(run);
  };
}
