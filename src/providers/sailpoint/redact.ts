const SECRET_NAME = /password|secret|token|stacktrace/;

/** A Java frame, on a line of its own or in one, and all that follows it. */
const FRAMES = /\sat [\w$.<>/]+\((?:[\w$]+\.java(?::\d+)?|Native Method|Unknown Source)\)[\s\S]*$/;

/** An upstream's sentence without the stack trace that may hang on it. */
export function withoutStackTrace(text: string): string {
  return text.replace(FRAMES, '').trim();
}

/**
 * JSON without members named after a password, secret, token or stack trace (case and separators ignored), at any depth,
 * and its texts without stack traces. `attributes`, `arguments` and message parameters are free objects that connectors fill:
 * nothing in them is documented as secret, and nothing keeps a secret out.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return FRAMES.test(value) ? withoutStackTrace(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(redact);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRET_NAME.test(name.toLowerCase().replace(/[^a-z]/g, '')))
      .map(([name, member]) => [name, redact(member)]),
  );
}
