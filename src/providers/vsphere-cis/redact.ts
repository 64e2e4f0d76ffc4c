import { withoutStackTrace } from '../../http/stack-trace.ts';

/** Members that hold a host's inner workings, whatever they belong to. */
const TRACE_MEMBER = /^(?:stack_?trace|debug(?:_?(?:info|message))?)$/i;

/** Members that hold what signs somebody in. */
const SECRET_MEMBER = /(?:password|passphrase|secret|private_?key|session_?id)$/i;

/**
 * A record, or a part of one, without stack traces and secrets: results and errors hold whatever their operation puts there,
 * so members are judged by name, at any depth, and texts are cut where a stack trace begins.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return withoutStackTrace(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !TRACE_MEMBER.test(name) && !SECRET_MEMBER.test(name))
      .map(([name, member]) => [name, redact(member)]),
  );
}
