import { type UpstreamError, upstreamError } from '../../errors.ts';
import type { Interceptor } from '../exchange.ts';

/** What a timer holds at most. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Bounds everything further in by the call's deadline: starts nothing once the time is up and ends what is under way then,
 * with TIMEOUT as the reason of the signal that it hands on. The caller's own leaving ends it too, with its own reason.
 */
export const deadline: Interceptor = (next) => async (request, call) => {
  call.signal.throwIfAborted();
  const leftMs = Math.ceil(call.deadlineAt - performance.now());
  if (leftMs <= 0) throw timeIsUp();
  const bound = new AbortController();
  const leave = (): void => bound.abort(call.signal.reason);
  call.signal.addEventListener('abort', leave, { once: true });
  const timer = leftMs > MAX_TIMER_MS ? undefined : setTimeout(() => bound.abort(timeIsUp()), leftMs);
  try {
    return await next(request, { ...call, signal: bound.signal });
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', leave);
  }
};

function timeIsUp(): UpstreamError {
  return upstreamError('TIMEOUT', 'The time that one request may take of this source is used up.');
}
