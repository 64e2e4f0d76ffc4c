import { UpstreamError, type UpstreamProblem, upstreamProblem } from '../../errors.ts';
import type { Interceptor } from '../exchange.ts';

/** What this process has seen of an upstream of late. `since` is epoch milliseconds, null while nothing was asked. */
export interface UpstreamHealth {
  readonly state: 'UP' | 'DEGRADED' | 'UNKNOWN';
  readonly since: number | null;
  readonly lastProblem: UpstreamProblem | null;
}

/** Requests that count as recent. */
const RECENT = 10;

export interface HealthMonitor {
  readonly interceptor: Interceptor;
  read(): UpstreamHealth;
}

/** Watches answers go by: 5xx and no answer at all are failures, everything else shows that the upstream is there. */
export function createHealthMonitor(now: () => number = Date.now): HealthMonitor {
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
        note(
          response.status < 500
            ? null
            : upstreamProblem('UNAVAILABLE', `The upstream answered with HTTP status ${response.status}.`, {
                httpStatus: response.status,
              }),
        );
        return response;
      } catch (error) {
        if (error instanceof UpstreamError) note(error.problem);
        throw error;
      }
    },
  };
}
