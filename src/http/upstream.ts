import {
  type UpstreamCircuitMessage,
  type UpstreamHealthMessage,
  upstreamCircuits,
  upstreamHealth,
} from '../telemetry/upstream-channels.ts';
import type { Credential } from './credential.ts';
import { compose, type Exchange, type HttpResponse, type Interceptor } from './exchange.ts';
import { authorize } from './interceptors/authorize.ts';
import { createCircuitBreaker } from './interceptors/circuit-breaker.ts';
import { conceal } from './interceptors/conceal.ts';
import { deadline } from './interceptors/deadline.ts';
import { createHealthMonitor, type UpstreamHealth } from './interceptors/health.ts';
import { type RateLimiter, rateLimit } from './interceptors/rate-limit.ts';
import { isTransientStatus, retry } from './interceptors/retry.ts';
import { singleFlight } from './interceptors/single-flight.ts';
import { trace } from './interceptors/trace.ts';
import { createPool, type PoolOptions } from './pool.ts';

export interface UpstreamOptions extends PoolOptions {
  /** What it is called in metrics; its origin unless given. */
  readonly name?: string;
  readonly retries: number;
  /** Words of the configuration that no error of the upstream's may repeat. */
  readonly secrets?: readonly string[];
  readonly limiter?: RateLimiter | undefined;
  /** Decides, try by try, whether a signed request may be sent. */
  readonly guard?: Interceptor | undefined;
  /** Made of an exchange with the same origin that signs nothing, for signing in and out. */
  readonly credential: (unsigned: Exchange) => Credential;
  /** Which answers refuse the credential; status 401 unless given. */
  readonly isRefused?: (response: HttpResponse) => boolean;
  /** Which answers may be another at the next try; 429, 502, 503 and 504 unless given. */
  readonly isTransient?: (response: HttpResponse) => boolean;
  /** Which answers tell nothing of the upstream's health, whatever their status; none unless given. */
  readonly isNeutral?: (response: HttpResponse) => boolean;
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

/** Composes one source's traffic: each concern an interceptor, the outermost first. The README beside it has the reasons. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { name = options.origin, retries, secrets = [], limiter, guard, waitMs } = options;
  const { isRefused, isTransient = isTransientStatus, isNeutral = () => false } = options;
  const pool = createPool(options);
  const health = createHealthMonitor(isNeutral, Date.now, ({ state, lastProblem }) =>
    upstreamHealth.publish({ source: name, state, lastProblem } satisfies UpstreamHealthMessage),
  );
  const circuit = createCircuitBreaker({
    isNeutral,
    onChange: (state, lastProblem) =>
      upstreamCircuits.publish({ source: name, state, lastProblem } satisfies UpstreamCircuitMessage),
  });
  const retryPassing = retry({ retries, isTransient, isNeutral, ...(waitMs ? { waitMs } : {}) });
  const credential = options.credential(compose(pool.exchange, [deadline, retryPassing, conceal(secrets)]));
  const signed = compose(pool.exchange, [
    trace(name),
    deadline,
    singleFlight,
    circuit.interceptor,
    health.interceptor,
    authorize(credential, isRefused),
    retryPassing,
    ...(guard ? [guard] : []),
    ...(limiter ? [rateLimit(limiter)] : []),
    conceal(secrets),
  ]);
  return {
    exchange: Object.assign(signed, { onInvalid: health.onInvalid }),
    health: () =>
      circuit.state() === 'closed' ? health.read() : { ...health.read(), state: 'DOWN', since: circuit.openSince() },
    async close() {
      await credential.close();
      await pool.close();
    },
  };
}
