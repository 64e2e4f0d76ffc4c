import { expect, test } from 'vitest';
import { ownCall } from '../../http/credential.ts';
import type { HssClient, HssPage } from './client.ts';
import { readReadyJobs } from './ready-jobs.ts';
import { idOf } from './wire.ts';

/** Answers with these pages in turn. */
function clientOf(...pages: HssPage[]): HssClient {
  const left = [...pages];
  return {
    async listTasks() {
      const page = left.shift();
      if (!page) throw new Error('asked for one page more');
      return page;
    },
  };
}

function page(total: number | null, ids: readonly number[]): HssPage {
  return { total, records: ids.map((id) => ({ task_id: String(id) })) };
}

/** The numbers from `from` to `to`, both included, but for some. */
function span(from: number, to: number, ...without: number[]): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((id) => !without.includes(id));
}

async function read(client: HssClient): Promise<readonly number[]> {
  const records = await readReadyJobs(client, 'iac_scan', ownCall(5000), { add: () => undefined });
  return records.map((record) => Number(idOf(record))).sort((a, b) => a - b);
}

test('jobs that are gone since an earlier reading do not make up for others that were missed', async () => {
  const client = clientOf(
    // Job 7 stands on no page, as happens where equal jobs come in any order; the number changes on the way.
    page(202, span(0, 200, 7)),
    page(203, [...span(190, 199), 201, 202]),
    // Job 5 has gone and 203 is new: with 5 kept there would be 203 in number, without 7.
    page(203, span(0, 200, 5, 7)),
    page(203, [...span(190, 199), 200, 201, 202, 203]),
    // All there.
    page(203, span(0, 200, 5)),
    page(203, [...span(190, 199), 200, 201, 202, 203]),
  );
  expect(await read(client)).toEqual(span(0, 203, 5));
});

test('jobs that two readings of an unchanged list show together are all there', async () => {
  const client = clientOf(
    page(202, span(0, 200, 7)),
    page(202, [...span(190, 199), 201, 201]),
    page(202, span(0, 200, 9)),
    page(202, [...span(190, 199), 201, 201]),
  );
  expect(await read(client)).toEqual(span(0, 201));
});

test('a single page is whole once it is as long as its number, and is read again while it is shorter', async () => {
  expect(await read(clientOf(page(3, [1, 2, 3])))).toEqual([1, 2, 3]);
  expect(await read(clientOf(page(3, [1, 2]), page(3, [1, 2, 3])))).toEqual([1, 2, 3]);
  expect(await read(clientOf(page(0, [])))).toEqual([]);
});

test('without a number, a page that is not full is all there is', async () => {
  expect(await read(clientOf(page(null, [1, 2])))).toEqual([1, 2]);
  expect(await read(clientOf(page(null, [])))).toEqual([]);
});

test('without a number, it is asked on until a page is not full, which tells the number by its end', async () => {
  expect(
    await read(clientOf(page(null, span(0, 199)), page(null, span(190, 389)), page(null, span(380, 389)))),
  ).toEqual(span(0, 389));
  expect(await read(clientOf(page(null, span(0, 199)), page(null, span(190, 199))))).toEqual(span(0, 199));
});

test('without a number, jobs that are missed in between are read again', async () => {
  const client = clientOf(
    // Eleven jobs have gone before the second page: 200 has moved up past the reader.
    page(null, span(0, 199)),
    page(null, span(201, 230)),
    // The list has become shorter than what it was asked on from.
    page(null, span(11, 210)),
    page(null, span(206, 210)),
    // All there.
    page(null, span(11, 210)),
    page(null, span(201, 230)),
  );
  expect(await read(client)).toEqual(span(11, 230));
});

test('without a number, no more is read than the meter allows', async () => {
  let asked = 0;
  const endless: HssClient = {
    async listTasks() {
      asked += 1;
      return page(null, span(0, 199));
    },
  };
  let scanned = 0;
  const add = (records: number): void => {
    scanned += records;
    if (scanned > 1000) throw new Error('past the scan limit');
  };
  await expect(readReadyJobs(endless, 'iac_scan', ownCall(5000), { add })).rejects.toThrow('past the scan limit');
  expect(asked).toBe(6);
});
