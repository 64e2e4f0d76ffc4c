import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubgraph } from '../../src/graphql/subgraph.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema as buildPlainSchema } from '../../src/schema.ts';
import { buildSubgraph } from '../../src/subgraph.ts';
import { encodeGlobalId } from '../../src/tasks/global-id.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';

interface Answer {
  readonly data: {
    readonly tasks?: { readonly nodes: readonly TitledTask[] };
    readonly _entities?: readonly ({ readonly id: string } | null)[];
  } | null;
  readonly errors?: readonly { readonly path: unknown; readonly extensions: Record<string, unknown> }[];
}

interface Representation {
  readonly __typename: string;
  readonly id: string;
}

interface TitledTask extends Representation {
  readonly title: string;
}

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Task { id title source { name } }
    ... on TaskSource { id name }
  }
}`;

/** What the specification of Federation has a subgraph serve that its SDL does not tell. */
const ADDED = `
  scalar _Any
  type _Service { sdl: String! }
  union _Entity = HuaweiCsmsTask | HuaweiHssTask | SailPointTask | TaskSource | VmwareSrsRunspace | VsphereCisTask
  extend type Query {
    _entities(representations: [_Any!]!): [_Entity]!
    _service: _Service!
  }
`;

/** What clients that ask this server itself may use, and no router does. */
const DEFER = /^("""\n.*\n"""\n|""".*"""\n)directive @defer\([\s\S]*?\n\) on .*\n\n/m;

let server: DemoServer;
beforeAll(async () => {
  server = await startDemoServer({ federation: { node: false } });
});
afterAll(() => server.close());

async function ask(query: string, variables: Record<string, unknown> = {}, url = server.url): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return (await answer.json()) as Answer;
}

/** The first tasks of a source as another subgraph knows them. */
async function tasksOf(source: string, first = 20): Promise<readonly TitledTask[]> {
  const { data } = await ask(
    'query ($sources: [String!], $first: Int) { tasks(first: $first, filter: {sources: $sources}) { nodes { __typename id title } } }',
    { sources: [source], first },
  );
  return data?.tasks?.nodes ?? [];
}

const representationOf = ({ __typename, id }: Representation): Representation => ({ __typename, id });

/** The simulated upstream of a provider, by the provider's word. */
function simulationOf(provider: string) {
  const simulation = server.simulations[providers.findIndex(({ name }) => name === provider)];
  if (!simulation) throw new Error(`no ${provider}`);
  return simulation;
}

/** A schema's text, whatever the order that it was built in. */
const textOf = (schema: GraphQLSchema): string => printSchema(lexicographicSortSchema(schema));

describe('a subgraph', () => {
  it('tells the SDL that lies in the project, which is what it serves besides `_service` and `_entities`', async () => {
    const sdl = readFileSync('schema/subgraph.graphql', 'utf8');
    const { data } = await ask('{ _service { sdl } }');
    expect(data).toEqual({ _service: { sdl } });

    const told = sdl.replace(/^extend schema.*$/m, '').replace(/ @(key\(fields: "id"\)|shareable)/g, '');
    const served = textOf((await buildSubgraph(providers, { node: false })).schema);
    expect(served.replace(DEFER, '')).toBe(textOf(buildSchema(told + ADDED)));
  });

  it('has keys on every task, its interface and on sources, and shares nothing but PageInfo', async () => {
    const { sdl } = await buildSubgraph(providers, { node: false });
    const marked = [...sdl.matchAll(/^(?:type|interface) (\w+)[^@\n]* @(\w+)/gm)].map(
      ([, name, mark]) => `${name} @${mark}`,
    );
    expect(marked.sort()).toEqual([
      'HuaweiCsmsTask @key',
      'HuaweiHssTask @key',
      'PageInfo @shareable',
      'SailPointTask @key',
      'Task @key',
      'TaskSource @key',
      'VmwareSrsRunspace @key',
      'VsphereCisTask @key',
    ]);
    expect(sdl).not.toMatch(/\bNode\b|\bnodes?\(/);
    const withNode = await buildSubgraph(providers, { node: true });
    expect(withNode.sdl).toMatch(/interface Node \{[\s\S]*\bnode\([\s\S]*\bnodes\(/);
  });

  it('leaves the plain schema as it is', async () => {
    const plain = await buildPlainSchema(providers);
    const before = textOf(plain);
    createSubgraph(plain, { node: false });
    expect(textOf(plain)).toBe(before);
    const printed = readFileSync('schema/schema.graphql', 'utf8');
    expect(textOf(buildSchema(printed))).toBe(before);
    expect(printed).not.toMatch(/\b_(Any|Entity|Service|entities|service)\b|@(key|shareable|link)\b/);
  });

  it('opens GraphiQL with the examples that it can answer', async () => {
    const page = await (await fetch(server.url, { headers: { accept: 'text/html' } })).text();
    const has = (name: string): boolean => page.includes(`query ${name}`);
    expect([has('EverythingNewestFirst'), has('RefetchById')]).toEqual([true, false]);
  });
});

describe('entities', () => {
  it.each(providers.map(({ name }) => [name]))('of %s come by their own type and as a Task', async (provider) => {
    const [one, other] = await tasksOf(`${provider}-demo`, 2);
    if (!one || !other) throw new Error('no tasks');
    const representations = [representationOf(one), { __typename: 'Task', id: other.id }];
    const { data, errors } = await ask(ENTITIES, { representations });
    expect(errors).toBeUndefined();
    expect(data?._entities).toEqual([one, other].map((task) => ({ ...task, source: { name: `${provider}-demo` } })));
  });

  it('of one vSphere service are one request upstream, however many', async () => {
    const tasks = await tasksOf('vsphere-cis-demo', 50);
    expect(tasks).toHaveLength(50);
    const services = new Set(
      tasks.map(({ id }) => Buffer.from(id, 'base64url').toString().split(':').slice(3).join(':')),
    );
    const { requests } = simulationOf('vsphere-cis').server;
    const before = requests.length;
    const { data, errors } = await ask(ENTITIES, {
      representations: tasks.map((task, index) =>
        index % 2 ? { __typename: 'Task', id: task.id } : representationOf(task),
      ),
    });
    expect(errors).toBeUndefined();
    expect(data?._entities?.map((task) => task?.id)).toEqual(tasks.map(({ id }) => id));
    expect(requests.length - before).toBe(services.size);
    expect(services.size).toBeLessThan(10);
  });

  it('of sources ask nothing upstream', async () => {
    const before = server.simulations.map((simulation) => simulation.server.requests.length);
    const id = encodeGlobalId('TaskSource', 'sailpoint-demo');
    const { data } = await ask(ENTITIES, { representations: [{ __typename: 'TaskSource', id }] });
    expect(data).toEqual({ _entities: [{ __typename: 'TaskSource', id, name: 'sailpoint-demo' }] });
    expect(server.simulations.map((simulation) => simulation.server.requests.length)).toEqual(before);
  });

  it('that are not there are null, each with its own error, and the rest is served', async () => {
    const [task] = await tasksOf('vmware-srs-demo', 1);
    if (!task) throw new Error('no task');
    const sourceId = encodeGlobalId('TaskSource', 'sailpoint-demo');
    const { data, errors } = await ask(ENTITIES, {
      representations: [
        { __typename: 'Task', id: encodeGlobalId('VmwareSrsRunspace', 'vmware-srs-demo', 'gone') },
        { __typename: 'VmwareSrsRunspace', id: 'malformed' },
        { __typename: 'SailPointTask', id: task.id },
        { __typename: 'Task', id: sourceId },
        { __typename: 'TaskSource', id: task.id },
        { __typename: 'Bicycle', id: task.id },
        { __typename: 'PageInfo', id: task.id },
        { __typename: 'Task' },
        'nonsense',
        representationOf(task),
      ],
    });
    const nothing = Array.from({ length: 9 }, () => null);
    expect(data).toEqual({ _entities: [...nothing, { ...task, source: { name: 'vmware-srs-demo' } }] });
    const codes = errors?.map(({ path, extensions }) => [path, extensions['code']]);
    expect(codes).toHaveLength(9);
    expect(codes).toEqual(
      expect.arrayContaining([
        ...[0, 1, 2, 3, 4].map((index) => [['_entities', index], 'NOT_FOUND']),
        ...[5, 6, 7, 8].map((index) => [['_entities', index], 'BAD_USER_INPUT']),
      ]),
    );
  });

  it('of a source that is down fail at their own places', async () => {
    const [down] = await tasksOf('huawei-hss-demo', 1);
    const [up] = await tasksOf('sailpoint-demo', 1);
    if (!down || !up) throw new Error('no tasks');
    const mend = simulationOf('huawei-hss').server.hook(() => ({ status: 400, json: { error_msg: 'down' } }));
    const { data, errors } = await ask(ENTITIES, { representations: [up, down, up].map(representationOf) });
    mend();
    expect(data?._entities).toEqual([
      expect.objectContaining({ id: up.id }),
      null,
      expect.objectContaining({ id: up.id }),
    ]);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['_entities', 1],
        extensions: expect.objectContaining({ code: expect.stringMatching(/^UPSTREAM_/), source: 'huawei-hss-demo' }),
      }),
    ]);
  });

  it('are refused where more are asked for than one operation may ask for', async () => {
    const representations = Array.from({ length: 501 }, () => ({ __typename: 'Task', id: 'x' }));
    expect(await ask(ENTITIES, { representations })).toMatchObject({
      data: null,
      errors: [{ message: expect.stringContaining('500 at most'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
    const repeated = `query ($r: [_Any!]!) { ${Array.from({ length: 5 }, (_, index) => `e${index}: _entities(representations: $r) { __typename }`).join(' ')} }`;
    expect(await ask(repeated, { r: [] })).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }] });
  });

  it('fail beside a list that is still being read, each time the same', async () => {
    const both = `query ($r: [_Any!]!) { _entities(representations: $r) { __typename } tasks(first: 1) { nodes { id } } }`;
    const answers = [];
    for (let time = 0; time < 3; time += 1) {
      answers.push(await ask(both, { r: [{ a: 1 }, { __typename: 'TaskSource', id: 'zz' }] }));
    }
    expect(answers[0]).toMatchObject({ data: { _entities: [null, null] }, errors: [{}, {}] });
    expect(answers.slice(1)).toEqual([answers[0], answers[0]]);
  });

  it('read a page each, as many as one request may read', async () => {
    const source = { __typename: 'TaskSource', id: encodeGlobalId('TaskSource', 'sailpoint-demo') };
    const pages =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on TaskSource { tasks { __typename } } } }';
    const answer = await ask(pages, { r: Array.from({ length: 101 }, () => source) });
    expect(answer).toMatchObject({
      errors: [{ path: ['_entities', 100, 'tasks'], extensions: { code: 'OPERATION_TOO_LARGE' } }],
    });
  });
});
