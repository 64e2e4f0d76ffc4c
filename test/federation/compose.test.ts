import { buildSchema, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { providers } from '../../src/providers/registry.ts';
import { buildSubgraph } from '../../src/subgraph.ts';
import { type Compose, composers, NOTES } from './compose.ts';

const notes = { name: 'notes', url: 'http://127.0.0.1:1/graphql', sdl: NOTES };
const tasks = async (node: boolean) => ({
  name: 'tasks',
  url: 'http://127.0.0.1:2/graphql',
  sdl: (await buildSubgraph(providers, { node })).sdl,
});

describe.each(Object.entries<Compose>(composers))('composed by %s', (_name, compose) => {
  it('it is a supergraph beside another Relay subgraph, which adds to every task and to sources', async () => {
    const composed = compose([await tasks(false), notes]);
    if (!('supergraph' in composed)) throw new Error(composed.faults.join('\n'));
    const schema = buildSchema(composed.supergraph, { assumeValidSDL: true });
    const task = schema.getType('Task');
    if (!isInterfaceType(task)) throw new Error('Task is no interface');
    const types = schema.getPossibleTypes(task);
    expect(types).toHaveLength(providers.length);
    for (const type of [task, ...types]) expect(String(type.getFields()['note']?.type)).toBe('String');
    const source = schema.getType('TaskSource');
    expect(isObjectType(source) && Object.keys(source.getFields())).toEqual(expect.arrayContaining(['url', 'owner']));
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining(['tasks', 'sources', 'node', 'nodes', 'notes']),
    );
  });

  it('it can have `node` where no other subgraph has, and not beside one', async () => {
    expect(compose([await tasks(true)])).toHaveProperty('supergraph', expect.stringContaining('node('));
    expect(compose([await tasks(true), notes])).toMatchObject({
      faults: [expect.stringContaining('"Query.node'), expect.stringContaining('"Query.node')],
    });
  });
});
