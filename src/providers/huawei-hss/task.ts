import type { z } from 'zod';
import { compiledMembers } from '../../http/compile-schema.ts';
import { epochInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { TaskFailure, TaskProgress } from '../../tasks/task.ts';
import { type ReadRecords, readRecords, UnreadableRecord } from '../read-records.ts';
import { RecordTask } from '../record-task.ts';
import { scanCounts, scanTask, TASK_TYPES, type TaskTypeWord } from './wire.ts';

export const TYPENAME = 'HuaweiHssTask';

export interface ClusterScan {
  readonly scanTypes: readonly string[];
  readonly scanning: number | null;
  readonly succeeded: number | null;
  readonly failed: number | null;
}

export interface IacScan {
  readonly fileType: string | null;
  readonly scanned: number | null;
  readonly succeeded: number | null;
  readonly failed: number | null;
}

/** Every status that a job can have. */
export const STATUSES: ReadonlySet<TaskStatus> = new Set([
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'WARNING',
  'FAILED',
  'UNKNOWN',
]);

/** The words of a job that has not ended. */
const STATUS_OF: ReadonlyMap<string, TaskStatus> = new Map([
  ['ready', 'QUEUED'],
  ['running', 'RUNNING'],
]);

function hasEnded(word: string | null): boolean {
  return word === 'finished';
}

const LABELS: Readonly<Record<TaskTypeWord, { readonly kind: string; readonly items: string }>> = {
  cluster_scan: { kind: 'Cluster scan', items: 'clusters' },
  iac_scan: { kind: 'IaC scan', items: 'files' },
};

/** What a job works through: clusters or files. Null where the record has no counters. */
interface Counters {
  readonly succeeded: number;
  readonly failed: number;
  /** All that there is to do, done or not. */
  readonly total: number;
}

const read = compiledMembers(scanTask);
const readCounts = compiledMembers(scanCounts);

export class HssTask extends RecordTask {
  /** Of the list that the record stands in: it can be found again by that one. */
  declare readonly taskType: TaskTypeWord;

  constructor(orderedAt: number | null, nativeId: string, source: SourceInfo, record: unknown, taskType: TaskTypeWord) {
    super(orderedAt, nativeId, source, record);
    this.taskType = taskType;
  }

  get typename(): string {
    return TYPENAME;
  }

  protected override localId(): string {
    return encodeLocalId({ type: this.taskType, taskId: this.nativeId });
  }

  override get name(): string | null {
    return read.task_name(this.received) || null;
  }

  get title(): string {
    return this.name ?? `${LABELS[this.taskType].kind} ${this.nativeId}`;
  }

  get status(): TaskStatus {
    const word = this.nativeStatus;
    return hasEnded(word) ? endOf(countersOf(this)) : (STATUS_OF.get(word ?? '') ?? 'UNKNOWN');
  }

  get nativeStatus(): string | null {
    return read.task_status(this.received);
  }

  override get progress(): TaskProgress | null {
    return progressOf(countersOf(this), hasEnded(this.nativeStatus));
  }

  override get startedAt(): number | null {
    return this.orderedAt;
  }

  override get endedAt(): number | null {
    const end = hasEnded(this.nativeStatus) ? read.end_time(this.received) : null;
    return end ? epochInstant(end) : null;
  }

  override get failure(): TaskFailure | null {
    const counters = hasEnded(this.nativeStatus) ? countersOf(this) : null;
    if (counters === null || counters.failed === 0) return null;
    return { code: null, message: `${counters.failed} of ${counters.total} ${LABELS[this.taskType].items} failed.` };
  }

  /** The upstream's word. */
  get triggerType(): string | null {
    return read.trigger_type(this.received);
  }

  get estimatedMinutes(): number | null {
    return read.estimated_time(this.received);
  }

  get clusterScan(): ClusterScan | null {
    const info = read.cluster_scan_info(this.received);
    return (
      info && {
        scanTypes: info.scan_type_list ?? [],
        scanning: info.scanning_cluster_num,
        succeeded: info.success_cluster_num,
        failed: info.failed_cluster_num,
      }
    );
  }

  get iacScan(): IacScan | null {
    const info = read.iac_scan_info(this.received);
    return (
      info && {
        fileType: info.file_type,
        scanned: info.scan_file_num,
        succeeded: info.success_file_num,
        failed: info.failed_file_num,
      }
    );
  }
}

/** What finds a job again: the API takes no id without its task type. */
export interface LocalId {
  readonly type: TaskTypeWord;
  readonly taskId: string;
}

export function encodeLocalId({ type, taskId }: LocalId): string {
  return `${type}/${taskId}`;
}

/** Null for anything that {@link encodeLocalId} does not make. */
export function decodeLocalId(localId: string): LocalId | null {
  const type = TASK_TYPES.find((word) => localId.startsWith(`${word}/`));
  if (type === undefined) return null;
  const taskId = localId.slice(type.length + 1);
  return taskId === '' ? null : { type, taskId };
}

const key = scanTask.pick({ task_id: true, task_status: true, start_time: true });

/**
 * Reads the records in the lists of a task type. One whose `start_time` is no instant, or is missing though the job is not waiting,
 * can't be read.
 */
export function readTasks(records: readonly unknown[], source: SourceInfo, type: TaskTypeWord): ReadRecords<HssTask> {
  return readRecords(
    records,
    key,
    (wire, record) => new HssTask(startInstant(wire), wire.task_id, source, record, type),
  );
}

/** A waiting job may have no start time, which is absent, null or 0. */
function startInstant({ task_id: id, task_status: state, start_time: time }: z.output<typeof key>): number | null {
  if (time === null || time === undefined || time === 0) {
    if (state === 'ready') return null;
    throw new UnreadableRecord(`job ${id} is ${state ?? 'in no known state'} and has no start_time`);
  }
  const instant = epochInstant(time);
  if (instant === null) throw new UnreadableRecord(`start_time of job ${id} is no instant`);
  return instant;
}

function countersOf({ received: record, taskType }: HssTask): Counters | null {
  switch (taskType) {
    case 'cluster_scan': {
      const info = readCounts.cluster_scan_info(record);
      if (info === null) return null;
      const { scanning_cluster_num: scanning, success_cluster_num: succeeded, failed_cluster_num: failed } = info;
      return addUp(succeeded, failed, scanning === null ? null : scanning + (succeeded ?? 0) + (failed ?? 0));
    }
    case 'iac_scan': {
      const info = readCounts.iac_scan_info(record);
      return info && addUp(info.success_file_num, info.failed_file_num, info.scan_file_num);
    }
    default:
      return taskType satisfies never;
  }
}

function addUp(succeeded: number | null, failed: number | null, total: number | null): Counters | null {
  if (succeeded === null && failed === null) return null;
  const done = (succeeded ?? 0) + (failed ?? 0);
  return { succeeded: succeeded ?? 0, failed: failed ?? 0, total: Math.max(total ?? done, done) };
}

/** There is no word for failure: `finished` says nothing about success, the counters do. */
function endOf(counters: Counters | null): TaskStatus {
  if (counters === null || counters.failed === 0) return 'SUCCEEDED';
  return counters.succeeded > 0 ? 'WARNING' : 'FAILED';
}

/** A job that goes on although all that is counted is done has more to do than is counted: no measure. */
function progressOf(counters: Counters | null, hasEnded: boolean): TaskProgress | null {
  if (counters === null) return null;
  const { total } = counters;
  const completed = counters.succeeded + counters.failed;
  if (total === 0) return null;
  if (completed === total && !hasEnded) return { percent: null, completed, total: null, message: null };
  return { percent: (completed / total) * 100, completed, total, message: null };
}
