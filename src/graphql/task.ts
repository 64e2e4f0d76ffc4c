import type { SortDirection } from '../tasks/source.ts';
import type { TaskStatus } from '../tasks/status.ts';
import type { TaskFailure, TaskProgress, TaskProvider, TaskTarget } from '../tasks/task.ts';
import type { Builder } from './builder.ts';
import { PURE } from './pure.ts';

const PROVIDERS = {
  HUAWEI_CSMS: { description: 'Huawei Cloud CSMS (DEW) secret tasks: `ListSecretTask`.' },
  HUAWEI_HSS: { description: 'Huawei Cloud HSS jobs: `ListTasks`.' },
  SAILPOINT: { description: 'SailPoint Identity Security Cloud pending tasks: `task-status`.' },
  VMWARE_SRS: { description: 'VMware Script Runtime Service runspaces: `List Runspaces`.' },
  VSPHERE_CIS: { description: 'vSphere Automation API tasks: `Cis Tasks list`.' },
} satisfies Record<TaskProvider, object>;

const STATUSES = {
  QUEUED: { description: 'Accepted, not started.' },
  RUNNING: { description: 'At work.' },
  BLOCKED: { description: 'Started, waiting on something outside the task.' },
  READY: { description: 'Up and idle, waiting for work (a runspace).' },
  SUCCEEDED: { description: 'Ended well.' },
  WARNING: { description: 'Ended, with part of the work failed or warned about.' },
  FAILED: { description: 'Ended in failure.' },
  CANCELLED: { description: 'Ended by request.' },
  UNKNOWN: { description: "The upstream's word has no mapping; `nativeStatus` holds it." },
} satisfies Record<TaskStatus, object>;

const ORDER_DIRECTIONS = {
  ASC: { description: 'Oldest first.' },
  DESC: { description: 'Newest first.' },
} satisfies Record<SortDirection, object>;

/** The enums that other types of the schema use too. */
export type TaskEnums = ReturnType<typeof addTask>;

/** Adds the interface Task with all that it is made of. */
export function addTask(builder: Builder) {
  const provider = builder.enumType('TaskProvider', {
    description: 'May grow: treat a value that you do not know as one more provider.',
    values: PROVIDERS,
  });
  const status = builder.enumType('TaskStatus', {
    description: 'May grow: treat a value that you do not know as UNKNOWN.',
    values: STATUSES,
  });
  const orderDirection = builder.enumType('TaskOrderDirection', {
    description: 'Which way a list runs.',
    values: ORDER_DIRECTIONS,
  });
  const progress = builder.objectRef<TaskProgress>('TaskProgress').implement({
    description: 'How far a task has come.',
    fields: (t) => ({
      percent: t.exposeFloat('percent', {
        nullable: true,
        description: '0 to 100, null where the upstream gives no measure.',
      }),
      completed: t.exposeFloat('completed', { nullable: true, description: 'Whole numbers; rounded past 2^53.' }),
      total: t.exposeFloat('total', { nullable: true, description: 'What `completed` grows to.' }),
      message: t.exposeString('message', { nullable: true, description: "The upstream's words on it." }),
    }),
  });
  const target = builder.objectRef<TaskTarget>('TaskTarget').implement({
    description: 'What a task works on.',
    fields: (t) => ({
      type: t.exposeString('type', { nullable: true, description: "The upstream's word for its kind." }),
      nativeId: t.exposeString('nativeId', { nullable: true, description: 'Unique within its source and type alone.' }),
      name: t.exposeString('name', { nullable: true, description: "The upstream's name for it." }),
    }),
  });
  const failure = builder.objectRef<TaskFailure>('TaskFailure').implement({
    description: 'Why a task failed.',
    fields: (t) => ({
      code: t.exposeString('code', { nullable: true, description: "The upstream's own error code or type." }),
      message: t.exposeString('message', {
        nullable: true,
        description: "The upstream's words, without any stack trace.",
      }),
    }),
  });

  builder.interfaceType('Task', {
    description: 'One unit of work that an upstream runs, whatever the upstream.',
    interfaces: ['Node'],
    resolveType: (task) => task.typename,
    fields: (t) => ({
      id: t.exposeID('id', {
        nullable: false,
        description:
          "Opaque and global: names the type, the source and the upstream's own id. Stable for the life of the task.",
      }),
      provider: t.expose('provider', { type: provider, nullable: false, description: 'The kind of upstream.' }),
      source: t.expose('source', {
        type: 'TaskSource',
        nullable: false,
        description: 'The configured upstream that it is of.',
      }),
      nativeId: t.exposeString('nativeId', { nullable: false, description: "The upstream's own identifier." }),
      name: t.exposeString('name', {
        nullable: true,
        description: "The upstream's name for it; null where it gives none.",
      }),
      title: t.exposeString('title', {
        nullable: false,
        description: 'Something to show: the name, or a label made from what the upstream does tell.',
      }),
      description: t.exposeString('description', { nullable: true, description: "The upstream's sentence about it." }),
      status: t.expose('status', { type: status, nullable: false, description: 'Where it stands.' }),
      nativeStatus: t.exposeString('nativeStatus', {
        nullable: true,
        description: "The upstream's own word; null where it says none (SailPoint while pending).",
      }),
      progress: t.expose('progress', { type: progress, nullable: true, description: 'How far it has come.' }),
      createdAt: t.expose('createdAt', { type: 'DateTime', nullable: true, description: 'When it was accepted.' }),
      startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When its work began.' }),
      endedAt: t.expose('endedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it ended; null unless it has.',
      }),
      orderedAt: t.expose('orderedAt', {
        type: 'DateTime',
        nullable: true,
        description:
          'The instant that `Query.tasks` sorts by: creation where the upstream tells it, else start; null while there is neither.',
      }),
      initiator: t.exposeString('initiator', { nullable: true, description: 'Who or what asked for it.' }),
      target: t.expose('target', { type: target, nullable: true, description: 'What it works on.' }),
      failure: t.expose('failure', {
        type: failure,
        nullable: true,
        description: 'Why it failed; null unless the upstream tells.',
      }),
      raw: t.field({
        type: 'JSON',
        nullable: true,
        description:
          "The upstream's record as received, stack traces and secrets left out; null with FORBIDDEN where the viewer may not see it.",
        extensions: PURE,
        resolve: (task) => task.source.redact(task.record),
      }),
    }),
  });

  return { provider, status, orderDirection };
}
