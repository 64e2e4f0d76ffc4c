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
export const deadline: Interceptor = (next) => (request, call) => {
  if (call.signal.aborted) return Promise.reject(call.signal.reason);
  const bound = new BoundCall(call);
  if (!bound.start()) return Promise.reject(timeIsUp());
  const answer = next(request, bound);
  answer.then(bound.end, bound.end);
  return answer;
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

  /** False where the time is up. */
  start(): boolean {
    const leftMs = this.#leftMs();
    if (leftMs <= 0) return false;
    this.#wait(leftMs);
    this.#outer.signal.addEventListener('abort', this.#leave, { once: true });
    return true;
  }

  readonly end = (): void => {
    clearTimeout(this.#timer);
    this.#outer.signal.removeEventListener('abort', this.#leave);
  };

  onTry(): void {
    this.#outer.onTry?.();
  }

  onShared(): void {
    this.#outer.onShared?.();
  }

  readonly #leave = (): void => this.signal.abort(this.#outer.signal.reason);

  ring(): void {
    const leftMs = this.#leftMs();
    if (leftMs > 0) this.#wait(leftMs);
    else this.signal.abort(timeIsUp());
  }

  #leftMs(): number {
    return Math.ceil(this.deadlineAt - performance.now());
  }

  #wait(leftMs: number): void {
    if (leftMs > MAX_TIMER_MS) return;
    this.#timer = setTimeout(ring, leftMs > STEP_MS ? leftMs - (leftMs % STEP_MS) : leftMs, this);
  }
}

/** One for all, where a method bound to each would be made for each. */
function ring(bound: BoundCall): void {
  bound.ring();
}

function timeIsUp(): UpstreamError {
  return upstreamError('TIMEOUT', 'The time that one request may take of this source is used up.');
}
