import { UpstreamError } from '../../errors.ts';
import type { Call, Exchange, HttpRequest, HttpResponse, Interceptor } from '../exchange.ts';
import { OwnWaitError } from '../own-wait.ts';
import { retryAfterMs } from '../retry-after.ts';
import { createRetryBudget, type RetryBudget } from '../retry-budget.ts';

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

export interface RetryOptions {
  /** Tries after the first, at most. */
  readonly retries: number;
  /** Whether an answer is a passing failure: 429, 502, 503 and 504, and what else the provider's documents call so. */
  readonly isTransient: (response: HttpResponse) => boolean;
  /** Where the upstream tells it elsewhere than in `Retry-After`: milliseconds to wait before the next try, else null. */
  readonly waitMs?: (response: HttpResponse) => number | null;
  /** Answers that count neither for nor against the budget. */
  readonly isNeutral?: (response: HttpResponse) => boolean;
  /** What all exchanges through this interceptor spend of together; one of its own unless given. */
  readonly budget?: RetryBudget;
}

/**
 * Sends safe requests again after a passing failure, with jittered exponential delays or no sooner than the upstream asks for.
 * Where that delay reaches past the call's deadline, or the budget is spent, the last answer stands, at once; so it does where
 * the time of the next try went by in a queue of our own.
 */
export function retry(options: RetryOptions): Interceptor {
  const { retries, isTransient, waitMs, isNeutral = () => false, budget = createRetryBudget() } = options;
  /** Goes on from how the first try ended. */
  const goOn = async (next: Exchange, request: HttpRequest, call: Call, first: Outcome): Promise<HttpResponse> => {
    let outcome = first;
    for (let failures = 0; ; failures += 1) {
      if (call.signal.aborted || !request.safe || failures >= retries || !isPassing(outcome)) {
        return settle(outcome);
      }
      const asked =
        'response' in outcome
          ? (retryAfterMs(outcome.response.headers['retry-after']) ?? waitMs?.(outcome.response) ?? null)
          : null;
      const delayMs =
        asked === null ? jitter(BASE_DELAY_MS * 2 ** failures) : asked + jitter(Math.min(BASE_DELAY_MS, asked));
      if (performance.now() + delayMs >= call.deadlineAt || !budget.take()) return settle(outcome);
      await pause(delayMs, call);
      try {
        const response = await next(request, call);
        if (!isTransient(response)) return response;
        outcome = { response };
      } catch (error) {
        if (error instanceof OwnWaitError) return settle(outcome);
        outcome = { error };
      }
    }
  };
  return (next) => (request, call) =>
    next(request, call).then(
      (response) => {
        if (!isNeutral(response)) budget.note();
        return isTransient(response) ? goOn(next, request, call, { response }) : response;
      },
      (error: unknown) => {
        budget.note();
        return goOn(next, request, call, { error });
      },
    );
}

type Outcome = { readonly response: HttpResponse } | { readonly error: unknown };

function settle(outcome: Outcome): HttpResponse {
  if ('error' in outcome) throw outcome.error;
  return outcome.response;
}

/** Our own rate limit and a key that is stopped are no failures that another try mends. */
function isPassing(outcome: Outcome): boolean {
  if ('response' in outcome) return true;
  if (!(outcome.error instanceof UpstreamError)) return false;
  const { code, retryable } = outcome.error.problem;
  return retryable && (code === 'UNAVAILABLE' || code === 'TIMEOUT');
}

/** Full jitter: callers that failed together do not come back together. */
function jitter(atMostMs: number): number {
  return Math.random() * Math.min(MAX_DELAY_MS, atMostMs);
}

/** Rejects with the reason of the call's signal. */
function pause(delayMs: number, { signal }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', leave, { once: true });
  });
}

/** The statuses that the providers' documents call passing. 408 and 500 are not among them. */
export function isTransientStatus({ status }: HttpResponse): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}
