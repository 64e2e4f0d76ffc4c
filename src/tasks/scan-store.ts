import { LRUCache } from 'lru-cache';
import type { TaskRows } from './source.ts';

/** A whole list as it was read once. */
export interface Scan {
  readonly rows: TaskRows;
  /** Epoch milliseconds; the list was read after it. */
  readonly startedAt: number;
}

/** Where a reading began: what a cursor carries from page to page. */
export interface ScanStart {
  readonly at: number;
  /** The process whose clock told it. */
  readonly replica: string;
}

/** The one of two starts that lies further back; null is none. */
export function earlier(a: ScanStart | null, b: ScanStart | null): ScanStart | null {
  if (a === null || b === null) return a ?? b;
  return b.at < a.at ? b : a;
}

/** Scans kept for paging on. Keys name the source, so that nothing is shared between credentials. */
export interface ScanStore {
  /** This process, as cursors name it. */
  readonly replica: string;
  /** A scan that began no earlier than the reading it is for and that ended less than a minute ago; null where there is none. */
  find(key: string, since: ScanStart): Scan | null;
  keep(key: string, scan: Scan): void;
}

/** A scan serves this long from its end on, however often it is used. */
const LIFE_MS = 60_000;

/** By how much the clocks of two replicas may differ. */
const CLOCK_MARGIN_MS = 5_000;

export interface ScanStoreOptions {
  /** Bounds what all scans take together; the least recently used go first, one larger than all is not kept. */
  readonly maxBytes: number;
  /** A few characters that tell this process from the others. */
  readonly replica: string;
  /** Milliseconds on a clock that does not jump. */
  readonly now?: () => number;
}

export function createScanStore({ maxBytes, replica, now = () => performance.now() }: ScanStoreOptions): ScanStore {
  const scans = new LRUCache<string, Scan>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ rows }) => bytesOf(rows),
    ttl: LIFE_MS,
    ttlResolution: 0,
    perf: { now },
  });
  return {
    replica,
    find(key, since) {
      const scan = scans.get(key);
      const earliest = since.replica === replica ? since.at : since.at + CLOCK_MARGIN_MS;
      return scan && scan.startedAt >= earliest ? scan : null;
    },
    keep(key, scan) {
      const kept = scans.peek(key);
      if (!kept || kept.startedAt <= scan.startedAt) scans.set(key, scan);
    },
  };
}

/** Records that are measured of each list. */
const SAMPLES = 8;
/** What a task takes beside its record: its place and the list's slot. */
const TASK_BYTES = 200;
/** Of a record in memory to the length of its JSON: parsed, or lazy, as its text and what was parsed of it. */
const RECORD_FACTOR = 3;

/** What a list takes in memory, estimated from some of its records. */
function bytesOf({ tasks }: TaskRows): number {
  const step = Math.max(1, Math.floor(tasks.length / SAMPLES));
  let length = 0;
  let samples = 0;
  for (let index = 0; index < tasks.length; index += step) {
    length += lengthOf(tasks[index]?.record);
    samples += 1;
  }
  const average = samples === 0 ? 0 : length / samples;
  return Math.ceil(1 + tasks.length * (TASK_BYTES + RECORD_FACTOR * average));
}

/** About as long as a value's JSON is, and never half of it but for what is escaped. */
function lengthOf(value: unknown): number {
  let length = 0;
  // No recursion: a record may be nested deeper than the stack is.
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const item = rest.pop();
    if (typeof item === 'string') {
      length += item.length + 2;
    } else if (typeof item !== 'object' || item === null) {
      length += 6;
    } else if (Array.isArray(item)) {
      length += 2 + item.length;
      for (const member of item) rest.push(member);
    } else {
      length += 2;
      for (const name in item) {
        length += name.length + 4;
        rest.push((item as Readonly<Record<string, unknown>>)[name]);
      }
    }
  }
  return length;
}
