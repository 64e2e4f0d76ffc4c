import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestGraph, type TestGraph } from '../../../test/support/graph.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { listCursors } from '../../graphql/list-cursors.ts';
import { huaweiCsms } from './index.ts';
import { type CsmsSimulation, simulate } from './simulator.ts';
import { idOf } from './wire.ts';

let simulation: CsmsSimulation;
let graph: TestGraph;
/** What the upstream holds. */
let records: readonly unknown[] = [];

beforeEach(async () => {
  const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
  simulation = await simulate({ seed: 1, tasks: 0, now: clock.now });
  simulation.server.hook(({ path, query }) => {
    if (!path.endsWith('/csms/tasks')) return undefined;
    const marker = query.get('marker');
    const start = marker === null ? 0 : records.findIndex((record) => idOf(record) === marker) + 1;
    if (marker !== null && start === 0) return { status: 400, json: { error_code: 'CSMS.0401', error_msg: 'marker' } };
    return { status: 200, json: { tasks: records.slice(start, start + Number(query.get('limit'))) } };
  });
  graph = createTestGraph([{ provider: huaweiCsms, simulation, settings: { id: 'csms' } }]);
});

afterEach(async () => {
  await graph.close();
  await simulation.close();
});

const LIST = /* GraphQL */ `
  query ($first: Int, $after: String) {
    huaweiCsmsTasks(first: $first, after: $after) {
      nodes { nativeId }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      outcome { state problem { message } }
    }
  }
`;

interface Answer {
  readonly huaweiCsmsTasks: {
    readonly nodes: readonly { readonly nativeId: string }[];
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
    readonly outcome: { readonly state: string; readonly problem: { readonly message: string } | null };
  };
}

const readable = (id: string): unknown => ({ task_id: id, task_time: 1_795_000_000_000 });

/** Every way of being unreadable, the first with an id of its own. */
const UNREADABLE: readonly ((id: string) => unknown)[] = [
  (id) => ({ task_id: id, task_time: 'soon' }),
  (id) => ({ task_id: `${id}-${'long'.repeat(60)}`, task_time: 1_795_000_000_000 }),
  () => ({ task_id: '', task_time: 1_795_000_000_000 }),
  () => ({ task_time: 1_795_000_000_000 }),
  () => null,
];

test('paging on reaches every record that can be read, wherever those are that can not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(null, null, ...UNREADABLE), { maxLength: 14 }),
      fc.integer({ min: 1, max: 4 }),
      async (ways, first) => {
        records = ways.map((unreadable, index) => (unreadable ?? readable)(`t${index}`));
        const served: string[] = [];
        let unread = 0;
        let after: string | null = null;
        for (let page = 0; ; page += 1) {
          expect(page).toBeLessThanOrEqual(records.length / first);
          const answer: Answer = await graph.query(LIST, { first, after });
          const { nodes, pageInfo, outcome } = answer.huaweiCsmsTasks;
          served.push(...nodes.map(({ nativeId }) => nativeId));
          unread += Number(outcome.problem?.message.split(' ')[0] ?? 0);
          expect(pageInfo.hasPreviousPage).toBe(page > 0);
          expect(pageInfo.startCursor === null).toBe(pageInfo.endCursor === null);
          if (!pageInfo.hasNextPage) break;
          expect(pageInfo.endCursor).not.toBeNull();
          after = pageInfo.endCursor;
        }
        expect(served).toEqual(ways.flatMap((unreadable, index) => (unreadable === null ? [`t${index}`] : [])));
        expect(unread).toBe(ways.length - served.length);
      },
    ),
  );
});

test('what stands behind more records without an id than one request brings is an error, not an end', async () => {
  records = [readable('first'), ...Array.from({ length: 1_000 }, () => null), readable('last')];
  let after: string | null = null;
  for (let page = 0; page < 4; page += 1) {
    const answer: Answer = await graph.query(LIST, { first: 200, after });
    expect(answer.huaweiCsmsTasks.pageInfo.hasNextPage).toBe(true);
    after = answer.huaweiCsmsTasks.pageInfo.endCursor;
  }
  const whole: Answer = await graph.query(LIST, { first: 200, after });
  const { data, errors } = await graph.run(LIST, { first: 200, after: whole.huaweiCsmsTasks.pageInfo.endCursor });
  expect(data).toEqual({ huaweiCsmsTasks: null });
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('999 records without a usable id'),
    extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
  });
});

test('a cursor with a count that no place has is none', async () => {
  records = [null, null, readable('last')];
  const { encode } = listCursors(['huaweiCsmsTasks', 'csms', {}], () => true);
  const run = async (value: number) => {
    const after = encode({ value, text: '' });
    return await graph.run(LIST, { first: 1, after });
  };
  expect((await run(1)).errors).toBeUndefined();
  for (const count of [0, -1, 1.5, 1e300, Number.NaN]) {
    const { errors } = await run(count);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_CURSOR' });
  }
});
