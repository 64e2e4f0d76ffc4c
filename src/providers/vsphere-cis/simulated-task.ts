/** One task's life; what is served of it follows from the clock. Instants are epoch milliseconds. */
export interface SimulatedTask {
  readonly id: string;
  readonly service: string;
  readonly operation: string;
  readonly description: SimulatedMessage;
  /** Unknown before, PENDING from then on. */
  readonly createdAt: number;
  readonly startedAt: number;
  /** BLOCKED within; null for a task that never waits. */
  readonly blocked: { readonly from: number; readonly until: number } | null;
  readonly endedAt: number;
  readonly end: 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  /** Whether a failure has an `error`; else its reason is in `result`. */
  readonly tellsError: boolean;
  /** What `progress.completed` grows to; 0 where the operation can't measure itself. */
  readonly total: number;
  /** Null for the system's own. */
  readonly user: string | null;
  readonly target: { readonly type: string; readonly id: string } | null;
  readonly parent: string | null;
  /** Whether members that say nothing are sent as null; else they are left out. */
  readonly sendsNulls: boolean;
  /** Members to send in place of, or beside, what follows from the above. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

export interface SimulatedMessage {
  readonly id: string;
  readonly default_message: string;
  readonly args: readonly string[];
  readonly localized?: string;
}

export type SimulatedStatus = 'PENDING' | 'RUNNING' | 'BLOCKED' | 'SUCCEEDED' | 'FAILED';

/** GetSpec. */
export interface SimulatedResultSpec {
  readonly returnAll: boolean;
  readonly excludeResult: boolean;
}

export function statusAt({ startedAt, blocked, endedAt, end }: SimulatedTask, now: number): SimulatedStatus {
  if (now < startedAt) return 'PENDING';
  if (now >= endedAt) return end === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED';
  return blocked !== null && now >= blocked.from && now < blocked.until ? 'BLOCKED' : 'RUNNING';
}

/** The Info of a task, as the vSphere Automation API reference describes it. */
export function infoAt(task: SimulatedTask, now: number, spec: SimulatedResultSpec): Record<string, unknown> {
  const { startedAt, endedAt, sendsNulls, description, service, operation, user, target, parent, overrides } = task;
  const status = statusAt(task, now);
  const hasStarted = status !== 'PENDING';
  const hasEnded = status === 'SUCCEEDED' || status === 'FAILED';
  const optional = {
    parent,
    target,
    user,
    error: status === 'FAILED' && task.tellsError ? errorOf(task) : null,
    start_time: hasStarted ? new Date(startedAt).toISOString() : null,
    end_time: hasEnded ? new Date(endedAt).toISOString() : null,
    progress: hasStarted ? progressAt(task, now) : null,
    ...(spec.excludeResult ? {} : { result: hasEnded ? resultOf(task) : null }),
  };
  return {
    description,
    service,
    operation,
    status,
    cancelable: !hasEnded && task.total > 0,
    ...(sendsNulls ? optional : Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null))),
    ...(spec.returnAll ? { notifications: { info: [description] }, subtasks: [] } : {}),
    ...overrides,
  };
}

function progressAt({ startedAt, blocked, endedAt, total }: SimulatedTask, now: number): Record<string, unknown> {
  const waitedUntil = (instant: number): number =>
    blocked === null ? 0 : Math.max(0, Math.min(instant, blocked.until) - blocked.from);
  const worked = (instant: number): number => instant - startedAt - waitedUntil(instant);
  const completed = now >= endedAt ? total : Math.floor((total * worked(now)) / worked(endedAt));
  return {
    total,
    completed,
    message: {
      id: 'com.vmware.vcIntegrity.lifecycle.Task.Progress',
      default_message: `${completed} of ${total} steps done.`,
      args: [String(completed), String(total)],
    },
  };
}

function errorOf({ end, target }: SimulatedTask): Record<string, unknown> {
  if (end === 'CANCELED') {
    return {
      error_type: 'CANCELED',
      messages: [
        { id: 'com.vmware.vapi.std.canceled', default_message: 'The operation was canceled by a user.', args: [] },
      ],
    };
  }
  const host = `esx-${target?.id ?? 'unknown'}.example.com`;
  return {
    error_type: 'ERROR',
    messages: [
      {
        id: 'com.vmware.vcIntegrity.lifecycle.EsxImage.RemediationFailed',
        default_message: `Remediation of ${host} failed.`,
        localized: `Remediation of ${host} failed.`,
        args: [host],
      },
      {
        id: 'com.vmware.vcIntegrity.lifecycle.EsxImage.MaintenanceModeFailed',
        default_message: `${host} could not enter maintenance mode.`,
        args: [host],
      },
    ],
    data: {
      stack_trace: 'com.vmware.vcIntegrity.RemediationException\n\tat com.vmware.vcIntegrity.Remediate.run(R.java:1)',
    },
  };
}

function resultOf({ end, tellsError, target }: SimulatedTask): Record<string, unknown> | null {
  if (end === 'SUCCEEDED') return { status: 'COMPLIANT', entity: target?.id ?? null, hosts_checked: 4 };
  return tellsError ? null : { status: 'ERROR', reason: 'A host was disconnected.' };
}
