import {
  type Environment,
  fetchQuery,
  getRefetchMetadata,
  getSelector,
  type ReaderFragment,
  type Variables,
} from 'relay-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../../support/demo-server.ts';
import { forbidComplaints } from '../support/console.ts';
import { missingFrom, type Outcome } from '../support/outcome.ts';
import { refuse } from '../support/refuse.ts';
import { expectWholeList, heldBy, type TaskLine } from '../support/whole-list.ts';
import { type Artifacts, compileDocuments } from './compile.ts';
import { createEnvironment } from './environment.ts';
import { inGroups } from './in-groups.ts';
import { type List, openList, type PageInfo } from './pagination.ts';

interface Feed {
  readonly edges: readonly { readonly node: object }[];
  readonly nodes: readonly { readonly id: string }[];
  readonly outcomes: readonly Outcome[];
  readonly pageInfo: PageInfo;
}

interface OwnList {
  readonly edges: readonly { readonly node: { readonly nativeId: string } }[];
  readonly pageInfo: PageInfo;
}

let artifacts: Artifacts;
let server: DemoServer;
let environment: Environment;
beforeAll(async () => {
  [artifacts, server] = await Promise.all([compileDocuments(), startDemoServer()]);
});
afterAll(() => Promise.all([artifacts.remove(), server.close()]));
beforeEach(() => {
  environment = createEnvironment(server.url);
});
forbidComplaints();

async function openFeed(variables: Variables): Promise<List<Feed>> {
  const [query, fragment] = await Promise.all([artifacts.query('taskFeedQuery'), artifacts.fragment('taskFeed_query')]);
  return openList({ environment, query, fragment, variables });
}

async function openOwnList(name: string, variables: Variables): Promise<List<OwnList>> {
  const [query, fragment] = await Promise.all([artifacts.query('ownListsQuery'), artifacts.fragment(name)]);
  return openList({ environment, query, fragment, variables });
}

/** The tasks as a component gets them that has the fragment of one. */
async function tasksOf(list: List<Feed>): Promise<readonly TaskLine[]> {
  const fragment = await artifacts.fragment('taskFeed_task');
  return list.connection().edges.map(({ node }) => readTask(fragment, node));
}

function readTask(fragment: ReaderFragment, reference: unknown): TaskLine {
  const selector = getSelector(fragment, reference);
  if (selector?.kind !== 'SingularReaderSelector') throw new Error('the list spreads no such fragment');
  const { data, isMissingData }: { data: unknown; isMissingData: boolean } = environment.lookup(selector);
  expect(isMissingData).toBe(false);
  return data as TaskLine;
}

const nativeIds = (list: List<OwnList>): readonly string[] => list.connection().edges.map(({ node }) => node.nativeId);

describe('the merged list in Relay', () => {
  test('is paged forward to the end', async () => {
    const list = await openFeed({ first: 50 });
    expect(list.hasMore('backward')).toBe(false);
    while (list.hasMore('forward')) await list.load('forward', 50);
    expectWholeList(server, await tasksOf(list));
  });

  test('is paged backward from its end', async () => {
    const list = await openFeed({ last: 50 });
    expect(list.hasMore('forward')).toBe(false);
    while (list.hasMore('backward')) await list.load('backward', 50);
    expectWholeList(server, await tasksOf(list));
  });

  test('is paged both ways from a place in the middle', async () => {
    const { pageInfo } = (await openFeed({ first: 120 })).connection();
    environment = createEnvironment(server.url);
    const list = await openFeed({ first: 30, after: pageInfo.endCursor });
    expect([list.hasMore('backward'), list.hasMore('forward')]).toEqual([true, true]);
    while (list.hasMore('forward') || list.hasMore('backward')) {
      if (list.hasMore('backward')) await list.load('backward', 45);
      if (list.hasMore('forward')) await list.load('forward', 45);
    }
    expectWholeList(server, await tasksOf(list));
  });

  test('runs the other way round as a list of its own', async () => {
    const newestFirst = await openFeed({ first: 200 });
    const oldestFirst = await openFeed({ first: 200, orderBy: { direction: 'ASC' } });
    for (const list of [oldestFirst, newestFirst]) while (list.hasMore('forward')) await list.load('forward', 200);
    const tasks = await tasksOf(newestFirst);
    expectWholeList(server, tasks);
    expect(await tasksOf(oldestFirst)).toEqual(tasks.toReversed());
  });

  test('grows by `edges`; `nodes` is the page that came last', async () => {
    const list = await openFeed({ first: 30 });
    await list.load('forward', 20);
    const { edges, nodes } = list.connection();
    expect([edges.length, nodes.length]).toEqual([50, 20]);
    expect(nodes.map(({ id }) => id)).toEqual((await tasksOf(list)).slice(30).map(({ id }) => id));
  });

  test('ends at once where nothing matches', async () => {
    const list = await openFeed({ first: 20, filter: { statuses: [] } });
    expect(list.connection().edges).toEqual([]);
    expect([list.hasMore('forward'), list.hasMore('backward')]).toEqual([false, false]);
  });

  test('shows a task as a refetch by `node` brings it', { timeout: 120_000 }, async () => {
    const list = await openFeed({ first: 200 });
    while (list.hasMore('forward')) await list.load('forward', 200);
    const tasks = await tasksOf(list);
    const { refetchableRequest } = getRefetchMetadata(await artifacts.fragment('taskFeed_task'), 'taskFeed_task');
    environment.commitUpdate((store) => {
      for (const { id } of tasks) store.get(id)?.setValue('out of date', 'title');
    });
    expect(new Set((await tasksOf(list)).map(({ title }) => title))).toEqual(new Set(['out of date']));
    await inGroups(tasks, async ({ id }) => {
      await fetchQuery(environment, refetchableRequest, { id }).toPromise();
    });
    expect(await tasksOf(list)).toEqual(tasks);
  });

  test('tells of a source that failed on an earlier page, to the end of the list', async () => {
    const accept = refuse(server, 'vmware-srs');
    const list = await openFeed({ first: 100 });
    accept();
    const told = () => list.connection().outcomes.find(({ source }) => source.name === 'vmware-srs-demo');
    expect(told()).toMatchObject({ state: 'FAILED', missedEarlier: false });
    while (list.hasMore('forward')) {
      await list.load('forward', 100);
      expect(told()).toMatchObject({ state: 'COMPLETE', missedEarlier: true });
      expect(missingFrom(list.connection().outcomes)).toEqual(['vmware-srs-demo']);
    }
    const tasks = await tasksOf(list);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    expect(missingFrom((await openFeed({ first: 100 })).connection().outcomes)).toEqual([]);
  });
});

describe("a provider's own list in Relay", () => {
  test('is paged forward to the end where the upstream goes no other way', async () => {
    const list = await openOwnList('ownLists_secretTasks', { first: 40 });
    while (list.hasMore('forward')) await list.load('forward', 40);
    expect(nativeIds(list).toSorted()).toEqual(heldBy(server, 'huawei-csms'));
  });

  test.each(['forward', 'backward'] as const)('is paged %s to the end', async (direction) => {
    const list = await openOwnList('ownLists_runspaces', direction === 'forward' ? { first: 30 } : { last: 30 });
    while (list.hasMore(direction)) await list.load(direction, 30);
    expect(nativeIds(list).toSorted()).toEqual(heldBy(server, 'vmware-srs'));
  });
});

describe("one source's column in Relay", () => {
  test.each(['forward', 'backward'] as const)('is paged %s to the end', async (direction) => {
    const [query, fragment] = await Promise.all([
      artifacts.query('sourceColumnQuery'),
      artifacts.fragment('sourceColumn_source'),
    ]);
    const window = direction === 'forward' ? { first: 30 } : { last: 30 };
    const variables = { name: 'sailpoint-demo', ...window };
    const list: List<OwnList> = await openList({ environment, query, fragment, variables, at: 'source' });
    while (list.hasMore(direction)) await list.load(direction, 30);
    expect(nativeIds(list).toSorted()).toEqual(heldBy(server, 'sailpoint'));
  });
});
