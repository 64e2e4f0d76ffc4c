const DAY_MS = 86_400_000;
/** Days that are remembered, either way: more than the tasks of a page are spread over. */
const MAX_DAYS = 1000;

const ISO = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?\s*(Z|z|[+-]\d{2}:?\d{2})?$/;

/**
 * Epoch milliseconds of an ISO 8601 instant with any number of fraction digits, cut, not rounded, to the millisecond.
 * Without an offset it is UTC. Null where the text is no instant.
 */
export function parseInstant(text: string): number | null {
  return parseUsual(text) ?? parseAny(text);
}

const DASH = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const LETTER_T = 84;
const LETTER_Z = 90;

/** What upstreams send day by day, `2026-11-21T22:19:41.123456Z` or `+00:00`, digit by digit; null for all that is not exactly so. */
function parseUsual(text: string): number | null {
  const { length } = text;
  const end = text.charCodeAt(length - 1) === LETTER_Z ? length - 1 : text.endsWith('+00:00') ? length - 6 : 0;
  if (end < 19 || text.charCodeAt(10) !== LETTER_T) return null;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  const hours = digitsAt(text, 11, 2);
  const minutes = digitsAt(text, 14, 2);
  const seconds = digitsAt(text, 17, 2);
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return null;
  let milliseconds = 0;
  if (end > 19) {
    if (end < 21 || text.charCodeAt(19) !== POINT) return null;
    const fraction = digitsAt(text, 20, end - 20);
    if (Number.isNaN(fraction)) return null;
    milliseconds = end > 23 ? digitsAt(text, 20, 3) : fraction * 10 ** (23 - end);
  }
  const day = dayOf(digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2));
  return day === null ? null : day * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** NaN where one of them is no digit. */
function digitsAt(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Days before each month of a year that is no leap year, and of the whole year. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
/** Of 1 January 1970, counted as {@link dayOf} counts. */
const EPOCH_DAY = 719_528;

/** Days since the epoch; null for a date that does not exist. */
function dayOf(year: number, month: number, day: number): number | null {
  const before = DAYS_BEFORE[month - 1];
  const after = DAYS_BEFORE[month];
  if (before === undefined || after === undefined || Number.isNaN(year) || !(day >= 1)) return null;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > after - before + (isLeap && month === 2 ? 1 : 0)) return null;
  // The leap days of the years before this one, year 0 with them.
  const past = year - 1;
  const leapDays = year === 0 ? 0 : Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) + 1;
  return year * 365 + leapDays + before + (isLeap && month > 2 ? 1 : 0) + day - 1 - EPOCH_DAY;
}

function parseAny(text: string): number | null {
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

const days = new Map<number, string>();

/** RFC 3339 in UTC with milliseconds, as `Date.toISOString`. Throws RangeError for what is no instant. */
export function formatInstant(instant: number): string {
  const day = Math.floor(instant / DAY_MS);
  const date = textOfDay(day);
  if (date.length !== '1970-01-01'.length) return new Date(instant).toISOString();
  const time = instant - day * DAY_MS;
  const milliseconds = time % 1000;
  const seconds = Math.floor(time / 1000) % 60;
  const minutes = Math.floor(time / 60_000) % 60;
  const hours = Math.floor(time / 3_600_000);
  // Digit by digit: a text put together of several stays several, which JSON.stringify is slow at (in Node 26 with all its values).
  return String.fromCharCode(
    date.charCodeAt(0),
    date.charCodeAt(1),
    date.charCodeAt(2),
    date.charCodeAt(3),
    DASH,
    date.charCodeAt(5),
    date.charCodeAt(6),
    DASH,
    date.charCodeAt(8),
    date.charCodeAt(9),
    LETTER_T,
    ZERO + Math.floor(hours / 10),
    ZERO + (hours % 10),
    COLON,
    ZERO + Math.floor(minutes / 10),
    ZERO + (minutes % 10),
    COLON,
    ZERO + Math.floor(seconds / 10),
    ZERO + (seconds % 10),
    POINT,
    ZERO + Math.floor(milliseconds / 100),
    ZERO + (Math.floor(milliseconds / 10) % 10),
    ZERO + (milliseconds % 10),
    LETTER_Z,
  );
}

function textOfDay(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, -'T00:00:00.000Z'.length);
  if (days.size >= MAX_DAYS) days.clear();
  days.set(day, text);
  return text;
}
