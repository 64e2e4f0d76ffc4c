import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, type TaskCursor } from '../../src/tasks/cursor.ts';
import type { PageRequest } from '../../src/tasks/page-request.ts';
import { readPage, type TaskPage } from '../../src/tasks/read-page.ts';
import { createReadingMemory, type ReadingMemory } from '../../src/tasks/reading-memory.ts';
import type { Task } from '../../src/tasks/task.ts';
import {
  createFakeSource,
  type FakeSource,
  type FakeSourceOptions,
  fakeTask,
  filterOf,
} from '../support/fake-source.ts';
import { UNCOUNTED_PARTS } from '../support/wanted-parts.ts';

/** Histories in the default run; `npm run test:drift` takes many more. */
const HISTORIES = Number(process.env['DRIFT_HISTORIES'] ?? 300);

/** What happens to a source between two of its requests. */
type Change =
  | { readonly kind: 'insert'; readonly orderedAt: number | null }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'status'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly orderedAt: number | null };

const instant = fc.option(fc.integer({ min: 0, max: 60 }), { nil: null, freq: 8 });

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), orderedAt: instant }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('status' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('move' as const), at: fc.nat(), orderedAt: instant }),
);

/** Before each request, some changes; after the history's end the list stands still. */
const history = fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 40, size: 'max' });

const source = fc.record({
  kind: fc.constantFrom('whole' as const, 'sorted' as const, 'sorted' as const, 'sorted-without-total' as const),
  tasks: fc.array(fc.record({ orderedAt: instant, status: fc.constantFrom('RUNNING' as const, 'FAILED' as const) }), {
    maxLength: 250,
    size: 'max',
  }),
  maxPageSize: fc.integer({ min: 60, max: 200 }),
  undatedAt: fc.constantFrom('start' as const, 'end' as const),
  history,
});

interface MovingSource {
  readonly source: FakeSource;
  /** Tasks that were there from the start and that no change has touched. */
  readonly untouched: Set<string>;
}

function createMovingSource(
  name: string,
  {
    history: changes,
    tasks,
    ...options
  }: Omit<FakeSourceOptions, 'name' | 'tasks'> & {
    readonly history: readonly (readonly Change[])[];
    readonly tasks: readonly Pick<Task & { status: 'RUNNING' | 'FAILED' }, 'orderedAt' | 'status'>[];
  },
  tie: () => number,
): MovingSource {
  let inserted = 0;
  const untouched = new Set(tasks.map((_, index) => `${name}/t${index}`));
  const moving = createFakeSource({
    ...options,
    name,
    tie,
    tasks: tasks.map((task, index) => ({ ...task, nativeId: `t${index}` })),
    onRequest(index) {
      for (const made of changes[index] ?? []) apply(made);
      return undefined;
    },
  });
  const apply = (made: Change): void => {
    if (made.kind === 'insert') {
      inserted += 1;
      moving.tasks.push(
        fakeTask(moving.info, { nativeId: `n${inserted}`, orderedAt: made.orderedAt, status: 'RUNNING' }),
      );
      return;
    }
    const at = made.at % Math.max(1, moving.tasks.length);
    const task = moving.tasks[at];
    if (!task) return;
    untouched.delete(`${name}/${task.nativeId}`);
    if (made.kind === 'remove') moving.tasks.splice(at, 1);
    if (made.kind === 'status') moving.tasks[at] = { ...task, status: task.status === 'FAILED' ? 'RUNNING' : 'FAILED' };
    if (made.kind === 'move') moving.tasks[at] = { ...task, orderedAt: made.orderedAt };
  };
  return { source: moving, untouched };
}

describe('a reading of lists that change between requests', () => {
  test('serves each task that nothing touched exactly once, and none twice on a page, or fails for a while', async () => {
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(source, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('ASC' as const, 'DESC' as const),
        fc.constantFrom('start' as const, 'end' as const),
        fc.integer({ min: 5, max: 80 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 2 ** 30 }),
        fc.constantFrom(1, 2),
        async (options, direction, from, size, filtered, seed, replicas) => {
          let state = seed;
          const tie = (): number => {
            state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
            return state;
          };
          const moving = options.map((each, index) => createMovingSource(`s${index}`, each, tie));
          const sources = moving.map((each) => each.source);
          const filter = filterOf(filtered ? { statuses: new Set(['RUNNING']) } : {});
          const initial = sources.flatMap(({ tasks }) => tasks);
          const served = new Map<string, number>();
          let clock = 0;
          const memories: [ReadingMemory, ...ReadingMemory[]] = [createReadingMemory(1e6, () => clock)];
          if (replicas === 2) memories.push(createReadingMemory(1e6, () => clock));
          const failed = new Set<string>();
          for (let edge: TaskCursor | null = null, pages = 0; ; pages += 1) {
            expect(pages).toBeLessThan(1000);
            const request: PageRequest = {
              direction,
              filter,
              after: from === 'start' ? edge : null,
              before: from === 'end' ? edge : null,
              size,
              from,
              wanted: UNCOUNTED_PARTS,
              selected: new Set(),
              now: clock,
            };
            // Sometimes long after the last page, sometimes at another replica: what is kept must not be told from what is read.
            clock += pages % 3 === 2 ? 61_000 : 1_000;
            const page: TaskPage = await readPage(sources, request, memories[pages % memories.length] ?? memories[0]);
            for (const {
              source: { name },
              state: told,
              problem,
            } of page.outcomes) {
              if (told === 'COMPLETE') continue;
              expect(problem).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
              failed.add(name);
              failures += 1;
            }
            const ids = page.edges.map(({ node }) => `${node.source.name}/${node.nativeId}`);
            expect(new Set(ids).size).toBe(ids.length);
            for (const id of ids) served.set(id, (served.get(id) ?? 0) + 1);
            if (!(from === 'start' ? page.hasNextPage : page.hasPreviousPage)) break;
            const last = from === 'start' ? page.edges.at(-1) : page.edges[0];
            edge = decodeCursor(last?.cursor ?? '');
            expect(edge).not.toBeNull();
          }
          for (const task of initial) {
            const { name } = task.source;
            const id = `${name}/${task.nativeId}`;
            const isCovered = moving.some(({ untouched }) => untouched.has(id)) && !failed.has(name);
            if (isCovered)
              expect([id, served.get(id) ?? 0]).toEqual([id, filtered && task.status !== 'RUNNING' ? 0 : 1]);
          }
        },
      ),
      // A history is long: shrinking one takes longer than running thousands, and its seed brings it back.
      { numRuns: HISTORIES, endOnFailure: true, interruptAfterTimeLimit: 550_000 },
    );
    // Changes of a few rows between requests are no reason to give up: a proof that always failed would pass above.
    expect(failures).toBeLessThan(HISTORIES / 20);
  }, 600_000);
});
