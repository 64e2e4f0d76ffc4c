import { UpstreamError } from '../errors.ts';
import { compareTasks } from './key.ts';
import type { Task } from './task.ts';
import type { Toward, Walk } from './walk.ts';

/** A walk with what it has brought so far: kept, so that a merge can begin again without another request. */
export interface Stream {
  /** Names the source: a failure of one stream is a failure of all with its owner. */
  readonly owner: string;
  readonly walk: Walk;
  readonly tasks: Task[];
  /** Whether `tasks` is all there is. */
  ended: boolean;
}

export function openStream(owner: string, walk: Walk): Stream {
  return { owner, walk, tasks: [], ended: false };
}

/** Sources that failed side by side; the merge is to be begun again without the streams of any of them. */
export class SourceFailures extends Error {
  override readonly name = 'SourceFailures';
  /** By owner, at least one. */
  readonly upstreams: ReadonlyMap<string, UpstreamError>;

  constructor(upstreams: ReadonlyMap<string, UpstreamError>) {
    super([...upstreams.values()].map(({ message }) => message).join(' '));
    this.upstreams = upstreams;
  }
}

/**
 * The first `count` tasks of the streams together, in the merged order; fewer where there are no more. No id comes twice.
 * Streams that must bring more before the next task is certain are asked side by side.
 * Rejects with {@link SourceFailures}, all of those that were asked together; what other streams brought by then stays in them.
 */
export async function take(streams: readonly Stream[], count: number, toward: Toward): Promise<readonly Task[]> {
  for (;;) {
    const { tasks, dry } = merge(streams, count, toward);
    if (dry.length === 0) return tasks;
    // Every answer is awaited, so that nothing is left running and every failure is seen.
    const filled = await Promise.allSettled(dry.map((stream) => fill(stream, count - tasks.length)));
    const failures = new Map<string, UpstreamError>();
    for (const [index, result] of filled.entries()) {
      if (result.status === 'fulfilled') continue;
      if (!(result.reason instanceof UpstreamError)) throw result.reason;
      const owner = dry[index]?.owner ?? '';
      if (!failures.has(owner)) failures.set(owner, result.reason);
    }
    if (failures.size > 0) throw new SourceFailures(failures);
  }
}

async function fill(stream: Stream, wanted: number): Promise<void> {
  const brought = await stream.walk.next(wanted);
  if (brought.length === 0) stream.ended = true;
  // One by one: a list longer than the stack is deep can't be spread.
  for (const task of brought) stream.tasks.push(task);
}

/** Merges what the streams hold; `dry` are those that must bring more before the merge can go on. */
function merge(
  streams: readonly Stream[],
  count: number,
  toward: Toward,
): { readonly tasks: readonly Task[]; readonly dry: readonly Stream[] } {
  const sign = toward === 'older' ? 1 : -1;
  const places = streams.map(() => 0);
  const tasks: Task[] = [];
  const ids = new Set<string>();
  while (tasks.length < count) {
    const dry = streams.filter((stream, index) => !stream.ended && places[index] === stream.tasks.length);
    if (dry.length > 0) return { tasks, dry };
    let best = -1;
    let task: Task | undefined;
    for (let index = 0; index < streams.length; index += 1) {
      const row = streams[index]?.tasks[places[index] ?? 0];
      if (row && (!task || sign * compareTasks(row, task) < 0)) {
        task = row;
        best = index;
      }
    }
    if (!task) break;
    places[best] = (places[best] ?? 0) + 1;
    const { id } = task;
    if (!ids.has(id)) {
      ids.add(id);
      tasks.push(task);
    }
  }
  return { tasks, dry: [] };
}
