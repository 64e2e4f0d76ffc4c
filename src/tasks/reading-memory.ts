import { randomBytes } from 'node:crypto';
import { createOffsetHints, type OffsetHints } from './offset-hints.ts';
import { createScanStore, type ScanStore } from './scan-store.ts';

/** What a process keeps between the pages of readings: it makes them cheaper and never other than they would be. */
export interface ReadingMemory {
  readonly scans: ScanStore;
  hintsOf(sourceName: string): OffsetHints;
}

/**
 * @param maxBytes bounds the kept scans of all sources together.
 * @param now milliseconds on a clock that does not jump.
 */
export function createReadingMemory(maxBytes: number, now?: () => number): ReadingMemory {
  const hints = new Map<string, OffsetHints>();
  return {
    scans: createScanStore({ maxBytes, replica: randomBytes(3).toString('base64url'), ...(now ? { now } : {}) }),
    hintsOf(sourceName) {
      const known = hints.get(sourceName) ?? createOffsetHints();
      hints.set(sourceName, known);
      return known;
    },
  };
}
