import type { z } from 'zod';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { encodeGlobalId } from '../../tasks/global-id.ts';
import { parseInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { Task, TaskFailure } from '../../tasks/task.ts';
import type { RecordReader } from '../place-records.ts';
import { UnreadableRecord } from '../read-records.ts';
import { type Runspace, runspace } from './wire.ts';

export const TYPENAME = 'VmwareSrsRunspace';

export interface SrsRunspace extends Task {
  readonly runVcConnectionScript: boolean | null;
  readonly vcConnectionScriptId: string | null;
}

const STATUS_OF: ReadonlyMap<string, TaskStatus> = new Map([
  ['creating', 'QUEUED'],
  ['active', 'RUNNING'],
  ['ready', 'READY'],
  ['error', 'FAILED'],
]);

/** Every status that a runspace can have. */
export const STATUSES: ReadonlySet<TaskStatus> = new Set([...STATUS_OF.values(), 'UNKNOWN']);

/** Throws UnreadableRecord where `creation_time` is there but is no instant. */
export function toTask(wire: Runspace, record: unknown, source: SourceInfo): SrsRunspace {
  const createdAt = creationInstant(wire);
  return {
    typename: TYPENAME,
    id: encodeGlobalId(TYPENAME, source.name, wire.id),
    provider: source.provider,
    source,
    nativeId: wire.id,
    name: wire.name,
    title: wire.name ?? `Runspace ${wire.id}`,
    description: null,
    status: wire.state === null ? 'UNKNOWN' : (STATUS_OF.get(wire.state) ?? 'UNKNOWN'),
    nativeStatus: wire.state,
    progress: null,
    createdAt,
    startedAt: null,
    endedAt: null,
    orderedAt: createdAt,
    initiator: null,
    target: null,
    failure: failureOf(wire),
    record,
    runVcConnectionScript: wire.run_vc_connection_script,
    vcConnectionScriptId: wire.vc_connection_script_id,
  };
}

const key = runspace.pick({ id: true, creation_time: true });

/** How the records of a source are read. */
export function recordReader(source: SourceInfo): RecordReader<Runspace, z.output<typeof key>, SrsRunspace> {
  return {
    schema: runspace,
    key,
    idOf: ({ id }) => id,
    orderOf: creationInstant,
    toTask: (wire, record) => toTask(wire, record, source),
  };
}

function creationInstant({ id, creation_time: text }: z.output<typeof key>): number | null {
  if (text === null || text === undefined) return null;
  const instant = parseInstant(text);
  if (instant === null) throw new UnreadableRecord(`creation_time of runspace ${id} is no instant`);
  return instant;
}

function failureOf({ error_details: details }: Runspace): TaskFailure | null {
  if (details === null) return null;
  const { code, error_message: message } = details;
  return {
    code: code === null ? null : String(code),
    message: message === null ? null : withoutStackTrace(message),
  };
}

/** The record without `error_details.details` and whatever else holds a stack trace. */
export function redact(record: unknown): unknown {
  if (typeof record !== 'object' || record === null || !('error_details' in record)) return record;
  const { error_details: details } = record;
  if (typeof details !== 'object' || details === null) return record;
  const kept = Object.entries(details)
    .filter(([name]) => name !== 'details')
    .map(([name, value]) => [name, typeof value === 'string' ? withoutStackTrace(value) : value]);
  return { ...record, error_details: Object.fromEntries(kept) };
}
