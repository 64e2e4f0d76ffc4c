import { huaweiHss } from '../../src/providers/huawei-hss/index.ts';
import type { SimulatedTask } from '../../src/providers/huawei-hss/simulated-task.ts';
import { stateOf } from '../../src/providers/huawei-hss/simulated-task.ts';
import { type HssSimulation, simulate } from '../../src/providers/huawei-hss/simulator.ts';
import { BURST, type Change } from './history.ts';
import { instantOf, NOW } from './plan.ts';
import type { Facts, World } from './reading.ts';

const HOUR_MS = 3_600_000;

export interface HssWorldOptions {
  readonly name: string;
  readonly seed: number;
  readonly tasks: readonly Pick<Change, 'instant' | 'way'>[];
  /** How many instants jobs start at. */
  readonly spread: number;
  readonly ties: 'fixed' | 'changing';
  readonly undatedAt: 'first' | 'last';
}

/** Jobs of both types: over, at work, or waiting with a time, without one, or with 0. */
export async function createHssWorld(options: HssWorldOptions): Promise<World> {
  const { name, seed, spread } = options;
  const simulation: HssSimulation = await simulate({ seed, tasks: 0, now: () => NOW });
  simulation.orderTies(options.ties);
  simulation.placeUndated(options.undatedAt);
  const ids: string[] = [];

  const lifeOf = (instant: number, way: number): Pick<SimulatedTask, 'startsAt' | 'endsAt' | 'readyTime'> => {
    const started = instantOf(instant, spread);
    const planned = NOW + 1000 + (instant % spread) * 1000;
    switch (way % 10) {
      case 0:
        return { startsAt: planned, endsAt: planned + HOUR_MS, readyTime: 'absent' };
      case 1:
        return { startsAt: planned, endsAt: planned + HOUR_MS, readyTime: 'zero' };
      case 2:
        return { startsAt: planned, endsAt: planned + HOUR_MS, readyTime: 'planned' };
      case 3:
      case 4:
      case 5:
        return { startsAt: started, endsAt: NOW + HOUR_MS, readyTime: 'absent' };
      default:
        return { startsAt: started, endsAt: started + 500, readyTime: 'absent' };
    }
  };
  const insert = ({ instant, way }: Pick<Change, 'instant' | 'way'>): string => {
    const id = `job-${ids.length}`;
    ids.push(id);
    simulation.insert({
      id,
      type: way % 2 === 0 ? 'cluster_scan' : 'iac_scan',
      name: null,
      trigger: 'manual',
      enterpriseProjectId: '0',
      createdAt: NOW - 2 * HOUR_MS,
      ...lifeOf(instant, Math.floor(way / 2)),
      scanTypes: ['benchmark'],
      fileType: 'dockerfile',
      items: 3,
      failures: 0,
    });
    return id;
  };
  for (const task of options.tasks) insert(task);

  const factsOf = (id: string): Facts | null => {
    const task = simulation.tasks.get(id);
    const state = task ? stateOf(task, NOW) : null;
    if (!task || state === null) return null;
    const isDated = state !== 'ready' || task.readyTime === 'planned';
    const status = { ready: 'QUEUED', running: 'RUNNING', finished: 'SUCCEEDED' } as const;
    return { status: status[state], orderedAt: isDated ? task.startsAt : null };
  };

  return {
    source: {
      provider: huaweiHss,
      simulation,
      settings: { id: name, retries: 0, deadlineMs: 60_000, scanLimit: 1_000_000 },
    },
    held: () =>
      new Map(
        [...simulation.tasks.keys()].flatMap((id) => {
          const facts = factsOf(id);
          return facts === null ? [] : [[id, facts]];
        }),
      ),
    factsOf,
    isList: () => true,
    apply({ kind, at, instant, way }) {
      if (kind === 'insert') return [insert({ instant, way })];
      if (kind === 'burst') {
        const first = at % Math.max(1, ids.length);
        const gone = ids.slice(first, first + BURST);
        for (const id of gone) simulation.remove(id);
        return gone;
      }
      const id = ids[at % Math.max(1, ids.length)];
      const task = id === undefined ? undefined : simulation.tasks.get(id);
      if (!task) return [];
      switch (kind) {
        case 'remove':
          simulation.remove(task.id);
          break;
        case 'status':
          // On to its next state: a waiting job starts at an instant of its own, one at work ends.
          if (stateOf(task, NOW) === 'ready') {
            simulation.update(task.id, { startsAt: instantOf(instant, spread), endsAt: NOW + HOUR_MS });
          } else {
            simulation.update(task.id, { endsAt: task.startsAt + 500 });
          }
          break;
        case 'move':
          simulation.update(task.id, lifeOf(instant, way));
          break;
        default:
          kind satisfies never;
      }
      return [task.id];
    },
    close: simulation.close,
  };
}
