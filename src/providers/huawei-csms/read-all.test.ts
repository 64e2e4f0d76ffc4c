import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UpstreamError, upstreamError } from '../../errors.ts';
import { type MarkerList, readAll } from './read-all.ts';
import type { CsmsBehaviour } from './simulator.ts';
import { idOf } from './wire.ts';

const PAGE_SIZE = 3;

const records = (...ids: readonly string[]): readonly unknown[] => ids.map((task_id) => ({ task_id }));

/** A list whose answers are written down; asks for markers as `page:` and for tasks as `task:`. */
function scripted(pages: Readonly<Record<string, readonly unknown[] | UpstreamError>>, there: readonly string[] = []) {
  const asked: string[] = [];
  const list: MarkerList = {
    pageSize: PAGE_SIZE,
    page: async (marker) => {
      asked.push(`page:${marker ?? ''}`);
      const answer = pages[marker ?? ''] ?? [];
      if (answer instanceof UpstreamError) throw answer;
      return { records: answer, nextMarker: idOf(answer.at(-1)) };
    },
    isListed: async (marker) => {
      asked.push(`task:${marker}`);
      return there.includes(marker);
    },
  };
  return { list, asked };
}

describe('reading all', () => {
  test.each([
    [0, ['page:']],
    [2, ['page:']],
    [4, ['page:', 'page:c']],
    [6, ['page:', 'page:c', 'page:f', 'task:f']],
  ])('%i tasks asks no more than it takes to know the end', async (count, requests) => {
    const all = records('a', 'b', 'c', 'd', 'e', 'f').slice(0, count);
    const { list, asked } = scripted({ '': all.slice(0, PAGE_SIZE), c: all.slice(PAGE_SIZE, 2 * PAGE_SIZE) }, [
      'c',
      'f',
    ]);
    expect(await readAll(list)).toEqual(all);
    expect(asked).toEqual(requests);
  });

  test.each([
    ['an error', upstreamError('INVALID_ARGUMENT', 'The marker is invalid.')],
    ['that nothing is there', upstreamError('NOT_FOUND', 'The resource does not exist.')],
    ['an empty page', []],
    ['page one again', records('a', 'b', 'c')],
  ])('takes %s after a full page for the end where the task of the marker is there', async (_name, atEnd) => {
    const { list, asked } = scripted({ '': records('a', 'b', 'c'), c: atEnd }, ['c']);
    expect(await readAll(list)).toEqual(records('a', 'b', 'c'));
    expect(asked).toEqual(['page:', 'page:c', 'task:c']);
  });

  test.each(['UNAVAILABLE', 'TIMEOUT', 'RATE_LIMITED', 'FORBIDDEN', 'UNAUTHENTICATED', 'INVALID_RESPONSE'] as const)(
    'never takes %s for the end',
    async (code) => {
      const { list } = scripted({ '': records('a', 'b', 'c'), c: upstreamError(code, 'no') }, ['c']);
      await expect(readAll(list)).rejects.toMatchObject({ problem: { code } });
    },
  );

  test('fails where the first page is refused', async () => {
    const { list } = scripted({ '': upstreamError('INVALID_ARGUMENT', 'no') });
    await expect(readAll(list)).rejects.toMatchObject({ problem: { code: 'INVALID_ARGUMENT' } });
  });

  test('reads a list whose markers are inclusive once', async () => {
    const { list } = scripted({ '': records('a', 'b', 'c'), c: records('c', 'd', 'e'), e: records('e') }, ['e']);
    expect(await readAll(list)).toEqual(records('a', 'b', 'c', 'd', 'e'));
  });

  test('goes on behind rows that moved, each id once', async () => {
    const { list } = scripted({ '': records('a', 'b', 'c'), c: records('b', 'd', 'd', 'e'), e: records('f') }, ['c']);
    expect(await readAll(list)).toEqual(records('a', 'b', 'c', 'd', 'e', 'f'));
  });

  test('keeps records without an id', async () => {
    const all = [{ task_id: 'a' }, {}, { task_id: 'c' }, {}];
    const { list } = scripted({ '': all.slice(0, 3), c: all.slice(3) });
    expect(await readAll(list)).toEqual(all);
  });

  test('ends after a full page without a marker', async () => {
    const list: MarkerList = {
      pageSize: 1,
      page: async () => ({ records: records('a'), nextMarker: null }),
      isListed: async () => true,
    };
    expect(await readAll(list)).toEqual(records('a'));
  });

  test('fails where a marker comes back with new tasks, rather than go round for ever', async () => {
    let count = 0;
    const list: MarkerList = {
      pageSize: 1,
      page: async () => {
        count += 1;
        return { records: records(`task-${count}`), nextMarker: 'again' };
      },
      isListed: async () => true,
    };
    await expect(readAll(list)).rejects.toMatchObject({ problem: { code: 'INVALID_RESPONSE' } });
    expect(count).toBe(2);
  });
});

describe('while the list changes', () => {
  test('goes back one page for another marker, and no further', async () => {
    const { list, asked } = scripted({ '': records('a', 'b', 'c'), c: records('d', 'e', 'f') }, ['c']);
    const page: MarkerList['page'] = async (marker) => {
      const answer = await list.page(marker);
      return asked.filter((one) => one === 'page:c').length === 2 && marker === 'c'
        ? { records: records('d', 'e', 'g'), nextMarker: 'g' }
        : marker === 'g'
          ? { records: records('h'), nextMarker: 'h' }
          : answer;
    };
    expect(await readAll({ ...list, page })).toEqual(records('a', 'b', 'c', 'd', 'e', 'g', 'h'));
    expect(asked).toEqual(['page:', 'page:c', 'page:f', 'task:f', 'page:c', 'page:g']);
  });

  test('starts again where going back does not help, and gives up in the end', async () => {
    const { list, asked } = scripted({ '': records('a', 'b', 'c'), c: records('d', 'e', 'f') });
    await expect(readAll(list)).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE', retryable: true } });
    const once = ['page:', 'page:c', 'page:f', 'task:f', 'page:c', 'page:f', 'task:f'];
    expect(asked).toEqual([...once, ...once, ...once, ...once]);
  });

  const change = fc.record({
    kind: fc.constantFrom('none', 'none', 'insert', 'remove', 'remove-marker'),
    at: fc.nat({ max: 100 }),
  });

  test.each<CsmsBehaviour['unknownMarker']>(['error', 'empty', 'first-page'])(
    'serves each task that is there throughout exactly once, or fails, with unknown markers answered by %s',
    async (unknownMarker) => {
      let failures = 0;
      let successes = 0;
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: 14 }), fc.array(change, { maxLength: 30 }), async (size, changes) => {
          const ids = Array.from({ length: size }, (_, index) => `task-${index}`);
          const throughout = new Set(ids);
          let step = 0;
          const remove = (index: number): void => {
            for (const id of ids.splice(index, 1)) throughout.delete(id);
          };
          const advance = (marker: string | null): void => {
            const { kind, at } = changes[step] ?? { kind: 'none', at: 0 };
            step += 1;
            const place = ids.length === 0 ? 0 : at % ids.length;
            if (kind === 'insert') ids.splice(place, 0, `new-${step}`);
            if (kind === 'remove') remove(place);
            if (kind === 'remove-marker' && marker !== null && ids.includes(marker)) remove(ids.indexOf(marker));
          };
          const list: MarkerList = {
            pageSize: PAGE_SIZE,
            page: async (marker) => {
              advance(marker);
              const place = marker === null ? 0 : ids.indexOf(marker) + 1;
              const isUnknown = marker !== null && place === 0;
              if (isUnknown && unknownMarker === 'error') throw upstreamError('NOT_FOUND', 'no such marker');
              const page = isUnknown && unknownMarker === 'empty' ? [] : ids.slice(place, place + PAGE_SIZE);
              return { records: records(...page), nextMarker: page.at(-1) ?? marker };
            },
            isListed: async (marker) => {
              advance(marker);
              return ids.includes(marker);
            },
          };
          const outcome = await readAll(list).catch((error: unknown) => error);
          if (outcome instanceof UpstreamError) {
            failures += 1;
            expect(outcome.problem.code).toBe('UNAVAILABLE');
            return;
          }
          successes += 1;
          const served = (outcome as readonly unknown[]).map(idOf);
          expect(new Set(served).size).toBe(served.length);
          expect([...throughout].filter((id) => !served.includes(id))).toEqual([]);
        }),
        { numRuns: 3000 },
      );
      expect(successes).toBeGreaterThan(failures);
    },
  );
});
