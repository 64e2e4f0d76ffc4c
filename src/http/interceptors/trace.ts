import { type UpstreamRequestMessage, upstreamRequests } from '../../telemetry/upstream-channels.ts';
import type { Call, HttpRequest, HttpResponse, Interceptor } from '../exchange.ts';

/**
 * Outermost: tells who listens of each request that ended, with its tries and how long they took in all, and the call of those
 * that were sent.
 * @param source what the upstream is called in what is told.
 */
export function trace(source: string): Interceptor {
  return (next) => (request, call) => {
    if (!call.onRequest && !upstreamRequests.hasSubscribers) return next(request, call);
    const traced = new TracedCall(source, request, call);
    const answer = next(request, traced);
    answer.then(traced.onAnswer, traced.onError);
    return answer;
  };
}

class TracedCall implements Call {
  readonly signal: Call['signal'];
  readonly deadlineAt: number;
  readonly #source: string;
  readonly #request: HttpRequest;
  readonly #outer: Call;
  readonly #startedAt = performance.now();
  #attempts = 0;
  #cached = false;

  constructor(source: string, request: HttpRequest, outer: Call) {
    this.#source = source;
    this.#request = request;
    this.#outer = outer;
    this.signal = outer.signal;
    this.deadlineAt = outer.deadlineAt;
  }

  onTry(): void {
    this.#attempts += 1;
    this.#outer.onTry?.();
  }

  onShared(): void {
    this.#cached = true;
    this.#outer.onShared?.();
  }

  readonly onAnswer = ({ status }: HttpResponse): void => this.#tell(status);

  readonly onError = (): void => this.#tell(null);

  #tell(status: number | null): void {
    const { method, path } = this.#request;
    const attempts = this.#attempts;
    const cached = this.#cached;
    const durationMs = performance.now() - this.#startedAt;
    // One that joined another stands for a try of that; one that was never sent, the circuit being open, stands for nothing.
    if (attempts > 0 || cached) {
      this.#outer.onRequest?.({ method, path, status, durationMs, attempts: Math.max(1, attempts), cached });
    }
    if (!upstreamRequests.hasSubscribers) return;
    const aborted = status === null && this.signal.aborted;
    const message: UpstreamRequestMessage = {
      source: this.#source,
      method,
      status,
      aborted,
      durationMs,
      attempts,
      cached,
    };
    upstreamRequests.publish(message);
  }
}
