import { type UpstreamError, upstreamError } from '../../errors.ts';
import type { Call, Interceptor } from '../exchange.ts';
import { Scope } from '../leave.ts';

/** What a timer holds at most. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Node keeps timers of one length in one list, at next to no cost: so lengths are few, and what is left then is waited for anew. */
const STEP_MS = 1000;

/**
 * Bounds everything further in by the call's deadline: starts nothing once the time is up and ends what is under way then,
 * with TIMEOUT as the reason of the signal that it hands on. The caller's own leaving ends it too, with its own reason.
 */
export const deadline: Interceptor = (next) => async (request, call) => {
  call.signal.throwIfAborted();
  const bound = new BoundCall(call);
  bound.start();
  try {
    return await next(request, bound);
  } finally {
    bound.end();
  }
};

class BoundCall implements Call {
  readonly signal = new Scope();
  readonly deadlineAt: number;
  readonly #outer: Call;
  #timer: NodeJS.Timeout | undefined;

  constructor(outer: Call) {
    this.#outer = outer;
    this.deadlineAt = outer.deadlineAt;
  }

  /** Throws where the time is up. */
  start(): void {
    if (this.#leftMs() <= 0) throw timeIsUp();
    this.#wait();
    this.#outer.signal.addEventListener('abort', this.#leave, { once: true });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer.signal.removeEventListener('abort', this.#leave);
  }

  onTry(): void {
    this.#outer.onTry?.();
  }

  onShared(): void {
    this.#outer.onShared?.();
  }

  readonly #leave = (): void => this.signal.abort(this.#outer.signal.reason);

  readonly #ring = (): void => {
    if (this.#leftMs() > 0) this.#wait();
    else this.signal.abort(timeIsUp());
  };

  #leftMs(): number {
    return Math.ceil(this.deadlineAt - performance.now());
  }

  #wait(): void {
    const leftMs = this.#leftMs();
    if (leftMs > MAX_TIMER_MS) return;
    this.#timer = setTimeout(this.#ring, leftMs > STEP_MS ? leftMs - (leftMs % STEP_MS) : leftMs);
  }
}

function timeIsUp(): UpstreamError {
  return upstreamError('TIMEOUT', 'The time that one request may take of this source is used up.');
}
