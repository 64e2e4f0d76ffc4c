import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AllSources, startAllSources } from '../support/all-sources.ts';
import type { TestGraph } from '../support/graph.ts';

let all: AllSources;
beforeAll(async () => {
  all = await startAllSources(200);
});
afterAll(() => all.close());

interface Page {
  readonly nodes: readonly { readonly id: string; readonly source: { readonly name: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly outcomes: readonly {
    readonly source: { readonly name: string };
    readonly state: string;
    readonly missedEarlier: boolean;
  }[];
}

const PAGE = /* GraphQL */ `
  query ($after: String) {
    tasks(first: 60, after: $after) {
      nodes { id source { name } }
      pageInfo { hasNextPage endCursor }
      outcomes { source { name } state missedEarlier }
    }
  }
`;

async function readPage(graph: TestGraph, after: string | null): Promise<Page> {
  return (await graph.query<{ tasks: Page }>(PAGE, { after })).tasks;
}

async function readAll(graphs: readonly [TestGraph, ...TestGraph[]]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | null = null, pages = 0; ; pages += 1) {
    const page: Page = await readPage(graphs[pages % graphs.length] ?? graphs[0], after);
    ids.push(...page.nodes.map(({ id }) => id));
    if (!page.pageInfo.hasNextPage) return ids;
    after = page.pageInfo.endCursor;
  }
}

test('a source that fails on page 2 and is back on page 3 is reported on page 3 and on, until a reading begins anew', async () => {
  const server = all.simulations.get('vmware-srs')?.server;
  const graph = all.openGraph({ retries: 0 });
  const replica = all.openGraph({ retries: 0 });
  // Signed in, so that what fails below is the list alone.
  await readPage(replica, null);
  const told = (page: Page) => page.outcomes.find(({ source }) => source.name === 'vmware-srs');
  const first = await readPage(graph, null);
  expect(told(first)).toMatchObject({ state: 'COMPLETE', missedEarlier: false });

  // Kept scans would serve the second page of this process: the other one has to ask.
  const unhook = server?.hook(() => ({ status: 503 }));
  const second = await readPage(replica, first.pageInfo.endCursor);
  expect(told(second)).toMatchObject({ state: 'FAILED', missedEarlier: false });
  expect(second.nodes.every(({ source }) => source.name !== 'vmware-srs')).toBe(true);
  unhook?.();

  const third = await readPage(replica, second.pageInfo.endCursor);
  expect(told(third)).toMatchObject({ state: 'COMPLETE', missedEarlier: true });
  const fourth = await readPage(graph, third.pageInfo.endCursor);
  expect(told(fourth)).toMatchObject({ state: 'COMPLETE', missedEarlier: true });
  expect(fourth.outcomes.filter(({ missedEarlier }) => missedEarlier)).toHaveLength(1);
  expect(told(await readPage(graph, null))).toMatchObject({ missedEarlier: false });
});

test('a reading that goes from replica to replica, one of them with older scans, is the same as one in one place', async () => {
  const [one, older, restarted] = [all.openGraph(), all.openGraph(), all.openGraph()];
  await readPage(older, null);
  all.clock.advance(60_000);
  const expected = await readAll([one]);
  expect(await readAll([one, older, restarted])).toEqual(expected);
  expect(new Set(expected).size).toBe(expected.length);
});

test('a client that goes away stops the reading: nothing further is asked of any upstream', async () => {
  const graph = all.openGraph();
  // Signed in, so that what follows are the lists alone.
  await readPage(graph, null);
  const servers = [...all.simulations.values()].map(({ server }) => server);
  const asked = (): number => servers.reduce((sum, { requests }) => sum + requests.length, 0);

  /** Requests that come after the first of each source has been held back and then let go, with the client there or gone. */
  const askedAfter = async (leave: boolean): Promise<number> => {
    const release = Promise.withResolvers<undefined>();
    const unhooks = servers.map((server) => server.hook(() => release.promise));
    const leaving = new AbortController();
    const before = asked();
    const run = graph.run('{ tasks(first: 200) { totalCount nodes { id } } }', {}, leaving.signal);
    await expect.poll(asked, { timeout: 5_000 }).toBeGreaterThanOrEqual(before + servers.length);
    const held = asked();
    if (leave) leaving.abort();
    release.resolve(undefined);
    const { errors } = await run;
    expect(errors !== undefined).toBe(leave);
    // As long as a reading that went on would take to ask again, many times over.
    await sleep(200);
    for (const unhook of unhooks) unhook();
    return asked() - held;
  };
  expect(await askedAfter(false)).toBeGreaterThan(2);
  expect(await askedAfter(true)).toBe(0);
});
