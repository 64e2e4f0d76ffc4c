import type { Clock } from '../../simulation/clock.ts';
import { createRandom, type Random } from '../../simulation/random.ts';
import type { ListRequest } from './simulated-request.ts';
import { isUndated, nextChangeOf, type SimulatedTask, stateOf } from './simulated-task.ts';
import type { TaskTypeWord } from './wire.ts';

/** What the service holds: change it and the next answer shows it. */
export interface TaskStore {
  readonly tasks: ReadonlyMap<string, SimulatedTask>;
  insert(task: SimulatedTask): void;
  /** Does nothing where there is no such job. */
  remove(id: string): void;
  /** Throws where there is no such job. */
  update(id: string, changes: Partial<Omit<SimulatedTask, 'id' | 'type'>>): void;
  /** Where jobs without a start time stand in a sorted list, whichever way it runs: `first` at the beginning. */
  placeUndated(place: 'first' | 'last'): void;
  /** Jobs of equal start time come in one order of their own (`fixed`), or in another one with each request (`changing`). */
  orderTies(order: 'fixed' | 'changing'): void;
}

export interface SelectingStore extends TaskStore {
  /** One page as ListTasks cuts it, and how many jobs match. */
  select(request: ListRequest): { readonly rows: readonly SimulatedTask[]; readonly total: number };
  /** Removes it without a trace of where it stood. */
  forget(id: string): void;
  /** Ids of all jobs that are listed now. */
  listedIds(): readonly string[];
}

type Direction = 'asc' | 'desc';

const DIRECTIONS: readonly Direction[] = ['asc', 'desc'];

interface Placed {
  readonly task: SimulatedTask;
  /** Decides between jobs of equal start time. */
  readonly rank: number;
}

interface Found {
  readonly dated: readonly SimulatedTask[];
  readonly undated: readonly SimulatedTask[];
  /** The span of the clock in which it stands. */
  readonly from: number;
  readonly until: number;
}

/** Keeps the jobs of each type in both orders, so that a request costs no sorting. */
export function createStore(random: Random, now: Clock, initial: Iterable<SimulatedTask>): SelectingStore {
  const newRank = (): number => random.int(0, 0x3fffffff);
  const tasks = new Map<string, SimulatedTask>();
  /** Kept when a job is gone, so that one that comes back stands where it stood. */
  const ranks = new Map<string, number>();
  for (const task of initial) {
    tasks.set(task.id, task);
    ranks.set(task.id, newRank());
  }
  const sorted = (type: TaskTypeWord): Readonly<Record<Direction, Placed[]>> => {
    const placed = [...tasks.values()]
      .filter((task) => task.type === type)
      .map((task) => ({ task, rank: ranks.get(task.id) ?? 0 }));
    return {
      asc: placed.toSorted((a, b) => compare(a, b, 'asc')),
      desc: placed.toSorted((a, b) => compare(a, b, 'desc')),
    };
  };
  const lists = { cluster_scan: sorted('cluster_scan'), iac_scan: sorted('iac_scan') };
  let undatedPlace: 'first' | 'last' = 'last';
  let ties: 'fixed' | 'changing' = 'fixed';
  const shuffleSeed = random.int(0, 1_000_000);
  let requests = 0;

  /** What matched a request, by all of it but its window; good until a job is changed or lives on to its next state. */
  const found = new Map<string, Found>();

  const find = ({ query, body }: ListRequest): Found => {
    const instant = now();
    const key = JSON.stringify([query.enterprise_project_id, body]);
    const known = found.get(key);
    if (known && known.from <= instant && instant < known.until) return known;
    const matches = createMatcher({ query, body }, instant);
    const dated: SimulatedTask[] = [];
    const undated: SimulatedTask[] = [];
    let until = Number.POSITIVE_INFINITY;
    const one = tasks.get(body.task_id ?? '');
    const ofType = lists[body.task_type][body.sort_dir ?? 'desc'];
    const candidates = body.task_id === undefined ? ofType : one?.type === body.task_type ? [{ task: one }] : [];
    for (const { task } of candidates) {
      until = Math.min(until, nextChangeOf(task, instant));
      if (matches(task)) (isUndated(task, instant) ? undated : dated).push(task);
    }
    const result: Found = { dated, undated, from: instant, until };
    found.set(key, result);
    return result;
  };

  const insert = (task: SimulatedTask): void => {
    const rank = ranks.get(task.id) ?? newRank();
    remove(task.id);
    ranks.set(task.id, rank);
    tasks.set(task.id, task);
    found.clear();
    for (const direction of DIRECTIONS) {
      const list = lists[task.type][direction];
      list.splice(placeOf(list, { task, rank }, direction), 0, { task, rank });
    }
  };

  const remove = (id: string): void => {
    const task = tasks.get(id);
    if (!task) return;
    const placed = { task, rank: ranks.get(id) ?? 0 };
    tasks.delete(id);
    found.clear();
    for (const direction of DIRECTIONS) {
      const list = lists[task.type][direction];
      list.splice(placeOf(list, placed, direction), 1);
    }
  };

  return {
    tasks,
    insert,
    remove,
    forget(id) {
      remove(id);
      ranks.delete(id);
    },
    update(id, changes) {
      const task = tasks.get(id);
      if (!task) throw new Error(`there is no job ${id}`);
      insert({ ...task, ...changes });
    },
    placeUndated(place) {
      undatedPlace = place;
    },
    orderTies(order) {
      ties = order;
    },
    listedIds: () => [...tasks.values()].filter((task) => stateOf(task, now()) !== null).map(({ id }) => id),
    select(request) {
      requests += 1;
      let { dated, undated } = find(request);
      if (ties === 'changing') {
        const shuffle = createRandom(shuffleSeed + requests);
        dated = shuffleTies(dated, shuffle, (task) => task.startsAt);
        undated = shuffleTies(undated, shuffle, () => 0);
      }
      const { offset, limit } = request.query;
      const inOrder = undatedPlace === 'first' ? undated.concat(dated) : dated.concat(undated);
      return { rows: inOrder.slice(offset, offset + limit), total: inOrder.length };
    },
  };
}

/** The index at which a job stands, or would. Both orders run by rank where starts are equal, so one is not the other reversed. */
function placeOf(list: readonly Placed[], placed: Placed, direction: Direction): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other && compare(other, placed, direction) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(a: Placed, b: Placed, direction: Direction): number {
  const byStart = direction === 'asc' ? a.task.startsAt - b.task.startsAt : b.task.startsAt - a.task.startsAt;
  return byStart || a.rank - b.rank || (a.task.id < b.task.id ? -1 : a.task.id > b.task.id ? 1 : 0);
}

function createMatcher({ query, body }: ListRequest, now: number): (task: SimulatedTask) => boolean {
  const { enterprise_project_id: enterpriseProjectId } = query;
  const scanTypes = body.task_type === 'cluster_scan' ? (body.cluster_scan_info?.scan_type_list ?? []) : [];
  const fileType = body.task_type === 'iac_scan' ? body.iac_scan_info?.file_type : undefined;
  const name = body.task_name?.toLowerCase();
  return (task) => {
    const state = stateOf(task, now);
    return (
      state !== null &&
      (body.task_status === undefined || body.task_status === state) &&
      (enterpriseProjectId === 'all_granted_eps' || enterpriseProjectId === task.enterpriseProjectId) &&
      (body.task_id === undefined || body.task_id === task.id) &&
      (name === undefined || (task.name ?? '').toLowerCase().includes(name)) &&
      (body.start_create_time === undefined || task.createdAt >= body.start_create_time) &&
      (body.end_create_time === undefined || task.createdAt <= body.end_create_time) &&
      (body.trigger_type === undefined || body.trigger_type === task.trigger) &&
      scanTypes.every((scanType) => task.scanTypes.includes(scanType)) &&
      (fileType === undefined || fileType === task.fileType)
    );
  };
}

/** A copy in which each run of equal keys is shuffled. */
function shuffleTies(
  tasks: readonly SimulatedTask[],
  random: Random,
  keyOf: (task: SimulatedTask) => number,
): readonly SimulatedTask[] {
  const draws = new Map(tasks.map((task) => [task, random.int(0, 0x3fffffff)]));
  const runs = new Map(tasks.map((task, index) => [keyOf(task), index]));
  return tasks.toSorted(
    (a, b) => (runs.get(keyOf(a)) ?? 0) - (runs.get(keyOf(b)) ?? 0) || (draws.get(a) ?? 0) - (draws.get(b) ?? 0),
  );
}
