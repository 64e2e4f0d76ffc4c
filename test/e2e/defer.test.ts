import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, specifiedDirectives } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnections } from '../../src/connections.ts';
import { createRequestContext } from '../../src/context.ts';
import { deferDirective } from '../../src/graphql/defer.ts';
import { providers } from '../../src/providers/registry.ts';
import { vmwareSrs } from '../../src/providers/vmware-srs/index.ts';
import { buildSchema } from '../../src/schema.ts';
import { createGraph, type GraphOptions } from '../../src/server/graph.ts';
import { createServer, type Server } from '../../src/server.ts';
import type { SimulatedServer } from '../../src/simulation/simulator.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { upstreamRequests } from '../../src/telemetry/upstream-channels.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { gate } from '../support/gate.ts';
import { type Part, readParts } from '../support/multipart.ts';

function serverOf(options: Omit<GraphOptions, 'tabs'>): Server {
  const graph = createGraph({ ...options, tabs: [] });
  const metrics = { contentType: 'text/plain', read: async () => '' };
  return createServer({ loadGraph: async () => graph, logger: options.logger, metrics });
}

const COLUMNS = `
  query Columns { sources { name ...Column @defer(label: "column") } }
  fragment Column on TaskSource { tasks(first: 3) { edges { node { id title } } outcomes { state problem { code } } } }
`;

const post = (url: string, query: string, accept = 'multipart/mixed', signal?: AbortSignal) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
    ...(signal ? { signal } : {}),
  });

/** Holds back every answer to a request for runspaces. */
function hold({ hook }: SimulatedServer) {
  const asked = gate<void>();
  const held = gate<undefined>();
  const remove = hook(({ path }) => {
    if (!path.startsWith('/api/runspaces')) return undefined;
    asked.open();
    return held.passed;
  });
  return { asked: asked.passed, remove, release: () => held.open(undefined) };
}

/** Puts what comes later where its path says, as clients do. */
function merge(answer: Part, { incremental = [] }: Part): void {
  for (const { path, data } of incremental) {
    const parent = path.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], answer.data);
    Object.assign(parent as object, data);
  }
}

describe('@defer', () => {
  let demo: DemoServer;
  let srs: SimulatedServer;
  beforeEach(async () => {
    demo = await startDemoServer();
    srs = (demo.simulations[providers.indexOf(vmwareSrs)] as (typeof demo.simulations)[number]).server;
  });
  afterEach(() => demo.close());

  it("lets the rest arrive while a source is waited for, and that source's column after it", async () => {
    const { asked, release } = hold(srs);
    const answer = await post(demo.url, COLUMNS);
    expect(answer.headers.get('content-type')).toBe('multipart/mixed; boundary="-"');
    const parts = readParts(answer);
    const first = (await parts.next()).value as Part;
    const names = ((first.data?.['sources'] ?? []) as { name: string }[]).map(({ name }) => name);
    expect(first).toEqual({ data: { sources: names.map((name) => ({ name })) }, hasNext: true });

    const columns: string[] = [];
    const take = async (): Promise<boolean> => {
      const { value } = await parts.next();
      for (const { path, label } of value?.incremental ?? []) columns.push(`${label} ${names[path[1] as number]}`);
      if (value) merge(first, value);
      return value?.hasNext ?? false;
    };
    await asked;
    while (columns.length < names.length - 1) expect(await take()).toBe(true);
    expect(columns).not.toContain('column vmware-srs-demo');
    release();
    while (await take());
    expect(columns.toSorted()).toEqual(names.map((name) => `column ${name}`));

    const whole = (await (
      await post(demo.url, COLUMNS.replace(/@defer\(.*?\)/, ''), 'application/json')
    ).json()) as Part;
    expect(first.data).toEqual(whole.data);
  });

  it('comes whole, each time, to a client that takes no parts, and in parts to the others', async () => {
    const query = '{ sources { name ...Provider @defer } } fragment Provider on TaskSource { provider }';
    const whole = await (await post(demo.url, query.replace('@defer', ''), 'application/json')).text();
    const accepts = ['application/json', 'application/graphql-response+json', '*/*', 'multipart/mixed'];
    for (const accept of accepts.flatMap((accept) => [accept, accept, accept])) {
      const answer = await post(demo.url, query, accept);
      expect(answer.status).toBe(200);
      if (accept === 'multipart/mixed') expect(await Array.fromAsync(readParts(answer))).toHaveLength(2);
      else expect(await answer.text()).toBe(whole);
    }
  });

  it('is what Apollo Client understands', async () => {
    const { asked, release } = hold(srs);
    const client = new ApolloClient({
      link: new HttpLink({ uri: demo.url }),
      cache: new InMemoryCache(),
      incrementalHandler: new Defer20220824Handler(),
    });
    const states: string[] = [];
    const complete = gate<unknown>();
    const watching = client.watchQuery({ query: gql(COLUMNS) }).subscribe(({ dataState, data }) => {
      if (dataState === 'streaming' && states.at(-1) !== dataState) asked.then(release);
      states.push(dataState);
      if (dataState === 'complete') complete.open(data);
    });
    expect(await complete.passed).toMatchObject({
      sources: Array(5).fill({ tasks: { __typename: 'TaskConnection' } }),
    });
    expect(new Set(states)).toEqual(new Set(['empty', 'streaming', 'complete']));
    watching.unsubscribe();
    client.stop();
  });

  it('of a source that fails brings its error with its code, the rest untouched', async () => {
    srs.hook(({ path }) => (path.startsWith('/api/runspaces') ? { status: 400, json: { message: 'no' } } : undefined));
    const query = '{ source(name: "vmware-srs-demo") { name } ... @defer { vmwareSrsRunspaces { totalCount } } }';
    const parts = await Array.fromAsync(readParts(await post(demo.url, query)));
    expect(parts).toMatchObject([
      { data: { source: { name: 'vmware-srs-demo' } }, hasNext: true },
      {
        incremental: [
          {
            data: { vmwareSrsRunspaces: null },
            path: [],
            errors: [
              {
                path: ['vmwareSrsRunspaces'],
                extensions: { code: 'UPSTREAM_INVALID_ARGUMENT', source: 'vmware-srs-demo' },
              },
            ],
          },
        ],
        hasNext: false,
      },
    ]);
    const columns = await Array.fromAsync(readParts(await post(demo.url, COLUMNS)));
    const states = columns.flatMap(({ incremental = [] }) => incremental.map(({ data }) => data?.['tasks']));
    expect(states).toHaveLength(5);
    expect(states).toContainEqual({
      edges: [],
      outcomes: [{ state: 'FAILED', problem: { code: 'INVALID_ARGUMENT' } }],
    });
  });

  it('of a client that has gone asks nothing further upstream', async () => {
    const { asked, release } = hold(srs);
    const ended = gate<unknown>();
    const listen = (message: unknown) => {
      if ((message as { source: string }).source === 'vmware-srs-demo') ended.open(message);
    };
    const leaving = new AbortController();
    const parts = readParts(await post(demo.url, COLUMNS, 'multipart/mixed', leaving.signal));
    await Promise.all([parts.next(), asked]);
    upstreamRequests.subscribe(listen);
    try {
      leaving.abort();
      // While the upstream still holds its answer back: this end hung up.
      expect(await ended.passed).toMatchObject({ status: null, attempts: 1 });
    } finally {
      upstreamRequests.unsubscribe(listen);
      release();
    }
  });

  it('within the limits of a document is as any other field, and its parts are bounded', async () => {
    const told = async (query: string) => {
      const { errors } = (await (await post(demo.url, query, 'application/json')).json()) as Part;
      return errors?.map(({ message, extensions }) => `${extensions?.['code']}: ${message}`);
    };
    const many = Array.from({ length: 100 }, (_, n) => `... @defer { a${n}: sources { name } }`);
    expect(await told(`{ ${many.join(' ')} }`)).toEqual([
      'OPERATION_TOO_LARGE: The operation asks for up to 100 deferred parts: 50 are allowed. Ask for less at once.',
    ]);
    expect(await told('{ tasks(first: 200) { nodes { ... @defer { id } } } }')).toHaveLength(1);
    const deep = '... @defer { sources { tasks(first: 200) { nodes { source { tasks { totalCount } } } } } }';
    expect((await told(`{ ${deep} }`))?.[0]).toMatch(/^OPERATION_TOO_LARGE: .* pages of lists/);
    expect((await told('{ tasks { nodes @stream { id } } }'))?.[0]).toMatch(/^GRAPHQL_VALIDATION_FAILED: .*@stream/);
  });
});

it('masks what a deferred part failed with, and logs it with the operation once all is out', async () => {
  const logged: Record<string, unknown>[] = [];
  const server = serverOf({
    schema: new GraphQLSchema({
      query: new GraphQLObjectType({
        name: 'Query',
        fields: {
          broken: {
            type: GraphQLInt,
            resolve: async () => {
              throw new Error('password=hunter2');
            },
          },
        },
      }),
      directives: [...specifiedDirectives, deferDirective],
    }),
    createContext: (scope) => createRequestContext([], createReadingMemory(0), scope),
    logger: createLogger('debug', { write: (line) => logged.push(JSON.parse(line)) }),
  });
  try {
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const answer = await (await post(url, '{ __typename ... @defer { broken } }')).text();
    expect(answer).toContain('{"data":{"broken":null},"path":[],"errors":[');
    expect(answer).toContain('"extensions":{"code":"INTERNAL_SERVER_ERROR"}');
    expect(answer).not.toContain('hunter2');
    expect(logged).toMatchObject([
      { level: 50, err: { message: 'password=hunter2' } },
      { msg: 'operation', errors: ['INTERNAL_SERVER_ERROR'] },
    ]);
  } finally {
    await server.close(0);
  }
});

it('has what is deferred keep to the deadline of its source', async () => {
  const simulation = await vmwareSrs.simulate({ seed: 1, tasks: 10, now: Date.now });
  const connections = openConnections([vmwareSrs.source.parse({ ...simulation.settings, id: 'srs', deadlineMs: 200 })]);
  const server = serverOf({
    schema: await buildSchema([vmwareSrs]),
    createContext: (scope) => createRequestContext(connections.all, createReadingMemory(0), scope),
    logger: createLogger('silent'),
  });
  try {
    const { release } = hold(simulation.server);
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const [first, later] = await Array.fromAsync(readParts(await post(url, COLUMNS)));
    expect(first).toEqual({ data: { sources: [{ name: 'srs' }] }, hasNext: true });
    expect(later).toMatchObject({
      incremental: [{ data: { tasks: { outcomes: [{ state: 'FAILED', problem: { code: 'TIMEOUT' } }] } } }],
      hasNext: false,
    });
    release();
  } finally {
    await server.close(0);
    await connections.close(1000);
    await simulation.close();
  }
});
