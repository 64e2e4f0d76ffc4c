import { SERVICE } from '../records.ts';
import { offsetBehind } from '../servers/mapping.ts';
import type { CsmsArguments, HssArguments, SailPointArguments, VsphereArguments } from './schema.ts';

/*
 * What is asked of the upstreams, whichever library sends it.
 */

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

export const HEADERS = {
  vsphere: { ...JSON_HEADERS, 'vmware-api-session-id': 'bench-session' },
  huawei: { ...JSON_HEADERS, 'x-auth-token': 'bench-token' },
  sailpoint: { accept: 'application/json', authorization: 'Bearer bench-token' },
  srs: { accept: 'application/json', 'x-srs-api-key': 'bench-key' },
};

export const VSPHERE_PATH = '/api/cis/tasks?action=list';
export const SRS_PATH = '/api/runspaces';

export function vsphereBody({ filter }: VsphereArguments) {
  return {
    filter_spec: { services: [SERVICE], users: filter.users },
    result_spec: { return_all: false, exclude_result: true },
  };
}

export function hssPath({ first }: HssArguments): string {
  return `/v5/bench/common/tasks/batch-query?enterprise_project_id=0&offset=0&limit=${first}`;
}

export function hssBody({ filter }: HssArguments) {
  return { task_type: 'cluster_scan', task_name: filter.taskName, sort_key: 'start_time', sort_dir: 'desc' };
}

export function csmsPath({ first, filter }: CsmsArguments): string {
  return `/v1/bench/csms/tasks?secret_name=${encodeURIComponent(filter.secretName ?? '')}&limit=${first}`;
}

export function sailPointPath({ first, after }: SailPointArguments): string {
  return `/v2025/task-status/pending-tasks?limit=${first}&offset=${offsetBehind(after)}`;
}
