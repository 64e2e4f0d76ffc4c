import type { z } from 'zod';
import { compiledMembers } from '../../http/compile-schema.ts';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { parseInstant } from '../../tasks/instant.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { TaskFailure } from '../../tasks/task.ts';
import { type ReadRecords, readRecords, UnreadableRecord } from '../read-records.ts';
import { RecordTask } from '../record-task.ts';
import { runspace } from './wire.ts';

export const TYPENAME = 'VmwareSrsRunspace';

const STATUS_OF: ReadonlyMap<string, TaskStatus> = new Map([
  ['creating', 'QUEUED'],
  ['active', 'RUNNING'],
  ['ready', 'READY'],
  ['error', 'FAILED'],
]);

/** Every status that a runspace can have. */
export const STATUSES: ReadonlySet<TaskStatus> = new Set([...STATUS_OF.values(), 'UNKNOWN']);

const read = compiledMembers(runspace);

export class SrsRunspace extends RecordTask {
  get typename(): string {
    return TYPENAME;
  }

  override get name(): string | null {
    return read.name(this.received);
  }

  get title(): string {
    return this.name ?? `Runspace ${this.nativeId}`;
  }

  get status(): TaskStatus {
    return STATUS_OF.get(this.nativeStatus ?? '') ?? 'UNKNOWN';
  }

  get nativeStatus(): string | null {
    return read.state(this.received);
  }

  override get createdAt(): number | null {
    return this.orderedAt;
  }

  override get failure(): TaskFailure | null {
    const details = read.error_details(this.received);
    if (details === null) return null;
    const { code, error_message: message } = details;
    return {
      code: code === null ? null : String(code),
      message: message === null ? null : withoutStackTrace(message),
    };
  }

  get runVcConnectionScript(): boolean | null {
    return read.run_vc_connection_script(this.received);
  }

  get vcConnectionScriptId(): string | null {
    return read.vc_connection_script_id(this.received);
  }
}

const key = runspace.pick({ id: true, creation_time: true });

/** Reads the records of a list. One whose `creation_time` is there but is no instant can't be read. */
export function readTasks(records: readonly unknown[], source: SourceInfo): ReadRecords<SrsRunspace> {
  return readRecords(records, key, (wire, record) => new SrsRunspace(creationInstant(wire), wire.id, source, record));
}

function creationInstant({ id, creation_time: text }: z.output<typeof key>): number | null {
  if (text === null || text === undefined) return null;
  const instant = parseInstant(text);
  if (instant === null) throw new UnreadableRecord(`creation_time of runspace ${id} is no instant`);
  return instant;
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
