import { type UpstreamError, upstreamError } from '../../errors.ts';
import type { Call, HttpRequest, HttpResponse, Interceptor } from '../exchange.ts';
import { ownWait } from '../own-wait.ts';
import { createRateWindow, type RateLimit } from '../rate-window.ts';

/** Hands out turns in the order of asking; shared by all that one upstream counts together. */
export interface RateLimiter {
  /** Takes a turn that is free, and gives what must be called when its try has ended; null where it is to be waited for. */
  start(): (() => void) | null;
  /**
   * Resolves when the call may start, to what must be called when its try has ended. Rejects with RATE_LIMITED and `retryAfterMs`
   * as soon as its turn can't come before its deadline, and with its signal's reason when the caller leaves: those behind move up.
   */
  turn(call: Pick<Call, 'signal' | 'deadlineAt'>): Promise<() => void>;
}

interface Waiter {
  readonly call: Pick<Call, 'signal' | 'deadlineAt'>;
  start(): void;
  fail(error: UpstreamError): void;
}

/** At most `requests` in any sliding `perMs`, as the upstream sees them. */
export function createRateLimiter(limit: RateLimit, now: () => number = () => performance.now()): RateLimiter {
  const window = createRateWindow(limit, now);
  let queue: Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;

  /** Starts whose turn it is, fails whose turn comes too late, and comes back for the next. */
  const advance = (): void => {
    clearTimeout(timer);
    while (queue.length > 0 && window.start()) queue.shift()?.start();
    const staying: Waiter[] = [];
    for (const waiter of queue) {
      const turnAt = window.turnAt(staying.length);
      if (turnAt < waiter.call.deadlineAt) staying.push(waiter);
      else waiter.fail(tooLate(turnAt - now()));
    }
    queue = staying;
    if (queue.length > 0) timer = setTimeout(advance, Math.max(1, Math.ceil(window.turnAt(0) - now())));
  };

  const onEnd = (): (() => void) => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      window.end();
      if (queue.length > 0) advance();
    };
  };

  const start = (): (() => void) | null => (queue.length === 0 && window.start() ? onEnd() : null);

  return {
    start,
    turn(call) {
      call.signal.throwIfAborted();
      const end = start();
      if (end) return Promise.resolve(end);
      return new Promise((resolve, reject) => {
        const since = now();
        const leave = (): void => {
          queue = queue.filter((other) => other !== waiter);
          reject(ownWait(call.signal.reason, `${Math.round(now() - since)} ms for its turn (rateLimit)`));
          advance();
        };
        const waiter: Waiter = {
          call,
          start() {
            call.signal.removeEventListener('abort', leave);
            resolve(onEnd());
          },
          fail(error) {
            call.signal.removeEventListener('abort', leave);
            reject(error);
          },
        };
        call.signal.addEventListener('abort', leave, { once: true });
        queue.push(waiter);
        advance();
      });
    },
  };
}

function tooLate(waitMs: number): UpstreamError {
  return upstreamError('RATE_LIMITED', 'The request rate configured for this source is used up.', {
    retryAfterMs: Math.max(0, Math.ceil(waitMs)),
  });
}

/** Waits in turn for the limiter; a try holds its turn until it has ended. */
export function rateLimit(limiter: RateLimiter): Interceptor {
  return (next) => {
    const send = (request: HttpRequest, call: Call, end: () => void): Promise<HttpResponse> => {
      const answer = next(request, call);
      answer.then(end, end);
      return answer;
    };
    return (request, call) => {
      if (call.signal.aborted) return Promise.reject(call.signal.reason);
      const end = limiter.start();
      return end ? send(request, call, end) : limiter.turn(call).then((turned) => send(request, call, turned));
    };
  };
}
