import type { z } from 'zod';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { parseInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { Task, TaskFailure, TaskProgress, TaskTarget } from '../../tasks/task.ts';
import type { RecordReader } from '../place-records.ts';
import { UnreadableRecord } from '../read-records.ts';
import { type TaskStatusRecord, taskStatus } from './wire.ts';

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

/** Free objects (`attributes`, `arguments`, `parameters`) are as received: they are redacted where they are served. */
export interface SailPointTask extends Task {
  /** Empty where the upstream leaves it out: its schema requires it. */
  readonly type: string;
  readonly uniqueName: string | null;
  readonly parentName: string | null;
  readonly launcher: string | null;
  readonly modifiedAt: number | null;
  readonly messages: readonly SailPointTaskMessage[];
  readonly returns: readonly SailPointTaskReturn[];
  readonly attributes: Readonly<Record<string, unknown>> | null;
  readonly definition: SailPointTaskDefinition | null;
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

/** Throws UnreadableRecord where `created` is there but is no instant. */
export function toTask(wire: TaskStatusRecord, record: unknown, source: SourceInfo): SailPointTask {
  const createdAt = creationInstant(wire);
  const status = statusOf(wire);
  const messages = wire.messages.map(messageOf);
  return {
    typename: TYPENAME,
    id: encodeGlobalId(TYPENAME, source.name, wire.id),
    provider: source.provider,
    source,
    nativeId: wire.id,
    name: wire.uniqueName || null,
    title: wire.uniqueName || wire.description || `Task ${wire.id}`,
    description: wire.description,
    status,
    nativeStatus: wire.completionStatus,
    progress: progressOf(wire),
    createdAt,
    startedAt: instantOf(wire.launched),
    // A pending task has not ended, whatever its record says.
    endedAt: wire.completionStatus === null ? null : instantOf(wire.completed),
    orderedAt: createdAt,
    initiator: wire.launcher,
    target: targetOf(wire),
    failure: status === 'FAILED' ? failureOf(messages) : null,
    record,
    type: wire.type ?? '',
    uniqueName: wire.uniqueName,
    parentName: wire.parentName,
    launcher: wire.launcher,
    modifiedAt: instantOf(wire.modified),
    messages,
    returns: wire.returns,
    attributes: wire.attributes,
    definition: definitionOf(wire),
  };
}

const key = taskStatus.pick({ id: true, created: true });

/** How the records of a source are read. */
export function recordReader(source: SourceInfo): RecordReader<TaskStatusRecord, z.output<typeof key>, SailPointTask> {
  return {
    schema: taskStatus,
    key,
    idOf: ({ id }) => id,
    orderOf: creationInstant,
    toTask: (wire, record) => toTask(wire, record, source),
  };
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
function statusOf({ completionStatus, launched }: TaskStatusRecord): TaskStatus {
  if (completionStatus === null) return launched === null ? 'QUEUED' : 'RUNNING';
  return STATUS_OF.get(completionStatus.toUpperCase()) ?? 'UNKNOWN';
}

function progressOf({ percentComplete, progress }: TaskStatusRecord): TaskProgress | null {
  if (percentComplete === null && progress === null) return null;
  return { percent: percentComplete, completed: null, total: null, message: progress };
}

function targetOf({ target }: TaskStatusRecord): TaskTarget | null {
  return target && { type: target.type, nativeId: target.id, name: target.name };
}

function messageOf({
  type,
  key,
  localizedText,
  parameters,
}: TaskStatusRecord['messages'][number]): SailPointTaskMessage {
  const text = localizedText?.message ?? null;
  return {
    type,
    key,
    locale: localizedText?.locale ?? null,
    text: text === null ? null : withoutStackTrace(text),
    parameters,
  };
}

function failureOf(messages: readonly SailPointTaskMessage[]): TaskFailure | null {
  const error = messages.find(({ type }) => type === 'ERROR');
  return error ? { code: error.key, message: error.text } : null;
}

function definitionOf({ taskDefinitionSummary: summary }: TaskStatusRecord): SailPointTaskDefinition | null {
  if (summary === null) return null;
  return {
    nativeId: summary.id,
    uniqueName: summary.uniqueName,
    description: summary.description,
    parentName: summary.parentName,
    executor: summary.executor,
    arguments: summary.arguments,
  };
}
