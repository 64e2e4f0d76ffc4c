import type { z } from 'zod';
import { describeIssue, faultsOfIssue } from './describe-issue.ts';
import type { Substitution } from './environment.ts';
import { formatPath, type Path, valueAt, withValueAt } from './path.ts';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };

/**
 * Reads one part of a configuration by its schema; every fault of it with its path from the root. A text that came from the
 * environment, which knows texts alone, is taken as a number or truth value where the schema wants one.
 * @param substitution its own faults are not repeated: nothing else is said of a text whose variable is not set.
 */
export function check<T>(
  schema: z.ZodType<T>,
  part: unknown,
  at: Path,
  { faults: unresolved, substituted }: Omit<Substitution, 'tree'>,
): Checked<T> {
  // What is read once is read sooner as it is than by code that zod would make for it.
  const read = (input: unknown) => schema.safeParse(input, { error: describeIssue, jitless: true });
  let input = part;
  let result = read(input);
  for (const issue of result.error?.issues ?? []) {
    if (issue.code !== 'invalid_type' || !substituted.has(formatPath([...at, ...issue.path]))) continue;
    const scalar = scalarOf(valueAt(input, issue.path), issue.expected);
    if (scalar !== null) input = withValueAt(input, issue.path, scalar);
  }
  if (input !== part) result = read(input);
  if (result.success) return { ok: true, value: result.data };
  const issues = result.error.issues.filter(({ path }) => !unresolved.has(formatPath([...at, ...path])));
  return { ok: false, faults: issues.flatMap((issue) => faultsOfIssue(issue, at, input)) };
}

function scalarOf(text: unknown, expected: string): number | boolean | null {
  if (typeof text !== 'string') return null;
  if (expected === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (expected === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return null;
}
