import type { z } from 'zod';
import type { RateLimiter } from '../../http/interceptors/rate-limit.ts';
import { createUpstream, type Upstream, type UpstreamOptions } from '../../http/upstream.ts';
import { type authSettings, createCredential, guardOf, type KeySharing } from './auth.ts';
import { isRefused, isTransient, waitMs } from './read-error.ts';

export interface HuaweiUpstreamOptions
  extends Pick<UpstreamOptions, 'name' | 'origin' | 'maxConcurrency' | 'timeoutMs' | 'retries' | 'tls'> {
  readonly auth: z.output<typeof authSettings>;
  readonly projectId: string;
  /** Bounds all tries of a sign-in, in milliseconds. */
  readonly deadlineMs: number;
  readonly limiter: RateLimiter | undefined;
  /** What sources with the same access key have in common. */
  readonly sharing: KeySharing;
}

/** A service of Huawei Cloud: all of them sign in, sign, refuse and throttle alike. */
export function createHuaweiUpstream(options: HuaweiUpstreamOptions): Upstream {
  const { auth, projectId, deadlineMs, limiter, sharing, ...pool } = options;
  const { timeoutMs, retries, tls } = pool;
  const { host } = new URL(pool.origin);
  return createUpstream({
    ...pool,
    secrets: auth.type === 'aksk' ? [auth.secretKey] : [],
    credential: () => createCredential(auth, { host, projectId, timeoutMs, deadlineMs, retries, tls }),
    guard: guardOf(auth, sharing),
    limiter,
    isRefused,
    isTransient,
    waitMs,
  });
}
