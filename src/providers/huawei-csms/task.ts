import type { z } from 'zod';
import { compiledMembers } from '../../http/compile-schema.ts';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { epochInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { TaskFailure, TaskTarget } from '../../tasks/task.ts';
import { type ReadRecords, readRecords, UnreadableRecord } from '../read-records.ts';
import { RecordTask } from '../record-task.ts';
import { secretTask } from './wire.ts';

export const TYPENAME = 'HuaweiCsmsTask';

/** Every status that a secret task can have. */
export const STATUSES: ReadonlySet<TaskStatus> = new Set(['RUNNING', 'SUCCEEDED', 'FAILED', 'UNKNOWN']);

const read = compiledMembers(secretTask);

export class CsmsTask extends RecordTask {
  get typename(): string {
    return TYPENAME;
  }

  get title(): string {
    const { secretName } = this;
    // Joined, not a template: see `formatInstant`.
    return secretName ? ['Rotate', secretName].join(' ') : `Secret task ${this.nativeId}`;
  }

  get status(): TaskStatus {
    return statusOf(this.nativeStatus);
  }

  get nativeStatus(): string | null {
    return read.task_status(this.received);
  }

  override get createdAt(): number | null {
    return this.orderedAt;
  }

  override get target(): TaskTarget | null {
    const { secretName } = this;
    return secretName ? { type: 'secret', nativeId: secretName, name: secretName } : null;
  }

  override get failure(): TaskFailure | null {
    const code = read.task_error_code(this.received);
    const message = read.task_error_msg(this.received);
    return code || message ? { code: code || null, message: message ? withoutStackTrace(message) : null } : null;
  }

  get secretName(): string | null {
    return read.secret_name(this.received);
  }

  get rotationFunctionUrn(): string | null {
    return read.rotation_func_urn(this.received);
  }

  get operateType(): string | null {
    return read.operate_type(this.received);
  }

  get attempts(): number | null {
    return read.attempt_nums(this.received);
  }
}

/** Only the words for an end are documented: a task with any other is still under way, and whether it waits can't be told. */
function statusOf(word: string | null): TaskStatus {
  if (!word) return 'UNKNOWN';
  if (word === 'SUCCESS') return 'SUCCEEDED';
  return word === 'FAILED' ? 'FAILED' : 'RUNNING';
}

const key = secretTask.pick({ task_id: true, task_time: true });

/** Reads the records of a list or of a look-up. One whose `task_time` is there but is no instant can't be read. */
export function readTasks(records: readonly unknown[], source: SourceInfo): ReadRecords<CsmsTask> {
  return readRecords(records, key, (wire, record) => new CsmsTask(creationInstant(wire), wire.task_id, source, record));
}

function creationInstant({ task_id: id, task_time: time }: z.output<typeof key>): number | null {
  if (time === null || time === undefined) return null;
  const instant = typeof time === 'number' ? epochInstant(time) : null;
  if (instant === null) throw new UnreadableRecord(`task_time of secret task ${id} is no instant`);
  return instant;
}
