import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Lists of which a hash is remembered: most of what is asked for is asked for again. */
const REMEMBERED = 1000;
/** A longer text is not kept. */
const LONGEST = 1000;
const hashes = new LRUCache<string, number>({ max: REMEMBERED });

/** 32 bits over what chooses a list; equal values of equal shape hash alike. */
export function queryHash(parts: readonly unknown[]): number {
  // Remembered as it was asked, each order of its members by itself: to sort them takes longer than all the rest.
  const asked = JSON.stringify(parts);
  const known = hashes.get(asked);
  if (known !== undefined) return known;
  const text = JSON.stringify(parts, sortedMembers);
  const made = hash('sha256', text, 'buffer').readInt32LE();
  if (asked.length <= LONGEST) hashes.set(asked, made);
  return made;
}

function sortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
