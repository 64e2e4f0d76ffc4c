import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { NO_FILTER, type TaskFilter } from '../../tasks/filter.ts';
import { createReadMeter } from '../../tasks/read-meter.ts';
import type { TaskRows, WholeList } from '../../tasks/source.ts';
import { vsphereCis } from './index.ts';
import { type SimulatedStatus, type SimulatedTask, statusAt } from './simulated-task.ts';
import { simulate, type VsphereSimulation } from './simulator.ts';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const HOUR_MS = 3_600_000;
const STATES = ['PENDING', 'RUNNING', 'BLOCKED', 'SUCCEEDED', 'FAILED'] as const;

const clock = createManualClock(NOW);
let simulation: VsphereSimulation;
let graph: TestGraph;

afterEach(async () => {
  await graph.close();
  await simulation.close();
});

/** A vCenter without tasks, with this many services, all of them configured. */
async function open(services: number, settings: Record<string, unknown> = {}): Promise<readonly string[]> {
  simulation = await simulate({ seed: 1, tasks: 0, now: clock.now });
  const ids = Array.from({ length: services }, (_, index) => `com.example.service${index}`);
  for (const id of ids) simulation.services.add(id);
  graph = createTestGraph([
    {
      provider: vsphereCis,
      simulation,
      settings: {
        id: 'vcenter',
        services: ids,
        scanLimit: 100_000,
        timeoutMs: 30_000,
        deadlineMs: 60_000,
        ...settings,
      },
    },
  ]);
  return ids;
}

/** The instants that make a task be in a state now. */
function lifeIn(state: SimulatedStatus): Pick<SimulatedTask, 'startedAt' | 'blocked' | 'endedAt' | 'end'> {
  const hasStarted = state !== 'PENDING';
  const hasEnded = state === 'SUCCEEDED' || state === 'FAILED';
  return {
    startedAt: hasStarted ? NOW - HOUR_MS : NOW + HOUR_MS,
    blocked: state === 'BLOCKED' ? { from: NOW - 1000, until: NOW + HOUR_MS } : null,
    endedAt: hasEnded ? NOW - 1000 : NOW + 2 * HOUR_MS,
    end: state === 'FAILED' ? 'FAILED' : 'SUCCEEDED',
  };
}

let added = 0;

interface Sort {
  readonly operation?: string;
  readonly user?: string | null;
  readonly target?: string | null;
}

function add(service: string, state: SimulatedStatus, sort: Sort = {}): string {
  const { operation = 'apply$task', user = 'EXAMPLE\\j.weber', target = 'domain-c1' } = sort;
  added += 1;
  const id = `${String(added).padStart(8, '0')}:${service}`;
  simulation.tasks.set(id, {
    id,
    service,
    operation,
    description: { id: 'x', default_message: 'Apply', args: [] },
    createdAt: NOW - 2 * HOUR_MS,
    ...lifeIn(state),
    tellsError: true,
    total: 10,
    user,
    target: target === null ? null : { type: 'ClusterComputeResource', id: target },
    parent: null,
    sendsNulls: false,
  });
  return id;
}

function fill(service: string, state: SimulatedStatus, count: number, sort?: (index: number) => Sort): void {
  for (let index = 0; index < count; index += 1) add(service, state, sort?.(index));
}

function move(id: string, state: SimulatedStatus): void {
  const task = simulation.tasks.get(id);
  if (task) simulation.tasks.set(id, { ...task, ...lifeIn(state) });
}

interface Reading {
  readonly rows: TaskRows;
  readonly ids: readonly string[];
  /** `filter_spec` of every list asked for, in order. */
  readonly asked: readonly Record<string, readonly unknown[]>[];
  readonly scanned: number;
}

async function read(members: Partial<TaskFilter> = {}, scanLimit = 100_000): Promise<Reading> {
  const source = graph.connections[0]?.open({ signal: new AbortController().signal });
  if (!source) throw new Error('no connection');
  const from = simulation.server.requests.length;
  const { lists } = source.list({ filter: { ...NO_FILTER, ...members }, selected: new Set() });
  const meter = createReadMeter({ info: source.info, scanLimit });
  const rows = await (lists[0] as WholeList).scan(source.call(), meter);
  return { rows, ids: rows.tasks.map(({ nativeId }) => nativeId), asked: askedSince(from), scanned: meter.scanned };
}

function askedSince(from: number): Reading['asked'] {
  return simulation.server.requests
    .slice(from)
    .filter(({ path }) => path === '/api/cis/tasks')
    .map(({ body }) => JSON.parse(body).filter_spec);
}

const statusesAsked = ({ asked }: Reading): unknown[] => asked.map(({ status }) => status);

describe('over 1000 matches of one service', () => {
  test('are read by status, in the order of life, and are whole', async () => {
    const [service = ''] = await open(1);
    for (const state of ['PENDING', 'SUCCEEDED', 'FAILED'] as const) fill(service, state, 1000);
    fill(service, 'RUNNING', 600);
    fill(service, 'BLOCKED', 400);
    const reading = await read();
    expect(reading.rows.problem).toBeNull();
    expect(reading.ids.toSorted()).toEqual([...simulation.tasks.keys()].sort());
    expect(statusesAsked(reading)).toEqual([undefined, ['PENDING'], ['BLOCKED', 'RUNNING'], ['SUCCEEDED'], ['FAILED']]);
    expect(reading.scanned).toBe(4000);
  });

  test('part RUNNING from BLOCKED only where they must, and then look at RUNNING again', async () => {
    const [service = ''] = await open(1);
    fill(service, 'RUNNING', 1000);
    fill(service, 'BLOCKED', 1000);
    const reading = await read();
    expect(reading.rows.problem).toBeNull();
    expect(new Set(reading.ids)).toEqual(new Set(simulation.tasks.keys()));
    expect(statusesAsked(reading)).toEqual([
      undefined,
      ['PENDING'],
      ['BLOCKED', 'RUNNING'],
      ['RUNNING'],
      ['BLOCKED'],
      ['RUNNING'],
      ['SUCCEEDED'],
      ['FAILED'],
    ]);
    expect(reading.scanned).toBe(2000);
  });

  test('of a status that the filter names come apart within that filter', async () => {
    const [service = ''] = await open(1);
    for (const state of STATES) fill(service, state, 700);
    const initiators = new Set(['EXAMPLE\\j.weber']);
    const reading = await read({ statuses: new Set(['QUEUED', 'SUCCEEDED']), initiators });
    expect(reading.rows.problem).toBeNull();
    expect(reading.ids).toHaveLength(1400);
    expect(reading.asked).toEqual([
      { services: [service], status: ['PENDING', 'SUCCEEDED'], users: [...initiators] },
      { services: [service], status: ['PENDING'], users: [...initiators] },
      { services: [service], status: ['SUCCEEDED'], users: [...initiators] },
    ]);
  });

  test('cost the other services nothing', async () => {
    const [one = '', other = ''] = await open(2);
    for (const state of STATES) fill(one, state, 300);
    fill(other, 'RUNNING', 10);
    const reading = await read();
    expect(reading.rows.problem).toBeNull();
    expect(reading.ids).toHaveLength(1510);
    expect(reading.asked.filter(({ services }) => services?.[0] === other)).toEqual([{ services: [other] }]);
  });

  test('are not hidden by a service that no provider knows', async () => {
    const [known = '', unknown = ''] = await open(2);
    simulation.services.delete(unknown);
    for (const state of STATES) fill(known, state, 300);
    const { rows, ids } = await read();
    expect(ids).toHaveLength(1500);
    expect(rows.problem).toMatchObject({
      code: 'NOT_FOUND',
      message: `1 service could not be read whole. ${unknown}: Cannot find provider for ${unknown}.`,
    });
  });

  test('count towards the scan limit, and past it the reading fails and stops', async () => {
    const [service = ''] = await open(1);
    for (const state of STATES) fill(service, state, 400);
    const from = simulation.server.requests.length;
    await expect(read({}, 1000)).rejects.toMatchObject({
      problem: { code: 'TOO_MANY_RESULTS', message: expect.stringContaining('scanLimit of 1000') },
    });
    expect(askedSince(from).map(({ status }) => status)).toEqual([undefined, ['PENDING'], ['BLOCKED', 'RUNNING']]);
  });
});

describe('over 1000 matches of one status', () => {
  const problem = (reading: Reading) => reading.rows.problem;

  test('are served by the operations seen, and named as not proven whole', async () => {
    const [service = ''] = await open(1);
    fill(service, 'RUNNING', 4, (index) => ({ operation: `op${index}` }));
    fill(service, 'SUCCEEDED', 3600, (index) => ({ operation: `op${index % 4}` }));
    const reading = await read();
    expect(reading.ids.toSorted()).toEqual([...simulation.tasks.keys()].sort());
    expect(problem(reading)).toMatchObject({
      code: 'TOO_MANY_RESULTS',
      retryable: false,
      httpStatus: 500,
      upstreamCode: 'RESOURCE_INACCESSIBLE',
      message: expect.stringContaining(`${service}: The tasks with status SUCCEEDED are not listed together`),
    });
    // By status, then two halves and four operations, then what may have ended meanwhile.
    expect(reading.asked).toHaveLength(5 + 6 + 1);
    expect(reading.asked.slice(5, 7)).toEqual([
      { services: [service], status: ['SUCCEEDED'], operations: ['op0', 'op1'] },
      { services: [service], status: ['SUCCEEDED'], operations: ['op2', 'op3'] },
    ]);
  });

  test('of one operation come apart by users, those of one user by targets', async () => {
    const [service = ''] = await open(1);
    const sort = (index: number): Sort => ({ user: index % 3 === 0 ? 'a' : 'b', target: `t${index % 2}` });
    fill(service, 'PENDING', 6, sort);
    fill(service, 'FAILED', 2400, sort);
    const reading = await read();
    expect(reading.ids).toHaveLength(2406);
    const part = { services: [service], status: ['FAILED'], operations: ['apply$task'] };
    expect(reading.asked.slice(5)).toEqual(
      expect.arrayContaining([
        part,
        { ...part, users: ['a'] },
        { ...part, users: ['b'] },
        { ...part, users: ['b'], targets: [{ type: 'ClusterComputeResource', id: 't0' }] },
        { ...part, users: ['b'], targets: [{ type: 'ClusterComputeResource', id: 't1' }] },
      ]),
    );
    expect(reading.asked).toHaveLength(10);
    expect(problem(reading)).toMatchObject({ code: 'TOO_MANY_RESULTS' });
  });

  test('never are COMPLETE where no answer showed the value that a task has', async () => {
    const [service = ''] = await open(1);
    add(service, 'RUNNING', { operation: 'seen' });
    fill(service, 'SUCCEEDED', 900, () => ({ operation: 'seen' }));
    fill(service, 'SUCCEEDED', 200, () => ({ operation: 'unseen' }));
    const reading = await read();
    expect(reading.ids).toHaveLength(901);
    expect(problem(reading)).toMatchObject({ code: 'TOO_MANY_RESULTS' });
  });

  test('that nothing parts are TOO_MANY_RESULTS beside what was read', async () => {
    const [service = ''] = await open(1);
    fill(service, 'RUNNING', 3);
    fill(service, 'SUCCEEDED', 1001);
    const reading = await read();
    expect(reading.ids).toHaveLength(3);
    expect(problem(reading)).toMatchObject({
      code: 'TOO_MANY_RESULTS',
      message: expect.stringContaining('Not all tasks with status SUCCEEDED could be read: Over 1000 tasks'),
    });
  });

  test('fail a source that has nothing else', async () => {
    const [service = ''] = await open(1);
    fill(service, 'SUCCEEDED', 1001);
    const from = simulation.server.requests.length;
    await expect(read({ statuses: new Set(['SUCCEEDED']) })).rejects.toMatchObject({
      problem: { code: 'TOO_MANY_RESULTS', message: 'Over 1000 tasks match the filter.' },
    });
    expect(askedSince(from)).toHaveLength(1);
  });

  test('that move on while the part before them is read by values are met', async () => {
    const [service = ''] = await open(1);
    add(service, 'FAILED', { operation: 'a' });
    add(service, 'FAILED', { operation: 'b' });
    fill(service, 'PENDING', 1200, (index) => ({ operation: index % 2 === 0 ? 'a' : 'b' }));
    const waiting = [...simulation.tasks.values()].filter((task) => statusAt(task, NOW) === 'PENDING');
    simulation.server.hook(({ body }) => {
      // The statuses have all been asked by now.
      if (body.includes('"operations"')) for (const { id } of waiting.splice(0, 100)) move(id, 'RUNNING');
      return undefined;
    });
    const reading = await read();
    expect(reading.ids.toSorted()).toEqual([...simulation.tasks.keys()].sort());
    expect(problem(reading)).toMatchObject({ code: 'TOO_MANY_RESULTS' });
  });

  test('take 200 requests at most, over all services', async () => {
    const services = await open(3);
    for (const service of services) {
      fill(service, 'RUNNING', 400, (index) => ({ operation: `op${index}`, user: `u${index}`, target: `t${index}` }));
      fill(service, 'SUCCEEDED', 1001, () => ({ operation: 'op1', user: 'u1', target: 't1' }));
      fill(service, 'FAILED', 1001, () => ({ operation: 'op2', user: 'u2', target: 't2' }));
    }
    simulation.server.hook(({ body }) =>
      body.includes('"operations"')
        ? { status: 500, json: { error_type: 'RESOURCE_INACCESSIBLE', messages: [] } }
        : undefined,
    );
    const reading = await read();
    expect(reading.asked).toHaveLength(200);
    expect(reading.ids).toHaveLength(1200);
    expect(problem(reading)).toMatchObject({ code: 'TOO_MANY_RESULTS' });
  });
});

describe('a task whose state can not be read', () => {
  test.each([
    ['state', 'UNAVAILABLE', true],
    ['limit', 'TOO_MANY_RESULTS', false],
  ] as const)('told in the words of the %s costs itself, and is %s', async (wording, code, retryable) => {
    const [service = '', other = ''] = await open(2);
    simulation.behaviour.unreadableWording = wording;
    for (const state of STATES) {
      for (let index = 0; index < 16; index += 1) {
        add(service, state, { operation: `op${index % 4}`, user: `u${index % 8}`, target: `t${index}` });
      }
    }
    fill(other, 'RUNNING', 5);
    const lost = add(service, 'RUNNING', { operation: 'op0', user: 'u0', target: 't0' });
    simulation.unreadable.add(lost);
    const reading = await read();
    const alike = [...simulation.tasks.values()].filter(
      (task) => task.target?.id === 't0' && statusAt(task, NOW) === 'RUNNING' && task.service === service,
    );
    const missing = new Set(alike.map(({ id }) => id));
    expect(reading.ids.toSorted()).toEqual([...simulation.tasks.keys()].filter((id) => !missing.has(id)).sort());
    expect(reading.rows.problem).toMatchObject({ code, retryable });
    expect(reading.asked.length).toBeLessThan(60);
  });

  test('that can be read a moment later costs nothing', async () => {
    const [service = ''] = await open(1);
    for (const state of STATES) add(service, state);
    const [lost = ''] = simulation.tasks.keys();
    simulation.unreadable.add(lost);
    simulation.server.hook(({ body }) => {
      if (body.includes('"status"')) simulation.unreadable.clear();
      return undefined;
    });
    const { rows, ids, asked } = await read();
    expect(rows.problem).toBeNull();
    expect(ids).toHaveLength(5);
    expect(asked).toHaveLength(5);
  });

  test('leaves other failures what they are: an outage ends the reading of its service', async () => {
    const [service = '', other = ''] = await open(2, { retries: 0 });
    for (const state of STATES) fill(service, state, 300);
    fill(other, 'RUNNING', 5);
    simulation.server.hook(({ body }) =>
      body.includes('"SUCCEEDED"')
        ? { status: 503, json: { error_type: 'SERVICE_UNAVAILABLE', messages: [] } }
        : undefined,
    );
    const { rows, ids } = await read();
    expect(ids).toHaveLength(5);
    expect(rows.problem).toMatchObject({ code: 'UNAVAILABLE', httpStatus: 503 });
  });
});

describe('tasks that move on while they are read', () => {
  /** Each service and state holds at most 1000, whatever moves. */
  const SERVICES = 5;
  const PER_STATE = 800;
  const NEXT: Readonly<Partial<Record<SimulatedStatus, readonly SimulatedStatus[]>>> = {
    PENDING: ['RUNNING'],
    RUNNING: ['SUCCEEDED', 'FAILED', 'BLOCKED'],
    BLOCKED: ['RUNNING'],
  };
  /** Between RUNNING and BLOCKED a task goes once: going to and fro between three answers, none of them would show it. */
  const isTurn = (from: SimulatedStatus, to: SimulatedStatus): boolean => from === 'BLOCKED' || to === 'BLOCKED';

  test('20,000 of them are listed whole, each once, and COMPLETE', async () => {
    const services = await open(SERVICES);
    for (const service of services) for (const state of STATES) fill(service, state, PER_STATE);
    const initial = new Map(simulation.tasks);
    let change = (): void => undefined;
    simulation.server.hook(({ path }) => {
      if (path === '/api/cis/tasks') change();
      return undefined;
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(), way: fc.nat() }), { minLength: 20, maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 7 }),
        async (choices, perRequest) => {
          for (const [id, task] of initial) simulation.tasks.set(id, task);
          const ids = [...initial.keys()];
          const turned = new Set<string>();
          let made = 0;
          change = () => {
            for (let index = 0; index < perRequest; index += 1) {
              const { at = 0, way = 0 } = choices[made % choices.length] ?? {};
              made += 1;
              const task = simulation.tasks.get(ids[(at + made * 7919) % ids.length] ?? '');
              if (!task) continue;
              const state = statusAt(task, NOW);
              const ways = NEXT[state] ?? [];
              const next = ways[way % ways.length];
              if (next === undefined || (isTurn(state, next) && turned.has(task.id))) continue;
              if (isTurn(state, next)) turned.add(task.id);
              move(task.id, next);
            }
          };
          const reading = await read();
          expect(reading.rows.problem).toBeNull();
          expect(reading.ids.toSorted()).toEqual(ids.toSorted());
          // One that is refused, then five parts of which two come apart: 8 a service.
          expect(reading.asked).toHaveLength(8 * SERVICES);
        },
      ),
      { numRuns: 4, endOnFailure: true, interruptAfterTimeLimit: 100_000 },
    );
  }, 120_000);

  test('are counted whole', async () => {
    const services = await open(SERVICES);
    for (const service of services) for (const state of STATES) fill(service, state, PER_STATE);
    const { tasks } = await graph.query<{ tasks: unknown }>(
      '{ tasks(first: 1) { totalCount statusCounts { status count } outcomes { state scanned } } }',
    );
    expect(tasks).toEqual({
      totalCount: 20_000,
      statusCounts: ['QUEUED', 'RUNNING', 'BLOCKED', 'SUCCEEDED', 'FAILED'].map((status) => ({ status, count: 4000 })),
      outcomes: [{ state: 'COMPLETE', scanned: 20_000 }],
    });
  });

  test('with one part too large are PARTIAL, without counts', async () => {
    const services = await open(SERVICES);
    for (const service of services) for (const state of STATES) fill(service, state, 100);
    fill(services[2] ?? '', 'SUCCEEDED', 1000);
    const { tasks } = await graph.query<{ tasks: unknown }>(
      '{ tasks(first: 1) { totalCount statusCounts { status } outcomes { state totalCount problem { code } } } }',
    );
    expect(tasks).toEqual({
      totalCount: null,
      statusCounts: null,
      outcomes: [{ state: 'PARTIAL', totalCount: null, problem: { code: 'TOO_MANY_RESULTS' } }],
    });
  });
});

describe('vsphereCisTasks', () => {
  const LIST = `query ($filter: VsphereCisTaskFilter) {
    vsphereCisTasks(filter: $filter, first: 1) { totalCount outcome { state problem { code } requests { status } } } }`;

  beforeEach(async () => {
    const services = await open(2);
    for (const state of STATES) fill(services[0] ?? '', state, 300, () => ({ operation: 'apply$task' }));
    fill(services[1] ?? '', 'RUNNING', 7);
  });

  test('come apart where the filter leaves room for it', async () => {
    const { vsphereCisTasks } = await graph.query<{ vsphereCisTasks: unknown }>(LIST);
    expect(vsphereCisTasks).toMatchObject({ totalCount: 1507, outcome: { state: 'COMPLETE', problem: null } });
    const ofOne = await graph.query<{ vsphereCisTasks: unknown }>(LIST, {
      filter: { services: ['com.example.service0'], operations: ['apply$task'] },
    });
    expect(ofOne.vsphereCisTasks).toMatchObject({ totalCount: 1500, outcome: { state: 'COMPLETE', problem: null } });
  });

  test('are refused where it leaves none, once', async () => {
    fill('com.example.service0', 'FAILED', 1000, () => ({ operation: 'apply$task' }));
    const { data, errors } = await graph.run(LIST, {
      filter: {
        services: ['com.example.service0'],
        status: ['FAILED'],
        operations: ['apply$task'],
        users: ['EXAMPLE\\j.weber'],
        targets: [{ type: 'ClusterComputeResource', id: 'domain-c1' }],
      },
    });
    expect(data).toEqual({ vsphereCisTasks: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TOO_MANY_RESULTS', httpStatus: 500 });
    expect(askedSince(0)).toHaveLength(1);
  });

  test('are no more than the scan limit', async () => {
    await graph.close();
    graph = createTestGraph([
      {
        provider: vsphereCis,
        simulation,
        settings: { id: 'vcenter', services: ['com.example.service0'], scanLimit: 1000 },
      },
    ]);
    const { errors } = await graph.run(LIST);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('scanLimit of 1000'),
      extensions: { code: 'UPSTREAM_TOO_MANY_RESULTS' },
    });
  });
});
