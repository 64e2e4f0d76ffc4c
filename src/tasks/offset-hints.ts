import { LRUCache } from 'lru-cache';
import { type Frontier, isDealtWith } from './frontier.ts';
import type { SortDirection } from './source.ts';

/** An answer of a sorted list, as far as it shows where instants stand. */
export interface SeenInstants {
  readonly direction: SortDirection;
  readonly offset: number;
  /** Of the rows in order; null for a row without one. */
  readonly instants: readonly (number | null)[];
  /** Records in the list, where the upstream tells: a place seen one way round is then known the other way too. */
  readonly total: number | null;
}

/** Where instants of a source's sorted lists stood when last seen: hints, which a page has to prove like any other. */
export interface OffsetHints {
  /** The offset of the first row past the frontier; null where no remembered answer shows it. */
  recall(list: string, direction: SortDirection, frontier: Frontier): number | null;
  remember(list: string, seen: SeenInstants): void;
}

/** Lists of a source, and answers of each, that are remembered. */
const MAX_LISTS = 64;
const MAX_ANSWERS = 32;

export function createOffsetHints(): OffsetHints {
  const lists = new LRUCache<string, readonly SeenInstants[]>({ max: MAX_LISTS });
  return {
    recall(list, direction, frontier) {
      for (const seen of lists.get(list) ?? []) {
        const offset = offsetIn(seen, direction, frontier);
        if (offset !== null) return offset;
      }
      return null;
    },
    remember(list, seen) {
      const others = (lists.get(list) ?? []).filter(
        ({ direction, offset }) => direction !== seen.direction || offset !== seen.offset,
      );
      lists.set(list, [seen, ...others].slice(0, MAX_ANSWERS));
    },
  };
}

/** Null where the answer does not show a row on each side of the frontier. */
function offsetIn(seen: SeenInstants, direction: SortDirection, frontier: Frontier): number | null {
  const { instants, offset, total } = seen;
  const dealtWith = instants.map((instant) => instant !== null && isDealtWith(frontier, direction, instant));
  const isSplit = dealtWith.includes(true) && instants.some((instant, index) => instant !== null && !dealtWith[index]);
  if (!isSplit) return null;
  if (seen.direction === direction) return offset + dealtWith.lastIndexOf(true) + 1;
  // The other way round the rows past the frontier come first.
  return total === null ? null : total - (offset + dealtWith.indexOf(true));
}
