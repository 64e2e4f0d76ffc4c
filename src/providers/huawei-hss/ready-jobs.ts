import { upstreamError } from '../../errors.ts';
import type { Call } from '../../http/exchange.ts';
import type { ReadMeter } from '../../tasks/source.ts';
import { type HssClient, type HssPage, MAX_PAGE_SIZE } from './client.ts';
import { idOf, type TaskTypeWord } from './wire.ts';

const MAX_REREADS = 3;
/**
 * Rows that a page repeats of the one before it. Without them a job that starts in between would push another past the
 * reader, and one that is added would make up for it in number; with them there is one too many.
 */
const OVERLAP = 10;

/**
 * Every waiting job of one type, each once, as received. Waiting jobs without a start time are equal in the only order that
 * there is, so two pages of them may repeat and miss some: they are all there once exactly as many are there as the upstream
 * says, the same number on every page.
 * Rejects with UNAVAILABLE, retryable, where they are not after a few readings.
 */
export async function readReadyJobs(
  client: HssClient,
  type: TaskTypeWord,
  call: Call,
  meter: ReadMeter,
): Promise<readonly unknown[]> {
  let seen = new Map<string, unknown>();
  let total: number | null = null;
  for (let reading = 0; reading <= MAX_REREADS; reading += 1) {
    const pages = await readPages(client, type, call, meter);
    const records = pages.flatMap((page) => page.records);
    const nameless = pages.flatMap((page, index) =>
      page.records.slice(index === 0 ? 0 : OVERLAP).filter((record) => idOf(record) === null),
    );
    const told = totalOf(pages);
    // What was seen of a list that has changed since may be gone, and would make up for one that is missed.
    if (told === null || told !== total || seen.size > told) seen = new Map();
    total = told;
    for (const record of records) {
      const id = idOf(record);
      if (id !== null) seen.set(id, record);
    }
    const [only, ...others] = pages;
    const isWhole = others.length === 0 ? records.length >= (only?.total ?? 0) : seen.size + nameless.length === total;
    if (isWhole) return [...seen.values(), ...nameless];
  }
  throw upstreamError('UNAVAILABLE', 'The waiting jobs changed so fast that they could not be read whole.');
}

/** The first page tells how many there are; the others are asked for side by side, to be as nearly of one moment as can be. */
async function readPages(
  client: HssClient,
  taskType: TaskTypeWord,
  call: Call,
  meter: ReadMeter,
): Promise<readonly HssPage[]> {
  const read = (offset: number): Promise<HssPage> =>
    client.listTasks({ taskType, taskStatus: 'ready', direction: 'DESC' }, { offset, limit: MAX_PAGE_SIZE }, call);
  const first = await read(0);
  // Counted before they are asked for: a list that is past the scan limit is not read to its end.
  meter.add(Math.max(first.total, first.records.length));
  const others: Promise<HssPage>[] = [];
  const step = MAX_PAGE_SIZE - OVERLAP;
  for (let offset = step; offset + OVERLAP < first.total; offset += step) others.push(read(offset));
  return [first, ...(await Promise.all(others))];
}

/** What all pages say alike; null where they do not. */
function totalOf(pages: readonly HssPage[]): number | null {
  const [first, ...others] = pages;
  return first && others.every(({ total }) => total === first.total) ? first.total : null;
}
