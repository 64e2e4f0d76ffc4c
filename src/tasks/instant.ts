const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?\s*(Z|z|[+-]\d{2}:?\d{2})?$/;

/**
 * Epoch milliseconds of an ISO 8601 instant with any number of fraction digits, cut, not rounded, to the millisecond.
 * Without an offset it is UTC. Null where the text is no instant.
 */
export function parseInstant(text: string): number | null {
  const [, date, time, fraction = '', zone = 'Z'] = ISO.exec(text.trim()) ?? [];
  if (date === undefined || time === undefined) return null;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const instant = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  // Date.parse rolls 31 February over into March: what it read must be what was written.
  if (Number.isNaN(instant) || !exists(date)) return null;
  return instant;
}

function exists(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

/** The latest and earliest instants that a Date can hold, in epoch milliseconds. */
const MAX_INSTANT = 8.64e15;

/** Epoch milliseconds as an upstream sends them, cut to a whole number; null where they are no instant. */
export function epochInstant(value: number): number | null {
  const instant = Math.trunc(value);
  return Number.isFinite(instant) && Math.abs(instant) <= MAX_INSTANT ? instant : null;
}
