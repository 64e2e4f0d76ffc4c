import type { Random } from '../../simulation/random.ts';
import type { FileTypeWord, ScanTypeWord, TaskStatusWord, TaskTypeWord, TriggerTypeWord } from './wire.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Between the instants at which scheduled jobs of later start. */
const SCHEDULE_MS = 5 * MINUTE_MS;

/** One job's life; what is served of it follows from the clock. Instants are epoch milliseconds. */
export interface SimulatedTask {
  readonly id: string;
  readonly type: TaskTypeWord;
  readonly name: string | null;
  readonly trigger: TriggerTypeWord;
  readonly enterpriseProjectId: string;
  /** Not listed before; ready until it starts. */
  readonly createdAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** What `start_time` says while the job is ready. */
  readonly readyTime: 'absent' | 'zero' | 'planned';
  /** Of a cluster scan. */
  readonly scanTypes: readonly ScanTypeWord[];
  /** Of an IaC scan. */
  readonly fileType: FileTypeWord;
  /** Clusters or files in all, and those that fail. */
  readonly items: number;
  readonly failures: number;
}

/** Null before it is listed. */
export function stateOf({ createdAt, startsAt, endsAt }: SimulatedTask, now: number): TaskStatusWord | null {
  if (now < createdAt) return null;
  if (now < startsAt) return 'ready';
  return now < endsAt ? 'running' : 'finished';
}

/** The instant at which its state changes next; Infinity once it has ended. */
export function nextChangeOf({ createdAt, startsAt, endsAt }: SimulatedTask, now: number): number {
  if (now < createdAt) return createdAt;
  if (now < startsAt) return startsAt;
  return now < endsAt ? endsAt : Number.POSITIVE_INFINITY;
}

/** Whether it is served without a start time. */
export function isUndated(task: SimulatedTask, now: number): boolean {
  return task.readyTime !== 'planned' && stateOf(task, now) === 'ready';
}

/** A record as the vendor's sample has it: a running job's `end_time` is its `start_time`, and a name is often absent. */
export function wireOf(task: SimulatedTask, now: number): Record<string, unknown> {
  const { id, type, name, trigger, startsAt, endsAt, items, failures, readyTime } = task;
  const state = stateOf(task, now);
  const share = Math.min(1, Math.max(0, (now - startsAt) / (endsAt - startsAt)));
  const failed = Math.floor(failures * share);
  const succeeded = Math.floor((items - failures) * share);
  const started = {
    start_time: startsAt,
    end_time: state === 'finished' ? endsAt : startsAt,
    estimated_time: state === 'finished' ? 0 : Math.ceil((endsAt - now) / MINUTE_MS),
  };
  const waiting = { absent: {}, zero: { start_time: 0 }, planned: { start_time: startsAt } }[readyTime];
  return {
    task_id: id,
    task_type: type,
    ...(name === null ? {} : { task_name: name }),
    trigger_type: trigger,
    task_status: state,
    ...(state === 'ready' ? waiting : started),
    ...(type === 'cluster_scan'
      ? {
          cluster_scan_info: {
            scan_type_list: task.scanTypes,
            scanning_cluster_num: state === 'ready' ? 0 : items - succeeded - failed,
            success_cluster_num: succeeded,
            failed_cluster_num: failed,
          },
        }
      : {
          iac_scan_info: {
            file_type: task.fileType,
            scan_file_num: items,
            success_file_num: succeeded,
            failed_file_num: failed,
          },
        }),
  };
}

/** Jobs of the last three days, some at work, some waiting and some that come within four hours; both types, named or not. */
export function* createTimeline(random: Random, count: number, now: number): Generator<SimulatedTask> {
  for (let index = 0; index < count; index += 1) {
    yield createTask(random, (trigger) => lifeOf(random, index, trigger, now));
  }
}

/** A job that is created at that instant; waits and works long enough that there are always some that do. */
export function createArrival(random: Random, at: number): SimulatedTask {
  return createTask(random, (trigger) => {
    const readyAt = at + random.int(4 * 60, 20 * 60) * SECOND_MS;
    // As at the start, scheduled jobs share their starts.
    const startsAt = trigger === 'schedule' ? Math.ceil(readyAt / SCHEDULE_MS) * SCHEDULE_MS : readyAt;
    return { createdAt: at, startsAt, endsAt: startsAt + random.int(5, 40) * MINUTE_MS };
  });
}

type Life = Pick<SimulatedTask, 'createdAt' | 'startsAt' | 'endsAt'>;

function createTask(random: Random, drawLife: (trigger: TriggerTypeWord) => Life): SimulatedTask {
  const type = random.chance(2) ? 'cluster_scan' : 'iac_scan';
  const trigger = random.chance(3) ? 'manual' : 'schedule';
  const items = type === 'cluster_scan' ? random.int(1, 12) : random.int(3, 240);
  return {
    id: random.uuid(),
    type,
    name: random.chance(2) ? null : nameOf(random, type),
    trigger,
    enterpriseProjectId: random.chance(4) ? 'b6f3a1d2-7c45-4e0b-9a1f-52d8c0e7f914' : '0',
    ...drawLife(trigger),
    readyTime: random.pick(['absent', 'zero', 'absent', 'planned']),
    scanTypes: random.pick([
      ['cluster_vul'],
      ['cluster_vul', 'risk_assessment'],
      ['cluster_vul', 'risk_assessment', 'benchmark'],
      ['benchmark'],
    ]),
    fileType: random.pick(['dockerfile', 'k8s_yaml']),
    items,
    failures: random.chance(4) ? random.int(1, items) : 0,
  };
}

/** Of ten jobs two are at work or about to be, one is still to come, and the others are over. */
function lifeOf(random: Random, index: number, trigger: TriggerTypeWord, now: number): Life {
  const waitMs = random.int(5, 180) * SECOND_MS;
  const workMs = random.int(2, 40) * MINUTE_MS;
  switch (index % 10) {
    case 1: {
      const startsAt = now - random.int(5, 600) * SECOND_MS;
      return { createdAt: startsAt - waitMs, startsAt, endsAt: now + random.int(20, 480) * SECOND_MS };
    }
    case 4: {
      const startsAt = now + random.int(15, 600) * SECOND_MS;
      return { createdAt: now - random.int(5, 300) * SECOND_MS, startsAt, endsAt: startsAt + workMs };
    }
    case 7: {
      const createdAt = now + random.int(30, 4 * 3600) * SECOND_MS;
      return { createdAt, startsAt: createdAt + waitMs, endsAt: createdAt + waitMs + workMs };
    }
    default: {
      const at = now - HOUR_MS - random.int(0, 71 * HOUR_MS);
      // Schedules run at full hours, so that many jobs share a start.
      const startsAt = trigger === 'schedule' ? Math.floor(at / HOUR_MS) * HOUR_MS : at;
      return { createdAt: startsAt - waitMs, startsAt, endsAt: startsAt + workMs };
    }
  }
}

function nameOf(random: Random, type: TaskTypeWord): string {
  const where = random.pick(['prod-cce', 'staging-cce', 'payments', 'data-platform', 'edge-fra', 'ci-runners']);
  return type === 'cluster_scan'
    ? `${where} ${random.pick(['vulnerability scan', 'nightly baseline', 'risk assessment', 'compliance check'])}`
    : `${where} ${random.pick(['manifests', 'Dockerfiles', 'pre-merge check', 'release gate'])}`;
}
