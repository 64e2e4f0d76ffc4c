import type { Builder } from '../../graphql/builder.ts';
import type { FileTypeWord, ScanTypeWord, TaskStatusWord, TriggerTypeWord } from './wire.ts';

/** HuaweiHssTaskFilter as resolvers get it: enum values are the upstream's words, instants epoch milliseconds. */
export interface HssFilterInput {
  readonly enterpriseProjectId?: string | null | undefined;
  readonly taskId?: string | null | undefined;
  readonly taskName?: string | null | undefined;
  readonly startCreateTime?: number | null | undefined;
  readonly endCreateTime?: number | null | undefined;
  readonly triggerType?: TriggerTypeWord | null | undefined;
  readonly taskStatus?: TaskStatusWord | null | undefined;
  readonly scanTypes?: readonly ScanTypeWord[] | null | undefined;
  readonly fileType?: FileTypeWord | null | undefined;
}

/** Adds HuaweiHssTaskFilter and the enums that it alone uses. */
export function addFilter(builder: Builder) {
  const triggerType = builder.enumType('HuaweiHssTriggerType', {
    description: '`trigger_type`: what starts a job.',
    values: {
      MANUAL: { value: 'manual', description: '`manual`: started by hand.' },
      SCHEDULE: { value: 'schedule', description: '`schedule`: started by a schedule.' },
    } as const,
  });
  const taskState = builder.enumType('HuaweiHssTaskState', {
    description: '`task_status`: the upstream knows no failed jobs, only finished ones.',
    values: {
      READY: { value: 'ready', description: '`ready`: waiting.' },
      RUNNING: { value: 'running', description: '`running`: at work.' },
      FINISHED: { value: 'finished', description: '`finished`: ended, well or not.' },
    } as const,
  });
  const scanType = builder.enumType('HuaweiHssScanType', {
    description: '`scan_type_list`: what a cluster scan looks for.',
    values: {
      CLUSTER_VUL: { value: 'cluster_vul', description: '`cluster_vul`: vulnerabilities.' },
      RISK_ASSESSMENT: { value: 'risk_assessment', description: '`risk_assessment`: risks.' },
      BENCHMARK: { value: 'benchmark', description: '`benchmark`: compliance with a baseline.' },
    } as const,
  });
  const fileType = builder.enumType('HuaweiHssFileType', {
    description: '`file_type`: the files that an IaC scan reads.',
    values: {
      DOCKERFILE: { value: 'dockerfile', description: '`dockerfile`: Dockerfiles.' },
      K8S_YAML: { value: 'k8s_yaml', description: '`k8s_yaml`: Kubernetes manifests.' },
    } as const,
  });

  return builder.inputRef<HssFilterInput>('HuaweiHssTaskFilter').implement({
    description: "ListTasks' own filter, member for member.",
    fields: (t) => ({
      enterpriseProjectId: t.string({
        description: '`enterprise_project_id`, in place of the configured one; all_granted_eps for all.',
      }),
      taskId: t.string({ description: '`task_id`: the one job with this id.' }),
      taskName: t.string({ description: '`task_name`: fuzzy match, by the upstream.' }),
      startCreateTime: t.field({
        type: 'DateTime',
        description: '`start_create_time`: created from then on. The records tell no creation time.',
      }),
      endCreateTime: t.field({ type: 'DateTime', description: '`end_create_time`: created until then.' }),
      triggerType: t.field({ type: triggerType, description: '`trigger_type`.' }),
      taskStatus: t.field({ type: taskState, description: '`task_status`.' }),
      scanTypes: t.field({
        type: [scanType],
        description:
          '`cluster_scan_info.scan_type_list`: jobs that scan all of these; with CLUSTER_SCAN alone. An empty list does not narrow.',
      }),
      fileType: t.field({ type: fileType, description: '`iac_scan_info.file_type`; with IAC_SCAN alone.' }),
    }),
  });
}
