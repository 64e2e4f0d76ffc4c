import { describe, expect, test } from 'vitest';
import { plainTask } from '../../../test/support/plain-task.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { readTasks, redact, type SrsRunspace } from './task.ts';

// Mapping reads these two members of a source alone.
const source = { name: 'srs', provider: 'VMWARE_SRS' } as SourceInfo;

function read(...records: unknown[]): { rows: readonly (SrsRunspace | null)[]; unreadable: readonly string[] } {
  return readTasks(records, source);
}

describe('a runspace as a task', () => {
  test('is ordered by its creation, cut to the millisecond from seven fraction digits', () => {
    const { rows } = read({ id: 'pcli-1', state: 'ready', creation_time: '2020-06-03T13:54:29.6279999+02:00' });
    expect(rows[0]?.orderedAt).toBe(Date.parse('2020-06-03T11:54:29.627Z'));
  });

  test.each([
    ['creating', 'QUEUED'],
    ['active', 'RUNNING'],
    ['ready', 'READY'],
    ['error', 'FAILED'],
    ['hibernating', 'UNKNOWN'],
  ])('in state %s is %s and keeps the word', (state, status) => {
    const { rows } = read({ id: 'pcli-1', state });
    expect(rows[0]).toMatchObject({ status, nativeStatus: state });
  });

  test('reads omitted members and explicit nulls alike', () => {
    const { rows } = read(
      { id: 'a' },
      {
        id: 'a',
        name: null,
        state: null,
        error_details: null,
        run_vc_connection_script: null,
        vc_connection_script_id: null,
        creation_time: null,
      },
    );
    const [absent, nulls] = rows.map((row) => row && { ...plainTask(row), record: null });
    expect(absent).toEqual(nulls);
    expect(absent).toMatchObject({
      name: null,
      title: 'Runspace a',
      orderedAt: null,
      status: 'UNKNOWN',
      nativeStatus: null,
    });
  });

  test('without an id, or with a creation time that is no instant, costs that record alone', () => {
    const { rows, unreadable } = read(
      { state: 'ready' },
      { id: 'b', creation_time: 'yesterday' },
      { id: 'c', name: 7 },
    );
    expect(rows.map((row) => row?.nativeId ?? null)).toEqual([null, null, 'c']);
    expect(rows[2]?.name).toBeNull();
    expect(unreadable).toEqual(["a record's id is missing or malformed", 'creation_time of runspace b is no instant']);
  });

  test('shows why it failed, never the stack trace behind it', () => {
    const record = {
      id: 'd',
      state: 'error',
      error_details: { code: 2035, error_message: 'no pod', details: 'at Foo.Bar()' },
    };
    const { rows } = read(record);
    expect(rows[0]?.failure).toEqual({ code: '2035', message: 'no pod' });
    expect(JSON.stringify(redact(record))).not.toContain('Foo.Bar');
    expect(redact(record)).toMatchObject({ error_details: { code: 2035, error_message: 'no pod' } });
  });
});
