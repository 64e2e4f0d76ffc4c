import { upstreamError } from '../../errors.ts';
import type { Interceptor } from '../exchange.ts';

/** Starts nothing for a caller that has gone or whose time is up; the pool bounds each try by what is left. */
export const deadline: Interceptor = (next) => async (request, call) => {
  call.signal.throwIfAborted();
  if (performance.now() >= call.deadlineAt) {
    throw upstreamError('TIMEOUT', 'The time that one request may take of this source is used up.');
  }
  return next(request, call);
};
