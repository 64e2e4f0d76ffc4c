import { expect, test } from 'vitest';
import { createManualClock } from '../../test/support/manual-clock.ts';
import { createArrivals } from './arrivals.ts';

const HOUR_MS = 3_600_000;

interface Task {
  readonly id: string;
  readonly createdAt: number;
  readonly endsAt: number;
}

interface Upstream {
  readonly held: ReadonlyMap<string, Task>;
  advance(milliseconds: number): void;
}

/** Tasks that ended at the start, and on average as many more in each hour. */
function start({ lastsMs = 60_000, keep = new Set<string>(), seed = 1, size = 10 } = {}): Upstream {
  const clock = createManualClock(0);
  const held = new Map<string, Task>();
  for (let index = 0; index < size; index += 1) held.set(`${index}`, { id: `${index}`, createdAt: 0, endsAt: -index });
  const catchUp = createArrivals<Task>({
    seed,
    size,
    turnoverMs: HOUR_MS,
    now: clock.now,
    held,
    keep,
    draw: (random, at) => ({ id: random.hex(8), createdAt: at, endsAt: at + lastsMs }),
    endOf: ({ endsAt }) => endsAt,
    add: (task) => held.set(task.id, task),
    remove: (id) => held.delete(id),
  });
  return {
    held,
    advance(milliseconds) {
      clock.advance(milliseconds);
      catchUp();
    },
  };
}

test('for each that comes the one that ended longest ago goes', () => {
  const { held, advance } = start();
  advance(HOUR_MS / 10 - 1);
  expect([...held.keys()]).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  advance(1);
  expect([...held.keys()]).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', expect.any(String)]);
  expect([...held.values()].at(-1)?.createdAt).toBe(HOUR_MS / 10);
  advance(7 * 24 * HOUR_MS);
  expect(held.size).toBe(10);
  const times = [...held.values()].map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThan(7 * 24 * HOUR_MS - 2 * HOUR_MS);
});

test('what comes does not hang on when it is asked for', () => {
  // More are under way than there were at the start, so that one goes as soon as it has ended.
  const lastsMs = 1.5 * HOUR_MS;
  const often = start({ lastsMs });
  for (let step = 1; step <= 500; step += 1) {
    often.advance(97_000);
    const once = start({ lastsMs });
    once.advance(step * 97_000);
    expect([...often.held]).toEqual([...once.held]);
  }
  const other = start({ lastsMs, seed: 2 });
  other.advance(500 * 97_000);
  expect([...often.held]).not.toEqual([...other.held]);
});

test('what has not ended stays, however many there are', () => {
  const { held, advance } = start({ lastsMs: 3 * HOUR_MS });
  advance(50 * HOUR_MS);
  expect([...held.values()].every(({ endsAt }) => endsAt > 50 * HOUR_MS)).toBe(true);
  expect(held.size).toBeGreaterThan(20);
  expect(held.size).toBeLessThan(40);
});

test('what is to be kept stays, however long ago it ended', () => {
  const { held, advance } = start({ keep: new Set(['9']) });
  advance(50 * HOUR_MS);
  expect(held.get('9')).toEqual({ id: '9', createdAt: 0, endsAt: -9 });
  expect(held.size).toBe(10);
});

test('where nothing is at the start nothing comes', () => {
  const { held, advance } = start({ size: 0 });
  advance(50 * HOUR_MS);
  expect(held.size).toBe(0);
});
