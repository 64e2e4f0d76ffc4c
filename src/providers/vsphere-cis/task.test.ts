import { describe, expect, test } from 'vitest';
import { plainTask } from '../../../test/support/plain-task.ts';
import type { SourceInfo } from '../../tasks/source.ts';
import { detailsOf, readTasks, type VsphereCisTask } from './task.ts';

// Mapping reads these two members of a source alone.
const source = { name: 'vcenter', provider: 'VSPHERE_CIS' } as SourceInfo;

const ID = '52f9f1b0-160a-25fe-fd1e-e7526df80e0d:com.vmware.esx.settings.clusters.software';
const INFO = {
  description: { id: 'm', default_message: 'Remediate cluster', args: [] },
  service: 'com.vmware.esx.settings.clusters.software',
  operation: 'apply$task',
  status: 'RUNNING',
  cancelable: true,
  start_time: '2026-11-21T22:13:05.651Z',
};

function read(...infos: unknown[]) {
  const entries = infos.map((info) => ({ id: ID, info }));
  const { rows, unreadable } = readTasks(entries, source);
  return { tasks: rows.filter((row) => row !== null), unreadable };
}

function task(info: object): VsphereCisTask {
  const { tasks, unreadable } = read({ ...INFO, ...info });
  expect(unreadable).toEqual([]);
  return tasks[0] as VsphereCisTask;
}

describe('a Cis Task as a task', () => {
  test('is named by the key of the map and ordered by its start, and has no name or creation of its own', () => {
    expect(task({})).toMatchObject({
      nativeId: ID,
      name: null,
      title: 'Remediate cluster',
      description: 'Remediate cluster',
      createdAt: null,
      startedAt: Date.parse('2026-11-21T22:13:05.651Z'),
      orderedAt: Date.parse('2026-11-21T22:13:05.651Z'),
      service: 'com.vmware.esx.settings.clusters.software',
      operation: 'apply$task',
      cancelable: true,
    });
  });

  test.each([
    ['PENDING', 'QUEUED'],
    ['RUNNING', 'RUNNING'],
    ['BLOCKED', 'BLOCKED'],
    ['SUCCEEDED', 'SUCCEEDED'],
    ['FAILED', 'FAILED'],
    ['PAUSED', 'UNKNOWN'],
  ])('that is %s is %s and keeps the word', (word, status) => {
    expect(task({ status: word })).toMatchObject({ status, nativeStatus: word });
  });

  test.each([
    [{ error_type: 'CANCELED', messages: [] }, 'CANCELLED'],
    [{ type: 'com.vmware.vapi.std.errors.canceled', value: { messages: [] } }, 'CANCELLED'],
    [{ error_type: 'ERROR', messages: [] }, 'FAILED'],
    ['CANCELED', 'FAILED'],
    [undefined, 'FAILED'],
  ])('that FAILED with the error %j is %s', (error, status) => {
    expect(task({ status: 'FAILED', error })).toMatchObject({ status, nativeStatus: 'FAILED' });
  });

  test('that is CANCELED by an error it shows while it runs still runs', () => {
    expect(task({ status: 'RUNNING', error: { error_type: 'CANCELED', messages: [] } }).status).toBe('RUNNING');
  });

  test.each([
    ['SUCCEEDED', true],
    ['FAILED', true],
    ['RUNNING', false],
    ['BLOCKED', false],
    ['PAUSED', false],
  ])('that is %s has ended: %s', (status, hasEnded) => {
    const { endedAt } = task({ status, end_time: '2026-11-21T23:00:00.000Z' });
    expect(endedAt).toBe(hasEnded ? Date.parse('2026-11-21T23:00:00Z') : null);
  });

  test('reads left-out members and explicit nulls alike', () => {
    const required = {
      description: INFO.description,
      service: 's',
      operation: 'o',
      status: 'PENDING',
      cancelable: false,
    };
    const nulls = Object.fromEntries(
      ['parent', 'target', 'error', 'start_time', 'end_time', 'user', 'progress', 'result'].map((name) => [name, null]),
    );
    const { tasks } = read(required, { ...required, ...nulls });
    const [absent, explicit] = tasks.map((row) => ({ ...plainTask(row), record: null }));
    expect(absent).toEqual(explicit);
    expect(absent).toMatchObject({
      orderedAt: null,
      endedAt: null,
      progress: null,
      initiator: null,
      target: null,
      failure: null,
      parentId: null,
      result: null,
    });
  });

  test.each([
    [{ localized: 'Cluster sanieren', default_message: 'Remediate' }, 'Cluster sanieren', 'Cluster sanieren'],
    [{ localized: null, default_message: 'Remediate' }, 'Remediate', 'Remediate'],
    [{ default_message: '' }, 'apply$task', ''],
    [null, 'apply$task', null],
  ])('described as %j is titled %j', (description, title, shown) => {
    expect(task({ description })).toMatchObject({ title, description: shown });
  });

  test('that lacks what every record should have is still something to show', () => {
    const { tasks } = read({});
    expect(tasks[0]).toMatchObject({
      title: `Task ${ID}`,
      service: '',
      operation: '',
      cancelable: false,
      status: 'UNKNOWN',
      nativeStatus: null,
    });
  });

  test.each([
    [{ total: 8, completed: 2 }, 25],
    [{ total: 0, completed: 0 }, null],
    [{ total: 4, completed: 9 }, 100],
    [{ total: 4, completed: -1 }, 0],
    [{ completed: 3 }, null],
    [{ total: 3 }, null],
  ])('with progress %j is at %s percent', (progress, percent) => {
    expect(task({ progress }).progress).toMatchObject({ percent });
  });

  test('counts past 2^53 as near as JSON numbers go, and says so in its own words', () => {
    const progress = JSON.parse(
      '{"total": 9223372036854775807, "completed": 1, "message": {"default_message": "1 of many", "args": []}}',
    );
    expect(task({ progress }).progress).toEqual({
      total: 2 ** 63,
      completed: 1,
      percent: expect.closeTo(0),
      message: '1 of many',
    });
  });

  test.each([
    [
      {
        error_type: 'ERROR',
        messages: [{ default_message: 'outer', localized: 'außen' }, { default_message: 'cause' }],
      },
      { code: 'ERROR', message: 'außen' },
    ],
    [
      { error_type: 'NOT_FOUND', messages: [] },
      { code: 'NOT_FOUND', message: null },
    ],
    [
      { type: 'com.vmware.vapi.std.errors.not_found', value: { messages: [{ default_message: 'gone' }] } },
      { code: 'NOT_FOUND', message: 'gone' },
    ],
    ['it broke', { code: null, message: 'it broke' }],
    ['it broke\n\tat com.vmware.Foo.bar(Foo.java:1)', { code: null, message: 'it broke' }],
    [{}, null],
    [null, null],
    [7, null],
  ])('that failed with %j failed as %j', (error, failure) => {
    expect(task({ status: 'FAILED', error }).failure).toEqual(failure);
  });

  test('has what it works on, who asked for it and what started it', () => {
    expect(
      task({
        target: { type: 'ClusterComputeResource', id: 'domain-c8' },
        user: 'VSPHERE.LOCAL\\Admin',
        parent: 'p:s',
      }),
    ).toMatchObject({
      target: { type: 'ClusterComputeResource', nativeId: 'domain-c8', name: null },
      initiator: 'VSPHERE.LOCAL\\Admin',
      parentId: 'p:s',
    });
  });

  test('loses a member that is not of its documented type, not itself', () => {
    const odd = {
      description: 3,
      service: 1,
      operation: [],
      cancelable: 'yes',
      parent: {},
      target: 'x',
      user: 9,
      end_time: 5,
    };
    const bad = task({ ...odd, status: 'SUCCEEDED', progress: { total: '8', completed: null, message: 'x' } });
    expect(bad).toMatchObject({
      description: null,
      service: '',
      parentId: null,
      target: null,
      initiator: null,
      endedAt: null,
      progress: { percent: null, total: null, completed: null, message: null },
    });
    expect(task({ status: 'SUCCEEDED', end_time: 'soon' }).endedAt).toBeNull();
  });

  test('costs itself alone where its start is no instant, its record no object or its id no id', () => {
    const { rows, unreadable } = readTasks(
      [
        { id: 'a:s', info: { ...INFO, start_time: 'soon' } },
        { id: 'b:s', info: { ...INFO, start_time: 1 } },
        { id: 'c:s', info: 'I' },
        { id: '', info: INFO },
        { id: undefined, info: INFO },
        { id: 'f:s', info: INFO },
      ],
      source,
    );
    expect(rows.map((row) => row?.nativeId ?? null)).toEqual([null, null, null, null, null, 'f:s']);
    expect(unreadable).toEqual([
      'start_time of task a:s is no instant',
      "a record's info.start_time is missing or malformed",
      "a record's info is missing or malformed",
      "a record's id is missing or malformed",
      "a record's id is missing or malformed",
    ]);
  });

  test("keeps the upstream's record as received", () => {
    const info = { ...INFO, extra: 1 };
    expect(read(info).tasks[0]?.record).toBe(info);
  });
});

test('details are the members that are not of every Info, null where there are none', () => {
  expect(detailsOf({ ...INFO, result: {}, notifications: { info: [] }, stage: null })).toEqual({
    notifications: { info: [] },
    stage: null,
  });
  expect(detailsOf(INFO)).toBeNull();
});
