/** Newest first: record `index` of a list is this much older than the first. The lists are staggered, so that a merge takes from all. */
const STEP_MS = 60_000;
const NEWEST = Date.UTC(2026, 0, 15, 12, 0, 0, 123);

function instantOf(list: number, index: number): number {
  return NEWEST - index * STEP_MS - list * 7_001;
}

function hex(list: number, index: number): string {
  return (list * 1_000_003 + index * 7_919).toString(16).padStart(8, '0');
}

function uuid(list: number, index: number): string {
  const seed = hex(list, index);
  return `${seed}-4b1d-4c0e-9a57-${seed.slice(-4)}${seed}`;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const SERVICE = 'com.vmware.esx.settings.clusters.software';

/** The map that POST /api/cis/tasks?action=list answers, in no order. */
export function vsphereTasks(count: number): Record<string, unknown> {
  const entries = times(count, (index) => {
    const start = instantOf(1, index);
    const status = ['RUNNING', 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'BLOCKED'][index % 5] ?? '';
    const hasEnded = status === 'SUCCEEDED' || status === 'FAILED';
    const info = {
      description: {
        id: 'com.vmware.vcIntegrity.lifecycle.Task.Apply',
        default_message: `Remediate cluster ${index}`,
        args: [],
        localized: `Remediate cluster ${index}`,
      },
      service: SERVICE,
      operation: 'apply$task',
      status,
      cancelable: !hasEnded,
      target: { type: 'ClusterComputeResource', id: `domain-c${1000 + index}` },
      start_time: new Date(start).toISOString(),
      ...(hasEnded ? { end_time: new Date(start + 33_000).toISOString() } : {}),
      user: `VSPHERE.LOCAL\\operator-${index % 7}`,
      progress: {
        total: 100,
        completed: hasEnded ? 100 : index % 100,
        message: { id: 'com.vmware.vcIntegrity.lifecycle.progress', default_message: 'Remediating host', args: [] },
      },
      ...(status === 'FAILED'
        ? { error: { error_type: 'ERROR', messages: [{ id: 'x', default_message: 'A host refused.', args: [] }] } }
        : {}),
    };
    return [`${uuid(1, index)}:${SERVICE}`, info] as const;
  });
  // Shuffled, the same each time: the upstream has no order.
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a.slice(6) < b.slice(6) ? -1 : 1)));
}

/** Jobs of one type, newest first. */
export function hssTasks(type: 'cluster_scan' | 'iac_scan', count: number): readonly Record<string, unknown>[] {
  const list = type === 'cluster_scan' ? 2 : 3;
  return times(count, (index) => {
    const start = instantOf(list, index);
    const status = index % 4 === 0 ? 'running' : 'finished';
    return {
      task_id: uuid(list, index),
      task_type: type,
      task_name: `Nightly scan ${index}`,
      trigger_type: index % 3 === 0 ? 'manual' : 'schedule',
      task_status: status,
      start_time: start,
      end_time: start + 240_000,
      estimated_time: status === 'running' ? index % 60 : 0,
      ...(type === 'cluster_scan'
        ? {
            cluster_scan_info: {
              scan_type_list: ['cluster_vul', 'risk_assessment'],
              scanning_cluster_num: status === 'running' ? 2 : 0,
              success_cluster_num: 8,
              failed_cluster_num: index % 6 === 1 ? 1 : 0,
            },
          }
        : { iac_scan_info: { file_type: 'dockerfile', scan_file_num: 12, success_file_num: 7, failed_file_num: 0 } }),
    };
  });
}

/** In no order that could be relied on. */
export function csmsTasks(count: number): readonly Record<string, unknown>[] {
  const words = ['SUCCESS', 'SUCCESS', 'FAILED', 'RUNNING'];
  return times(count, (index) => {
    const status = words[index % 4] ?? '';
    return {
      task_id: uuid(4, index),
      secret_name: `prod-service-${index % 40}-database`,
      rotation_func_urn: `urn:fss:eu-west-101:2b31ed520:function:default:rotate-${index % 40}:latest`,
      task_status: status,
      operate_type: 'MULTI_USER',
      task_time: instantOf(4, index),
      attempt_nums: 1 + (index % 3),
      task_error_code: status === 'FAILED' ? 'CSMS.0421' : '',
      task_error_msg: status === 'FAILED' ? 'The function did not answer.' : '',
    };
  }).toSorted((a, b) => (a.task_id.slice(4) < b.task_id.slice(4) ? -1 : 1));
}

export function sailPointTasks(count: number): readonly Record<string, unknown>[] {
  return times(count, (index) => {
    const created = instantOf(5, index);
    return {
      id: uuid(5, index).replaceAll('-', ''),
      type: index % 3 === 0 ? 'QUARTZ' : 'QUEUED_TASK',
      uniqueName: `Cloud Account Aggregation ${index}`,
      description: `Aggregates from the specified application ${index}.`,
      parentName: 'Cloud Account Aggregation',
      launcher: `admin.${index % 11}`,
      target: { id: uuid(6, index).replaceAll('-', ''), type: 'SOURCE', name: `Active Directory ${index % 20}` },
      created: new Date(created).toISOString(),
      modified: new Date(created + 5_000).toISOString(),
      launched: index % 4 === 3 ? null : new Date(created + 1_000).toISOString(),
      completed: null,
      completionStatus: null,
      messages: [
        {
          type: 'INFO',
          key: 'akey',
          localizedText: { locale: 'en-US', message: 'Aggregation has been started.' },
          parameters: [{ name: 'value' }],
        },
      ],
      returns: [{ name: 'label', attributeName: 'identityCount' }],
      attributes: { identityCount: index, optimized: true },
      progress: 'Started',
      percentComplete: index % 100,
      taskDefinitionSummary: {
        id: uuid(7, index % 9).replaceAll('-', ''),
        uniqueName: 'Cloud Account Aggregation',
        description: 'Aggregates accounts.',
        parentName: 'Audit Report',
        executor: 'sailpoint.task.ResourceIdentityScan',
        arguments: { mockArg: 'mockValue' },
      },
    };
  });
}

export function srsRunspaces(count: number): readonly Record<string, unknown>[] {
  const states = ['ready', 'active', 'creating', 'error'];
  return times(count, (index) => {
    const state = states[index % 4] ?? '';
    return {
      id: uuid(8, index),
      name: `nightly-${index}`,
      state,
      run_vc_connection_script: index % 2 === 0,
      vc_connection_script_id: uuid(9, index),
      // .NET writes ticks and an offset.
      creation_time: `${new Date(instantOf(8, index)).toISOString().slice(0, -1)}4567+00:00`,
      ...(state === 'error'
        ? { error_details: { code: 5, error_message: 'The pod did not start.', details: 'at X' } }
        : {}),
    };
  }).toReversed();
}
