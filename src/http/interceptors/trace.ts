import { type UpstreamRequestMessage, upstreamRequests } from '../../telemetry/upstream-channels.ts';
import type { Interceptor } from '../exchange.ts';

/**
 * Outermost: tells the call, and who listens, of each request that ended, with its tries and how long they took in all.
 * @param source what the upstream is called in what is told.
 */
export function trace(source: string): Interceptor {
  return (next) => async (request, call) => {
    if (!call.onRequest && !upstreamRequests.hasSubscribers) return next(request, call);
    const startedAt = performance.now();
    let attempts = 0;
    let status: number | null = null;
    let cached = false;
    try {
      const response = await next(request, {
        ...call,
        onTry: () => {
          attempts += 1;
          call.onTry?.();
        },
        onShared: () => {
          cached = true;
          call.onShared?.();
        },
      });
      status = response.status;
      return response;
    } finally {
      const { method, path } = request;
      const durationMs = performance.now() - startedAt;
      // A request that joined another, or that failed before it was sent, still stands for one.
      call.onRequest?.({ method, path, status, durationMs, attempts: Math.max(1, attempts), cached });
      const message: UpstreamRequestMessage = { source, method, status, durationMs, attempts, cached };
      upstreamRequests.publish(message);
    }
  };
}
