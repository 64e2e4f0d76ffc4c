import type { z } from 'zod';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { epochInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { Task, TaskFailure, TaskProgress } from '../../tasks/task.ts';
import type { RecordReader } from '../place-records.ts';
import { UnreadableRecord } from '../read-records.ts';
import { type ScanTask, scanTask, TASK_TYPES, type TaskTypeWord } from './wire.ts';

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

export interface HssTask extends Task {
  readonly taskType: TaskTypeWord;
  /** The upstream's word. */
  readonly triggerType: string | null;
  readonly estimatedMinutes: number | null;
  readonly clusterScan: ClusterScan | null;
  readonly iacScan: IacScan | null;
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

/**
 * @param type the task type of the list that the record stands in: it can be found again by that one.
 * Throws UnreadableRecord where `start_time` is no instant, or is missing though the job is not waiting.
 */
export function toTask(wire: ScanTask, record: unknown, source: SourceInfo, type: TaskTypeWord): HssTask {
  const startedAt = startInstant(wire);
  const counters = countersOf(wire, type);
  const status = statusOf(wire.task_status, counters);
  const hasEnded = wire.task_status === 'finished';
  const name = wire.task_name || null;
  return {
    typename: TYPENAME,
    id: encodeGlobalId(TYPENAME, source.name, encodeLocalId({ type, taskId: wire.task_id })),
    provider: source.provider,
    source,
    nativeId: wire.task_id,
    name,
    title: name ?? `${LABELS[type].kind} ${wire.task_id}`,
    description: null,
    status,
    nativeStatus: wire.task_status,
    progress: progressOf(counters, hasEnded),
    createdAt: null,
    startedAt,
    endedAt: hasEnded && wire.end_time ? epochInstant(wire.end_time) : null,
    orderedAt: startedAt,
    initiator: null,
    target: null,
    failure: failureOf(status, counters, type),
    record,
    taskType: type,
    triggerType: wire.trigger_type,
    estimatedMinutes: wire.estimated_time,
    clusterScan: clusterScanOf(wire),
    iacScan: iacScanOf(wire),
  };
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

/** How the records in the lists of a task type are read. */
export function recordReader(
  source: SourceInfo,
  type: TaskTypeWord,
): RecordReader<ScanTask, z.output<typeof key>, HssTask> {
  return {
    schema: scanTask,
    key,
    idOf: ({ task_id: id }) => id,
    orderOf: startInstant,
    toTask: (wire, record) => toTask(wire, record, source, type),
  };
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

function countersOf({ cluster_scan_info: cluster, iac_scan_info: iac }: ScanTask, type: TaskTypeWord): Counters | null {
  switch (type) {
    case 'cluster_scan': {
      if (cluster === null) return null;
      const { scanning_cluster_num: scanning, success_cluster_num: succeeded, failed_cluster_num: failed } = cluster;
      return addUp(succeeded, failed, scanning === null ? null : scanning + (succeeded ?? 0) + (failed ?? 0));
    }
    case 'iac_scan':
      return iac === null ? null : addUp(iac.success_file_num, iac.failed_file_num, iac.scan_file_num);
    default:
      return type satisfies never;
  }
}

function addUp(succeeded: number | null, failed: number | null, total: number | null): Counters | null {
  if (succeeded === null && failed === null) return null;
  const done = (succeeded ?? 0) + (failed ?? 0);
  return { succeeded: succeeded ?? 0, failed: failed ?? 0, total: Math.max(total ?? done, done) };
}

/** There is no word for failure: `finished` says nothing about success, the counters do. */
function statusOf(word: string | null, counters: Counters | null): TaskStatus {
  switch (word) {
    case 'ready':
      return 'QUEUED';
    case 'running':
      return 'RUNNING';
    case 'finished':
      if (counters === null || counters.failed === 0) return 'SUCCEEDED';
      return counters.succeeded > 0 ? 'WARNING' : 'FAILED';
    default:
      return 'UNKNOWN';
  }
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

function failureOf(status: TaskStatus, counters: Counters | null, type: TaskTypeWord): TaskFailure | null {
  if (counters === null || (status !== 'FAILED' && status !== 'WARNING')) return null;
  return { code: null, message: `${counters.failed} of ${counters.total} ${LABELS[type].items} failed.` };
}

function clusterScanOf({ cluster_scan_info: info }: ScanTask): ClusterScan | null {
  return (
    info && {
      scanTypes: info.scan_type_list ?? [],
      scanning: info.scanning_cluster_num,
      succeeded: info.success_cluster_num,
      failed: info.failed_cluster_num,
    }
  );
}

function iacScanOf({ iac_scan_info: info }: ScanTask): IacScan | null {
  return (
    info && {
      fileType: info.file_type,
      scanned: info.scan_file_num,
      succeeded: info.success_file_num,
      failed: info.failed_file_num,
    }
  );
}
