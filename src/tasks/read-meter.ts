import { upstreamError } from '../errors.ts';
import type { ReadMeter, TaskSource } from './source.ts';

export interface CountingMeter extends ReadMeter {
  readonly scanned: number;
}

/** Counts up to the source's scan limit; the record past it fails the reading with a sentence that helps. */
export function createReadMeter({ scanLimit, info }: Pick<TaskSource, 'scanLimit' | 'info'>): CountingMeter {
  let scanned = 0;
  return {
    get scanned() {
      return scanned;
    },
    add(records) {
      scanned += records;
      if (scanned <= scanLimit) return;
      const { pushedFilters } = info.capabilities;
      const advice =
        pushedFilters.length === 0
          ? 'no filter narrows it upstream: raise scanLimit'
          : `narrow it upstream by ${pushedFilters.join(', ')}, or raise scanLimit`;
      throw upstreamError(
        'TOO_MANY_RESULTS',
        `Source ${info.name} holds more than its scanLimit of ${scanLimit} records for this page; ${advice}.`,
      );
    },
  };
}
