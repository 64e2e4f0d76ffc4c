import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AllSources, startAllSources } from '../support/all-sources.ts';

let all: AllSources;
beforeAll(async () => {
  all = await startAllSources(600);
});
afterAll(() => all.close());

/** Project ids are the simulators' own. */
const withoutProject = (requests: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(
    Object.entries(requests).map(([name, sent]) => [
      name,
      sent.map((each) => each.replace(/\/[0-9a-f]{32}\//, '/{project}/')),
    ]),
  );

const PAGE =
  'query ($after: String) { tasks(first: 20, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } outcomes { state } } }';

const HSS = 'POST /v5/{project}/common/tasks/batch-query?enterprise_project_id=all_granted_eps&offset';

test('a first page of 20 asks each source for no more than it must, and nothing twice', async () => {
  await all.graph.query(PAGE);
  expect(withoutProject(all.takeRequests())).toMatchInlineSnapshot(`
    {
      "huawei-csms": [
        "GET /v1/{project}/csms/tasks?limit=1000",
      ],
      "huawei-hss": [
        "POST /v5/{project}/common/tasks/batch-query?enterprise_project_id=all_granted_eps&offset=0&limit=200",
        "POST /v5/{project}/common/tasks/batch-query?enterprise_project_id=all_granted_eps&offset=0&limit=200",
      ],
      "sailpoint": [
        "GET /v2025/task-status/pending-tasks?limit=250&offset=0",
        "GET /v2025/task-status/pending-tasks?limit=250&offset=240",
        "GET /v2025/task-status/pending-tasks?limit=250&offset=480",
      ],
      "vmware-srs": [
        "GET /api/runspaces",
      ],
      "vsphere-cis": [
        "POST /api/cis/tasks?action=list",
        "POST /api/cis/tasks?action=list",
      ],
    }
  `);
});

test('the page after it asks the sorted source alone, for the rows that it needs', async () => {
  const first = await all.graph.query<{ tasks: { pageInfo: { endCursor: string } } }>(PAGE);
  let after = first.tasks.pageInfo.endCursor;
  // On to where every source has tasks with an instant: waiting ones without come first.
  for (let page = 0; page < 6; page += 1) {
    const next = await all.graph.query<{ tasks: { pageInfo: { endCursor: string } } }>(PAGE, { after });
    after = next.tasks.pageInfo.endCursor;
  }
  all.takeRequests();
  await all.graph.query(PAGE, { after });
  const { 'huawei-hss': hss, ...others } = withoutProject(all.takeRequests());
  expect(Object.values(others).flat()).toEqual([]);
  expect(hss?.length).toBeLessThanOrEqual(4);
  for (const sent of hss ?? []) expect(sent.startsWith(HSS)).toBe(true);
});

test('a page whose cursors stand at its edges alone is gone on from as well', async () => {
  const page = 'query ($after: String) { tasks(first: 20, after: $after) { edges { cursor } } }';
  const first = await all.graph.query<{ tasks: { edges: readonly { cursor: string }[] } }>(page);
  all.takeRequests();
  await all.graph.query(page, { after: first.tasks.edges.at(-1)?.cursor });
  const { 'huawei-hss': _sorted, ...others } = all.takeRequests();
  expect(Object.values(others).flat()).toEqual([]);
});

test('counts are asked for only when selected, and never of SailPoint', async () => {
  all.takeRequests();
  await all.graph.query('{ tasks(first: 5) { totalCount statusCounts { count } } }');
  const sent = Object.values(all.takeRequests()).flat();
  expect(sent.filter((each) => each.includes('count=true'))).toEqual([]);
});

test('what is asked of the sources of outcomes costs what it costs by itself, and the list no more', async () => {
  const asked = async (query: string): Promise<readonly string[]> => {
    // A graph of its own keeps nothing of the one before it.
    const graph = all.openGraph();
    all.takeRequests();
    await graph.query(query);
    return Object.values(all.takeRequests()).flat().sort();
  };
  const inner = 'tasks(first: 0) { totalCount statusCounts { count } }';
  const outer = (nested: string) =>
    `{ tasks(first: 3) { nodes { id } outcomes { source { name ${nested} } scanned } } }`;
  const apart = [...(await asked(outer(''))), ...(await asked(`{ sources { ${inner} } }`))].sort();
  expect(await asked(outer(inner))).toEqual(apart);
});
