import type { Call, HttpResponse, Interceptor } from '../exchange.ts';
import { Scope } from '../leave.ts';

/**
 * Makes equal reads in flight one request: those of the same method, path and body that may be sent again. One such interceptor
 * serves one source with one credential and stands before authorising, so that signed requests are equal too.
 * The request lives as long as its longest waiter; each leaves when its own signal says so, and the last one out aborts it.
 */
export const singleFlight: Interceptor = (next) => {
  const flights = new Map<string, Flight>();
  return (request, call) => {
    if (!request.safe) return next(request, call);
    if (call.signal.aborted) return Promise.reject(call.signal.reason);
    // No path holds a line's end.
    const { method, path, body } = request;
    const key = method === 'GET' && body === undefined ? path : `${method} ${path}\n${body ?? ''}`;
    const known = flights.get(key);
    if (known) {
      call.onShared?.();
      return known.join(call);
    }
    const flight = new Flight(flights, key);
    flights.set(key, flight);
    const answer = flight.join(call);
    flight.follow(next(request, flight));
    return answer;
  };
};

/** Somebody who waits for the answer of a request under way. */
interface Waiter {
  readonly call: Call;
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (reason: unknown) => void;
  readonly leave: () => void;
}

/** A request under way and those who wait for its answer; it is the call that is made for all of them. */
class Flight implements Call {
  readonly signal = new Scope();
  readonly #waiters = new Set<Waiter>();
  readonly #flights: Map<string, Flight>;
  readonly #key: string;

  constructor(flights: Map<string, Flight>, key: string) {
    this.#flights = flights;
    this.#key = key;
  }

  get deadlineAt(): number {
    let latest = Number.NEGATIVE_INFINITY;
    for (const { call } of this.#waiters) latest = Math.max(latest, call.deadlineAt);
    return latest;
  }

  onTry(): void {
    for (const { call } of this.#waiters) call.onTry?.();
  }

  join(call: Call): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { call, resolve, reject, leave: () => this.#leave(waiter) };
      this.#waiters.add(waiter);
      call.signal.addEventListener('abort', waiter.leave, { once: true });
    });
  }

  follow(answer: Promise<HttpResponse>): void {
    answer.then(
      (response) => {
        const told = this.#waiters.size > 1 ? { ...response, shared: {} } : response;
        for (const waiter of this.#end()) waiter.resolve(told);
      },
      (error: unknown) => {
        for (const waiter of this.#end()) waiter.reject(error);
      },
    );
  }

  #leave(waiter: Waiter): void {
    const { reason } = waiter.call.signal;
    if (this.#waiters.size > 1) {
      waiter.reject(reason);
      this.#waiters.delete(waiter);
      return;
    }
    // At once: who comes now must not join a request that is being given up.
    this.#end();
    // How the request ends then is told to the last one out, as it knows best what the time went by for.
    this.signal.abort(reason);
  }

  #end(): Iterable<Waiter> {
    if (this.#flights.get(this.#key) === this) this.#flights.delete(this.#key);
    for (const { call, leave } of this.#waiters) call.signal.removeEventListener('abort', leave);
    return this.#waiters;
  }
}
