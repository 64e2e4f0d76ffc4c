import type { ResultOf, TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import {
  FailedInTheLastDayDocument,
  SourceColumnsDocument,
  TaskDetailsDocument,
  type TaskLineFragment,
  TaskPageDocument,
} from './generated/operations.ts';

let server: DemoServer;
beforeAll(async () => {
  server = await startDemoServer();
});
afterAll(() => server.close());

/** What a frontend's client does: the types of variables and answer are those of the document. */
async function ask<Answer, Variables>(
  document: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as { data: Answer; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

async function readToTheEnd(): Promise<readonly TaskLineFragment[]> {
  const tasks: TaskLineFragment[] = [];
  for (let after: string | null = null; ; ) {
    const page: ResultOf<typeof TaskPageDocument>['tasks'] = (await ask(TaskPageDocument, { first: 50, after })).tasks;
    if (!page) throw new Error('no page');
    expect(page.outcomes.map(({ state }) => state)).toEqual(page.outcomes.map(() => 'COMPLETE'));
    tasks.push(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasNextPage) return tasks;
    after = page.pageInfo.endCursor;
  }
}

describe('a frontend with typed operations', () => {
  test('pages to the end of all that the five upstreams hold', async () => {
    const tasks = await readToTheEnd();
    const held = server.simulations.flatMap((simulation) => simulation.taskIds());
    expect(tasks.map(({ nativeId }) => nativeId).toSorted()).toEqual(held.toSorted());
    expect(new Set(tasks.map(({ __typename }) => __typename)).size).toBe(5);
  });

  test('has a column for each source, which together are the whole', async () => {
    const { sources } = await ask(SourceColumnsDocument, { first: 5 });
    const whole = await ask(TaskPageDocument, { first: 0 });
    const counts = sources?.map(({ tasks }) => tasks?.totalCount ?? null) ?? [];
    expect(sources?.map(({ name }) => name)).toEqual(whole.tasks?.outcomes.map(({ source }) => source.name));
    expect(counts.reduce<number>((sum, count) => sum + (count ?? Number.NaN), 0)).toBe(whole.tasks?.totalCount);
    for (const { name, tasks } of sources ?? []) {
      expect(tasks?.nodes.length).toBeGreaterThan(0);
      expect(tasks?.nodes.every(({ source }) => source.name === name)).toBe(true);
    }
  });

  test('gets each kind of task again by its id', async () => {
    const kinds = new Map((await readToTheEnd()).map((task) => [task.__typename, task]));
    for (const [typename, { id, nativeId }] of kinds) {
      const { node } = await ask(TaskDetailsDocument, { id });
      expect(node).toMatchObject({ __typename: typename, id, nativeId });
    }
  });

  test('narrows what a task may be by its status', async () => {
    const { tasks } = await ask(FailedInTheLastDayDocument, {});
    expect(tasks?.nodes.length).toBeGreaterThan(0);
    for (const { status } of tasks?.nodes ?? []) expect(['FAILED', 'WARNING']).toContain(status);
  });
});

describe('a careless client', () => {
  const post = async (query: string, variables?: unknown) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as {
      data?: Record<string, unknown> | null;
      errors?: { message: string; extensions?: { code?: string } }[];
    };
    return { data, told: errors?.map(({ message, extensions }) => `${extensions?.code}: ${message}`) };
  };
  const cursorOf = async (query: string): Promise<string> => {
    const { data } = await post(query);
    const [list] = Object.values(data ?? {}) as { pageInfo: { endCursor: string } }[];
    return list?.pageInfo.endCursor ?? '';
  };

  test.each([
    ['{ tasks(first: -1) { totalCount } }', 'BAD_USER_INPUT: `first` is -1: give 0 to 200, and page on with a cursor.'],
    ['{ tasks(last: 201) { totalCount } }', 'BAD_USER_INPUT: `last` is 201: give 0 to 200, and page on with a cursor.'],
    ['{ tasks(first: 1, last: 1) { totalCount } }', /^BAD_USER_INPUT: `first` and `last` are both given/],
    ['{ tasks(after: "nonsense") { totalCount } }', /^INVALID_CURSOR: `after` is no cursor of this list/],
    ['{ tasks(before: "") { totalCount } }', /^INVALID_CURSOR: `before` is no cursor of this list/],
    [
      '{ tasks(filter: { sources: ["nowhere"] }) { totalCount } }',
      /^BAD_USER_INPUT: No source is named "nowhere"; there are: /,
    ],
    ['{ tasks(filter: { maxAgeSeconds: -5 }) { totalCount } }', /^BAD_USER_INPUT: `maxAgeSeconds` is negative/],
    [
      '{ vsphereCisTasks(source: "nowhere") { totalCount } }',
      /^BAD_USER_INPUT: No source of VSPHERE_CIS is named "nowhere"; give/,
    ],
    [
      '{ vmwareSrsRunspaces(source: "huawei-hss-demo") { totalCount } }',
      /^BAD_USER_INPUT: No source of VMWARE_SRS is named/,
    ],
    ['{ huaweiHssTasks(taskType: IAC_SCAN, filter: { scanTypes: [BENCHMARK] }) { totalCount } }', /^BAD_USER_INPUT: /],
    [
      '{ huaweiHssTasks(taskType: CLUSTER_SCAN, filter: { fileType: DOCKERFILE }) { totalCount } }',
      /^BAD_USER_INPUT: /,
    ],
    ['{ huaweiCsmsTasks(filter: { taskId: "a", status: FAILED }) { totalCount } }', /^BAD_USER_INPUT: /],
    ['{ huaweiCsmsTasks(filter: { secretName: "no spaces" }) { totalCount } }', /^BAD_USER_INPUT: /],
    ['{ sailPointPendingTasks(after: "x") { totalCount } }', /^INVALID_CURSOR: /],
    ['{ nodes(ids: [""]) { id } tasks(first: 5000000) { totalCount } }', /^BAD_USER_INPUT: /],
  ])('sending %s is told what to do', async (query, message) => {
    const { told } = await post(query);
    expect(told).toHaveLength(1);
    expect(told?.[0]).toMatch(message);
  });

  test.each([
    ['{ tasks(filter: { since: "yesterday" }) { totalCount } }', undefined],
    ['query ($since: DateTime) { tasks(filter: { since: $since }) { totalCount } }', { since: '2026-11-22' }],
    ['{ tasks(filter: { statuses: [SLEEPING] }) { totalCount } }', undefined],
    ['{ tasks { nothing } }', undefined],
    ['{ tasks(', undefined],
    ['', undefined],
  ])('sending %s is refused with a code of its own', async (query, variables) => {
    const { told } = await post(query, variables);
    expect(told?.length).toBeGreaterThan(0);
    for (const line of told ?? []) {
      expect(line).not.toMatch(/^undefined|INTERNAL_SERVER_ERROR/);
      expect(line).toMatch(/^[A-Z_]+: ./);
    }
  });

  test('that writes two instants wrongly is told where each of them stands', async () => {
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ tasks(filter: { since: "x", until: "y" }) { totalCount } }' }),
    });
    expect(await answer.json()).toMatchObject({
      errors: [26, 38].map((column) => ({
        locations: [{ line: 1, column }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      })),
    });
  });

  test('that takes a cursor of another query or another list is told so', async () => {
    const running = await cursorOf('{ tasks(first: 1, filter: { statuses: [RUNNING] }) { pageInfo { endCursor } } }');
    expect((await post(`{ tasks(after: "${running}") { totalCount } }`)).told?.[0]).toMatch(/^INVALID_CURSOR/);
    const runspace = await cursorOf('{ vmwareSrsRunspaces(first: 1) { pageInfo { endCursor } } }');
    expect((await post(`{ tasks(after: "${runspace}") { totalCount } }`)).told?.[0]).toMatch(/^INVALID_CURSOR/);
    const scans = await cursorOf('{ huaweiHssTasks(taskType: IAC_SCAN, first: 1) { pageInfo { endCursor } } }');
    const other = `{ huaweiHssTasks(taskType: CLUSTER_SCAN, after: "${scans}") { totalCount } }`;
    expect((await post(other)).told?.[0]).toMatch(/^INVALID_CURSOR/);
  });
});
