import { describe, expect, test } from 'vitest';
import { plainTask } from '../../../test/support/plain-task.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { type CsmsTask, readTasks } from './task.ts';

// Mapping reads these two members of a source alone.
const source = { name: 'csms', provider: 'HUAWEI_CSMS' } as SourceInfo;

function read(...records: unknown[]): { rows: readonly (CsmsTask | null)[]; unreadable: readonly string[] } {
  return readTasks(records, source);
}

describe('a secret task as a task', () => {
  test('is titled, targeted and told by its secret', () => {
    const { rows } = read({
      task_id: 't1',
      secret_name: 'orders-db',
      rotation_func_urn: 'urn:fss:r:p:function:default:f:latest',
      task_status: 'SUCCESS',
      operate_type: 'MULTI_USER',
      attempt_nums: 3,
      task_time: 1715436899000,
    });
    expect(rows[0]).toMatchObject({
      typename: 'HuaweiCsmsTask',
      provider: 'HUAWEI_CSMS',
      nativeId: 't1',
      name: null,
      title: 'Rotate orders-db',
      target: { type: 'secret', nativeId: 'orders-db', name: 'orders-db' },
      secretName: 'orders-db',
      rotationFunctionUrn: 'urn:fss:r:p:function:default:f:latest',
      operateType: 'MULTI_USER',
      attempts: 3,
      createdAt: 1715436899000,
      orderedAt: 1715436899000,
      startedAt: null,
      endedAt: null,
      initiator: null,
      failure: null,
    });
  });

  test.each([
    ['SUCCESS', 'SUCCEEDED'],
    ['FAILED', 'FAILED'],
    ['PROCESSING', 'RUNNING'],
    ['success', 'RUNNING'],
    ['', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('with the word %j is %s and keeps the word', (word, status) => {
    const { rows } = read({ task_id: 't1', task_status: word });
    expect(rows[0]).toMatchObject({ status, nativeStatus: word });
  });

  test('reads absent members, nulls and members of another type alike', () => {
    const members = ['secret_name', 'rotation_func_urn', 'task_status', 'operate_type', 'attempt_nums'];
    const all = (value: unknown): unknown => Object.fromEntries(members.map((member) => [member, value]));
    const { rows, unreadable } = read(
      { task_id: 't1' },
      { task_id: 't1', ...(all(null) as object) },
      { task_id: 't1', ...(all({}) as object) },
    );
    const [absent, ...others] = rows.map((row) => row && { ...plainTask(row), record: null });
    expect(others).toEqual([absent, absent]);
    expect(absent).toMatchObject({ title: 'Secret task t1', target: null, attempts: null, orderedAt: null });
    expect(unreadable).toEqual([]);
  });

  test('has a number of attempts only where it is a whole one of 32 bits', () => {
    const { rows } = read(...[2.5, 2 ** 31, '3'].map((attempt_nums) => ({ task_id: 't1', attempt_nums })));
    expect(rows.map((row) => row?.attempts)).toEqual([null, null, null]);
  });

  test('tells why it failed by code, by words or by both', () => {
    const { rows } = read(
      { task_id: 'a', task_error_code: 'CSMS.0103' },
      { task_id: 'b', task_error_msg: 'pending deletion' },
      { task_id: 'c', task_error_code: '', task_error_msg: '' },
    );
    expect(rows.map((row) => row?.failure)).toEqual([
      { code: 'CSMS.0103', message: null },
      { code: null, message: 'pending deletion' },
      null,
    ]);
  });

  test('is ordered by its creation, cut to the millisecond', () => {
    const { rows } = read({ task_id: 't1', task_time: 1715436899000.9 });
    expect(rows[0]?.orderedAt).toBe(1715436899000);
  });

  test.each(['1715436899000', 'yesterday', 1e300, {}, false])(
    'whose creation is %j can not be read, which costs that record alone',
    (task_time) => {
      const { rows, unreadable } = read({ task_id: 'a', task_time }, { task_id: 'b' });
      expect(rows.map((row) => row?.nativeId ?? null)).toEqual([null, 'b']);
      expect(unreadable).toEqual(['task_time of secret task a is no instant']);
    },
  );

  test.each([undefined, null, '', 7, 'x'.repeat(201)])('can not be read with the id %j', (task_id) => {
    const { rows, unreadable } = read({ task_id, task_time: 1 });
    expect(rows).toEqual([null]);
    expect(unreadable).toEqual(["a record's task_id is missing or malformed"]);
  });
});
