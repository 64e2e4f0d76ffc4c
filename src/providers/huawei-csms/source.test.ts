import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { NO_FILTER } from '../../tasks/filter.ts';
import { createReadMeter } from '../../tasks/read-meter.ts';
import type { WholeList } from '../../tasks/source.ts';
import type { TaskStatus } from '../../tasks/status.ts';
import { type Connection, createConnectDeps } from '../provider.ts';
import { fill, secretTaskFixture } from './fixtures.ts';
import { huaweiCsms } from './index.ts';
import { type CsmsBehaviour, type CsmsSimulation, simulate } from './simulator.ts';

const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
let simulation: CsmsSimulation;
let connection: Connection;

beforeEach(async () => {
  simulation = await simulate({ seed: 1, tasks: 0, now: clock.now });
  connection = huaweiCsms.source.parse({ ...simulation.settings, id: 'csms' }).connect(createConnectDeps());
});

afterEach(async () => {
  await connection.close();
  await simulation.close();
});

/** What the merged list would read of the source. */
async function readList(statuses: readonly TaskStatus[] | null = null, scanLimit = 10_000) {
  const source = connection.open({ signal: new AbortController().signal });
  const filter = { ...NO_FILTER, statuses: statuses && new Set(statuses) };
  const { lists, ...sent } = source.list({ filter, selected: new Set() });
  expect(lists.map(({ kind }) => kind)).toEqual(['whole']);
  const meter = createReadMeter({ info: source.info, scanLimit });
  const { tasks, unreadable } = await (lists[0] as WholeList).scan(source.call(), meter);
  return { ids: tasks.map(({ nativeId }) => nativeId), tasks, unreadable, sent, scanned: meter.scanned };
}

/** The queries so far, without the path, which is the same in all. */
const queries = (): readonly string[] => simulation.server.requests.map(({ target }) => target.split('?')[1] ?? '');

/** Changes what the upstream holds just before it answers the first request with this marker. */
function beforeMarker(marker: string, change: () => void): void {
  const unhook = simulation.server.hook(({ query }) => {
    if (query.get('marker') !== marker) return undefined;
    unhook();
    change();
    return undefined;
  });
}

describe('reading the whole list', () => {
  test.each([
    [0, ['limit=1000']],
    [999, ['limit=1000']],
    [1000, ['limit=1000', 'limit=1000&marker=task-1000', 'task_id=task-1000']],
    [2500, ['limit=1000', 'limit=1000&marker=task-1000', 'limit=1000&marker=task-2000']],
  ])('of %i tasks asks for thousands in turn and knows the end', async (count, asked) => {
    const there = fill(simulation, count);
    const { ids, scanned } = await readList();
    expect(ids).toEqual(there);
    expect(queries()).toEqual(asked);
    expect(scanned).toBe(count);
  });

  test('follows markers that come as addresses', async () => {
    const there = fill(simulation, 1500);
    simulation.behaviour.nextMarker = 'url';
    expect((await readList()).ids).toEqual(there);
    expect(queries()).toEqual(['limit=1000', 'limit=1000&marker=task-1000']);
  });

  test('does not depend on the order, which is not documented', async () => {
    const there = fill(simulation, 1500);
    simulation.behaviour.order = 'reversed';
    expect((await readList()).ids).toEqual(there.toReversed());
  });

  test('sends a marker as received, encoded, though it holds a question mark', async () => {
    fill(simulation, 999);
    for (const id of ['a/b?c=d&é', 'last']) simulation.tasks.set(id, secretTaskFixture({ id }));
    expect((await readList()).ids).toHaveLength(1001);
    expect(queries()[1]).toBe('limit=1000&marker=a%2Fb%3Fc%3Dd%26%C3%A9');
  });

  test('stops at the scan limit, page by page', async () => {
    fill(simulation, 5000);
    await expect(readList(null, 1500)).rejects.toMatchObject({ problem: { code: 'TOO_MANY_RESULTS' } });
    expect(queries()).toHaveLength(2);
  });

  test('does not count looking for the last task against the scan limit', async () => {
    fill(simulation, 1000);
    expect((await readList(null, 1000)).ids).toHaveLength(1000);
  });

  test('passes an outage on', async () => {
    fill(simulation, 1500);
    simulation.server.hook(({ query }) =>
      query.has('marker') ? { status: 500, json: { error_code: 'CSMS.0001', error_msg: 'internal' } } : undefined,
    );
    await expect(readList()).rejects.toMatchObject({
      problem: { code: 'UNAVAILABLE', httpStatus: 500, upstreamCode: 'CSMS.0001' },
    });
  });
});

describe.each<CsmsBehaviour['unknownMarker']>(['error', 'empty', 'first-page'])(
  'where an unknown marker is answered by %s',
  (unknownMarker) => {
    beforeEach(() => {
      simulation.behaviour.unknownMarker = unknownMarker;
    });

    test.each<CsmsBehaviour['unknownTask']>(['error', 'empty'])(
      'a marker whose task is removed costs one page read again (an unknown task: %s)',
      async (unknownTask) => {
        simulation.behaviour.unknownTask = unknownTask;
        const there = fill(simulation, 2500);
        beforeMarker('task-2000', () => simulation.tasks.delete('task-2000'));
        expect((await readList()).ids).toEqual(there.filter((id) => id !== 'task-2000'));
        expect(queries()).toEqual([
          'limit=1000',
          'limit=1000&marker=task-1000',
          'limit=1000&marker=task-2000',
          'task_id=task-2000',
          'limit=1000&marker=task-1000',
          'limit=1000&marker=task-2001',
        ]);
      },
    );

    test('two markers whose tasks are removed cost a second reading', async () => {
      const there = fill(simulation, 2500);
      beforeMarker('task-2000', () => {
        simulation.tasks.delete('task-1000');
        simulation.tasks.delete('task-2000');
      });
      expect((await readList()).ids).toEqual(there.filter((id) => !['task-1000', 'task-2000'].includes(id)));
    });

    test('tasks that come and go all over the list meanwhile cost none that stays', async () => {
      const there = fill(simulation, 2500);
      const gone = ['task-3', 'task-1500', 'task-2000', 'task-2400'];
      beforeMarker('task-2000', () => {
        const stay = [...simulation.tasks].filter(([id]) => !gone.includes(id));
        simulation.tasks.clear();
        for (const id of ['new-1', 'new-2']) simulation.tasks.set(id, secretTaskFixture({ id }));
        for (const [id, task] of stay) simulation.tasks.set(id, task);
      });
      const { ids } = await readList();
      expect(new Set(ids).size).toBe(ids.length);
      expect(there.filter((id) => !gone.includes(id) && !ids.includes(id))).toEqual([]);
    });

    test('fails, to be tried again later, where every marker is lost: never a part for the whole', async () => {
      fill(simulation, 1500);
      simulation.server.hook(({ query }) => {
        const marker = query.get('marker');
        if (marker !== null) simulation.tasks.delete(marker);
        return undefined;
      });
      await expect(readList()).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE', retryable: true } });
    });

    test('a marker whose task leaves the list of the failed ones is lost, though the task is there', async () => {
      const failure = { code: 'CSMS.0103', message: 'pending deletion' };
      const there = fill(simulation, 1500);
      for (const id of there) simulation.tasks.set(id, secretTaskFixture({ id, failure }));
      beforeMarker('task-1000', () => simulation.tasks.set('task-1000', secretTaskFixture({ id: 'task-1000' })));
      const { ids, sent } = await readList(['FAILED']);
      expect(ids).toEqual(there.filter((id) => id !== 'task-1000'));
      expect(sent).toMatchObject({ pushed: ['statuses'], exact: ['statuses'] });
    });
  },
);

describe('statuses', () => {
  test.each<readonly [readonly TaskStatus[], string]>([
    [['SUCCEEDED'], 'status=SUCCESS&limit=1000'],
    [['FAILED'], 'status=FAILED&limit=1000'],
    [['FAILED', 'QUEUED', 'CANCELLED'], 'status=FAILED&limit=1000'],
    [['SUCCEEDED', 'FAILED'], 'limit=1000'],
    [['RUNNING'], 'limit=1000'],
    [['FAILED', 'RUNNING'], 'limit=1000'],
    [['FAILED', 'UNKNOWN'], 'limit=1000'],
  ])('%j are sent only where one word of the upstream says them all', async (statuses, query) => {
    const { sent } = await readList(statuses);
    expect(queries()).toEqual([query]);
    const pushed = query.startsWith('status') ? ['statuses'] : [];
    expect(sent).toMatchObject({ pushed, exact: pushed, count: null });
  });

  test('come from words that change with time', async () => {
    const now = clock.now();
    simulation.tasks.set(
      'a',
      secretTaskFixture({ id: 'a', createdAt: now - 1000, endsAt: now + 60_000, attempts: 2, failure: null }),
    );
    const statuses: unknown[] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      const { tasks } = await readList();
      for (const { nativeStatus, status } of tasks) statuses.push([nativeStatus, status]);
      clock.advance(30_000);
    }
    expect(statuses).toEqual([
      ['PROCESSING', 'RUNNING'],
      ['RUNNING', 'RUNNING'],
      ['SUCCESS', 'SUCCEEDED'],
    ]);
  });
});

test('a record that can not be read costs that record', async () => {
  simulation.server.hook(() => ({
    status: 200,
    json: { total: 3, tasks: [{ task_id: 'a' }, { task_time: 1 }, { task_id: 'c', task_time: 'x' }], next_marker: 'c' },
  }));
  expect(await readList()).toMatchObject({
    ids: ['a'],
    unreadable: ["a record's task_id is missing or malformed", 'task_time of secret task c is no instant'],
    scanned: 3,
  });
});

test.each([{}, { total: 0, tasks: null, next_marker: null }])('%j is an empty list', async (json) => {
  simulation.server.hook(() => ({ status: 200, json }));
  expect((await readList()).ids).toEqual([]);
});

test('tells what the upstream can do and what its tasks can be', () => {
  expect(connection.info).toMatchObject({
    capabilities: {
      pagination: 'MARKER',
      maxPageSize: 1000,
      sorts: false,
      counts: false,
      pushedFilters: ['statuses'],
    },
    traits: {
      statuses: new Set(['RUNNING', 'SUCCEEDED', 'FAILED', 'UNKNOWN']),
      haveInitiator: false,
      haveTarget: true,
      haveEnd: false,
    },
  });
});
