import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { createRateLimiter } from '../../http/interceptors/rate-limit.ts';
import { NO_FILTER, type TaskFilter } from '../../tasks/filter.ts';
import { createReadMeter } from '../../tasks/read-meter.ts';
import type { SortDirection, SortedPage, TaskRows, TaskSource } from '../../tasks/source.ts';
import { type Connection, createConnectDeps } from '../provider.ts';
import { sailPoint } from './index.ts';
import { type SailPointSimulation, simulate } from './simulator.ts';

const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
let simulation: SailPointSimulation;
const connections: Connection[] = [];

beforeEach(async () => {
  simulation = await simulate({ seed: 7, tasks: 2500, now: clock.now });
});

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await simulation.close();
});

function open(apiVersion: string, settings: Record<string, unknown> = {}): TaskSource {
  const connection = sailPoint.source
    .parse({ ...simulation.settings, id: 'idn', apiVersion, ...settings })
    .connect(createConnectDeps());
  connections.push(connection);
  return connection.open({ signal: new AbortController().signal });
}

/** Targets of all requests but sign-ins. */
function asked(): readonly string[] {
  return simulation.server.requests.filter(({ path }) => path !== '/oauth/token').map(({ target }) => target);
}

interface Scan extends TaskRows {
  readonly ids: readonly string[];
  readonly scanned: number;
}

async function scan(source: TaskSource): Promise<Scan> {
  const [list] = source.list({ filter: NO_FILTER, selected: new Set() }).lists;
  if (list?.kind !== 'whole') throw new Error('no whole list');
  const meter = createReadMeter(source);
  const rows = await list.scan(source.call(), meter);
  return { ...rows, ids: rows.tasks.map(({ nativeId }) => nativeId), scanned: meter.scanned };
}

describe.each(['beta', 'v2024', 'v2025'])('the pending tasks of %s', (apiVersion) => {
  test('are read whole in waves of overlapping pages, without asking for their number', async () => {
    const { ids, scanned, unreadable, problem } = await scan(open(apiVersion));
    expect([...ids].sort()).toEqual([...simulation.taskIds()].sort());
    expect(ids.length).toBeGreaterThan(1210);
    expect(scanned).toBe(ids.length);
    expect({ unreadable, problem }).toEqual({ unreadable: [], problem: null });
    const offsets = [0, 240, 480, 720, 960, 1200, 1440];
    expect([...asked()].sort()).toEqual(
      offsets.map((offset) => `/${apiVersion}/task-status/pending-tasks?limit=250&offset=${offset}`).sort(),
    );
  });
});

describe('a list read whole', () => {
  test('holds every task that stays, each once, while others complete between its pages', async () => {
    const before = simulation.taskIds();
    let pages = 0;
    simulation.server.hook(({ path }) => {
      if (!path.endsWith('/pending-tasks')) return undefined;
      pages += 1;
      if (pages % 2 === 0) for (const id of simulation.taskIds().slice(0, 25)) simulation.complete(id);
      return undefined;
    });
    const { ids } = await scan(open('v2025'));
    const stayed = simulation.taskIds();
    expect(stayed.length).toBeLessThan(before.length);
    expect(pages).toBeGreaterThan(7);
    expect(ids).toEqual(expect.arrayContaining([...stayed]));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('fails, to be asked again, where it shrinks faster than it can be read', async () => {
    await simulation.close();
    simulation = await simulate({ seed: 7, tasks: 12_000, now: clock.now });
    simulation.server.hook(({ path }) => {
      if (path.endsWith('/pending-tasks')) for (const id of simulation.taskIds().slice(0, 400)) simulation.remove(id);
      return undefined;
    });
    await expect(scan(open('v2025'))).rejects.toMatchObject({ problem: { code: 'UNAVAILABLE', retryable: true } });
  });

  test('is empty for a 204 without a body', async () => {
    simulation.answerEmptyWith204(true);
    for (const id of simulation.taskIds()) simulation.remove(id);
    expect(await scan(open('v2025'))).toMatchObject({ tasks: [], unreadable: [], problem: null });
    expect(asked()).toHaveLength(1);
  });

  test('is whole though pages past its end are refused', async () => {
    for (const id of simulation.taskIds().slice(800)) simulation.remove(id);
    simulation.server.hook(({ query }) =>
      Number(query.get('offset')) >= 800 ? { status: 400, json: { detailCode: '400.1' } } : undefined,
    );
    const { ids } = await scan(open('v2025'));
    expect(ids).toHaveLength(800);
    expect(asked().length).toBeGreaterThan(4);
  });

  test('fails where its first page is refused', async () => {
    simulation.server.hook(({ path }) =>
      path.endsWith('/pending-tasks') ? { status: 400, json: { detailCode: '400.1' } } : undefined,
    );
    await expect(scan(open('v2025'))).rejects.toMatchObject({
      problem: { code: 'INVALID_ARGUMENT', upstreamCode: '400.1' },
    });
    expect(asked()).toHaveLength(1);
  });

  test('says what it could not read, and serves the rest', async () => {
    const json = [{ id: 'a', created: 'soon' }, { created: null }, { id: 'b' }];
    simulation.server.hook(({ path }) => (path.endsWith('/pending-tasks') ? { status: 200, json } : undefined));
    const { ids, unreadable } = await scan(open('v2025'));
    expect(ids).toEqual(['b']);
    expect(unreadable).toEqual(['created of task a is no instant', "a record's id is missing or malformed"]);
  });

  test('past the scan limit fails with the sentence that helps', async () => {
    await expect(scan(open('v2025', { scanLimit: 300 }))).rejects.toMatchObject({
      problem: { code: 'TOO_MANY_RESULTS', message: expect.stringContaining('no filter narrows it upstream') },
    });
    // 250 and then two pages more: nothing is asked once the limit is passed.
    expect(asked().length).toBeLessThanOrEqual(3);
  });
});

interface PageOfList extends SortedPage {
  readonly pushed: readonly string[];
  readonly exact: readonly string[];
  readonly scanned: number;
}

async function sortedPage(
  source: TaskSource,
  window: { offset: number; limit: number; direction: SortDirection },
  filter: Partial<TaskFilter> = {},
): Promise<PageOfList> {
  const { lists, pushed, exact } = source.list({ filter: { ...NO_FILTER, ...filter }, selected: new Set() });
  const [list] = lists;
  if (list?.kind !== 'sorted') throw new Error('no sorted list');
  expect(list).toMatchObject({ minPageSize: 1, maxPageSize: 250, undated: null });
  const meter = createReadMeter(source);
  const page = await list.page(window, source.call(), meter);
  return { ...page, pushed, exact, scanned: meter.scanned };
}

describe('the pending tasks of v2026', () => {
  test.each(['DESC', 'ASC'] as const)(
    'past their end are none, be they answered empty or refused: %s',
    async (direction) => {
      const source = open('v2026');
      const count = simulation.taskIds().length;
      const beyond = { offset: count + 10, limit: 50, direction };
      expect(await sortedPage(source, beyond)).toMatchObject({ rows: [], scanned: 0 });
      simulation.server.hook(({ query }) =>
        Number(query.get('offset')) > count ? { status: 400, json: { detailCode: '400.1' } } : undefined,
      );
      expect(await sortedPage(source, beyond)).toMatchObject({ rows: [], scanned: 0 });
    },
  );

  test('fail where their first page is refused', async () => {
    simulation.server.hook(({ path }) =>
      path.endsWith('/task-status') ? { status: 400, json: { detailCode: '400.1' } } : undefined,
    );
    await expect(sortedPage(open('v2026'), { offset: 0, limit: 50, direction: 'DESC' })).rejects.toMatchObject({
      problem: { code: 'INVALID_ARGUMENT', upstreamCode: '400.1' },
    });
  });

  test.each([
    ['DESC', '-created'],
    ['ASC', 'created'],
  ] as const)('come %s by created, a page a request', async (direction, sorter) => {
    const { rows, total, scanned } = await sortedPage(open('v2026'), { offset: 100, limit: 50, direction });
    const instants = [...simulation.tasks.values()]
      .filter(({ id }) => simulation.taskIds().includes(id))
      .map(({ createdAt }) => createdAt)
      .sort((a, b) => (direction === 'ASC' ? a - b : b - a));
    expect(rows.map((row) => row?.orderedAt)).toEqual(instants.slice(100, 150));
    expect({ total, scanned }).toEqual({ total: null, scanned: 50 });
    expect(asked()).toEqual([
      `/v2026/task-status?filters=completionStatus%20isnull&sorters=${sorter}&limit=50&offset=100`,
    ]);
    expect(simulation.server.requests.at(-1)?.headers).toMatchObject({ 'x-sailpoint-experimental': 'true' });
  });

  test('are narrowed upstream by launcher, whose comparison without case makes it a superset', async () => {
    const page = await sortedPage(
      open('v2026'),
      { offset: 0, limit: 250, direction: 'DESC' },
      { initiators: new Set(['Sweep', 'dev.patel']) },
    );
    expect(page).toMatchObject({ pushed: ['initiators'], exact: [] });
    expect(new Set(page.rows.map((row) => row?.initiator))).toEqual(new Set(['sweep', 'dev.patel']));
    expect(asked()).toEqual([
      '/v2026/task-status?filters=completionStatus%20isnull%20and%20launcher%20in%20(%22Sweep%22%2C%22dev.patel%22)&sorters=-created&limit=250&offset=0',
    ]);
  });

  test('take a launcher with quotes and backslashes for what it is', async () => {
    const launcher = 'a" or "\\b\\" ) & #100% é';
    const [id = ''] = simulation.taskIds();
    const task = simulation.tasks.get(id);
    if (task) simulation.put({ ...task, launcher });
    const { rows } = await sortedPage(
      open('v2026'),
      { offset: 0, limit: 10, direction: 'DESC' },
      { initiators: new Set([launcher]) },
    );
    expect(rows.map((row) => [row?.nativeId, row?.initiator])).toEqual([[id, launcher]]);
  });

  test.each([
    ['a text that no URL can hold', ['\ud800']],
    ['more names than a URL can hold', Array.from({ length: 500 }, (_, index) => `launcher-${index}`)],
  ])('are not narrowed upstream by %s', async (_what, initiators) => {
    const { pushed } = await sortedPage(
      open('v2026'),
      { offset: 0, limit: 1, direction: 'DESC' },
      { initiators: new Set(initiators) },
    );
    expect(pushed).toEqual([]);
    expect(asked()[0]).not.toContain('launcher');
  });

  test('are no rows of the sort without a created, which it requires', async () => {
    simulation.server.hook(({ path }) =>
      path.endsWith('/task-status') ? { status: 200, json: [{ id: 'a' }, { id: 'b', created: 'x' }] } : undefined,
    );
    const { rows, unreadable } = await sortedPage(open('v2026'), { offset: 0, limit: 5, direction: 'DESC' });
    expect(rows).toEqual([null, null]);
    expect(unreadable).toEqual(['created of task b is no instant', 'created of task a is missing']);
  });
});

test.each([
  ['beta', false, []],
  ['v2024', false, []],
  ['v2025', false, []],
  ['v2026', true, ['initiators']],
])('%s tells what its API can do', (apiVersion, sorts, pushedFilters) => {
  expect(open(apiVersion).info.capabilities).toEqual({
    pagination: 'OFFSET',
    minPageSize: 1,
    maxPageSize: 250,
    sorts,
    counts: true,
    pushedFilters,
  });
});

describe('settings', () => {
  const entry = (): Record<string, unknown> => ({ ...simulation.settings, id: 'idn' });

  test('name the API version, one of four', () => {
    const { apiVersion: _apiVersion, ...without } = entry();
    expect(sailPoint.source.safeParse(without).success).toBe(false);
    expect(sailPoint.source.safeParse({ ...without, apiVersion: 'v3' }).success).toBe(false);
    expect(sailPoint.source.safeParse({ ...without, apiVersion: 'beta' }).success).toBe(true);
  });

  test('limit the rate as the gateway does, together for one client and version, without its secrets in the key', async () => {
    const limits: [string, unknown][] = [];
    const keyOf = (settings: Record<string, unknown>): string => {
      const { rateLimit: _rateLimit, ...rest } = entry();
      const connection = sailPoint.source.parse({ ...rest, ...settings }).connect({
        ...createConnectDeps(),
        limiterFor: (key, limit) => {
          limits.push([key, limit]);
          return createRateLimiter(limit);
        },
      });
      connections.push(connection);
      return limits.at(-1)?.[0] ?? '';
    };
    const key = keyOf({});
    expect(limits[0]?.[1]).toEqual({ requests: 100, perMs: 10_000 });
    expect(keyOf({ id: 'again' })).toBe(key);
    const token = { type: 'token', token: 'a-very-secret-token' };
    const others = [
      keyOf({ apiVersion: 'v2026' }),
      keyOf({ url: 'https://other.example.com' }),
      keyOf({ auth: { type: 'client-credentials', clientId: 'other', clientSecret: 'x' } }),
      keyOf({ auth: token }),
    ];
    expect(new Set([key, ...others]).size).toBe(5);
    expect(limits.join()).not.toContain('secret');
  });

  test('limit the rate over a day at most, as those of every provider do', () => {
    const per = (perMs: number) =>
      sailPoint.source.safeParse({ ...entry(), rateLimit: { requests: 1, perMs } }).success;
    expect([per(86_400_000), per(86_400_001)]).toEqual([true, false]);
  });
});
