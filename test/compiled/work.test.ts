import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { normalizedExecutor } from '@graphql-tools/executor';
import { defaultFieldResolver, isObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRequestContext } from '../../src/context.ts';
import { AS_BYTES } from '../../src/graphql/compiled/answer-form.ts';
import { Rest } from '../../src/graphql/compiled/execution.ts';
import { createCompiledExecutor } from '../../src/graphql/compiled/executor.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { type AllSources, startAllSources } from '../support/all-sources.ts';

const FOLDER = fileURLToPath(new URL('../../schema/operations', import.meta.url));

let all: AllSources;
beforeAll(async () => {
  all = await startAllSources(60);
});
afterAll(() => all.close());

/** The schema, counting the calls of resolvers below the root. */
async function countedSchema() {
  const schema = await buildSchema(providers);
  const count = { calls: 0 };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type === schema.getQueryType()) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve || resolve === defaultFieldResolver) continue;
      field.resolve = (...given) => {
        count.calls += 1;
        return resolve(...given);
      };
    }
  }
  return { schema, count };
}

/** Executes a document until it is compiled; the last time is told of. */
async function work(text: string) {
  const { schema, count } = await countedSchema();
  const execute = createCompiledExecutor(schema);
  const document = parse(text);
  let last = { isWhole: false, calls: 0, data: null as unknown };
  for (let times = 0; times < 3; times += 1) {
    const contextValue = createRequestContext(all.graph.connections, createReadingMemory(0), {
      signal: new AbortController().signal,
    });
    count.calls = 0;
    const answer = await execute({ schema, document, contextValue }, AS_BYTES);
    const result: unknown =
      answer instanceof Rest
        ? await answer.finish(({ signal: _none, ...args }) => normalizedExecutor(args))
        : JSON.parse(answer.toString('utf8'));
    const { data, errors } = result as { data: unknown; errors?: unknown };
    expect(errors).toBeUndefined();
    last = { isWhole: !(answer instanceof Rest), calls: count.calls, data };
  }
  return last;
}

describe('the examples are executed as compiled code', () => {
  test.each(readdirSync(FOLDER))('%s', async (name) => {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    expect((await work(text)).isWhole).toBe(true);
  });
});

test('no resolver is called for a row, however many there are', async () => {
  const rows = 'nodes { id title status createdAt source { name } target { name } ...Own }';
  const own = 'fragment Own on Task { ... on VsphereCisTask { service } ... on SailPointTask { messages { text } } }';
  const callsFor = async (first: number) => {
    const { calls, data } = await work(`{ tasks(first: ${first}) { ${rows} pageInfo { endCursor } } } ${own}`);
    return { calls, rows: (data as { tasks: { nodes: unknown[] } }).tasks.nodes.length };
  };
  const [few, many] = [await callsFor(5), await callsFor(150)];
  expect([few.rows, many.rows]).toEqual([5, 150]);
  expect(many.calls).toBe(few.calls);
});
