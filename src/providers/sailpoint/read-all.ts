import { upstreamError } from '../../errors.ts';
import { wholeRecord } from '../../json/lazy-records.ts';

/** Rows that a page shares with the one before it, as long as the list stands still. */
const OVERLAP = 10;
/** Waves that may leave a page without a proven place, or bring nothing new, before the list counts as moving too fast. */
const MAX_REREADS = 8;
/** Pages asked for side by side at most. */
const MAX_WIDTH = 8;

export interface ReadAllOptions {
  readonly pageSize: number;
  /** Records from an offset on; fewer than `pageSize` are the end of the list. */
  readonly fetch: (offset: number) => Promise<readonly unknown[]>;
  /** Told, as each page comes in, how many of its records no page before it held. */
  readonly onNew: (records: number) => void;
}

interface Page {
  readonly offset: number;
  readonly ids: readonly string[];
  readonly isShort: boolean;
}

/**
 * Reads a list by offset that may change meanwhile, in waves of 1, 2, 4, then 8 pages side by side. Each record comes once,
 * as it was last met; every record that is in the list from beginning to end is among them, given that such records keep
 * their relative order.
 *
 * A page's place is proven if it begins the list, or shares a record with a page whose place is proven: whatever stays in
 * the list then lies on a proven page or behind the ends of all of them, and behind a short one nothing lies.
 * Where pages share none, rows between them may have been passed over: the overlap doubles, and the seam is read again.
 * Rejects with UpstreamError UNAVAILABLE where that does not help.
 */
export async function readAll({ pageSize, fetch, onNew }: ReadAllOptions): Promise<readonly unknown[]> {
  /** By id, or by what stands for one. */
  const records = new Map<unknown, unknown>();
  /** For each record without an id, known by its text, what it is kept by: no id could be taken for it. */
  const nameless = new Map<string, object>();
  const provenIds = new Set<string>();
  let unproven: readonly Page[] = [];
  let start = 0;
  let tail = 0;
  let width = 1;
  let overlap = OVERLAP;
  let rereads = 0;

  const nameOf = (row: unknown): object => {
    const text = JSON.stringify(wholeRecord(row) ?? row);
    const name = nameless.get(text) ?? {};
    nameless.set(text, name);
    return name;
  };
  const readPage = async (offset: number): Promise<Page> => {
    const rows = await fetch(offset);
    const sizeBefore = records.size;
    const ids: string[] = [];
    for (const row of rows) {
      const id = idOf(row);
      if (id !== null) ids.push(id);
      records.set(id ?? nameOf(row), row);
    }
    onNew(records.size - sizeBefore);
    return { offset, ids, isShort: rows.length < pageSize };
  };

  for (;;) {
    // However large the overlap has grown, a wave moves on by half a page for each of its own.
    const step = pageSize - Math.min(overlap, Math.floor(pageSize / 2));
    const sizeBefore = records.size;
    const wave = await Promise.all(Array.from({ length: width }, (_, index) => readPage(start + index * step)));
    const candidates = [...unproven, ...wave];
    const proven = prove(candidates, provenIds);
    if (proven.some(({ isShort }) => isShort)) return [...records.values()];

    unproven = candidates.filter((page) => !proven.includes(page));
    const isMissed = wave.some((page) => !proven.includes(page));
    if (isMissed || records.size === sizeBefore) rereads += 1;
    if (rereads > MAX_REREADS) {
      throw upstreamError('UNAVAILABLE', 'The list changed faster than it could be read: ask again.');
    }
    if (proven.length > 0) tail = Math.max(...proven.map(({ offset }) => offset));
    if (isMissed) {
      overlap *= 2;
      width = 1;
      start = Math.max(0, tail + pageSize - overlap);
    } else {
      width = Math.min(MAX_WIDTH, width * 2);
      start = tail + step;
    }
  }
}

/** The pages whose place is proven now; their ids join `provenIds`. */
function prove(pages: readonly Page[], provenIds: Set<string>): readonly Page[] {
  const proven: Page[] = [];
  let waiting = pages;
  for (;;) {
    const found = waiting.filter(({ offset, ids }) => offset === 0 || ids.some((id) => provenIds.has(id)));
    if (found.length === 0) return proven;
    proven.push(...found);
    for (const { ids } of found) for (const id of ids) provenIds.add(id);
    waiting = waiting.filter((page) => !found.includes(page));
  }
}

/** Null for a record without a usable id, which proves nothing. */
function idOf(row: unknown): string | null {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : null;
  return typeof id === 'string' && id !== '' ? id : null;
}
