import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Line, layLine } from './line.ts';
import { gateways, type Supergraph, startSupergraph } from './start-supergraph.ts';

interface Task {
  readonly __typename: string;
  readonly id: string;
  readonly nativeId: string;
  readonly status: string;
  readonly note: string | null;
}

interface Answer {
  readonly data: {
    readonly tasks?: {
      readonly nodes: readonly Task[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
    readonly sources?: readonly { readonly id: string; readonly owner: string }[];
    readonly notes?: { readonly nodes: readonly { readonly task: { readonly id: string } }[] };
  } | null;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
}

const PAGE = `query ($after: String, $filter: TaskFilter) {
  tasks(first: 50, after: $after, filter: $filter) {
    nodes { __typename id nativeId status note ... on VsphereCisTask { operation } ... on HuaweiHssTask { taskType } }
    pageInfo { hasNextPage endCursor }
  }
}`;

describe.each(gateways)('behind %s', (gateway) => {
  let supergraph: Supergraph;
  const lines = new Map<string, Line>();
  beforeAll(async () => {
    supergraph = await startSupergraph({
      gateway,
      through: async (name, url) => {
        const line = await layLine(url);
        lines.set(name, line);
        return line.url;
      },
    });
  });
  afterAll(async () => {
    await supergraph?.close();
    for (const line of lines.values()) await line.cut();
  });

  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(supergraph.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return (await answer.json()) as Answer;
  };

  const readToTheEnd = async (filter: Record<string, unknown> = {}): Promise<readonly Task[]> => {
    const tasks: Task[] = [];
    for (let after: string | null = null; ; ) {
      const { data, errors }: Answer = await ask(PAGE, { after, filter });
      expect(errors).toBeUndefined();
      if (!data?.tasks) throw new Error('no page');
      tasks.push(...data.tasks.nodes);
      if (!data.tasks.pageInfo.hasNextPage) return tasks;
      after = data.tasks.pageInfo.endCursor;
    }
  };

  /** What is asked while a subgraph can't be reached. */
  const without = async (name: string, query: string): Promise<Answer> => {
    await lines.get(name)?.cut();
    try {
      return await ask(query);
    } finally {
      await lines.get(name)?.mend();
    }
  };

  it('the merged list is paged to its end, with the field of the other subgraph on every task', async () => {
    const tasks = await readToTheEnd();
    const held = supergraph.demo.simulations.flatMap((simulation) => simulation.taskIds());
    expect(tasks.map(({ nativeId }) => nativeId).toSorted()).toEqual(held.toSorted());
    expect(new Set(tasks.map(({ __typename }) => __typename)).size).toBe(5);
    expect(tasks.map(({ note }) => note)).toEqual(tasks.map(({ id }) => `Note on ${id}`));
  });

  it('its filters hold on every page', async () => {
    const failed = await readToTheEnd({ statuses: ['FAILED', 'WARNING'] });
    const all = await readToTheEnd();
    expect(failed.length).toBeGreaterThan(50);
    expect(failed).toEqual(all.filter(({ status }) => status === 'FAILED' || status === 'WARNING'));
  });

  it('a source has the field of the other subgraph', async () => {
    const { data, errors } = await ask('{ sources { id name owner health { state } } }');
    expect(errors).toBeUndefined();
    const ids = data?.sources?.map(({ id }) => id) ?? [];
    expect(ids).toHaveLength(5);
    expect(data?.sources?.map(({ owner }) => owner)).toEqual(ids.map((id) => `Owner of ${id}`));
  });

  it('the tasks that the other subgraph names are fetched by their ids, each as its own type', async () => {
    const { data, errors } = await ask(
      '{ notes { nodes { id task { __typename id title note source { name owner tasks(first: 1) { nodes { id } } } } } pageInfo { hasNextPage } } }',
    );
    expect(errors).toBeUndefined();
    const tasks = data?.notes?.nodes.map(({ task }) => task) ?? [];
    expect(tasks.map(({ id }) => id)).toEqual(supergraph.noted);
    for (const task of tasks) {
      expect(task).toEqual({
        __typename: expect.stringMatching(/^(HuaweiCsms|HuaweiHss|SailPoint|VsphereCis)Task$|^VmwareSrsRunspace$/),
        id: task.id,
        title: expect.stringMatching(/./),
        note: `Note on ${task.id}`,
        source: {
          name: expect.stringMatching(/-demo$/),
          owner: expect.stringMatching(/^Owner of /),
          tasks: { nodes: [{ id: expect.any(String) }] },
        },
      });
    }
  });

  it('`node` is of the other subgraph', async () => {
    const { data, errors } = await ask(`{ node(id: "note:${supergraph.noted[0]}") { __typename id } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: { __typename: 'Note', id: `note:${supergraph.noted[0]}` } });
  });

  it('the page of tasks stays where the other subgraph is down', async () => {
    const { data, errors } = await without('notes', PAGE);
    expect(data?.tasks?.nodes).toHaveLength(50);
    expect(new Set(data?.tasks?.nodes.map(({ note }) => note))).toEqual(new Set([null]));
    expect(errors?.length).toBeGreaterThan(0);
    expect((await ask(PAGE)).errors).toBeUndefined();
  });

  it('the fields of the other subgraph stay where this one is down', async () => {
    const { data, errors } = await without(
      'tasks',
      '{ notes { nodes { id text task { id note title } } } tasks { nodes { id } } }',
    );
    expect(data?.tasks).toBeNull();
    const nodes = data?.notes?.nodes ?? [];
    expect(nodes).toHaveLength(supergraph.noted.length);
    expect(nodes[0]).toMatchObject({ id: `note:${supergraph.noted[0]}`, text: `About ${supergraph.noted[0]}` });
    expect(errors?.length).toBeGreaterThan(0);
    expect((await ask(PAGE)).errors).toBeUndefined();
  });
});
