import type { z } from 'zod';
import { formatPath, type Path, valueAt } from './path.ts';

/**
 * What to put into an issue whose schema brings no words of its own: the end of a sentence that starts with the path.
 * Never holds the value, which may be a secret.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int') return 'must be a whole number';
      return `must be ${KINDS[issue.expected] ?? issue.expected}, is ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'too_small':
      if (issue.origin === 'string') return issue.minimum === 1 ? 'is empty' : `is shorter than ${issue.minimum}`;
      return issue.origin === 'array' ? `must hold at least ${issue.minimum}` : `must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `is longer than ${issue.maximum}`;
      return issue.origin === 'array' ? `must hold at most ${issue.maximum}` : `must be at most ${issue.maximum}`;
    case 'invalid_union':
      return `must be ${oneOf(choicesOf(issue) ?? ['its documented forms'])}`;
    case 'unrecognized_keys':
      return 'unknown key';
    default:
      return 'is malformed';
  }
}

/** One fault for an issue, or one for each key that is not known. */
export function faultsOfIssue(issue: z.core.$ZodIssue, at: Path, tree: unknown): string[] {
  const path = [...at, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${formatPath([...path, key])}: unknown key`);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The form that the value comes nearest to: the one that finds the least fault with it.
    const [nearest = []] = issue.errors.toSorted((a, b) => a.length - b.length);
    return nearest.flatMap((inner) => faultsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }, at, tree));
  }
  const where = formatPath(path) || 'the configuration';
  if (valueAt(tree, issue.path) !== undefined) return [`${where}: ${issue.message}`];
  const choices = choicesOf(issue);
  return [choices ? `${where}: is missing, must be ${oneOf(choices)}` : `${where}: is missing`];
}

/** The words that are allowed, where the schema lists some. */
function choicesOf(issue: z.core.$ZodIssue | z.core.$ZodRawIssue): readonly unknown[] | undefined {
  const choices = issue.code === 'invalid_value' ? issue.values : 'options' in issue ? issue.options : undefined;
  return Array.isArray(choices) ? choices : undefined;
}

function oneOf(choices: readonly unknown[]): string {
  return choices.length === 1 ? String(choices[0]) : `one of ${choices.map(String).join(', ')}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  const type = typeof value;
  return KINDS[type] ?? type;
}
