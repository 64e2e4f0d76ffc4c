import { type UpstreamRequestMessage, upstreamRequests } from '../../telemetry/upstream-channels.ts';
import type { Call, Interceptor } from '../exchange.ts';

/**
 * Outermost: tells the call, and who listens, of each request that ended, with its tries and how long they took in all.
 * @param source what the upstream is called in what is told.
 */
export function trace(source: string): Interceptor {
  return (next) => async (request, call) => {
    if (!call.onRequest && !upstreamRequests.hasSubscribers) return next(request, call);
    const startedAt = performance.now();
    const traced = new TracedCall(call);
    let status: number | null = null;
    try {
      const response = await next(request, traced);
      status = response.status;
      return response;
    } finally {
      const { method, path } = request;
      const { attempts, cached } = traced;
      const durationMs = performance.now() - startedAt;
      // A request that joined another, or that failed before it was sent, still stands for one.
      call.onRequest?.({ method, path, status, durationMs, attempts: Math.max(1, attempts), cached });
      if (upstreamRequests.hasSubscribers) {
        const aborted = status === null && call.signal.aborted;
        const message: UpstreamRequestMessage = { source, method, status, aborted, durationMs, attempts, cached };
        upstreamRequests.publish(message);
      }
    }
  };
}

class TracedCall implements Call {
  readonly signal: Call['signal'];
  readonly deadlineAt: number;
  attempts = 0;
  cached = false;
  readonly #outer: Call;

  constructor(outer: Call) {
    this.#outer = outer;
    this.signal = outer.signal;
    this.deadlineAt = outer.deadlineAt;
  }

  onTry(): void {
    this.attempts += 1;
    this.#outer.onTry?.();
  }

  onShared(): void {
    this.cached = true;
    this.#outer.onShared?.();
  }
}
