import type { EnumRef } from '@pothos/core';
import type { Builder, BuilderTypes } from '../../graphql/builder.ts';
import { type ClusterScan, type HssTask, type IacScan, TYPENAME } from './task.ts';
import type { TaskTypeWord } from './wire.ts';

/** Adds HuaweiHssTask with what it is made of. */
export function addTask(builder: Builder, taskType: EnumRef<BuilderTypes, TaskTypeWord>) {
  const clusterScan = builder.objectRef<ClusterScan>('HuaweiHssClusterScan').implement({
    description: 'What a cluster scan looks for and how far it is: `cluster_scan_info`.',
    fields: (t) => ({
      scanTypes: t.exposeStringList('scanTypes', {
        nullable: { list: false, items: false },
        description: '`scan_type_list`: cluster_vul, risk_assessment, benchmark; the list is open.',
      }),
      scanning: t.exposeInt('scanning', {
        nullable: true,
        description: '`scanning_cluster_num`: clusters that are being scanned.',
      }),
      succeeded: t.exposeInt('succeeded', {
        nullable: true,
        description: '`success_cluster_num`: clusters that were scanned.',
      }),
      failed: t.exposeInt('failed', {
        nullable: true,
        description: '`failed_cluster_num`: clusters that could not be scanned.',
      }),
    }),
  });
  const iacScan = builder.objectRef<IacScan>('HuaweiHssIacScan').implement({
    description: 'What an IaC scan reads and how far it is: `iac_scan_info`.',
    fields: (t) => ({
      fileType: t.exposeString('fileType', {
        nullable: true,
        description: '`file_type`: dockerfile, k8s_yaml; the list is open.',
      }),
      scanned: t.exposeInt('scanned', { nullable: true, description: '`scan_file_num`: files in all.' }),
      succeeded: t.exposeInt('succeeded', {
        nullable: true,
        description: '`success_file_num`: files that were scanned.',
      }),
      failed: t.exposeInt('failed', {
        nullable: true,
        description: '`failed_file_num`: files that could not be scanned.',
      }),
    }),
  });

  return builder.objectRef<HssTask>(TYPENAME).implement({
    description: 'A scan job of Huawei Cloud Host Security Service: a member of `data_list` of ListTasks.',
    interfaces: ['Task', 'Node'],
    fields: (t) => ({
      taskType: t.expose('taskType', { type: taskType, nullable: false, description: '`task_type`: what it scans.' }),
      triggerType: t.exposeString('triggerType', {
        nullable: true,
        description: '`trigger_type`: manual, schedule; the list is open.',
      }),
      estimatedMinutes: t.exposeInt('estimatedMinutes', {
        nullable: true,
        description: '`estimated_time`: minutes left, as the upstream estimates.',
      }),
      clusterScan: t.expose('clusterScan', {
        type: clusterScan,
        nullable: true,
        description: '`cluster_scan_info`: of cluster scans.',
      }),
      iacScan: t.expose('iacScan', { type: iacScan, nullable: true, description: '`iac_scan_info`: of IaC scans.' }),
    }),
  });
}
