import { upstreamError } from '../errors.ts';
import type { Frontier, SeenPage } from './frontier.ts';

/** Rows that a page shares with what lies before it, so that one answer shows a row on each side of the seam. */
export const OVERLAP = 10;
/** Answers that prove nothing, one after the other, before a list is given up as moving too fast. */
export const MAX_REREADS = 8;

/** A list that changed faster than it could be read. */
export function movingTooFast() {
  return upstreamError('UNAVAILABLE', 'The list changed faster than it could be read: ask again.');
}

/**
 * Finds the place of a frontier between offsets that close in on it, and proves it: the page that is returned begins at the list's start or
 * shows a row before the frontier, and shows a row past it or the list's end.
 * @param read one answer of the largest size, from an offset on.
 */
export async function locate(
  frontier: Frontier,
  maxPageSize: number,
  read: (offset: number, limit: number, frontier: Frontier) => Promise<SeenPage>,
): Promise<SeenPage> {
  /** Rows before this offset are before the frontier, rows from `high` on are past it: as far as the list stood still. */
  let low = 0;
  let high: number | null = null;
  let undatedFirst = false;
  /** The instants of the rows that `low` and `high` were learnt from. */
  let lowInstant: number | null = null;
  let highInstant: number | null = null;
  let misses = 0;
  let offset = 0;
  for (let probes = 0; ; probes += 1) {
    const page = await read(offset, maxPageSize, frontier);
    if (page.isProven && (page.past < page.rows.length || page.isEnd)) return page;
    if (page.total !== null) high = Math.min(high ?? page.total, page.total);
    if (page.rows.length === 0) {
      high = offset;
    } else if (!page.isDated) {
      if (offset === 0) undatedFirst = true;
      if (undatedFirst) low = Math.max(low, offset + page.rows.length);
      else high = offset;
    } else if (page.isProven) {
      low = Math.max(low, offset + page.rows.length);
      lowInstant = instantsOf(page).at(-1) ?? null;
    } else {
      high = offset;
      highInstant = instantsOf(page)[0] ?? null;
    }
    if (high === null) {
      // No total: double the offset until a page lies past the frontier or past the end.
      offset = Math.max(low, offset * 2);
      continue;
    }
    if (low > high) {
      misses += 1;
      if (misses > MAX_REREADS) throw movingTooFast();
      low = Math.max(0, high - maxPageSize * 2 ** misses);
      high = null;
    }
    const span = (high ?? low) - low;
    if (span <= maxPageSize - 2 * OVERLAP) {
      offset = Math.max(0, low - OVERLAP);
      continue;
    }
    // Where instants are spread evenly their distances tell the place; where they are not, every other probe halves the span.
    const part =
      probes % 2 === 0 || lowInstant === null || highInstant === null || lowInstant === highInstant
        ? 0.5
        : (frontier.instant - lowInstant) / (highInstant - lowInstant);
    const middle = low + span * Math.min(1, Math.max(0, part));
    offset = Math.round(Math.min(low + span - maxPageSize / 2, Math.max(low - OVERLAP, middle - maxPageSize / 2)));
    offset = Math.max(0, offset);
  }
}

function instantsOf({ rows }: SeenPage): readonly number[] {
  return rows.flatMap((row) => row?.orderedAt ?? []);
}
