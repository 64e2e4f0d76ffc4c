import { compiledMembers } from '../../http/compile-schema.ts';
import { parseInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { TaskFailure, TaskProgress, TaskTarget } from '../../tasks/task.ts';
import { type ReadRecords, readRecords, UnreadableRecord } from '../read-records.ts';
import { RecordTask } from '../record-task.ts';
import { readStandardError, type StandardError, textOf } from './standard-error.ts';
import { INFO_MEMBERS, type TaskEntry, type TaskInfo, taskEntry, taskInfo } from './wire.ts';

export const TYPENAME = 'VsphereCisTask';

const STATUS_OF: ReadonlyMap<string, TaskStatus> = new Map([
  ['PENDING', 'QUEUED'],
  ['RUNNING', 'RUNNING'],
  ['BLOCKED', 'BLOCKED'],
  ['SUCCEEDED', 'SUCCEEDED'],
  ['FAILED', 'FAILED'],
]);

/** Every status that a task can have. */
export const STATUSES: ReadonlySet<TaskStatus> = new Set([...STATUS_OF.values(), 'CANCELLED', 'UNKNOWN']);

/** The words after which a task changes no more. BLOCKED is none of them. */
const ENDED: ReadonlySet<string | null> = new Set(['SUCCEEDED', 'FAILED']);

const read = compiledMembers(taskInfo);

/** `record` is the Info. */
export class VsphereCisTask extends RecordTask {
  get typename(): string {
    return TYPENAME;
  }

  get title(): string {
    return this.description || read.operation(this.received) || `Task ${this.nativeId}`;
  }

  override get description(): string | null {
    return textOf(read.description(this.received));
  }

  /** Cancelling has no word of its own: it is a failure whose error says so. */
  get status(): TaskStatus {
    const word = this.nativeStatus ?? '';
    if (word === 'FAILED' && standardErrorOf(this.received)?.type === 'CANCELED') return 'CANCELLED';
    return STATUS_OF.get(word) ?? 'UNKNOWN';
  }

  get nativeStatus(): string | null {
    return read.status(this.received);
  }

  override get progress(): TaskProgress | null {
    const progress = read.progress(this.received);
    if (progress === null) return null;
    const { completed, total, message } = progress;
    const percent =
      completed === null || total === null || total <= 0 ? null : Math.min(100, Math.max(0, (completed / total) * 100));
    return { percent, completed, total, message: textOf(message) };
  }

  override get startedAt(): number | null {
    return this.orderedAt;
  }

  override get endedAt(): number | null {
    const end = ENDED.has(this.nativeStatus) ? read.end_time(this.received) : null;
    return end === null ? null : parseInstant(end);
  }

  override get initiator(): string | null {
    return read.user(this.received);
  }

  override get target(): TaskTarget | null {
    const target = read.target(this.received);
    return target && { type: target.type, nativeId: target.id, name: null };
  }

  /** Null where there is no error: a task that failed without one has its reason in `result`, in its operation's own words. */
  override get failure(): TaskFailure | null {
    const error = read.error(this.received);
    if (typeof error === 'string')
      return { code: null, message: textOf({ id: null, localized: null, default_message: error }) };
    const standard = readStandardError(error);
    return standard && { code: standard.type, message: textOf(standard.messages[0]) };
  }

  /** '' where the record lacks it, against the documents: the graph promises a text. */
  get service(): string {
    return read.service(this.received) ?? '';
  }

  /** '' where the record lacks it, against the documents: the graph promises a text. */
  get operation(): string {
    return read.operation(this.received) ?? '';
  }

  /** False where the record lacks it, against the documents: nothing says then that it can be cancelled. */
  get cancelable(): boolean {
    return read.cancelable(this.received) ?? false;
  }

  /** Native id of the task that started this one. */
  get parentId(): string | null {
    return read.parent(this.received);
  }

  /** Null as well where it was not asked for. */
  get result(): unknown {
    return read.result(this.received) ?? null;
  }
}

/** Null where the error is none in the documents' form. */
function standardErrorOf(record: unknown): StandardError | null {
  const error = read.error(record);
  return typeof error === 'string' ? null : readStandardError(error);
}

const key = taskEntry.extend({ info: taskInfo.pick({ start_time: true }) });

/** Reads the entries of a list, or that of a look-up. One whose `start_time` is there but is no instant can't be read. */
export function readTasks(entries: readonly TaskEntry[], source: SourceInfo): ReadRecords<VsphereCisTask> {
  return readRecords(
    entries,
    key,
    // What is served as the record is the upstream's alone: the entry around it was made here.
    ({ id, info }, entry) => new VsphereCisTask(startInstant(id, info), id, source, (entry as TaskEntry).info),
  );
}

function startInstant(id: string, { start_time: text }: Pick<TaskInfo, 'start_time'>): number | null {
  if (text === null || text === undefined) return null;
  const instant = parseInstant(text);
  if (instant === null) throw new UnreadableRecord(`start_time of task ${id} is no instant`);
  return instant;
}

/** What `return_all` adds to a record: its members that are not Info's own. Null where it has none. */
export function detailsOf(record: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof record !== 'object' || record === null) return null;
  const added = Object.entries(record).filter(([name]) => !INFO_MEMBERS.has(name));
  return added.length === 0 ? null : Object.fromEntries(added);
}
