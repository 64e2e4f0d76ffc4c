import { UpstreamError, type UpstreamProblem, upstreamError } from '../../errors.ts';
import type { HttpResponse, Interceptor } from '../exchange.ts';
import { OwnWaitError } from '../own-wait.ts';
import { statusProblem } from '../status-problem.ts';

/** Requests, with all their tries, that must fail one after the other before the upstream counts as down. */
const FAILURES = 5;
/** How long it is left alone, doubled with each probe that fails. */
const OPEN_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;

export type CircuitState = 'closed' | 'open' | 'half-open';

export interface CircuitBreaker {
  readonly interceptor: Interceptor;
  readonly state: () => CircuitState;
  /** Epoch milliseconds since when it has not been closed; null while it is. */
  readonly openSince: () => number | null;
}

export interface CircuitOptions {
  /** Answers that say nothing of the upstream's health, whatever their status. */
  readonly isNeutral: (response: HttpResponse) => boolean;
  readonly onChange?: (state: CircuitState, lastProblem: UpstreamProblem | null) => void;
  /** Milliseconds on a clock that does not jump. */
  readonly now?: () => number;
}

/**
 * Leaves an upstream alone that failed time after time: 5xx, resets, timeouts. While it is open, requests fail at once; then one
 * goes through as a probe, and its success closes the circuit. Any answer below 500 shows that the upstream is there.
 */
export function createCircuitBreaker(options: CircuitOptions): CircuitBreaker {
  const { isNeutral, onChange = () => undefined, now = () => performance.now() } = options;
  let state: CircuitState = 'closed';
  let failures = 0;
  let opened = 0;
  let openSince: number | null = null;
  let probeAt = 0;
  let lastProblem: UpstreamProblem | null = null;
  let lastError: unknown = null;
  let answeredAt = Number.NEGATIVE_INFINITY;

  const change = (next: CircuitState): void => {
    if (state === next) return;
    state = next;
    if (next === 'closed') openSince = null;
    else openSince ??= Date.now();
    onChange(next, lastProblem);
  };
  const succeed = (): void => {
    answeredAt = now();
    failures = 0;
    opened = 0;
    change('closed');
  };
  const fail = (problem: UpstreamProblem): void => {
    failures += 1;
    lastProblem = problem;
    if (state === 'closed' && failures < FAILURES) return;
    probeAt = now() + Math.min(LONGEST_OPEN_MS, OPEN_MS * 2 ** opened);
    opened += 1;
    change('open');
  };
  const refusal = (): UpstreamError =>
    upstreamError(
      'UNAVAILABLE',
      `Not asked, as it failed ${failures} times in a row. The last: ${lastProblem?.message}`,
      {
        retryAfterMs: state === 'open' ? Math.max(0, Math.ceil(probeAt - now())) : null,
      },
    );

  // Requests that began before the circuit opened tell nothing of how the upstream is now.
  const counts = (isProbe: boolean): boolean => isProbe || state === 'closed';
  const judge = (isProbe: boolean) => {
    const onError = (error: unknown): never => {
      if (isOutage(error, now() - answeredAt)) {
        // A sign-in that failed is one failure, however many waited for it.
        if (counts(isProbe) && error !== lastError) fail(error.problem);
        lastError = error;
      } else if (isProbe) {
        // The probe was cut short or never sent: the next request is one.
        change('open');
      }
      throw error;
    };
    const onAnswer = (response: HttpResponse): HttpResponse => {
      try {
        if (isNeutral(response)) {
          if (isProbe) change('open');
        } else if (counts(isProbe)) {
          if (response.status < 500) succeed();
          else fail(statusProblem(response));
        }
        return response;
      } catch (error) {
        // A judgement that throws must not leave a probe without an end.
        return onError(error);
      }
    };
    return { onAnswer, onError };
  };
  const ordinary = judge(false);
  const probe = judge(true);

  const interceptor: Interceptor = (next) => (request, call) => {
    if (state === 'half-open' || (state === 'open' && now() < probeAt)) return Promise.reject(refusal());
    const { onAnswer, onError } = state === 'open' ? probe : ordinary;
    if (state === 'open') change('half-open');
    return next(request, call).then(onAnswer, onError);
  };
  return { interceptor, state: () => state, openSince: () => openSince };
}

/**
 * No answer, or a sign-in answered with 5xx. Where that told when to come back, or is not tried again before its time, the wait is
 * the credential's. A request whose time went by in a queue of our own is none, unless it was out at the end and nothing at all
 * was answered meanwhile.
 */
function isOutage(error: unknown, sinceAnswerMs: number): error is UpstreamError {
  if (!(error instanceof UpstreamError)) return false;
  if (error instanceof OwnWaitError) return error.cutShortAfterMs !== null && error.cutShortAfterMs < sinceAnswerMs;
  const { code, httpStatus, retryAfterMs } = error.problem;
  if (code !== 'UNAVAILABLE' && code !== 'TIMEOUT') return false;
  return httpStatus === null || (httpStatus >= 500 && retryAfterMs === null);
}
