import type { Call, Exchange, HttpRequest, HttpResponse, Interceptor } from '../exchange.ts';

/** A request under way and those who wait for its answer. */
interface Flight {
  readonly answer: Promise<HttpResponse>;
  /** Who still waits; a call may be there more than once. */
  readonly waiters: Set<{ readonly call: Call }>;
  /** Nobody waits any more. */
  abandon(reason: unknown): void;
}

/**
 * Makes equal reads in flight one request: those of the same method, path and body that may be sent again. One such interceptor
 * serves one source with one credential and stands before authorising, so that signed requests are equal too.
 * The request lives as long as its longest waiter; each leaves when its own signal says so, and the last one out aborts it.
 */
export const singleFlight: Interceptor = (next) => {
  const flights = new Map<string, Flight>();
  return (request, call) => {
    if (!request.safe) return next(request, call);
    call.signal.throwIfAborted();
    // No path holds a line's end.
    const key = `${request.method} ${request.path}\n${request.body ?? ''}`;
    const waiter = { call };
    const known = flights.get(key);
    if (known) {
      known.waiters.add(waiter);
      call.onShared?.();
      return wait(known, waiter);
    }
    const flight = takeOff(next, request, waiter, () => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    flights.set(key, flight);
    return wait(flight, waiter);
  };
};

function takeOff(next: Exchange, request: HttpRequest, first: { readonly call: Call }, onEnd: () => void): Flight {
  const waiters = new Set([first]);
  const leaving = new AbortController();
  const shared: Call = {
    signal: leaving.signal,
    get deadlineAt() {
      let latest = Number.NEGATIVE_INFINITY;
      for (const { call } of waiters) latest = Math.max(latest, call.deadlineAt);
      return latest;
    },
    onTry() {
      for (const { call } of waiters) call.onTry?.();
    },
  };
  const answer = next(request, shared);
  answer.then(onEnd, onEnd);
  return {
    answer,
    waiters,
    abandon(reason) {
      // At once: who comes now must not join a request that is being given up.
      onEnd();
      leaving.abort(reason);
    },
  };
}

function wait({ answer, waiters, abandon }: Flight, waiter: { readonly call: Call }): Promise<HttpResponse> {
  const { signal } = waiter.call;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      reject(signal.reason);
      waiters.delete(waiter);
      if (waiters.size === 0) abandon(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
