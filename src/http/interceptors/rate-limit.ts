import { setTimeout as sleep } from 'node:timers/promises';
import { upstreamError } from '../../errors.ts';
import type { Interceptor } from '../exchange.ts';

export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** Hands out the instants at which requests may start; shared by all that one upstream counts together. */
export interface RateLimiter {
  /** Takes the next start, or null where it is not before `deadlineAt`; both on the clock of `performance.now()`. */
  reserve(deadlineAt: number): { readonly startAt: number } | { readonly startAt: null; readonly nextAt: number };
}

/** At most `requests` starts in any sliding `perMs`, in the order of asking. */
export function createRateLimiter(
  { requests, perMs }: RateLimit,
  now: () => number = () => performance.now(),
): RateLimiter {
  const starts: number[] = [];
  return {
    reserve(deadlineAt) {
      const bound =
        starts.length < requests ? Number.NEGATIVE_INFINITY : (starts[starts.length - requests] ?? 0) + perMs;
      const startAt = Math.max(now(), bound);
      if (startAt >= deadlineAt) return { startAt: null, nextAt: startAt };
      starts.push(startAt);
      if (starts.length > requests) starts.shift();
      return { startAt };
    },
  };
}

/** Waits in turn for the limiter; fails at once, RATE_LIMITED with `retryAfterMs`, where the turn comes after the deadline. */
export function rateLimit(limiter: RateLimiter): Interceptor {
  return (next) => async (request, call) => {
    const turn = limiter.reserve(call.deadlineAt);
    if (turn.startAt === null) {
      throw upstreamError('RATE_LIMITED', 'The request rate configured for this source is used up.', {
        retryAfterMs: Math.ceil(turn.nextAt - performance.now()),
      });
    }
    const waitMs = turn.startAt - performance.now();
    if (waitMs > 0)
      await sleep(Math.ceil(waitMs), undefined, { signal: call.signal }).catch(() => call.signal.throwIfAborted());
    return next(request, call);
  };
}
