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

interface ListMemory {
  /** The newest first. */
  readonly answers: readonly SeenInstants[];
  /** What to add to a place that is known from the other direction: rows without an instant may lead the list both ways round. */
  readonly shift: Readonly<Record<SortDirection, number>>;
}

const NOTHING: ListMemory = { answers: [], shift: { ASC: 0, DESC: 0 } };

/** Lists of a source, and answers of each, that are remembered. */
const MAX_LISTS = 64;
const MAX_ANSWERS = 32;

export function createOffsetHints(): OffsetHints {
  const lists = new LRUCache<string, ListMemory>({ max: MAX_LISTS });
  return {
    recall(list, direction, frontier) {
      const { answers, shift } = lists.get(list) ?? NOTHING;
      for (const seen of answers) {
        const offset = offsetIn(seen, direction, frontier);
        if (offset !== null) return seen.direction === direction ? offset : offset + shift[direction];
      }
      return null;
    },
    remember(list, seen) {
      const { answers, shift } = lists.get(list) ?? NOTHING;
      const others = answers.filter(({ direction, offset }) => direction !== seen.direction || offset !== seen.offset);
      lists.set(list, {
        answers: [seen, ...others].slice(0, MAX_ANSWERS),
        shift: { ...shift, [seen.direction]: shiftOf(seen, answers) ?? shift[seen.direction] },
      });
    },
  };
}

/** By how many rows an answer lies off where those of the other direction say; null where none of them shows its place. */
function shiftOf(seen: SeenInstants, answers: readonly SeenInstants[]): number | null {
  const instants = seen.instants.filter((instant) => instant !== null);
  // Any instant that both show tells it: three places of the answer are enough to look at.
  for (const part of [0.25, 0.5, 0.75]) {
    const instant = instants[Math.floor(instants.length * part)];
    if (instant === undefined) continue;
    const frontier: Frontier = { instant, inclusive: true };
    const actual = offsetIn(seen, seen.direction, frontier);
    for (const other of answers) {
      const told = other.direction === seen.direction ? null : offsetIn(other, seen.direction, frontier);
      if (actual !== null && told !== null) return actual - told;
    }
  }
  return null;
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
