import { UpstreamError, upstreamProblem } from '../errors.ts';

/** TIMEOUT of a request whose time went by in a queue of our own: it tells nothing of the upstream. */
export class OwnWaitError extends UpstreamError {}

/**
 * What to reject with in place of the reason for which a request that waited was given up: a deadline's TIMEOUT tells what the
 * time went by for, any other reason stays as it is.
 * @param waitedFor ends the sentence "it waited".
 */
export function ownWait(reason: unknown, waitedFor: string): unknown {
  if (!(reason instanceof UpstreamError) || reason.problem.code !== 'TIMEOUT') return reason;
  const message = `The time that one request may take of this source is used up: it waited ${waitedFor}.`;
  return new OwnWaitError(upstreamProblem('TIMEOUT', message));
}
