import { UpstreamError, type UpstreamProblem } from '../../errors.ts';
import type { HttpResponse, Interceptor } from '../exchange.ts';
import { OwnWaitError } from '../own-wait.ts';
import { statusProblem } from '../status-problem.ts';

/** What this process has seen of an upstream of late. `since` is epoch milliseconds, null while nothing was asked. */
export interface UpstreamHealth {
  /** DOWN while its circuit is not closed. */
  readonly state: 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN';
  readonly since: number | null;
  readonly lastProblem: UpstreamProblem | null;
}

/** The same but for the circuit. */
export interface WatchedHealth extends UpstreamHealth {
  readonly state: 'UP' | 'DEGRADED' | 'UNKNOWN';
}

/** Requests that count as recent. */
const RECENT = 10;

export interface HealthMonitor {
  readonly interceptor: Interceptor;
  /** Makes a failure of an answer that has just gone by as good. Told by each who shares it, it still is one. */
  readonly onInvalid: (problem: UpstreamProblem) => void;
  read(): WatchedHealth;
}

/**
 * Watches answers go by: no answer, a sign-in that fails, and answers that tell of the source rather than of what was asked.
 * @param isNeutral answers that say nothing of the upstream's health, whatever their status.
 * @param onChange told of another state, or another code of the last problem.
 */
export function createHealthMonitor(
  isNeutral: (response: HttpResponse) => boolean = () => false,
  now: () => number = Date.now,
  onChange: (health: WatchedHealth) => void = () => undefined,
): HealthMonitor {
  let goodInARow = RECENT;
  let health: WatchedHealth = { state: 'UNKNOWN', since: null, lastProblem: null };

  const note = (problem: UpstreamProblem | null): void => {
    goodInARow = problem ? 0 : goodInARow + 1;
    const state = goodInARow < RECENT ? 'DEGRADED' : 'UP';
    if (state === health.state && problem === null) return;
    const isNew = state !== health.state || problem?.code !== health.lastProblem?.code;
    health = {
      state,
      since: state === health.state ? health.since : now(),
      lastProblem: problem ?? health.lastProblem,
    };
    if (isNew) onChange(health);
  };

  const onAnswer = (response: HttpResponse): HttpResponse => {
    if (!isNeutral(response)) note(sourceProblem(response));
    return response;
  };
  const onError = (error: unknown): never => {
    // Our own rate limit and our own queues are no failure of the upstream's.
    const isOurs =
      error instanceof OwnWaitError || (error instanceof UpstreamError && error.problem.code === 'RATE_LIMITED');
    if (error instanceof UpstreamError && !isOurs) note(error.problem);
    throw error;
  };
  return {
    onInvalid: note,
    read: () => health,
    interceptor: (next) => (request, call) => next(request, call).then(onAnswer, onError),
  };
}

/** Whatever was asked would have met it: 5xx, a redirect, a refused credential, too many requests. Else null. */
function sourceProblem(response: HttpResponse): UpstreamProblem | null {
  const { status } = response;
  if (status < 300) return null;
  return status < 400 || status >= 500 || [401, 403, 408, 429].includes(status) ? statusProblem(response) : null;
}
