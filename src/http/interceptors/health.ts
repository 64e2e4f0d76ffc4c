import { UpstreamError, type UpstreamProblem } from '../../errors.ts';
import type { HttpResponse, Interceptor } from '../exchange.ts';
import { statusProblem } from './circuit-breaker.ts';

/** What this process has seen of an upstream of late. `since` is epoch milliseconds, null while nothing was asked. */
export interface UpstreamHealth {
  /** DOWN while its circuit is not closed. */
  readonly state: 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN';
  readonly since: number | null;
  readonly lastProblem: UpstreamProblem | null;
}

/** Requests that count as recent. */
const RECENT = 10;

export interface HealthMonitor {
  readonly interceptor: Interceptor;
  read(): UpstreamHealth;
}

/**
 * Watches answers go by: 5xx, no answer and a sign-in that fails are failures, everything else shows that the upstream is there.
 * @param isNeutral answers that say nothing of the upstream's health, whatever their status.
 */
export function createHealthMonitor(
  isNeutral: (response: HttpResponse) => boolean = () => false,
  now: () => number = Date.now,
): HealthMonitor {
  const failed: boolean[] = [];
  let health: UpstreamHealth = { state: 'UNKNOWN', since: null, lastProblem: null };

  const note = (problem: UpstreamProblem | null): void => {
    failed.push(problem !== null);
    if (failed.length > RECENT) failed.shift();
    const state = failed.includes(true) ? 'DEGRADED' : 'UP';
    health = {
      state,
      since: state === health.state ? health.since : now(),
      lastProblem: problem ?? health.lastProblem,
    };
  };

  return {
    read: () => health,
    interceptor: (next) => async (request, call) => {
      try {
        const response = await next(request, call);
        if (!isNeutral(response)) note(response.status < 500 ? null : statusProblem(response));
        return response;
      } catch (error) {
        // Our own rate limit is no failure of the upstream's.
        if (error instanceof UpstreamError && error.problem.code !== 'RATE_LIMITED') note(error.problem);
        throw error;
      }
    },
  };
}
