import type { z } from 'zod';
import { compiledMembers } from '../../http/compile-schema.ts';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { parseInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { TaskFailure, TaskProgress, TaskTarget } from '../../tasks/task.ts';
import { type ReadRecords, readRecords, UnreadableRecord } from '../read-records.ts';
import { RecordTask } from '../record-task.ts';
import { type TaskMessageRecord, taskStatus } from './wire.ts';

export const TYPENAME = 'SailPointTask';

export interface SailPointTaskMessage {
  readonly type: string | null;
  readonly key: string | null;
  readonly locale: string | null;
  readonly text: string | null;
  readonly parameters: readonly unknown[] | null;
}

export interface SailPointTaskReturn {
  readonly name: string | null;
  readonly attributeName: string | null;
}

export interface SailPointTaskDefinition {
  readonly nativeId: string;
  readonly uniqueName: string | null;
  readonly description: string | null;
  readonly parentName: string | null;
  readonly executor: string | null;
  readonly arguments: Readonly<Record<string, unknown>> | null;
}

const STATUS_OF: ReadonlyMap<string, TaskStatus> = new Map([
  ['SUCCESS', 'SUCCEEDED'],
  ['WARNING', 'WARNING'],
  ['ERROR', 'FAILED'],
  ['TEMPERROR', 'FAILED'],
  ['TERMINATED', 'CANCELLED'],
]);

/** Every status that a task can have: one that ends while it is listed is served as it was met. */
export const STATUSES: ReadonlySet<TaskStatus> = new Set(['QUEUED', 'RUNNING', ...STATUS_OF.values(), 'UNKNOWN']);

const read = compiledMembers(taskStatus);

/** Free objects (`attributes`, `arguments`, `parameters`) are as received: they are redacted where they are served. */
export class SailPointTask extends RecordTask {
  get typename(): string {
    return TYPENAME;
  }

  override get name(): string | null {
    return this.uniqueName || null;
  }

  get title(): string {
    return this.uniqueName || this.description || `Task ${this.nativeId}`;
  }

  override get description(): string | null {
    return read.description(this.received);
  }

  get status(): TaskStatus {
    return statusOf(this.nativeStatus, read.launched(this.received));
  }

  get nativeStatus(): string | null {
    return read.completionStatus(this.received);
  }

  override get progress(): TaskProgress | null {
    const percent = read.percentComplete(this.received);
    const message = read.progress(this.received);
    return percent === null && message === null ? null : { percent, completed: null, total: null, message };
  }

  override get createdAt(): number | null {
    return this.orderedAt;
  }

  override get startedAt(): number | null {
    return instantOf(read.launched(this.received));
  }

  override get endedAt(): number | null {
    // A pending task has not ended, whatever its record says.
    return this.nativeStatus === null ? null : instantOf(read.completed(this.received));
  }

  override get initiator(): string | null {
    return this.launcher;
  }

  override get target(): TaskTarget | null {
    const target = read.target(this.received);
    return target && { type: target.type, nativeId: target.id, name: target.name };
  }

  override get failure(): TaskFailure | null {
    if (this.status !== 'FAILED') return null;
    const error = this.messages.find(({ type }) => type === 'ERROR');
    return error ? { code: error.key, message: error.text } : null;
  }

  /** Empty where the upstream leaves it out: its schema requires it. */
  get type(): string {
    return read.type(this.received) ?? '';
  }

  get uniqueName(): string | null {
    return read.uniqueName(this.received);
  }

  get parentName(): string | null {
    return read.parentName(this.received);
  }

  get launcher(): string | null {
    return read.launcher(this.received);
  }

  get modifiedAt(): number | null {
    return instantOf(read.modified(this.received));
  }

  /** Empty where there is no list; a malformed item costs itself alone. So it is with `returns`. */
  get messages(): readonly SailPointTaskMessage[] {
    return (read.messages(this.received) ?? []).flatMap((message) => (message === null ? [] : [messageOf(message)]));
  }

  get returns(): readonly SailPointTaskReturn[] {
    return (read.returns(this.received) ?? []).filter((one) => one !== null);
  }

  get attributes(): Readonly<Record<string, unknown>> | null {
    return read.attributes(this.received);
  }

  get definition(): SailPointTaskDefinition | null {
    const summary = read.taskDefinitionSummary(this.received);
    return (
      summary && {
        nativeId: summary.id,
        uniqueName: summary.uniqueName,
        description: summary.description,
        parentName: summary.parentName,
        executor: summary.executor,
        arguments: summary.arguments,
      }
    );
  }
}

const key = taskStatus.pick({ id: true, created: true });

/** Reads the records of a list or of a look-up. One whose `created` is there but is no instant can't be read. */
export function readTasks(records: readonly unknown[], source: SourceInfo): ReadRecords<SailPointTask> {
  return readRecords(records, key, (wire, record) => new SailPointTask(creationInstant(wire), wire.id, source, record));
}

function creationInstant({ id, created }: z.output<typeof key>): number | null {
  if (created === null || created === undefined) return null;
  const instant = parseInstant(created);
  if (instant === null) throw new UnreadableRecord(`created of task ${id} is no instant`);
  return instant;
}

function instantOf(text: string | null): number | null {
  return text === null ? null : parseInstant(text);
}

/** Words are compared without case: the documents' filters and PATCH example write `Success` and `Error`. */
function statusOf(completionStatus: string | null, launched: string | null): TaskStatus {
  if (completionStatus === null) return launched === null ? 'QUEUED' : 'RUNNING';
  return STATUS_OF.get(completionStatus.toUpperCase()) ?? 'UNKNOWN';
}

function messageOf({ type, key, localizedText, parameters }: TaskMessageRecord): SailPointTaskMessage {
  const text = localizedText?.message ?? null;
  return {
    type,
    key,
    locale: localizedText?.locale ?? null,
    text: text === null ? null : withoutStackTrace(text),
    parameters,
  };
}
