import type { z } from 'zod';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { epochInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { Task, TaskFailure } from '../../tasks/task.ts';
import type { RecordReader } from '../place-records.ts';
import { UnreadableRecord } from '../read-records.ts';
import { type SecretTask, secretTask } from './wire.ts';

export const TYPENAME = 'HuaweiCsmsTask';

export interface CsmsTask extends Task {
  readonly secretName: string | null;
  readonly rotationFunctionUrn: string | null;
  readonly operateType: string | null;
  readonly attempts: number | null;
}

/** Every status that a secret task can have. */
export const STATUSES: ReadonlySet<TaskStatus> = new Set(['RUNNING', 'SUCCEEDED', 'FAILED', 'UNKNOWN']);

/** Throws UnreadableRecord where `task_time` is there but is no instant. */
export function toTask(wire: SecretTask, record: unknown, source: SourceInfo): CsmsTask {
  const { task_id: nativeId, secret_name: secretName } = wire;
  const createdAt = creationInstant(wire);
  return {
    typename: TYPENAME,
    id: encodeGlobalId(TYPENAME, source.name, nativeId),
    provider: source.provider,
    source,
    nativeId,
    name: null,
    title: secretName ? `Rotate ${secretName}` : `Secret task ${nativeId}`,
    description: null,
    status: statusOf(wire.task_status),
    nativeStatus: wire.task_status,
    progress: null,
    createdAt,
    startedAt: null,
    endedAt: null,
    orderedAt: createdAt,
    initiator: null,
    target: secretName ? { type: 'secret', nativeId: secretName, name: secretName } : null,
    failure: failureOf(wire),
    record,
    secretName,
    rotationFunctionUrn: wire.rotation_func_urn,
    operateType: wire.operate_type,
    attempts: wire.attempt_nums,
  };
}

/** Only the words for an end are documented: a task with any other is still under way, and whether it waits can't be told. */
function statusOf(word: string | null): TaskStatus {
  if (!word) return 'UNKNOWN';
  if (word === 'SUCCESS') return 'SUCCEEDED';
  return word === 'FAILED' ? 'FAILED' : 'RUNNING';
}

const key = secretTask.pick({ task_id: true, task_time: true });

/** How the records of a source are read. */
export function recordReader(source: SourceInfo): RecordReader<SecretTask, z.output<typeof key>, CsmsTask> {
  return {
    schema: secretTask,
    key,
    idOf: ({ task_id: id }) => id,
    orderOf: creationInstant,
    toTask: (wire, record) => toTask(wire, record, source),
  };
}

function creationInstant({ task_id: id, task_time: time }: z.output<typeof key>): number | null {
  if (time === null || time === undefined) return null;
  const instant = typeof time === 'number' ? epochInstant(time) : null;
  if (instant === null) throw new UnreadableRecord(`task_time of secret task ${id} is no instant`);
  return instant;
}

function failureOf({ task_error_code: code, task_error_msg: message }: SecretTask): TaskFailure | null {
  return code || message ? { code: code || null, message: message ? withoutStackTrace(message) : null } : null;
}
