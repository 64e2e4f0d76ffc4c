import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UpstreamError } from '../../errors.ts';
import { type ReadAllOptions, readAll } from './read-all.ts';

const PAGE = 250;

function rows(count: number, from = 0): { id: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: `t${from + index}` }));
}

interface Reading {
  readonly ids: readonly string[];
  readonly offsets: readonly number[];
  readonly counted: number;
}

/** Reads a list that `before` may change before each page, told how many came before it. */
async function readList(
  list: { id: string }[],
  before: (index: number, offset: number) => void = () => undefined,
  pageSize = PAGE,
): Promise<Reading> {
  const offsets: number[] = [];
  let counted = 0;
  const options: ReadAllOptions = {
    pageSize,
    async fetch(offset) {
      const index = offsets.push(offset) - 1;
      await Promise.resolve();
      before(index, offset);
      return list.slice(offset, offset + pageSize);
    },
    onNew: (records) => {
      counted += records;
    },
  };
  const records = await readAll(options);
  return { ids: records.map((record) => (record as { id: string }).id), offsets, counted };
}

describe('a list that stands still', () => {
  test.each([0, 1, 249, 250, 251, 489, 490, 491, 730, 5000])('of %i is read whole, each record once', async (count) => {
    const { ids, counted } = await readList(rows(count));
    expect(ids).toEqual(rows(count).map(({ id }) => id));
    expect(counted).toBe(count);
  });

  test('is read in waves of 1, 2, 4 and 8 pages that share ten rows each', async () => {
    const { offsets } = await readList(rows(3000));
    expect(offsets).toEqual([0, 240, 480, 720, 960, 1200, 1440, 1680, 1920, 2160, 2400, 2640, 2880, 3120, 3360]);
  });

  test('costs one request where one page holds it', async () => {
    expect((await readList(rows(249))).offsets).toEqual([0]);
  });
});

describe('a list that changes while it is read', () => {
  test('is read on with a doubled overlap where rows have left before a page', async () => {
    const list = rows(1000);
    const reading = await readList(list, (index) => {
      if (index === 2) list.splice(0, 15);
    });
    // The page at 480 shares no row with the one at 240: the seam is read again, 20 rows back, and so are those behind it.
    expect(reading.offsets).toEqual([0, 240, 480, 470, 710, 940]);
    expect(reading.ids).toHaveLength(1000);
    expect(new Set(reading.ids)).toEqual(new Set(rows(1000).map(({ id }) => id)));
  });

  test('is read whole though most of it leaves at once', async () => {
    const list = rows(2000);
    const reading = await readList(list, (index) => {
      if (index === 4) list.splice(0, 1200);
    });
    expect(reading.ids).toEqual(expect.arrayContaining(rows(800, 1200).map(({ id }) => id)));
  });

  test('is given up, to be asked again, where it moves faster than it can be read', async () => {
    const list = rows(20_000);
    const reading = readList(list, () => {
      list.splice(0, 600);
    });
    await expect(reading).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE', retryable: true } });
  });

  test('is given up where every page is the same one', async () => {
    const same = rows(PAGE);
    let requests = 0;
    const reading = readAll({
      pageSize: PAGE,
      fetch: async () => {
        requests += 1;
        return same;
      },
      onNew: () => undefined,
    });
    await expect(reading).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE' } });
    expect(requests).toBeLessThan(80);
  });

  test('serves a record as it was last met', async () => {
    const list = rows(300);
    const records = await readAll({
      pageSize: PAGE,
      fetch: async (offset) => list.slice(offset, offset + PAGE).map((row) => ({ ...row, seenAt: offset })),
      onNew: () => undefined,
    });
    expect(records).toHaveLength(300);
    expect(records[245]).toEqual({ id: 't245', seenAt: 240 });
  });

  test('either holds every record that stayed, each once, or is given up', async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.integer({ min: 0, max: 25 }),
      insert: fc.integer({ min: 0, max: 25 }),
      turns: fc.integer({ min: 0, max: 3 }),
    });
    let complete = 0;
    let givenUp = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 400 }), fc.array(change, { maxLength: 40 }), async (size, changes) => {
        const list = rows(size);
        let next = size;
        let requests = 0;
        const fetch = async (offset: number): Promise<readonly unknown[]> => {
          const { at, remove, insert, turns } = changes[requests] ?? { at: 0, remove: 0, insert: 0, turns: 0 };
          requests += 1;
          // Pages of one wave are answered in any order.
          for (let passed = 0; passed < turns; passed += 1) await turn();
          list.splice(Math.floor(at * list.length), remove, ...rows(insert, next));
          next += insert;
          return list.slice(offset, offset + 40);
        };
        const before = new Set(list.map(({ id }) => id));
        try {
          const records = await readAll({ pageSize: 40, fetch, onNew: () => undefined });
          const ids = records.map((record) => (record as { id: string }).id);
          expect(new Set(ids).size).toBe(ids.length);
          const stayed = list.map(({ id }) => id).filter((id) => before.has(id));
          expect(ids).toEqual(expect.arrayContaining(stayed));
          complete += 1;
        } catch (error) {
          if (!(error instanceof UpstreamError)) throw error;
          expect(error.problem).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
          givenUp += 1;
        }
      }),
      { numRuns: 300 },
    );
    // A property that never reads to the end would prove nothing.
    expect(complete).toBeGreaterThan(givenUp);
  });
});

describe('records without an id', () => {
  test('are kept, but prove no place', async () => {
    const list = [...rows(240), ...Array.from({ length: 20 }, (_, index) => ({ id: null, index }))];
    const fetch = async (offset: number): Promise<readonly unknown[]> => list.slice(offset, offset + PAGE);
    await expect(readAll({ pageSize: PAGE, fetch, onNew: () => undefined })).resolves.toHaveLength(260);
  });
});

test('a failed page fails the reading', async () => {
  const failed = readAll({
    pageSize: PAGE,
    fetch: async (offset) => {
      if (offset > 0) throw new TypeError('down');
      return rows(PAGE);
    },
    onNew: () => undefined,
  });
  await expect(failed).rejects.toThrow('down');
});
