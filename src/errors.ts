/** Ways in which an upstream fails its caller; the words are those of the GraphQL enum of the same name. */
export type UpstreamErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID_ARGUMENT'
  | 'TOO_MANY_RESULTS'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'INVALID_RESPONSE';

/** What went wrong at an upstream, fit to be shown: no stack trace, no secret. Null means that the upstream did not tell. */
export interface UpstreamProblem {
  readonly code: UpstreamErrorCode;
  /** A sentence for a person. */
  readonly message: string;
  /** Whether the same request may succeed later without anybody changing it. */
  readonly retryable: boolean;
  /** A whole number, 2^31 - 1 at most. */
  readonly retryAfterMs: number | null;
  readonly httpStatus: number | null;
  /** The upstream's own error code or type. */
  readonly upstreamCode: string | null;
  /** The upstream's tracking id for the failed request. */
  readonly requestId: string | null;
}

/** A GraphQL Int; some 24 days, past which the number of milliseconds tells no more. */
const MAX_RETRY_AFTER_MS = 2_147_483_647;

const RETRYABLE: ReadonlySet<UpstreamErrorCode> = new Set(['RATE_LIMITED', 'TIMEOUT', 'UNAVAILABLE']);

/** A problem with `retryable` by its code (rate limits, timeouts and outages pass, the rest does not) and the rest null, unless told. */
export function upstreamProblem(
  code: UpstreamErrorCode,
  message: string,
  details: Partial<Omit<UpstreamProblem, 'code' | 'message'>> = {},
): UpstreamProblem {
  const { retryAfterMs = null, ...told } = details;
  return {
    code,
    message,
    retryable: RETRYABLE.has(code),
    httpStatus: null,
    upstreamCode: null,
    requestId: null,
    ...told,
    retryAfterMs: retryAfterMs === null ? null : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, Math.ceil(retryAfterMs))),
  };
}

/** Carries an {@link UpstreamProblem} through promises, DataLoaders and resolvers; the only class of expected failure. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly problem: UpstreamProblem;

  constructor(problem: UpstreamProblem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}

/** Shorthand for `new UpstreamError(upstreamProblem(…))`. */
export function upstreamError(...args: Parameters<typeof upstreamProblem>): UpstreamError {
  return new UpstreamError(upstreamProblem(...args));
}

/** What a data loader takes for a failure: whoever aborts may do so for a reason that is no Error. */
export function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the reading was cut short', { cause: reason });
}
