/**
 * Where a host's stack trace begins within a text: a frame of Java or .NET on a line of its own, a Java frame within a line,
 * or a Python traceback.
 */
const TRACE =
  /[\r\n]+[ \t]*at [\w$.<>`/+[\]]+\s?\(|\sat [\w$.<>/]+\((?:[\w$]+\.java(?::\d+)?|Native Method|Unknown Source)\)|Traceback \(most recent call last\)/;

/** A text up to the stack trace in it, where there is one. */
export function withoutStackTrace(text: string): string {
  // Most texts hold nothing of the kind, which is sooner told so than by the pattern.
  if (!text.includes('at ') && !text.includes('Traceback')) return text;
  const start = text.search(TRACE);
  return start === -1 ? text : text.slice(0, start).trim();
}
