import { SOURCES } from '../scenarios.ts';

/*
 * The upstreams' records as the bench's upstreams send them, and how a field is made of them: shared by the yardstick and the
 * peers, so that they do the same work.
 */

export interface Message {
  readonly default_message: string;
  readonly localized?: string;
}

export interface CisInfo {
  readonly description?: Message;
  readonly operation: string;
  readonly status: string;
  readonly start_time?: string;
  readonly end_time?: string;
  readonly user?: string;
  readonly error?: { readonly error_type: string };
}

export interface HssJob {
  readonly task_id: string;
  readonly task_name?: string;
  readonly task_status: string;
  readonly trigger_type: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly estimated_time: number;
  readonly cluster_scan_info?: { readonly success_cluster_num: number; readonly failed_cluster_num: number };
  readonly iac_scan_info?: { readonly success_file_num: number; readonly failed_file_num: number };
}

export interface CsmsTask {
  readonly task_id: string;
  readonly secret_name: string;
  readonly task_status: string;
  readonly task_time: number;
  readonly operate_type: string;
  readonly attempt_nums: number;
}

export interface SailPointTask {
  readonly id: string;
  readonly type: string;
  readonly uniqueName: string;
  readonly description: string | null;
  readonly launcher: string;
  readonly created: string;
  readonly launched: string | null;
  readonly completed: string | null;
  readonly completionStatus: string | null;
}

export interface Runspace {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly run_vc_connection_script: boolean;
  readonly vc_connection_script_id: string;
  readonly creation_time: string;
}

export type Entry = readonly [id: string, info: CisInfo];
export type HssType = 'cluster_scan' | 'iac_scan';

export const globalId = (type: string, source: string, id: string): string =>
  Buffer.from(`${type}:${source}:${id}`, 'utf8').toString('base64url');
export const vsphereId = (id: string): string => globalId('VsphereCisTask', SOURCES.vsphere, id);
export const hssId = (type: HssType, id: string): string => globalId('HuaweiHssTask', SOURCES.hss, `${type}/${id}`);
export const csmsId = (id: string): string => globalId('HuaweiCsmsTask', SOURCES.csms, id);
export const sailPointId = (id: string): string => globalId('SailPointTask', SOURCES.sailpoint, id);
export const srsId = (id: string): string => globalId('VmwareSrsRunspace', SOURCES.srs, id);

export const iso = (instant: string | number | null | undefined): string | null =>
  instant ? new Date(instant).toISOString() : null;

export const VSPHERE_STATUS: Readonly<Record<string, string>> = {
  PENDING: 'QUEUED',
  RUNNING: 'RUNNING',
  BLOCKED: 'BLOCKED',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
};
export const vsphereStatus = ({ status, error }: CisInfo): string =>
  status === 'FAILED' && error?.error_type === 'CANCELED' ? 'CANCELLED' : (VSPHERE_STATUS[status] ?? 'UNKNOWN');
export const vsphereEnd = ({ status, end_time }: CisInfo): string | null =>
  status === 'SUCCEEDED' || status === 'FAILED' ? iso(end_time) : null;
export const vsphereText = ({ description }: CisInfo): string | null =>
  description?.localized ?? description?.default_message ?? null;

export const HSS_LABEL = { cluster_scan: 'Cluster scan', iac_scan: 'IaC scan' };

export function hssStatus({ task_status: word, cluster_scan_info: cluster, iac_scan_info: iac }: HssJob): string {
  if (word === 'ready') return 'QUEUED';
  if (word === 'running') return 'RUNNING';
  if (word !== 'finished') return 'UNKNOWN';
  const failed = cluster?.failed_cluster_num ?? iac?.failed_file_num ?? 0;
  if (failed === 0) return 'SUCCEEDED';
  return (cluster?.success_cluster_num ?? iac?.success_file_num ?? 0) > 0 ? 'WARNING' : 'FAILED';
}
export const hssEnd = ({ task_status: word, end_time }: HssJob): string | null =>
  word === 'finished' ? iso(end_time) : null;

export const csmsStatus = (word: string): string =>
  word === 'SUCCESS' ? 'SUCCEEDED' : word === 'FAILED' ? 'FAILED' : word ? 'RUNNING' : 'UNKNOWN';

export const SAILPOINT_STATUS: Readonly<Record<string, string>> = {
  SUCCESS: 'SUCCEEDED',
  WARNING: 'WARNING',
  ERROR: 'FAILED',
  TEMPERROR: 'FAILED',
  TERMINATED: 'CANCELLED',
};
export const sailPointStatus = ({ completionStatus, launched }: SailPointTask): string => {
  if (completionStatus === null) return launched === null ? 'QUEUED' : 'RUNNING';
  return SAILPOINT_STATUS[completionStatus.toUpperCase()] ?? 'UNKNOWN';
};
export const sailPointEnd = ({ completionStatus, completed }: SailPointTask): string | null =>
  completionStatus === null ? null : iso(completed);

export const SRS_STATUS: Readonly<Record<string, string>> = {
  creating: 'QUEUED',
  active: 'RUNNING',
  ready: 'READY',
  error: 'FAILED',
};
export const srsStatus = (state: string): string => SRS_STATUS[state] ?? 'UNKNOWN';

/** Newest first, then by id. */
export const newestFirst = <T>(rows: readonly T[], instantOf: (row: T) => number, idOf: (row: T) => string): T[] =>
  rows
    .map((row) => ({ row, at: instantOf(row), id: idOf(row) }))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
    .map(({ row }) => row);

export const byStart = (entries: readonly Entry[]): Entry[] =>
  newestFirst(
    entries,
    ([, info]) => Date.parse(info.start_time ?? ''),
    ([id]) => id,
  );
export const byCreation = (runspaces: readonly Runspace[]): Runspace[] =>
  newestFirst(
    runspaces,
    (runspace) => Date.parse(runspace.creation_time),
    (runspace) => runspace.id,
  );

/** Where the offset stands in a cursor of the SailPoint list. */
const OFFSET_AT = 4;

/** What a cursor of the SailPoint list says. */
export function offsetBehind(cursor = ''): number {
  return Buffer.from(cursor, 'base64url').readInt32BE(OFFSET_AT) + 1;
}
