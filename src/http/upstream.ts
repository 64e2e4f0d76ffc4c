import type { Credential } from './credential.ts';
import { compose, type Exchange, type HttpResponse } from './exchange.ts';
import { authorize } from './interceptors/authorize.ts';
import { deadline } from './interceptors/deadline.ts';
import { createHealthMonitor, type UpstreamHealth } from './interceptors/health.ts';
import { type RateLimiter, rateLimit } from './interceptors/rate-limit.ts';
import { isTransientStatus, retry } from './interceptors/retry.ts';
import { trace } from './interceptors/trace.ts';
import { createPool, type PoolOptions } from './pool.ts';

export interface UpstreamOptions extends PoolOptions {
  readonly retries: number;
  readonly limiter?: RateLimiter | undefined;
  /** Made of an exchange with the same origin that signs nothing, for signing in and out. */
  readonly credential: (unsigned: Exchange) => Credential;
  /** Which answers refuse the credential; status 401 unless given. */
  readonly isRefused?: (response: HttpResponse) => boolean;
  /** Which answers may be another at the next try; 429, 502, 503 and 504 unless given. */
  readonly isTransient?: (response: HttpResponse) => boolean;
  /** Milliseconds to wait that the upstream tells elsewhere than in `Retry-After`, else null. */
  readonly waitMs?: (response: HttpResponse) => number | null;
}

/** One upstream as a source sees it: authorised, bounded, observed. Closed by who made it. */
export interface Upstream {
  readonly exchange: Exchange;
  health(): UpstreamHealth;
  /** Signs out, then closes the connections. */
  close(): Promise<void>;
}

/** Composes one source's traffic: each concern an interceptor, the outermost first. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { retries, limiter, isRefused, isTransient = isTransientStatus, waitMs } = options;
  const pool = createPool(options);
  const health = createHealthMonitor();
  const retryPassing = retry({ retries, isTransient, ...(waitMs ? { waitMs } : {}) });
  const credential = options.credential(compose(pool.exchange, [deadline, retryPassing]));
  return {
    exchange: compose(pool.exchange, [
      trace,
      deadline,
      retryPassing,
      health.interceptor,
      authorize(credential, isRefused),
      ...(limiter ? [rateLimit(limiter)] : []),
    ]),
    health: health.read,
    async close() {
      await credential.close();
      await pool.close();
    },
  };
}
