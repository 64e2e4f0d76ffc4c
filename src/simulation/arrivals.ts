import type { Clock } from './clock.ts';
import { createRandom, type Random } from './random.ts';

export interface ArrivalsOptions<Task extends { readonly id: string }> {
  readonly seed: number;
  /** Tasks at the start, and about as many from then on; of 0 nothing comes. */
  readonly size: number;
  /** In this time as many tasks come as there are at the start. */
  readonly turnoverMs: number;
  readonly now: Clock;
  /** What the upstream holds, by id. */
  readonly held: ReadonlyMap<string, Task>;
  /** Ids of tasks that are never let go of. */
  readonly keep: ReadonlySet<string>;
  /** A task that is created at that instant. */
  readonly draw: (random: Random, at: number) => Task;
  /** The instant from which a task may be let go of. */
  readonly endOf: (task: Task) => number;
  readonly add: (task: Task) => void;
  readonly remove: (id: string) => void;
}

/**
 * Keeps a timeline going for as long as its clock does: tasks come one after another, and for each the one that ended
 * longest ago goes. What comes follows from the seed, the instants from the start: not from when it is asked for.
 * @returns what brings the timeline up to the clock; to be called before anything of it is read.
 */
export function createArrivals<Task extends { readonly id: string }>(options: ArrivalsOptions<Task>): () => void {
  const { seed, size, turnoverMs, now, held, keep, draw, endOf, add, remove } = options;
  // Apart from the start's stream, which goes on to sessions and the like as they are asked for.
  const random = createRandom(seed ^ 0x2545f491);
  const everyMs = Math.max(2, Math.round(turnoverMs / size));
  let nextAt = now() + everyMs;

  const letGo = (at: number): boolean => {
    let longest: Task | null = null;
    for (const task of held.values()) {
      if (endOf(task) <= at && !keep.has(task.id) && (longest === null || endOf(task) < endOf(longest))) longest = task;
    }
    if (longest !== null) remove(longest.id);
    return longest !== null;
  };

  return () => {
    for (const until = now(); nextAt <= until; nextAt += random.int(everyMs >> 1, everyMs + (everyMs >> 1))) {
      add(draw(random, nextAt));
      while (held.size > size && letGo(nextAt));
    }
  };
}
