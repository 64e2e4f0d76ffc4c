import { huaweiCsms } from '../../src/providers/huawei-csms/index.ts';
import { type CsmsBehaviour, type CsmsSimulation, simulate } from '../../src/providers/huawei-csms/simulator.ts';
import { BURST, type Change } from './history.ts';
import { instantOf, NOW } from './plan.ts';
import type { Facts, World } from './reading.ts';

const HOUR_MS = 3_600_000;

export interface CsmsWorldOptions {
  readonly name: string;
  readonly seed: number;
  readonly tasks: readonly Pick<Change, 'instant' | 'way'>[];
  /** How many instants tasks are created at. */
  readonly spread: number;
  readonly behaviour: CsmsBehaviour;
}

/** Secret tasks, ended or under way; a removal may be that of the very task that the request's marker names. */
export async function createCsmsWorld(options: CsmsWorldOptions): Promise<World> {
  const { name, seed, spread, behaviour } = options;
  const simulation: CsmsSimulation = await simulate({ seed, tasks: 0, now: () => NOW });
  Object.assign(simulation.behaviour, behaviour);
  const { tasks } = simulation;
  const ids: string[] = [];
  /** A try takes seconds: no task leaves its status and is back in it by the next request. */
  const changed = new Set<string>();

  const insert = ({ instant, way }: Pick<Change, 'instant' | 'way'>): string => {
    const id = `task-${ids.length}`;
    ids.push(id);
    tasks.set(id, {
      id,
      secretName: 'prod-orders-mysql',
      createdAt: instantOf(instant, spread),
      endsAt: way % 4 === 0 ? NOW + HOUR_MS : NOW - 500,
      failure: way % 3 === 0 ? { code: 'CSMS.0103', message: 'The secret is pending deletion.' } : null,
      attempts: 1,
      operateType: 'MULTI_USER',
      functionUrn: 'urn:fss:eu-west-101:project:function:default:rotate-mysql:latest',
    });
    return id;
  };
  for (const task of options.tasks) insert(task);

  const factsOf = (id: string): Facts | null => {
    const task = tasks.get(id);
    if (!task) return null;
    const status = NOW < task.endsAt ? 'RUNNING' : task.failure ? 'FAILED' : 'SUCCEEDED';
    return { status, orderedAt: task.createdAt };
  };

  return {
    source: {
      provider: huaweiCsms,
      simulation,
      settings: { id: name, retries: 0, deadlineMs: 60_000, scanLimit: 1_000_000 },
    },
    held: () =>
      new Map(
        [...tasks.keys()].flatMap((id) => {
          const facts = factsOf(id);
          return facts === null ? [] : [[id, facts]];
        }),
      ),
    factsOf,
    isList: () => true,
    apply({ kind, at, instant, way }, { query }) {
      if (kind === 'insert') return [insert({ instant, way })];
      if (kind === 'burst') {
        const first = at % Math.max(1, ids.length);
        const gone = ids.slice(first, first + BURST);
        for (const id of gone) tasks.delete(id);
        return gone;
      }
      const marker = query.get('marker') ?? query.get('task_id');
      const chosen = marker !== null && way % 4 === 0 ? marker : ids[at % Math.max(1, ids.length)];
      const task = chosen === undefined ? undefined : tasks.get(chosen);
      if (!task) return [];
      switch (kind) {
        case 'remove':
          tasks.delete(task.id);
          break;
        case 'status':
          // Tried again, or ended.
          if (changed.has(task.id)) return [];
          changed.add(task.id);
          tasks.set(task.id, { ...task, endsAt: task.endsAt > NOW ? NOW - 500 : NOW + HOUR_MS });
          break;
        case 'move':
          tasks.set(task.id, { ...task, createdAt: instantOf(instant, spread) });
          break;
        default:
          kind satisfies never;
      }
      return [task.id];
    },
    close: simulation.close,
  };
}
