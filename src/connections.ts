import { createRateLimiter, type RateLimiter } from './http/interceptors/rate-limit.ts';
import type { ConfiguredSource, Connection } from './providers/provider.ts';

export interface Connections {
  readonly all: readonly Connection[];
  /** Signs out of every upstream that holds a session and closes the connections; waits no longer than `limitMs`. */
  close(limitMs: number): Promise<void>;
}

/** Connects the configured sources. Nothing is sent before the first request that needs it. */
export function openConnections(sources: readonly ConfiguredSource[]): Connections {
  const limiters = new Map<string, RateLimiter>();
  const all = sources.map(({ connect }) =>
    connect({
      // What one upstream counts together has one limit; where two sources tell different ones, the first holds.
      limiterFor(key, limit) {
        const limiter = limiters.get(key) ?? createRateLimiter(limit);
        limiters.set(key, limiter);
        return limiter;
      },
    }),
  );
  return {
    all,
    async close(limitMs) {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([Promise.allSettled(all.map((connection) => connection.close())), limit]);
      clearTimeout(timer);
    },
  };
}
