import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import SchemaBuilder from '@pothos/core';
import { createYoga } from 'graphql-yoga';
import {
  byCreation,
  byStart,
  type CisInfo,
  type CsmsTask,
  csmsId,
  csmsStatus,
  type Entry,
  type HssJob,
  hssEnd,
  hssId,
  hssStatus,
  iso,
  type Runspace,
  type SailPointTask,
  sailPointEnd,
  sailPointId,
  sailPointStatus,
  srsId,
  srsStatus,
  vsphereEnd,
  vsphereId,
  vsphereStatus,
  vsphereText,
} from '../servers/mapping.ts';
import { serve } from '../servers/serve.ts';
import type { UpstreamUrls } from '../upstreams.ts';
import { csmsPath, HEADERS, hssBody, hssPath, SRS_PATH, sailPointPath, VSPHERE_PATH, vsphereBody } from './requests.ts';

interface Context {
  readonly upstreams: UpstreamUrls;
}

const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: { DateTime: { Input: never; Output: string } };
}>({});

builder.scalarType('DateTime', {
  serialize: (value) => value,
  parseValue: () => {
    throw new Error('no field takes a time');
  },
});
const TaskProvider = builder.enumType('TaskProvider', {
  values: ['HUAWEI_CSMS', 'HUAWEI_HSS', 'SAILPOINT', 'VMWARE_SRS', 'VSPHERE_CIS'],
});
const TaskStatus = builder.enumType('TaskStatus', {
  values: ['QUEUED', 'RUNNING', 'BLOCKED', 'READY', 'SUCCEEDED', 'WARNING', 'FAILED', 'CANCELLED', 'UNKNOWN'],
});
const HuaweiHssTaskType = builder.enumType('HuaweiHssTaskType', { values: ['CLUSTER_SCAN', 'IAC_SCAN'] });
/** The words are the mapping's. */
type Status = typeof TaskStatus.$inferType;

const Task = builder.interfaceRef<object>('Task').implement({
  fields: (t) => ({
    id: t.id(),
    provider: t.field({ type: TaskProvider }),
    nativeId: t.string(),
    name: t.string({ nullable: true }),
    title: t.string(),
    description: t.string({ nullable: true }),
    status: t.field({ type: TaskStatus }),
    nativeStatus: t.string({ nullable: true }),
    createdAt: t.field({ type: 'DateTime', nullable: true }),
    startedAt: t.field({ type: 'DateTime', nullable: true }),
    endedAt: t.field({ type: 'DateTime', nullable: true }),
    initiator: t.string({ nullable: true }),
  }),
});

const VsphereCisTask = builder.objectRef<Entry>('VsphereCisTask').implement({
  interfaces: [Task],
  fields: (t) => ({
    id: t.id({ resolve: ([id]) => vsphereId(id) }),
    provider: t.field({ type: TaskProvider, resolve: () => 'VSPHERE_CIS' as const }),
    nativeId: t.string({ resolve: ([id]) => id }),
    name: t.string({ nullable: true, resolve: () => null }),
    title: t.string({ resolve: ([, info]) => vsphereText(info) || info.operation }),
    description: t.string({ nullable: true, resolve: ([, info]) => vsphereText(info) }),
    status: t.field({ type: TaskStatus, resolve: ([, info]) => vsphereStatus(info) as Status }),
    nativeStatus: t.string({ nullable: true, resolve: ([, info]) => info.status }),
    createdAt: t.field({ type: 'DateTime', nullable: true, resolve: () => null }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: ([, info]) => iso(info.start_time) }),
    endedAt: t.field({ type: 'DateTime', nullable: true, resolve: ([, info]) => vsphereEnd(info) }),
    initiator: t.string({ nullable: true, resolve: ([, info]) => info.user ?? null }),
    operation: t.string({ resolve: ([, info]) => info.operation }),
  }),
});

const HuaweiHssTask = builder.objectRef<HssJob>('HuaweiHssTask').implement({
  interfaces: [Task],
  fields: (t) => ({
    id: t.id({ resolve: (job) => hssId('cluster_scan', job.task_id) }),
    provider: t.field({ type: TaskProvider, resolve: () => 'HUAWEI_HSS' as const }),
    nativeId: t.exposeString('task_id'),
    name: t.exposeString('task_name', { nullable: true }),
    title: t.string({ resolve: (job) => job.task_name || `Cluster scan ${job.task_id}` }),
    description: t.string({ nullable: true, resolve: () => null }),
    status: t.field({ type: TaskStatus, resolve: (job) => hssStatus(job) as Status }),
    nativeStatus: t.exposeString('task_status', { nullable: true }),
    createdAt: t.field({ type: 'DateTime', nullable: true, resolve: () => null }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: (job) => iso(job.start_time) }),
    endedAt: t.field({ type: 'DateTime', nullable: true, resolve: (job) => hssEnd(job) }),
    initiator: t.string({ nullable: true, resolve: () => null }),
    triggerType: t.exposeString('trigger_type', { nullable: true }),
    estimatedMinutes: t.exposeInt('estimated_time', { nullable: true }),
  }),
});

const HuaweiCsmsTask = builder.objectRef<CsmsTask>('HuaweiCsmsTask').implement({
  interfaces: [Task],
  fields: (t) => ({
    id: t.id({ resolve: (task) => csmsId(task.task_id) }),
    provider: t.field({ type: TaskProvider, resolve: () => 'HUAWEI_CSMS' as const }),
    nativeId: t.exposeString('task_id'),
    name: t.string({ nullable: true, resolve: () => null }),
    title: t.string({
      resolve: (task) => (task.secret_name ? `Rotate ${task.secret_name}` : `Secret task ${task.task_id}`),
    }),
    description: t.string({ nullable: true, resolve: () => null }),
    status: t.field({ type: TaskStatus, resolve: (task) => csmsStatus(task.task_status) as Status }),
    nativeStatus: t.exposeString('task_status', { nullable: true }),
    createdAt: t.field({ type: 'DateTime', nullable: true, resolve: (task) => iso(task.task_time) }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: () => null }),
    endedAt: t.field({ type: 'DateTime', nullable: true, resolve: () => null }),
    initiator: t.string({ nullable: true, resolve: () => null }),
    secretName: t.exposeString('secret_name', { nullable: true }),
    operateType: t.exposeString('operate_type', { nullable: true }),
    attempts: t.exposeInt('attempt_nums', { nullable: true }),
  }),
});

const SailPointPendingTask = builder.objectRef<SailPointTask>('SailPointTask').implement({
  interfaces: [Task],
  fields: (t) => ({
    id: t.id({ resolve: (task) => sailPointId(task.id) }),
    provider: t.field({ type: TaskProvider, resolve: () => 'SAILPOINT' as const }),
    nativeId: t.exposeString('id'),
    name: t.exposeString('uniqueName', { nullable: true }),
    title: t.string({ resolve: (task) => task.uniqueName || task.description || `Task ${task.id}` }),
    description: t.exposeString('description', { nullable: true }),
    status: t.field({ type: TaskStatus, resolve: (task) => sailPointStatus(task) as Status }),
    nativeStatus: t.exposeString('completionStatus', { nullable: true }),
    createdAt: t.field({ type: 'DateTime', nullable: true, resolve: (task) => iso(task.created) }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: (task) => iso(task.launched) }),
    endedAt: t.field({ type: 'DateTime', nullable: true, resolve: (task) => sailPointEnd(task) }),
    initiator: t.exposeString('launcher', { nullable: true }),
    launcher: t.exposeString('launcher', { nullable: true }),
    type: t.exposeString('type'),
  }),
});

const VmwareSrsRunspace = builder.objectRef<Runspace>('VmwareSrsRunspace').implement({
  interfaces: [Task],
  fields: (t) => ({
    id: t.id({ resolve: (runspace) => srsId(runspace.id) }),
    provider: t.field({ type: TaskProvider, resolve: () => 'VMWARE_SRS' as const }),
    nativeId: t.exposeString('id'),
    name: t.exposeString('name', { nullable: true }),
    title: t.string({ resolve: (runspace) => runspace.name ?? `Runspace ${runspace.id}` }),
    description: t.string({ nullable: true, resolve: () => null }),
    status: t.field({ type: TaskStatus, resolve: (runspace) => srsStatus(runspace.state) as Status }),
    nativeStatus: t.exposeString('state', { nullable: true }),
    createdAt: t.field({ type: 'DateTime', nullable: true, resolve: (runspace) => iso(runspace.creation_time) }),
    startedAt: t.field({ type: 'DateTime', nullable: true, resolve: () => null }),
    endedAt: t.field({ type: 'DateTime', nullable: true, resolve: () => null }),
    initiator: t.string({ nullable: true, resolve: () => null }),
    runVcConnectionScript: t.exposeBoolean('run_vc_connection_script', { nullable: true }),
    vcConnectionScriptId: t.exposeString('vc_connection_script_id', { nullable: true }),
  }),
});

const VsphereCisTaskConnection = builder.objectRef<{ nodes: Entry[] }>('VsphereCisTaskConnection').implement({
  fields: (t) => ({ nodes: t.field({ type: [VsphereCisTask], resolve: ({ nodes }) => nodes }) }),
});
const HuaweiHssTaskConnection = builder.objectRef<{ nodes: HssJob[] }>('HuaweiHssTaskConnection').implement({
  fields: (t) => ({ nodes: t.field({ type: [HuaweiHssTask], resolve: ({ nodes }) => nodes }) }),
});
const HuaweiCsmsTaskConnection = builder.objectRef<{ nodes: CsmsTask[] }>('HuaweiCsmsTaskConnection').implement({
  fields: (t) => ({ nodes: t.field({ type: [HuaweiCsmsTask], resolve: ({ nodes }) => nodes }) }),
});
const SailPointTaskConnection = builder.objectRef<{ nodes: SailPointTask[] }>('SailPointTaskConnection').implement({
  fields: (t) => ({ nodes: t.field({ type: [SailPointPendingTask], resolve: ({ nodes }) => nodes }) }),
});
const VmwareSrsRunspaceConnection = builder.objectRef<{ nodes: Runspace[] }>('VmwareSrsRunspaceConnection').implement({
  fields: (t) => ({ nodes: t.field({ type: [VmwareSrsRunspace], resolve: ({ nodes }) => nodes }) }),
});

const VsphereCisTaskFilter = builder.inputType('VsphereCisTaskFilter', {
  fields: (t) => ({ users: t.stringList({ required: false }) }),
});
const HuaweiHssTaskFilter = builder.inputType('HuaweiHssTaskFilter', {
  fields: (t) => ({ taskName: t.string({ required: false }) }),
});
const HuaweiCsmsTaskFilter = builder.inputType('HuaweiCsmsTaskFilter', {
  fields: (t) => ({ secretName: t.string({ required: false }) }),
});

async function ask<T>(url: string, headers: Record<string, string>, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

builder.queryType({
  fields: (t) => ({
    vsphereCisTasks: t.field({
      type: VsphereCisTaskConnection,
      nullable: true,
      args: { first: t.arg.int({ required: true }), filter: t.arg({ type: VsphereCisTaskFilter, required: true }) },
      resolve: async (_root, { first, filter }, { upstreams }) => {
        const url = `${upstreams.vsphere}${VSPHERE_PATH}`;
        const body = vsphereBody({ first, filter: { users: filter.users ?? null } });
        const tasks = await ask<Record<string, CisInfo>>(url, HEADERS.vsphere, body);
        return { nodes: byStart(Object.entries(tasks)).slice(0, first) };
      },
    }),
    huaweiHssTasks: t.field({
      type: HuaweiHssTaskConnection,
      nullable: true,
      args: {
        taskType: t.arg({ type: HuaweiHssTaskType, required: true }),
        first: t.arg.int({ required: true }),
        filter: t.arg({ type: HuaweiHssTaskFilter, required: true }),
      },
      resolve: async (_root, { first, filter }, { upstreams }) => {
        const args = { first, filter: { taskName: filter.taskName ?? null } };
        const url = `${upstreams.hss}${hssPath(args)}`;
        return { nodes: (await ask<{ data_list: HssJob[] }>(url, HEADERS.huawei, hssBody(args))).data_list };
      },
    }),
    huaweiCsmsTasks: t.field({
      type: HuaweiCsmsTaskConnection,
      nullable: true,
      args: { first: t.arg.int({ required: true }), filter: t.arg({ type: HuaweiCsmsTaskFilter, required: true }) },
      resolve: async (_root, { first, filter }, { upstreams }) => {
        const url = `${upstreams.csms}${csmsPath({ first, filter: { secretName: filter.secretName ?? null } })}`;
        return { nodes: (await ask<{ tasks: CsmsTask[] }>(url, HEADERS.huawei)).tasks };
      },
    }),
    sailPointPendingTasks: t.field({
      type: SailPointTaskConnection,
      nullable: true,
      args: { first: t.arg.int({ required: true }), after: t.arg.string({ required: true }) },
      resolve: async (_root, args, { upstreams }) => ({
        nodes: await ask<SailPointTask[]>(`${upstreams.sailpoint}${sailPointPath(args)}`, HEADERS.sailpoint),
      }),
    }),
    vmwareSrsRunspaces: t.field({
      type: VmwareSrsRunspaceConnection,
      nullable: true,
      args: { first: t.arg.int({ required: true }) },
      resolve: async (_root, { first }, { upstreams }) => {
        const runspaces = await ask<Runspace[]>(`${upstreams.srs}${SRS_PATH}`, HEADERS.srs);
        return { nodes: byCreation(runspaces).slice(0, first) };
      },
    }),
  }),
});

/** Yoga with a Pothos schema, as their documents have them. */
serve(async ({ upstreams }) => {
  const yoga = createYoga<object, Context>({ schema: builder.toSchema(), context: { upstreams } });
  const server = createServer(yoga);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
