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
const STEP = MAX_PAGE_SIZE - OVERLAP;

/**
 * Every waiting job of one type, each once, as received. Waiting jobs without a start time are equal in the only order that
 * there is, so two pages of them may repeat and miss some: they are all there once exactly as many are there as the upstream
 * says, the same number on every page, or as the end of the last page shows where it does not say.
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

/**
 * The first page tells how many there are; the others are asked for side by side, to be as nearly of one moment as can be.
 * Where it does not tell, they are read in turn.
 */
async function readPages(
  client: HssClient,
  taskType: TaskTypeWord,
  call: Call,
  meter: ReadMeter,
): Promise<readonly HssPage[]> {
  const read = (offset: number): Promise<HssPage> =>
    client.listTasks({ taskType, taskStatus: 'ready', direction: 'DESC' }, { offset, limit: MAX_PAGE_SIZE }, call);
  const first = await read(0);
  if (first.total === null) return readInTurn(first, read, meter);
  // Counted before they are asked for: a list that is past the scan limit is not read to its end.
  meter.add(Math.max(first.total, first.records.length));
  const others: Promise<HssPage>[] = [];
  for (let offset = STEP; offset + OVERLAP < first.total; offset += STEP) others.push(read(offset));
  return [first, ...(await Promise.all(others))];
}

/** Up to the first page that is not full, whose end is the number of jobs. */
async function readInTurn(
  first: HssPage,
  read: (offset: number) => Promise<HssPage>,
  meter: ReadMeter,
): Promise<readonly HssPage[]> {
  meter.add(first.records.length);
  const pages = [first];
  let offset = 0;
  let last = first;
  while (last.records.length >= MAX_PAGE_SIZE) {
    offset += STEP;
    last = await read(offset);
    meter.add(Math.max(0, last.records.length - OVERLAP));
    pages.push(last);
  }
  // A full page was followed by its overlap at the least, unless the list has become shorter.
  const total = offset === 0 || last.records.length >= OVERLAP ? offset + last.records.length : null;
  return pages.map(({ records }) => ({ records, total }));
}

/** What all pages say alike; null where they do not. */
function totalOf(pages: readonly HssPage[]): number | null {
  const [first, ...others] = pages;
  return first && others.every(({ total }) => total === first.total) ? first.total : null;
}
