import { type UpstreamProblem, upstreamProblem } from '../errors.ts';

/** What stands in a list for a record that can't be read: the reason. */
export interface Unreadable {
  readonly unreadable: string;
}

/** The problem of a list that was read but for some of its records; null where all could be read. */
export function unreadableProblem(reasons: readonly string[]): UpstreamProblem | null {
  const [first] = reasons;
  if (first === undefined) return null;
  const records = reasons.length === 1 ? '1 record' : `${reasons.length} records`;
  return upstreamProblem('INVALID_RESPONSE', `${records} could not be read: ${first}.`);
}
