import { z } from 'zod';
import { compiled, MISFIT } from '../../http/compile-schema.ts';
import { lenient, recordId } from '../record-members.ts';

/** The words of the request body and of the records, as the vendor's SDK lists them; a record may hold others. */
export type TaskTypeWord = 'cluster_scan' | 'iac_scan';
export type TriggerTypeWord = 'manual' | 'schedule';
export type TaskStatusWord = 'ready' | 'running' | 'finished';
export type ScanTypeWord = 'cluster_vul' | 'risk_assessment' | 'benchmark';
export type FileTypeWord = 'dockerfile' | 'k8s_yaml';

export const TASK_TYPES: readonly TaskTypeWord[] = ['cluster_scan', 'iac_scan'];

/** The body of ListTasks. Only `task_type` is required; the `_info` of the other task type must not be there. */
export interface ListTasksBody {
  readonly task_type: TaskTypeWord;
  readonly task_id?: string | undefined;
  /** Fuzzy. */
  readonly task_name?: string | undefined;
  /** Epoch milliseconds, as the instants in the records are; the vendor names no unit. */
  readonly start_create_time?: number | undefined;
  readonly end_create_time?: number | undefined;
  readonly trigger_type?: TriggerTypeWord | undefined;
  readonly task_status?: TaskStatusWord | undefined;
  /** The only key that there is. */
  readonly sort_key?: 'start_time' | undefined;
  readonly sort_dir?: 'asc' | 'desc' | undefined;
  /** Tasks that scan all of these. */
  readonly cluster_scan_info?: { readonly scan_type_list: readonly ScanTypeWord[] } | undefined;
  readonly iac_scan_info?: { readonly file_type: FileTypeWord } | undefined;
}

const count = lenient(z.int32().min(0));

const clusterScanInfo = z.object({
  scan_type_list: lenient(z.array(z.string())),
  scanning_cluster_num: count,
  success_cluster_num: count,
  failed_cluster_num: count,
});

const iacScanInfo = z.object({
  file_type: lenient(z.string()),
  scan_file_num: count,
  success_file_num: count,
  failed_file_num: count,
});

/** Every member is optional in the vendor's SDKs, so absent and null are the same. */
export const scanTask = z.object({
  task_id: recordId,
  /** Often absent, in the vendor's own sample too. */
  task_name: lenient(z.string()),
  trigger_type: lenient(z.string()),
  task_status: lenient(z.string()),
  /** Epoch milliseconds. Orders the list: read strictly, in task.ts. */
  start_time: z.number().nullish(),
  /** Epoch milliseconds; the vendor's sample has one on a running task. */
  end_time: lenient(z.number()),
  /** Minutes left. */
  estimated_time: lenient(z.int32()),
  cluster_scan_info: lenient(clusterScanInfo),
  iac_scan_info: lenient(iacScanInfo),
});

/** What says how a job fares, for who has no use for the rest of its `_info`. */
export const scanCounts = z.object({
  cluster_scan_info: lenient(clusterScanInfo.omit({ scan_type_list: true })),
  iac_scan_info: lenient(iacScanInfo.omit({ file_type: true })),
});

/** A waiting job without a start time: the one kind of record that has no place in the order. */
const undatedTask = z.object({ task_status: z.literal('ready'), start_time: z.literal(0).nullish() });

export function isUndated(record: unknown): boolean {
  return compiled(undatedTask)(record) !== MISFIT;
}

const identified = z.object({ task_id: recordId });

/** The `task_id` of a record; null where it has none that could be used. */
export function idOf(record: unknown): string | null {
  const read = compiled(identified)(record);
  return read === MISFIT ? null : read.task_id;
}

/** The answer of ListTasks: `total_num` counts what the filter matches within the one task type. Both are optional in the vendor's SDKs. */
export const taskPage = z
  .looseObject({
    total_num: z.int32().min(0).nullish(),
    data_list: z.array(z.unknown()).nullish(),
  })
  // Nothing is marked as required, but what holds other members alone is another answer, not an empty list.
  .refine((answer) => Object.keys(answer).length === 0 || 'total_num' in answer || 'data_list' in answer)
  .transform(({ total_num: total, data_list: records }) => ({ total_num: total ?? null, data_list: records ?? [] }));
