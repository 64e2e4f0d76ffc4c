import { sailPoint } from '../../src/providers/sailpoint/index.ts';
import { createTask } from '../../src/providers/sailpoint/simulated-task.ts';
import { type SailPointSimulation, simulate } from '../../src/providers/sailpoint/simulator.ts';
import { createRandom } from '../../src/simulation/random.ts';
import { BURST, type Change } from './history.ts';
import { instantOf, NOW } from './plan.ts';
import type { Facts, World } from './reading.ts';

const HOUR_MS = 3_600_000;

export interface SailPointWorldOptions {
  readonly name: string;
  readonly seed: number;
  readonly apiVersion: string;
  readonly tasks: readonly Pick<Change, 'instant' | 'way'>[];
  /** How many instants tasks are created at. */
  readonly spread: number;
}

/** Pending tasks, waiting or at work: the list shrinks as they end, and grows at its end. */
export async function createSailPointWorld(options: SailPointWorldOptions): Promise<World> {
  const { name, seed, apiVersion, spread } = options;
  const simulation: SailPointSimulation = await simulate({ seed, tasks: 0, now: () => NOW });
  const random = createRandom(seed);
  const ids: string[] = [];

  const insert = ({ instant, way }: Pick<Change, 'instant' | 'way'>): string => {
    const id = `task-${ids.length}`;
    ids.push(id);
    simulation.put({
      ...createTask(random, NOW, null),
      id,
      createdAt: instantOf(instant, spread),
      launchedAt: way % 3 === 0 ? NOW + HOUR_MS : NOW - 1000,
      completedAt: NOW + 2 * HOUR_MS,
    });
    return id;
  };
  for (const task of options.tasks) insert(task);

  const factsOf = (id: string): Facts | null => {
    const task = simulation.tasks.get(id);
    if (!task || task.completedAt <= NOW) return null;
    return { status: task.launchedAt <= NOW ? 'RUNNING' : 'QUEUED', orderedAt: task.createdAt };
  };

  return {
    source: {
      provider: sailPoint,
      simulation,
      settings: { id: name, apiVersion, retries: 0, deadlineMs: 60_000, scanLimit: 1_000_000 },
    },
    held: () =>
      new Map(
        ids.flatMap((id) => {
          const facts = factsOf(id);
          return facts === null ? [] : [[id, facts]];
        }),
      ),
    factsOf,
    isList: ({ path }) => path !== '/oauth/token',
    apply({ kind, at, instant, way }) {
      if (kind === 'insert') return [insert({ instant, way })];
      if (kind === 'burst') {
        const first = at % Math.max(1, ids.length);
        const gone = ids.slice(first, first + BURST);
        for (const id of gone) simulation.complete(id);
        return gone;
      }
      const id = ids[at % Math.max(1, ids.length)];
      const task = id === undefined ? undefined : simulation.tasks.get(id);
      if (!task) return [];
      switch (kind) {
        case 'remove':
          if (way % 2 === 0) simulation.remove(task.id);
          else simulation.complete(task.id);
          break;
        case 'status':
          simulation.put({ ...task, launchedAt: NOW - 500 });
          break;
        case 'move':
          simulation.put({ ...task, createdAt: instantOf(instant, spread) });
          break;
        default:
          kind satisfies never;
      }
      return [task.id];
    },
    close: simulation.close,
  };
}
