import type { Interceptor } from '../exchange.ts';

/** Outermost: tells the call of each request that ended, with its tries and how long they took in all. */
export const trace: Interceptor = (next) => async (request, call) => {
  if (!call.onRequest) return next(request, call);
  const startedAt = performance.now();
  let attempts = 0;
  let status: number | null = null;
  try {
    const response = await next(request, {
      ...call,
      onTry: () => {
        attempts += 1;
        call.onTry?.();
      },
    });
    status = response.status;
    return response;
  } finally {
    call.onRequest({
      method: request.method,
      path: request.path,
      status,
      durationMs: performance.now() - startedAt,
      attempts: Math.max(1, attempts),
      cached: false,
    });
  }
};
