import { type UpstreamErrorCode, type UpstreamProblem, upstreamProblem } from '../errors.ts';
import type { HttpResponse } from './exchange.ts';
import { retryAfterMs } from './retry-after.ts';

/** What an answer that is no success comes to where nobody reads its body. */
export function statusProblem({ status, headers }: HttpResponse): UpstreamProblem {
  return upstreamProblem(codeOfStatus(status), statusMessage(status), {
    httpStatus: status,
    retryAfterMs: retryAfterMs(headers['retry-after']),
  });
}

export function statusMessage(status: number): string {
  return `The upstream answered with HTTP status ${status}.`;
}

/** What a status means where the body tells no more. */
export function codeOfStatus(status: number): UpstreamErrorCode {
  if (status >= 300 && status < 400) return 'INVALID_RESPONSE';
  switch (status) {
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'FORBIDDEN';
    case 404:
      return 'NOT_FOUND';
    case 408:
      return 'TIMEOUT';
    case 429:
      return 'RATE_LIMITED';
    default:
      return status >= 500 ? 'UNAVAILABLE' : 'INVALID_ARGUMENT';
  }
}
