import type { ApolloClient, ObservableQuery, OperationVariables, TypedDocumentNode } from '@apollo/client';
import { filter, firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../../support/demo-server.ts';
import { forbidComplaints } from '../support/console.ts';
import {
  COLUMN,
  FEED,
  type Feed,
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
import { createApolloClient } from './client.ts';

type List<Data> = ObservableQuery<Data, OperationVariables>;

let server: DemoServer;
let client: ApolloClient;
beforeAll(async () => {
  server = await startDemoServer();
});
afterAll(() => server.close());
beforeEach(() => {
  client = createApolloClient(server.url);
  return () => client.stop();
});
forbidComplaints();

/** What `useQuery` does. */
async function open<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<List<Data>> {
  const list = client.watchQuery<Data, OperationVariables>({ query, variables });
  // As long as somebody listens, the query follows the cache.
  list.subscribe(() => {});
  await firstValueFrom(list.pipe(filter(({ loading }) => !loading)));
  return list;
}

/** The list as the cache holds it: all pages so far. */
function tasksOf({ variables }: List<Feed>): NonNullable<Feed['tasks']> {
  const tasks = client.readQuery({ query: FEED, variables })?.tasks;
  if (!tasks) throw new Error('the cache lacks some of what the query reads');
  return tasks;
}

const nodesOf = (list: List<Feed>): readonly TaskLine[] => tasksOf(list).edges.map(({ node }) => node);

/** The variables of the page before or after: those that the list was opened with are taken back. */
function pageOf({ startCursor, endCursor }: PageInfo, direction: 'forward' | 'backward', count: number): Window {
  return direction === 'forward'
    ? { first: count, after: endCursor, last: null, before: null }
    : { first: null, after: null, last: count, before: startCursor };
}

/** Loads one page more with what `fetchMore` does by itself; false where there is none. */
async function loadMore(list: List<Feed>, direction: 'forward' | 'backward', count: number): Promise<boolean> {
  const { pageInfo } = tasksOf(list);
  if (!(direction === 'forward' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return false;
  await list.fetchMore({ variables: pageOf(pageInfo, direction, count) });
  return true;
}

describe('the merged list in Apollo Client', () => {
  test.each([
    ['forward', { first: 50 }],
    ['backward', { last: 50 }],
  ] as const)('is paged %s to the end', async (direction, variables) => {
    const list = await open(FEED, variables);
    while (await loadMore(list, direction, 50));
    expectWholeList(server, nodesOf(list));
    const { length } = nodesOf(list);
    // Whoever listens is told a moment after the cache.
    const shown = await firstValueFrom(list.pipe(filter(({ data }) => data?.tasks?.edges?.length === length)));
    expect(shown.data?.tasks).toEqual(tasksOf(list));
  });

  test('is paged both ways from a place in the middle', async () => {
    const { endCursor } = tasksOf(await open(FEED, { first: 120 })).pageInfo;
    await client.clearStore();
    const list = await open(FEED, { first: 30, after: endCursor });
    expect(tasksOf(list).pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
    while ((await loadMore(list, 'backward', 45)) || (await loadMore(list, 'forward', 45)));
    expectWholeList(server, nodesOf(list));
  });

  test('runs the other way round as a list of its own', async () => {
    const newestFirst = await open(FEED, { first: 200 });
    const oldestFirst = await open(FEED, { first: 200, orderBy: { direction: 'ASC' } });
    for (const list of [oldestFirst, newestFirst]) while (await loadMore(list, 'forward', 200));
    expectWholeList(server, nodesOf(newestFirst));
    expect(nodesOf(oldestFirst)).toEqual(nodesOf(newestFirst).toReversed());
  });

  test('grows by `edges`; `nodes` is the page that came last', async () => {
    const list = await open(FEED, { first: 30 });
    await loadMore(list, 'forward', 20);
    expect([tasksOf(list).edges.length, tasksOf(list).nodes.length]).toEqual([50, 20]);
  });

  test('ends at once where nothing matches', async () => {
    const list = await open(FEED, { first: 20, filter: { statuses: [] } });
    expect(tasksOf(list).edges).toEqual([]);
    expect([await loadMore(list, 'forward', 20), await loadMore(list, 'backward', 20)]).toEqual([false, false]);
  });

  test('shows a task as a refetch by `node` or `nodes` brings it', async () => {
    const list = await open(FEED, { first: 200 });
    while (await loadMore(list, 'forward', 200));
    const tasks = nodesOf(list);
    // Telling a listener of each change would take longer than all the requests.
    list.stop();
    for (const { __typename, id } of tasks) {
      client.cache.modify({ id: `${__typename}:${id}`, fields: { title: () => 'out of date' } });
    }
    const kinds = [...new Map(tasks.map((task) => [task.__typename, task])).values()];
    for (const { id } of kinds) {
      await client.query({ query: TASK_AGAIN, variables: { id }, fetchPolicy: 'network-only' });
    }
    expect(nodesOf(list)).toEqual(
      tasks.map((task) => (kinds.includes(task) ? task : { ...task, title: 'out of date' })),
    );
    const ids = tasks.map(({ id }) => id);
    await client.query({ query: TASKS_AGAIN, variables: { ids }, fetchPolicy: 'network-only' });
    expect(nodesOf(list)).toEqual(tasks);
  });

  test('tells of a source that failed on an earlier page, to the end of the list', async () => {
    const accept = refuse(server, 'vmware-srs');
    const list = await open(FEED, { first: 100 });
    accept();
    const told = () => tasksOf(list).outcomes.find(({ source }) => source.name === 'vmware-srs-demo');
    expect(told()).toMatchObject({ state: 'FAILED', missedEarlier: false });
    while (await loadMore(list, 'forward', 100)) {
      expect(told()).toMatchObject({ state: 'COMPLETE', missedEarlier: true });
      expect(missingFrom(tasksOf(list).outcomes)).toEqual(['vmware-srs-demo']);
    }
    expect(new Set(nodesOf(list).map(({ id }) => id)).size).toBe(nodesOf(list).length);
    await list.refetch();
    expect(missingFrom(tasksOf(list).outcomes)).toEqual([]);
  });
});

describe('another list in Apollo Client', () => {
  async function readToTheEnd<Data, Variables extends OperationVariables>(
    query: TypedDocumentNode<Data, Variables>,
    variables: NoInfer<Variables>,
    direction: 'forward' | 'backward',
    listOf: (data: Data) => OwnList['list'] | undefined,
  ): Promise<readonly string[]> {
    const list = await open(query, variables);
    for (;;) {
      const data = client.readQuery<Data, OperationVariables>({ query, variables });
      const found = data && listOf(data);
      if (!found) throw new Error('the cache lacks some of what the query reads');
      const { hasNextPage, hasPreviousPage } = found.pageInfo;
      if (!(direction === 'forward' ? hasNextPage : hasPreviousPage)) {
        return found.edges.map(({ node }) => node.nativeId).toSorted();
      }
      await list.fetchMore({ variables: pageOf(found.pageInfo, direction, 30) });
    }
  }

  test('is paged forward to the end where the upstream goes no other way', async () => {
    const listed = await readToTheEnd(SECRET_TASKS, { first: 30 }, 'forward', ({ list }) => list);
    expect(listed).toEqual(heldBy(server, 'huawei-csms'));
  });

  test.each([
    ['forward', { first: 30 }],
    ['backward', { last: 30 }],
  ] as const)("of a provider's own is paged %s to the end", async (direction, window) => {
    const listed = await readToTheEnd(RUNSPACES, window, direction, ({ list }) => list);
    expect(listed).toEqual(heldBy(server, 'vmware-srs'));
  });

  test.each([
    ['forward', { first: 30 }],
    ['backward', { last: 30 }],
  ] as const)('that is the column of one source is paged %s to the end', async (direction, window) => {
    const variables = { name: 'sailpoint-demo', ...window };
    const listed = await readToTheEnd(COLUMN, variables, direction, ({ source }) => source?.tasks);
    expect(listed).toEqual(heldBy(server, 'sailpoint'));
  });
});
