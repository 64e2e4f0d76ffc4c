import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import type { Call } from '../../http/exchange.ts';
import { NO_FILTER, type TaskFilter } from '../../tasks/filter.ts';
import { createReadMeter } from '../../tasks/read-meter.ts';
import type { SortDirection, SortedList, SourceListing, TaskList, WholeList } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import type { Task } from '../../tasks/task.ts';
import { type Connection, createConnectDeps } from '../provider.ts';
import { huaweiHss } from './index.ts';
import type { SimulatedTask } from './simulated-task.ts';
import { type HssSimulation, simulate } from './simulator.ts';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const MINUTE_MS = 60_000;

let simulation: HssSimulation;
let connection: Connection;

beforeEach(async () => {
  simulation = await simulate({ seed: 1, tasks: 0, now: createManualClock(NOW).now });
  connection = huaweiHss.source
    .parse({ ...simulation.settings, id: 'hss', scanLimit: 5000 })
    .connect(createConnectDeps());
});

afterEach(async () => {
  await connection.close();
  await simulation.close();
});

const template: SimulatedTask = {
  id: '',
  type: 'cluster_scan',
  name: null,
  trigger: 'manual',
  enterpriseProjectId: '0',
  createdAt: NOW - 60 * MINUTE_MS,
  startsAt: NOW - 50 * MINUTE_MS,
  endsAt: NOW - 40 * MINUTE_MS,
  readyTime: 'absent',
  scanTypes: ['cluster_vul'],
  fileType: 'k8s_yaml',
  items: 4,
  failures: 0,
};

function insert(id: string, changes: Partial<SimulatedTask> = {}): void {
  simulation.insert({ ...template, ...changes, id });
}

const WAITING = { startsAt: NOW + MINUTE_MS, endsAt: NOW + 2 * MINUTE_MS };

function insertWaiting(count: number, changes: Partial<SimulatedTask> = {}): readonly string[] {
  const ids = Array.from({ length: count }, (_, index) => `waiting-${index}`);
  for (const id of ids) insert(id, { ...WAITING, ...changes });
  return ids;
}

function list(filter: Partial<TaskFilter> = {}): SourceListing {
  const source = connection.open({ signal: new AbortController().signal });
  return source.list({ filter: { ...NO_FILTER, ...filter }, selected: new Set() });
}

const call: Call = { signal: new AbortController().signal, deadlineAt: Number.POSITIVE_INFINITY };

function meter(): ReturnType<typeof createReadMeter> {
  return createReadMeter(connection.open({ signal: call.signal }));
}

function sorted(of: TaskList | undefined): SortedList {
  if (of?.kind !== 'sorted') throw new Error('not a sorted list');
  return of;
}

function whole(of: TaskList | undefined): WholeList {
  if (of?.kind !== 'whole') throw new Error('not a whole list');
  return of;
}

function statuses(...wanted: TaskStatus[]): Partial<TaskFilter> {
  return { statuses: new Set(wanted) };
}

/** Bodies of the lists that the service was asked for. */
function bodies(): readonly Record<string, unknown>[] {
  return simulation.server.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

const ids = (tasks: readonly (Task | null)[]): readonly (string | null)[] =>
  tasks.map((task) => task?.nativeId ?? null);

describe('a page of the sorted list', () => {
  const page = (direction: SortDirection, filter?: Partial<TaskFilter>) =>
    sorted(list(filter).lists[0]).page({ offset: 0, limit: 10, direction }, call, meter());

  test('holds the jobs by start time, with their number', async () => {
    insert('old', { startsAt: NOW - 59 * MINUTE_MS });
    insert('new', { startsAt: NOW - 10 * MINUTE_MS });
    const readMeter = meter();
    const window = { offset: 0, limit: 10, direction: 'DESC' } as const;
    expect(await sorted(list().lists[0]).page(window, call, readMeter)).toMatchObject({ total: 2, unreadable: [] });
    expect(readMeter.scanned).toBe(2);
    expect(ids((await page('DESC')).rows)).toEqual(['new', 'old']);
    expect(ids((await page('ASC')).rows)).toEqual(['old', 'new']);
    expect(bodies()[0]).toEqual({ task_type: 'cluster_scan', sort_key: 'start_time', sort_dir: 'desc' });
  });

  test.each(['first', 'last'] as const)(
    'shows waiting jobs without a time where the upstream puts them, which is %s',
    async (place) => {
      insert('dated');
      insert('absent', WAITING);
      insert('zero', { ...WAITING, readyTime: 'zero' });
      simulation.placeUndated(place);
      const { rows, unreadable, total } = await page('DESC');
      const dated = rows.map((row) => row?.orderedAt !== null);
      expect(dated).toEqual(place === 'first' ? [false, false, true] : [true, false, false]);
      expect(ids(rows).toSorted()).toEqual(['absent', 'dated', 'zero']);
      expect({ unreadable, total }).toEqual({ unreadable: [], total: 3 });
    },
  );

  test('counts a running job without a start time, and one without an id, as unreadable', async () => {
    simulation.server.hook(() => ({
      status: 200,
      json: {
        total_num: 3,
        data_list: [
          { task_id: 'r', task_status: 'running' },
          { task_status: 'finished', start_time: NOW },
          { task_id: 'ok', task_status: 'finished', start_time: NOW },
        ],
      },
    }));
    const { rows, unreadable } = await page('DESC');
    expect(ids(rows)).toEqual([null, null, 'ok']);
    expect(unreadable).toEqual([
      'job r is running and has no start_time',
      "a record's task_id is missing or malformed",
    ]);
  });

  test('is of the wanted state alone where one word says it', async () => {
    insert('finished');
    insert('running', { endsAt: NOW + MINUTE_MS });
    expect(ids((await page('DESC', statuses('RUNNING'))).rows)).toEqual(['running']);
    expect(ids((await page('DESC', statuses('FAILED'))).rows)).toEqual(['finished']);
    expect(bodies().map(({ task_status: state }) => state)).toEqual(['running', 'finished']);
  });
});

describe('the lists of a source', () => {
  test('are one for each task type', async () => {
    insert('cluster');
    insert('iac', { type: 'iac_scan' });
    const window = { offset: 0, limit: 10, direction: 'DESC' } as const;
    const pages = await Promise.all(list().lists.map((one) => sorted(one).page(window, call, meter())));
    expect(pages.map(({ rows }) => ids(rows))).toEqual([['cluster'], ['iac']]);
  });

  test('have no part without a time where no waiting job can match', () => {
    const undated = (filter: Partial<TaskFilter>): readonly boolean[] =>
      list(filter).lists.map((one) => sorted(one).undated !== null);
    expect(undated({})).toEqual([true, true]);
    expect(undated(statuses('QUEUED', 'RUNNING'))).toEqual([true, true]);
    expect(undated(statuses('RUNNING'))).toEqual([false, false]);
    expect(undated(statuses('FAILED', 'RUNNING'))).toEqual([false, false]);
    expect(undated(statuses('UNKNOWN'))).toEqual([false, false]);
    expect(undated({ until: NOW })).toEqual([false, false]);
    expect(undated({ endedSince: NOW })).toEqual([false, false]);
    expect(undated({ since: NOW })).toEqual([true, true]);
  });

  test('say which members of the filter are sent', () => {
    expect(list({ ...statuses('FAILED'), search: 'x' })).toMatchObject({ pushed: ['statuses'], exact: [] });
    expect(list(statuses('RUNNING'))).toMatchObject({ pushed: ['statuses'], exact: ['statuses'] });
    expect(list({ search: 'x' })).toMatchObject({ pushed: [], exact: [] });
  });

  test('of waiting jobs alone are read whole, with and without a time', async () => {
    insert('finished');
    insertWaiting(3);
    insert('planned', { ...WAITING, readyTime: 'planned' });
    const reading = await whole(list(statuses('QUEUED')).lists[0]).scan(call, meter());
    expect([...ids(reading.tasks)].sort()).toEqual(['planned', 'waiting-0', 'waiting-1', 'waiting-2']);
    expect(bodies()).toEqual([expect.objectContaining({ task_status: 'ready' })]);
  });
});

describe('the waiting jobs without a time', () => {
  const undated = (readMeter = meter()) => sorted(list().lists[0]).undated?.(call, readMeter);

  test('are read in one request where a page holds them, without those that have a time', async () => {
    const waiting = insertWaiting(200, { readyTime: 'zero' });
    simulation.update('waiting-0', { readyTime: 'planned' });
    insert('finished');
    const reading = await undated();
    expect(new Set(ids(reading?.tasks ?? []))).toEqual(new Set(waiting.slice(1)));
    expect(simulation.server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { enterprise_project_id: 'all_granted_eps', offset: '0', limit: '200' },
    ]);
  });

  test('are all there, each once, over several pages', async () => {
    const waiting = insertWaiting(450);
    const readMeter = meter();
    const reading = await undated(readMeter);
    expect([...ids(reading?.tasks ?? [])].sort()).toEqual([...waiting].sort());
    expect(simulation.server.requests).toHaveLength(3);
    expect(readMeter.scanned).toBe(450);
  });

  test('of which some have no id are all there but for those, which are counted once', async () => {
    insertWaiting(250);
    const wire = (index: number) => ({ task_status: 'ready', ...(index % 50 === 45 ? {} : { task_id: `w-${index}` }) });
    simulation.server.hook(({ query }) => {
      const offset = Number(query.get('offset'));
      const records = Array.from({ length: Math.min(200, 250 - offset) }, (_, row) => wire(offset + row));
      return { status: 200, json: { total_num: 250, data_list: records } };
    });
    const reading = await undated();
    expect(new Set(ids(reading?.tasks ?? [])).size).toBe(245);
    expect(reading?.unreadable).toHaveLength(5);
  });

  test('are read again until all are there where their order changes from request to request', async () => {
    const waiting = insertWaiting(205);
    simulation.orderTies('changing');
    const reading = await undated();
    expect([...ids(reading?.tasks ?? [])].sort()).toEqual([...waiting].sort());
    expect(simulation.server.requests.length).toBeGreaterThan(2);
  });

  test('that change while they are read are read anew: none that stays is missed', async () => {
    const waiting = insertWaiting(300);
    const stop = simulation.server.hook(({ query }) => {
      if (query.get('offset') === '0') return undefined;
      // Jobs of the first page start, so that others move up behind the reader's back.
      for (const id of waiting.slice(0, 60)) simulation.remove(id);
      stop();
      return undefined;
    });
    const reading = await undated();
    expect([...ids(reading?.tasks ?? [])].sort()).toEqual(waiting.slice(60).sort());
  });

  test('of which one starts and one is added between two pages are all there, though their number stays', async () => {
    insertWaiting(300);
    const [first] = ids((await whole(list(statuses('QUEUED')).lists[0]).scan(call, meter())).tasks);
    const stop = simulation.server.hook(({ query }) => {
      if (query.get('offset') === '0') return undefined;
      stop();
      simulation.remove(first ?? '');
      insert('added', { ...WAITING, startsAt: WAITING.startsAt - 1 });
      return undefined;
    });
    const reading = await undated();
    const expected = [...simulation.tasks.keys()];
    expect([...ids(reading?.tasks ?? [])].sort()).toEqual(expected.sort());
    expect(expected).toHaveLength(300);
  });

  test('that never hold still fail the list, to be asked again', async () => {
    insertWaiting(300);
    let added = 0;
    simulation.server.hook(() => {
      added += 1;
      insert(`new-${added}`, WAITING);
      return undefined;
    });
    await expect(undated()).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE', retryable: true } });
    expect(simulation.server.requests).toHaveLength(8);
  });

  test('past the scan limit are not read to their end', async () => {
    insertWaiting(5001);
    await expect(undated()).rejects.toMatchObject({
      problem: { code: 'TOO_MANY_RESULTS', message: expect.stringContaining('statuses') },
    });
    expect(simulation.server.requests).toHaveLength(1);
  });
});

describe('the count', () => {
  beforeEach(() => {
    insert('finished', { failures: 4 });
    insert('iac', { type: 'iac_scan' });
    insert('running', { endsAt: NOW + MINUTE_MS });
    insertWaiting(2);
  });

  test.each<[string, Partial<TaskFilter>, number]>([
    ['without a filter', {}, 5],
    ['of running jobs', statuses('RUNNING'), 1],
    ['of waiting jobs', statuses('QUEUED'), 2],
    ['of jobs that ended', statuses('SUCCEEDED', 'WARNING', 'FAILED'), 2],
    ['of chosen sources', { sources: new Set(['hss']) }, 5],
  ])('%s is the upstream total of both types, at one page of ten each', async (_of, filter, expected) => {
    expect(await list(filter).count?.(call)).toBe(expected);
    expect(simulation.server.requests.map(({ query }) => query.get('limit'))).toEqual(['10', '10']);
  });

  test('is not known where the upstream does not tell it of every type', async () => {
    simulation.server.hook(({ body }) =>
      body.includes('iac_scan') ? { status: 200, json: { data_list: [] } } : undefined,
    );
    expect(await list().count?.(call)).toBeNull();
  });

  test('is not known where a record among those that come with it can not be read', async () => {
    simulation.server.hook(({ body }) =>
      body.includes('iac_scan')
        ? { status: 200, json: { total_num: 2, data_list: [{ task_id: 'r', task_status: 'running' }] } }
        : undefined,
    );
    expect(await list().count?.(call)).toBeNull();
  });

  test.each<[Partial<TaskFilter>]>([[statuses('FAILED')], [{ search: 'x' }], [{ ...statuses('RUNNING'), since: NOW }]])(
    'is not known where the upstream does not filter exactly',
    (filter) => {
      expect(list(filter).count).toBeNull();
    },
  );
});
