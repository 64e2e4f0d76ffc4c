import { createHook } from 'node:async_hooks';
import { request } from 'node:http';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSources } from '../../src/config.ts';
import { type Connections, openConnections } from '../../src/connections.ts';
import { createRequestContext } from '../../src/context.ts';
import { providers } from '../../src/providers/registry.ts';
import { buildSchema } from '../../src/schema.ts';
import { createGraph } from '../../src/server/graph.ts';
import { createServer, type Server } from '../../src/server.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import { configuration } from '../bench/configuration.ts';
import { type Child, startChild } from '../bench/rpc.ts';
import { q1, q2, q3, type Scenario, variablesOf } from '../bench/scenarios.ts';
import type { UpstreamUrls } from '../bench/upstreams.ts';

/*
 * What a question costs, counted rather than timed, so that it is the same on any machine: a promise for each row, say, shows
 * here before it shows in the bench. The bounds are a little over what was counted; lower them when the count falls.
 */

interface Work {
  readonly body: string;
  /** Made in this process, which holds the server and next to nothing of the client. */
  readonly promises: number;
  /** Calls of resolvers: fields that a record has as they are served need none. */
  readonly resolverCalls: number;
  readonly upstreamRequests: number;
  /** Characters of JSON that were parsed, nearly all of them of the upstreams' answers. */
  readonly parsed: number;
}

/** Upper bounds. */
const PROMISES = { aRow: 0.05, lists: 210, merged: 290 };
/** Of five lists: each one's field and its `nodes`. */
const LIST_CALLS = 10;
const MERGED_CALLS = 4;
/** Characters of JSON: the answers to 200 of each list have half as many again. */
const PARSED = { few: 39_000, many: 340_000, merged: 300_000 };

let upstreams: Child;
let connections: Connections;
let server: Server;
let metrics: Metrics;
let url: string;

let resolverCalls = 0;

/** The schema that is served, its resolvers counted. */
async function countedSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema(providers);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve) continue;
      field.resolve = (...args) => {
        resolverCalls += 1;
        return resolve(...args);
      };
    }
  }
  return schema;
}

let promises = 0;
const hook = createHook({
  init(_id, type) {
    if (type === 'PROMISE') promises += 1;
  },
});

let parsed = 0;
const parse = JSON.parse;
JSON.parse = (text, ...given) => {
  parsed += String(text).length;
  return parse(text, ...given);
};

function post(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function workOf(scenario: Scenario): Promise<Work> {
  const { query, operationName } = scenario;
  const asked = JSON.stringify({ query, operationName, variables: variablesOf(scenario, 0) });
  await upstreams.call('setScene', scenario.scene);
  // What is made once for a document, a connection or a session is no part of it.
  await post(asked);
  await post(asked);
  await upstreams.call('takeCount');
  promises = 0;
  resolverCalls = 0;
  parsed = 0;
  const body = await post(asked);
  const work = { body, promises, resolverCalls, parsed };
  return { ...work, upstreamRequests: await upstreams.call<number>('takeCount') };
}

beforeAll(async () => {
  upstreams = await startChild('upstreams.ts', { core: null });
  const sources = readSources(configuration(await upstreams.call<UpstreamUrls>('urls')), providers);
  if (!sources.ok) throw new Error(sources.faults.join('\n'));
  connections = openConnections(sources.value);
  const memory = createReadingMemory(1e8);
  metrics = createMetrics(connections.health);
  const logger = createLogger('silent');
  const graph = createGraph({
    schema: await countedSchema(),
    createContext: (scope) => createRequestContext(connections.all, memory, scope),
    tabs: [],
    logger,
  });
  server = createServer({ loadGraph: async () => graph, logger, metrics });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
  hook.enable();
});

afterAll(async () => {
  hook.disable();
  await server.close();
  metrics.close();
  await connections.close(1000);
  await upstreams.stop();
});

/** As many rows of each list as there are, and a few of the same question: what differs is the rows'. */
const few: Scenario = { ...q2, scene: q1.scene, query: q2.query.replaceAll('first: 200', 'first: 20') };
const ROWS = { few: 5 * 20, many: 4 * 200 + 50 };

describe('the work for a question', () => {
  test.each([
    ['20 of each list', q1, 5],
    ['200 of each list', q2, 5],
    // One for each list that is scanned; of each type of HSS jobs those that wait, then a page.
    ['a merged page', q3, 8],
  ] as const)('%s asks the upstreams no more than it must', async (_name, scenario, requests) => {
    const { body, upstreamRequests } = await workOf(scenario);
    expect(JSON.parse(body)).not.toHaveProperty('errors');
    expect(upstreamRequests).toBe(requests);
  });

  test('a row more costs next to no promise', async () => {
    const small = await workOf(few);
    const large = await workOf(q2);
    expect((large.promises - small.promises) / (ROWS.many - ROWS.few)).toBeLessThan(PROMISES.aRow);
  });

  test.each([
    ['20 of each list', q1, 'lists'],
    ['a merged page', q3, 'merged'],
  ] as const)('%s costs a bounded number of promises', async (_name, scenario, bound) => {
    expect((await workOf(scenario)).promises).toBeLessThan(PROMISES[bound]);
  });

  test.each([
    ['20 of each list', q1, LIST_CALLS],
    ['200 of each list', q2, LIST_CALLS],
    ['a merged page', q3, MERGED_CALLS],
  ] as const)('%s calls no resolver for a row', async (_name, scenario, calls) => {
    expect((await workOf(scenario)).resolverCalls).toBeLessThanOrEqual(calls);
  });

  test.each([
    ['20 of each list', q1, PARSED.few],
    ['200 of each list', q2, PARSED.many],
    ['a merged page', q3, PARSED.merged],
  ] as const)('%s leaves members that nobody selected unparsed', async (_name, scenario, characters) => {
    expect((await workOf(scenario)).parsed).toBeLessThan(characters);
  });

  test.each([q1, q2, q3])('the answer to $name holds no byte more than its data', async (scenario) => {
    const { body } = await workOf(scenario);
    expect(Buffer.byteLength(body)).toBe(Buffer.byteLength(JSON.stringify({ data: JSON.parse(body).data })));
  });
});
