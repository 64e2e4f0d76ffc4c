import { withoutStackTrace } from '../../http/stack-trace.ts';

const SECRET_NAME = /password|secret|token|stacktrace/;

/**
 * JSON without members named after a password, secret, token or stack trace (case and separators ignored), at any depth,
 * and its texts without stack traces. `attributes`, `arguments` and message parameters are free objects that connectors fill:
 * nothing in them is documented as secret, and nothing keeps a secret out.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return withoutStackTrace(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(redact);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRET_NAME.test(name.toLowerCase().replace(/[^a-z]/g, '')))
      .map(([name, member]) => [name, redact(member)]),
  );
}
