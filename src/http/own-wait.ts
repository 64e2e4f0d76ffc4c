import { UpstreamError, type UpstreamProblem, upstreamProblem } from '../errors.ts';

/** TIMEOUT of a request whose time went by in a queue of our own: by itself it tells nothing of the upstream. */
export class OwnWaitError extends UpstreamError {
  /** Milliseconds from the start of the wait to the end of a try that was cut short; null where none went out. */
  readonly cutShortAfterMs: number | null;

  constructor(problem: UpstreamProblem, cutShortAfterMs: number | null = null) {
    super(problem);
    this.cutShortAfterMs = cutShortAfterMs;
  }
}

/**
 * What to reject with in place of the reason for which a request that waited was given up: a deadline's TIMEOUT tells what the
 * time went by for, any other reason stays as it is.
 * @param waitedFor ends the sentence "it waited".
 */
export function ownWait(reason: unknown, waitedFor: string, cutShortAfterMs: number | null = null): unknown {
  if (!(reason instanceof UpstreamError) || reason.problem.code !== 'TIMEOUT') return reason;
  const message = `The time that one request may take of this source is used up: it waited ${waitedFor}.`;
  return new OwnWaitError(upstreamProblem('TIMEOUT', message), cutShortAfterMs);
}
