import { once } from 'node:events';
import { connect } from 'node:net';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRequestContext } from '../../src/context.ts';
import { createGraph } from '../../src/server/graph.ts';
import { createServer, type Server } from '../../src/server.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { type Gate, gate } from '../support/gate.ts';

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { echo: { type: GraphQLString, args: { text: { type: GraphQLString } }, resolve: (_, { text }) => text } },
  }),
});

describe('a server that has just begun to listen', () => {
  let loaded: Gate<void>;
  let timesLoaded: number;
  let operations: number;
  let logged: Record<string, unknown>[];
  let server: Server;
  let url: string;
  beforeEach(async () => {
    loaded = gate();
    timesLoaded = 0;
    operations = 0;
    logged = [];
    const logger = createLogger('info', { write: (line) => logged.push(JSON.parse(line)) });
    server = createServer({
      async loadGraph() {
        timesLoaded += 1;
        await loaded.passed;
        return createGraph({
          schema,
          createContext({ signal }) {
            operations += 1;
            return createRequestContext([], createReadingMemory(0), { signal }, 0);
          },
          tabs: [],
          logger,
        });
      },
      metrics: { contentType: 'text/plain', read: async () => 'none\n' },
      logger,
    });
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    loaded.open();
    await server.close(0);
  });

  const echo = (text: string): string => `{ echo(text: "${text}") }`;
  const post = (query: string, type = 'application/json', body: BodyInit = JSON.stringify({ query })) =>
    fetch(url, { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' } as RequestInit);
  const at = (path: string): Promise<Response> => fetch(new URL(path, url));

  it('answers whatever comes first, and many at once, when what answers is loaded', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    let settled = 0;
    const answers = [
      ...texts.map((text) => post(echo(text))),
      fetch(`${url}?query=${encodeURIComponent(echo('got'))}`),
      post('', 'application/json', new Blob([JSON.stringify({ query: echo('in chunks') })]).stream()),
    ].map(async (answer) => {
      const { status } = await answer;
      settled += 1;
      return [status, await (await answer).json()];
    });
    const refused = post(echo('x'), 'text/plain');
    // These go past it, so that the others have arrived when they are answered.
    expect(await Promise.all(['/health', '/metrics', '/'].map(async (path) => (await at(path)).status))).toEqual([
      200, 200, 404,
    ]);
    expect(settled).toBe(0);

    loaded.open();
    expect(await Promise.all(answers)).toEqual(
      [...texts, 'got', 'in chunks'].map((text) => [200, { data: { echo: text } }]),
    );
    expect((await refused).status).toBe(415);
    expect(timesLoaded).toBe(1);
  });

  it('is ready once it is loaded', async () => {
    let isReady = false;
    const ready = at('/ready').then(({ status }) => {
      isReady = true;
      return status;
    });
    expect((await at('/health')).status).toBe(200);
    expect(isReady).toBe(false);
    loaded.open();
    expect(await ready).toBe(200);
  });

  it('lets those that came before it drains have their answers', async () => {
    const answer = post(echo('last'));
    while (timesLoaded === 0) await new Promise(setImmediate);
    const closed = server.close();
    loaded.open();
    expect(await (await answer).json()).toEqual({ data: { echo: 'last' } });
    await closed;
  });

  it('does nothing for a caller that has gone before', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`GET /graphql?query=${encodeURIComponent(echo('gone'))} HTTP/1.1\r\nhost: a\r\n\r\n`);
    while (timesLoaded === 0) await new Promise(setImmediate);
    socket.destroy();
    await once(socket, 'close');
    // Arrives behind the other's end.
    expect((await at('/health')).status).toBe(200);
    loaded.open();
    expect(await (await post(echo('still there'))).json()).toEqual({ data: { echo: 'still there' } });
    expect(operations).toBe(1);
    expect(logged).toEqual([]);
  });

  it('is loaded by a call, without any request', async () => {
    const warm = server.warmUp();
    loaded.open();
    await warm;
    expect(timesLoaded).toBe(1);
  });
});
