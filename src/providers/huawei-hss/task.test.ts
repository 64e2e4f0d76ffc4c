import { describe, expect, test } from 'vitest';
import type { SourceInfo } from '../../tasks/source.ts';
import type { ReadRecords } from '../read-records.ts';
import { decodeLocalId, encodeLocalId, type HssTask, readTasks } from './task.ts';
import type { TaskTypeWord } from './wire.ts';

// Mapping reads these two members of a source alone.
const source = { name: 'hss', provider: 'HUAWEI_HSS' } as SourceInfo;

const START = 1_745_311_451_000;

function read(records: readonly unknown[], type: TaskTypeWord = 'cluster_scan'): ReadRecords<HssTask> {
  return readTasks(records, source, type);
}

function readOne(record: Record<string, unknown>, type?: TaskTypeWord): HssTask | null | undefined {
  return read([{ task_id: 't-1', start_time: START, ...record }], type).rows[0];
}

const clusters = (scanning: number, succeeded: number, failed: number): Record<string, unknown> => ({
  cluster_scan_info: {
    scan_type_list: ['cluster_vul'],
    scanning_cluster_num: scanning,
    success_cluster_num: succeeded,
    failed_cluster_num: failed,
  },
});

describe('the state of a job', () => {
  test.each([
    ['ready', {}, 'QUEUED'],
    ['running', clusters(2, 1, 1), 'RUNNING'],
    ['finished', clusters(0, 3, 0), 'SUCCEEDED'],
    ['finished', clusters(0, 2, 1), 'WARNING'],
    ['finished', clusters(0, 0, 3), 'FAILED'],
    ['finished', {}, 'SUCCEEDED'],
    ['finished', { cluster_scan_info: {} }, 'SUCCEEDED'],
    ['paused', {}, 'UNKNOWN'],
  ])('%s with %j is %s', (state, info, status) => {
    expect(readOne({ task_status: state, ...info })).toMatchObject({ status, nativeStatus: state });
  });

  test('finished is told by the counters of its own task type', () => {
    const record = { task_status: 'finished', ...clusters(0, 0, 3), iac_scan_info: { success_file_num: 5 } };
    expect(readOne(record, 'iac_scan')?.status).toBe('SUCCEEDED');
    expect(readOne(record, 'cluster_scan')?.status).toBe('FAILED');
  });

  test('that ended with failures says how many, and no other state has a failure', () => {
    expect(readOne({ task_status: 'finished', ...clusters(0, 2, 1) })?.failure).toEqual({
      code: null,
      message: '1 of 3 clusters failed.',
    });
    const files = { scan_file_num: 4, success_file_num: 0, failed_file_num: 4 };
    expect(readOne({ task_status: 'finished', iac_scan_info: files }, 'iac_scan')?.failure?.message).toBe(
      '4 of 4 files failed.',
    );
    expect(readOne({ task_status: 'finished', ...clusters(0, 3, 0) })?.failure).toBeNull();
    expect(readOne({ task_status: 'running', ...clusters(1, 0, 2) })?.failure).toBeNull();
  });
});

describe('the times of a job', () => {
  test('start is what it is ordered by; the end is served only once it has ended', () => {
    const end = START + 60_000;
    expect(readOne({ task_status: 'running', end_time: START })).toMatchObject({
      startedAt: START,
      orderedAt: START,
      createdAt: null,
      endedAt: null,
    });
    expect(readOne({ task_status: 'finished', end_time: end })?.endedAt).toBe(end);
    expect(readOne({ task_status: 'finished', end_time: 0 })?.endedAt).toBeNull();
    expect(readOne({ task_status: 'finished', end_time: 'soon' })?.endedAt).toBeNull();
  });

  test.each([[0], [null], [undefined]])('%s is no start of a waiting job', (start) => {
    expect(readOne({ task_status: 'ready', start_time: start })).toMatchObject({ orderedAt: null, startedAt: null });
  });

  test('are cut to whole milliseconds', () => {
    expect(readOne({ task_status: 'ready', start_time: START + 0.9 })?.orderedAt).toBe(START);
  });

  test('missing or unreadable where they order the list cost that record alone', () => {
    const { rows, unreadable } = read([
      { task_id: 'a', task_status: 'running' },
      { task_id: 'b', task_status: 'finished', start_time: 0 },
      { task_id: 'c' },
      { task_id: 'd', task_status: 'ready', start_time: 'now' },
      { task_id: 'e', task_status: 'finished', start_time: 1e300 },
      { task_status: 'ready' },
      { task_id: 'g', task_status: 'ready', task_name: 7, estimated_time: 'soon', cluster_scan_info: 'none' },
    ]);
    expect(rows.map((row) => row?.nativeId ?? null)).toEqual([null, null, null, null, null, null, 'g']);
    expect(unreadable).toEqual([
      'job a is running and has no start_time',
      'job b is finished and has no start_time',
      'job c is in no known state and has no start_time',
      "a record's start_time is missing or malformed",
      'start_time of job e is no instant',
      "a record's task_id is missing or malformed",
    ]);
    expect(rows[6]).toMatchObject({ name: null, estimatedMinutes: null, clusterScan: null });
  });
});

describe('the progress of a job', () => {
  test.each([
    ['running', clusters(2, 1, 1), { percent: 50, completed: 2, total: 4 }],
    ['finished', clusters(0, 3, 1), { percent: 100, completed: 4, total: 4 }],
    // All that is counted is done, yet the job goes on: what is left is not known.
    ['running', clusters(0, 3, 1), { percent: null, completed: 4, total: null }],
  ])('%s with %j is %j', (state, info, progress) => {
    expect(readOne({ task_status: state, ...info })?.progress).toEqual({ ...progress, message: null });
  });

  test.each([[{}], [clusters(0, 0, 0)], [{ cluster_scan_info: { scanning_cluster_num: 2 } }]])(
    'without counters that measure it is null: %j',
    (info) => {
      expect(readOne({ task_status: 'running', ...info })?.progress).toBeNull();
    },
  );

  test('of an IaC scan is measured in files', () => {
    const info = {
      iac_scan_info: { file_type: 'k8s_yaml', scan_file_num: 8, success_file_num: 1, failed_file_num: 1 },
    };
    expect(readOne({ task_status: 'running', ...info }, 'iac_scan')).toMatchObject({
      progress: { percent: 25, completed: 2, total: 8 },
      iacScan: { fileType: 'k8s_yaml', scanned: 8, succeeded: 1, failed: 1 },
      clusterScan: null,
    });
  });
});

describe('what a job is called', () => {
  test('is its name, or its type and id where it has none', () => {
    expect(readOne({ task_status: 'ready', task_name: 'nightly' })).toMatchObject({
      name: 'nightly',
      title: 'nightly',
    });
    expect(readOne({ task_status: 'ready' })).toMatchObject({ name: null, title: 'Cluster scan t-1' });
    expect(readOne({ task_status: 'ready', task_name: '' }, 'iac_scan')).toMatchObject({
      name: null,
      title: 'IaC scan t-1',
    });
  });
});

describe('the local id of a job', () => {
  test.each([['d8xxxx05-8xx5'], ['with/slash'], ['ü:']])('finds %s again', (taskId) => {
    const id = { type: 'iac_scan', taskId } as const;
    expect(decodeLocalId(encodeLocalId(id))).toEqual(id);
  });

  test.each([[''], ['cluster_scan'], ['cluster_scan/'], ['host_scan/1'], ['/1']])('is not %j', (text) => {
    expect(decodeLocalId(text)).toBeNull();
  });
});
