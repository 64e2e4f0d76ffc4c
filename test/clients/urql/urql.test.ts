import { readFileSync } from 'node:fs';
import { type AnyVariables, type Client, mapExchange, type TypedDocumentNode } from '@urql/core';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../../support/demo-server.ts';
import { forbidComplaints } from '../support/console.ts';
import {
  COLUMN,
  FEED,
  type Feed,
  type FeedVariables,
  type OwnList,
  type PageInfo,
  RUNSPACES,
  SECRET_TASKS,
  TASK_AGAIN,
  TASKS_AGAIN,
  type Window,
} from '../support/documents.ts';
import { missingFrom } from '../support/outcome.ts';
import { refuse } from '../support/refuse.ts';
import { expectWholeList, heldBy, type TaskLine } from '../support/whole-list.ts';
import { createUrqlClient } from './client.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));

type Direction = 'forward' | 'backward';
type Tasks = NonNullable<Feed['tasks']>;

let server: DemoServer;
let client: Client;
beforeAll(async () => {
  server = await startDemoServer();
});
afterAll(() => server.close());
beforeEach(() => {
  client = createUrqlClient(server.url, schema);
});
forbidComplaints();

async function ask<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Data> {
  const { data, error } = await client.query(query, variables).toPromise();
  if (error || !data) throw error ?? new Error('no data');
  return data;
}

/** The list as it stands once the page with these variables is in: all pages so far. */
async function open(variables: FeedVariables): Promise<Tasks> {
  const { tasks } = await ask(FEED, variables);
  if (!tasks) throw new Error('no list');
  return tasks;
}

function pageOf({ startCursor, endCursor }: PageInfo, direction: Direction, count: number): Window {
  return direction === 'forward' ? { first: count, after: endCursor } : { last: count, before: startCursor };
}

const hasMore = ({ hasNextPage, hasPreviousPage }: PageInfo, direction: Direction): boolean =>
  direction === 'forward' ? hasNextPage : hasPreviousPage;

async function readToTheEnd(direction: Direction, variables: FeedVariables, count: number): Promise<Tasks> {
  let tasks = await open(variables);
  while (hasMore(tasks.pageInfo, direction)) {
    tasks = await open({ ...variables, ...pageOf(tasks.pageInfo, direction, count) });
  }
  return tasks;
}

const nodesOf = (tasks: Tasks): readonly TaskLine[] => tasks.edges.map(({ node }) => node);

describe('the merged list in urql', () => {
  test.each([
    ['forward', { first: 50 }],
    ['backward', { last: 50 }],
  ] as const)('is paged %s to the end', async (direction, variables) => {
    expectWholeList(server, nodesOf(await readToTheEnd(direction, variables, 50)));
  });

  test('is paged both ways from a place in the middle', async () => {
    const { pageInfo } = await open({ first: 120 });
    client = createUrqlClient(server.url, schema);
    let tasks = await open({ first: 30, after: pageInfo.endCursor });
    // graphcache does not tell what is before a list that began with `after`: the cursor of its first edge asks.
    tasks = await open({ last: 45, before: tasks.edges[0]?.cursor ?? null });
    while (tasks.pageInfo.hasNextPage || tasks.pageInfo.hasPreviousPage) {
      if (tasks.pageInfo.hasPreviousPage) tasks = await open(pageOf(tasks.pageInfo, 'backward', 45));
      if (tasks.pageInfo.hasNextPage) tasks = await open(pageOf(tasks.pageInfo, 'forward', 45));
    }
    expectWholeList(server, nodesOf(tasks));
  });

  test('runs the other way round as a list of its own', async () => {
    const newestFirst = await readToTheEnd('forward', { first: 200 }, 200);
    const oldestFirst = await readToTheEnd('forward', { first: 200, orderBy: { direction: 'ASC' } }, 200);
    expectWholeList(server, nodesOf(newestFirst));
    expect(nodesOf(oldestFirst)).toEqual(nodesOf(newestFirst).toReversed());
  });

  test('grows by `edges` and, here, by `nodes` too', async () => {
    const { pageInfo } = await open({ first: 30 });
    const { edges, nodes } = await open(pageOf(pageInfo, 'forward', 20));
    expect([edges.length, nodes.length]).toEqual([50, 50]);
  });

  test('stays on the screen while the next page is under way', async () => {
    const { pageInfo } = await open({ first: 30 });
    const shown: (number | undefined)[] = [];
    await new Promise<void>((resolve) => {
      client.query(FEED, pageOf(pageInfo, 'forward', 20)).subscribe(({ data, stale }) => {
        shown.push(data?.tasks?.edges.length);
        if (!stale) resolve();
      });
    });
    // No list without its pages comes between: `outcomes` of the page to come can't be had from the cache.
    expect(shown).toEqual([50]);
  });

  test('ends at once where nothing matches', async () => {
    const { edges, pageInfo } = await open({ first: 20, filter: { statuses: [] } });
    expect([edges, pageInfo.hasNextPage, pageInfo.hasPreviousPage]).toEqual([[], false, false]);
  });

  test('shows a task as a refetch by `node` or `nodes` brings it', async () => {
    const tasks = nodesOf(await readToTheEnd('forward', { first: 200 }, 200));
    // This client's lists arrive with other titles than the tasks have.
    const outOfDate = mapExchange({
      onResult: (result) => {
        for (const { node } of (result.data as Partial<Feed>).tasks?.edges ?? []) {
          Object.assign(node, { title: 'out of date' });
        }
        return result;
      },
    });
    client = createUrqlClient(server.url, schema, outOfDate);
    await readToTheEnd('forward', { first: 200 }, 200);
    const cached = () => client.readQuery(FEED, { first: 200 })?.data?.tasks?.edges.map(({ node }) => node);
    const kinds = [...new Map(tasks.map((task) => [task.__typename, task])).values()];
    for (const { id } of kinds) await ask(TASK_AGAIN, { id });
    expect(cached()).toEqual(tasks.map((task) => (kinds.includes(task) ? task : { ...task, title: 'out of date' })));
    await ask(TASKS_AGAIN, { ids: tasks.map(({ id }) => id) });
    expect(cached()).toEqual(tasks);
  });

  test('tells of a source that failed on an earlier page, to the end of the list', async () => {
    const accept = refuse(server, 'vmware-srs');
    let tasks = await open({ first: 100 });
    accept();
    const told = () => tasks.outcomes.find(({ source }) => source.name === 'vmware-srs-demo');
    expect(told()).toMatchObject({ state: 'FAILED', missedEarlier: false });
    while (tasks.pageInfo.hasNextPage) {
      tasks = await open(pageOf(tasks.pageInfo, 'forward', 100));
      expect(told()).toMatchObject({ state: 'COMPLETE', missedEarlier: true });
      expect(missingFrom(tasks.outcomes)).toEqual(['vmware-srs-demo']);
    }
    expect(new Set(nodesOf(tasks).map(({ id }) => id)).size).toBe(tasks.edges.length);
  });
});

describe('another list in urql', () => {
  async function readList<Data, Variables extends Window>(
    query: TypedDocumentNode<Data, Variables>,
    variables: NoInfer<Variables>,
    direction: Direction,
    listOf: (data: Data) => OwnList['list'] | undefined,
  ): Promise<readonly string[]> {
    for (let window: Window = {}; ; ) {
      const list = listOf(await ask(query, { ...variables, ...window }));
      if (!list) throw new Error('no list');
      if (!hasMore(list.pageInfo, direction)) return list.edges.map(({ node }) => node.nativeId).toSorted();
      window = pageOf(list.pageInfo, direction, 30);
    }
  }

  test('is paged forward to the end where the upstream goes no other way', async () => {
    const listed = await readList(SECRET_TASKS, { first: 30 }, 'forward', ({ list }) => list);
    expect(listed).toEqual(heldBy(server, 'huawei-csms'));
  });

  test.each([
    ['forward', { first: 30 }],
    ['backward', { last: 30 }],
  ] as const)("of a provider's own is paged %s to the end", async (direction, window) => {
    const listed = await readList(RUNSPACES, window, direction, ({ list }) => list);
    expect(listed).toEqual(heldBy(server, 'vmware-srs'));
  });

  test.each([
    ['forward', { first: 30 }],
    ['backward', { last: 30 }],
  ] as const)('that is the column of one source is paged %s to the end', async (direction, window) => {
    const variables = { name: 'sailpoint-demo', ...window };
    const listed = await readList(COLUMN, variables, direction, ({ source }) => source?.tasks);
    expect(listed).toEqual(heldBy(server, 'sailpoint'));
  });
});
