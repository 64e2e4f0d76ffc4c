import type { z } from 'zod';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { parseInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { Task, TaskFailure, TaskProgress } from '../../tasks/task.ts';
import type { RecordReader } from '../place-records.ts';
import { readRecords, UnreadableRecord } from '../read-records.ts';
import { readStandardError, textOf } from './standard-error.ts';
import { INFO_MEMBERS, type TaskEntry, type TaskInfo, taskEntry, taskInfo } from './wire.ts';

export const TYPENAME = 'VsphereCisTask';

export interface VsphereCisTask extends Task {
  /** '' where the record lacks it, against the documents: the graph promises a text. */
  readonly service: string;
  /** '' where the record lacks it, against the documents: the graph promises a text. */
  readonly operation: string;
  /** False where the record lacks it, against the documents: nothing says then that it can be cancelled. */
  readonly cancelable: boolean;
  /** Native id of the task that started this one. */
  readonly parentId: string | null;
  /** Null as well where it was not asked for. */
  readonly result: unknown;
}

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

const key = taskEntry.extend({ info: taskInfo.pick({ start_time: true }) });

/** How the entries of a source's lists are read. */
export function entryReader(
  source: SourceInfo,
): RecordReader<z.output<typeof taskEntry>, z.output<typeof key>, VsphereCisTask> {
  return {
    schema: taskEntry,
    key,
    idOf: ({ id }) => id,
    orderOf: ({ id, info }) => startInstant(id, info),
    // What is served as the record is the upstream's alone: the entry around it was made here.
    toTask: ({ id, info }, entry) => toTask(id, info, (entry as TaskEntry).info, source),
  };
}

/** Reads a list's entries, each by itself. */
export function readEntries(
  entries: readonly TaskEntry[],
  source: SourceInfo,
): { readonly tasks: readonly VsphereCisTask[]; readonly unreadable: readonly string[] } {
  const { schema, toTask: read } = entryReader(source);
  const { rows, unreadable } = readRecords(entries, schema, read);
  return { tasks: rows.filter((row) => row !== null), unreadable };
}

/** Throws UnreadableRecord where `start_time` is there but is no instant. */
export function toTask(id: string, info: TaskInfo, record: unknown, source: SourceInfo): VsphereCisTask {
  const startedAt = startInstant(id, info);
  const error = typeof info.error === 'string' ? null : readStandardError(info.error);
  const description = textOf(info.description);
  return {
    typename: TYPENAME,
    id: encodeGlobalId(TYPENAME, source.name, id),
    provider: source.provider,
    source,
    nativeId: id,
    name: null,
    title: description || info.operation || `Task ${id}`,
    description,
    status: statusOf(info.status, error?.type ?? null),
    nativeStatus: info.status,
    progress: progressOf(info),
    createdAt: null,
    startedAt,
    endedAt: info.end_time !== null && ENDED.has(info.status) ? parseInstant(info.end_time) : null,
    orderedAt: startedAt,
    initiator: info.user,
    target: info.target && { type: info.target.type, nativeId: info.target.id, name: null },
    failure: failureOf(info),
    record,
    service: info.service ?? '',
    operation: info.operation ?? '',
    cancelable: info.cancelable ?? false,
    parentId: info.parent,
    result: info.result ?? null,
  };
}

function startInstant(id: string, { start_time: text }: Pick<TaskInfo, 'start_time'>): number | null {
  if (text === null || text === undefined) return null;
  const instant = parseInstant(text);
  if (instant === null) throw new UnreadableRecord(`start_time of task ${id} is no instant`);
  return instant;
}

/** Cancelling has no word of its own: it is a failure whose error says so. */
function statusOf(word: string | null, errorType: string | null): TaskStatus {
  if (word === 'FAILED' && errorType === 'CANCELED') return 'CANCELLED';
  return STATUS_OF.get(word ?? '') ?? 'UNKNOWN';
}

function progressOf({ progress }: TaskInfo): TaskProgress | null {
  if (progress === null) return null;
  const { completed, total, message } = progress;
  const percent =
    completed === null || total === null || total <= 0 ? null : Math.min(100, Math.max(0, (completed / total) * 100));
  return { percent, completed, total, message: textOf(message) };
}

/** Null where there is no error: a task that failed without one has its reason in `result`, in its operation's own words. */
function failureOf({ error }: TaskInfo): TaskFailure | null {
  if (typeof error === 'string')
    return { code: null, message: textOf({ id: null, localized: null, default_message: error }) };
  const read = readStandardError(error);
  return read && { code: read.type, message: textOf(read.messages[0]) };
}

/** What `return_all` adds to a record: its members that are not Info's own. Null where it has none. */
export function detailsOf(record: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof record !== 'object' || record === null) return null;
  const added = Object.entries(record).filter(([name]) => !INFO_MEMBERS.has(name));
  return added.length === 0 ? null : Object.fromEntries(added);
}
