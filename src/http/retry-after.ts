/**
 * Milliseconds until a `Retry-After` header's instant, given in seconds or as an HTTP date; null where there is none or it can't be read.
 * An instant that has passed is 0.
 */
export function retryAfterMs(header: string | undefined, now: () => number = Date.now): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.max(0, instant - now());
}
