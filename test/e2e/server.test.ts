import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { GraphQLError, GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnections } from '../../src/connections.ts';
import { createRequestContext } from '../../src/context.ts';
import type { Leave } from '../../src/http/leave.ts';
import { vmwareSrs } from '../../src/providers/vmware-srs/index.ts';
import { buildSchema } from '../../src/schema.ts';
import { createGraph, type GraphOptions } from '../../src/server/graph.ts';
import { createServer, type Server } from '../../src/server.ts';
import { createReadingMemory } from '../../src/tasks/reading-memory.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { gate } from '../support/gate.ts';

const text = { type: GraphQLString };

/** Resolvers that do what a server has to cope with. */
function tryingSchema(wait: () => Promise<string>): GraphQLSchema {
  const query: GraphQLObjectType = new GraphQLObjectType({
    name: 'Query',
    fields: () => ({
      self: { type: query, resolve: () => ({}) },
      echo: {
        ...text,
        args: { number: { type: GraphQLInt }, needed: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 1 } },
        resolve: (_root, { number }) => `${number}`,
      },
      wait: { ...text, resolve: wait },
      coded: {
        ...text,
        resolve() {
          throw new GraphQLError('for you', { extensions: { code: 'SOME_CODE', source: 'a' } });
        },
      },
      broken: {
        ...text,
        resolve() {
          throw new Error('password=hunter2');
        },
      },
      brokenPromise: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
    }),
  });
  return new GraphQLSchema({ query });
}

const servers = new Set<Server>();
afterEach(async () => {
  await Promise.all([...servers].map((server) => server.close(0)));
  servers.clear();
});

async function start(options: Partial<GraphOptions> = {}) {
  const logged: Record<string, unknown>[] = [];
  const signals: Leave[] = [];
  const waiting = gate<string>();
  const logger = createLogger('debug', { write: (line) => logged.push(JSON.parse(line)) });
  const graph = createGraph({
    schema: tryingSchema(() => waiting.passed),
    createContext({ signal }) {
      signals.push(signal);
      return createRequestContext([], createReadingMemory(0), { signal }, 0);
    },
    tabs: [{ query: 'query Echo {\n  echo(number: 1)\n}\n' }],
    logger,
    ...options,
  });
  const metrics = { contentType: 'text/plain', read: async () => 'none\n' };
  const server = createServer({ loadGraph: async () => graph, logger, metrics });
  servers.add(server);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const post = (body: unknown, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    });
  return { server, url, origin: new URL(url).origin, post, logged, signals, waiting };
}

function isWarning({ level }: Record<string, unknown>): boolean {
  return Number(level) >= 40;
}

/** A request whose body comes as sent: fetch would undo its encoding. */
async function raw(url: string, headers: Record<string, string>, method = 'GET') {
  const [response] = (await once(httpRequest(url, { method, headers, agent: false }).end(), 'response')) as [
    IncomingMessage,
  ];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

describe('the graph over HTTP', () => {
  it('answers POST and GET in the media type that is asked for', async () => {
    const { url, post } = await start();
    const answers = [
      await post({ query: 'query ($n: Int) { echo(number: $n) }', variables: { n: 7 } }),
      await post({ query: '{ echo(number: 7) }' }, { accept: 'application/graphql-response+json' }),
      await fetch(`${url}?query=${encodeURIComponent('{ echo(number: 7) }')}`),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ data: { echo: '7' } });
    }
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual([
      'application/json; charset=utf-8',
      'application/graphql-response+json; charset=utf-8',
      'application/json; charset=utf-8',
    ]);
  });

  it.each([
    ['no JSON', '{', 400, 'BAD_REQUEST'],
    ['no query', {}, 400, 'BAD_REQUEST'],
    ['a list of requests', [{ query: '{ echo }' }], 400, 'BAD_REQUEST'],
    ['a syntax error', { query: '{' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable of another type',
      { query: 'query ($n: Int) { echo(number: $n) }', variables: { n: 'x' } },
      400,
      'BAD_USER_INPUT',
    ],
    ['a variable that is missing', { query: 'query ($n: Int!) { echo(number: $n) }' }, 400, 'BAD_USER_INPUT'],
    [
      'an operation that is not there',
      { query: 'query A { echo }', operationName: 'B' },
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['too many tokens', { query: `{ ${'e: echo '.repeat(2000)} }` }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['too long a document', { query: `{ echo } #${'x'.repeat(70_000)}` }, 413, 'OPERATION_TOO_LARGE'],
    [
      'too deep an operation',
      { query: `{ ${'self { '.repeat(16)} echo ${'}'.repeat(16)} }` },
      400,
      'OPERATION_TOO_LARGE',
    ],
    [
      'too large a body',
      { query: '{ echo }', variables: { x: 'x'.repeat(2_000_000) } },
      413,
      'REQUEST_ENTITY_TOO_LARGE',
    ],
  ])('tells %s by status and code', async (_what, body, status, code) => {
    const { post, logged } = await start();
    const answer = await post(body, { accept: 'application/graphql-response+json' });
    expect([answer.status, await answer.json()]).toMatchObject([status, { errors: [{ extensions: { code } }] }]);
    expect(logged.filter(isWarning)).toEqual([]);
  });

  it('tells an argument that no value was given for as the fault of who asked', async () => {
    const { post } = await start();
    const answer = await post({ query: 'query ($n: Int = 1) { echo(needed: $n) }', variables: { n: null } });
    expect(await answer.json()).toMatchObject({
      data: { echo: null },
      errors: [{ path: ['echo'], extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('lets errors through that were made for clients, with all that they say', async () => {
    const { post, logged } = await start();
    const answer = await post({ query: '{ coded }' });
    expect(await answer.json()).toEqual({
      data: { coded: null },
      errors: [
        {
          message: 'for you',
          path: ['coded'],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'SOME_CODE', source: 'a' },
        },
      ],
    });
    expect(logged.filter(isWarning)).toEqual([]);
  });

  it('masks every other error and logs it', async () => {
    const { post, logged } = await start();
    const answers = [await post({ query: '{ broken }' }), await post({ query: '{ brokenPromise }' })];
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    for (const body of bodies) {
      expect(body).not.toContain('hunter2');
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    }
    expect(logged.filter(isWarning)).toMatchObject([
      { err: { type: 'Error', message: 'password=hunter2' } },
      { err: { type: 'Error', message: 'Cannot return null for non-nullable field Query.brokenPromise.' } },
    ]);
  });

  it('answers no page of another site, and lets none read it', async () => {
    const { post } = await start();
    const ask = async (site: string) => {
      const headers = { 'sec-fetch-site': site, origin: 'https://elsewhere.example' };
      const answer = await post({ query: '{ echo }' }, headers);
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    expect(await ask('cross-site')).toEqual([403, null]);
    expect(await ask('same-origin')).toEqual([200, null]);
  });

  it('tells other methods which there are', async () => {
    const { url } = await start();
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      const answer = await fetch(url, { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
    }
  });

  it('refuses parameters that are not JSON', async () => {
    const { url, logged } = await start();
    for (const name of ['variables', 'extensions']) {
      const answer = await fetch(`${url}?query=${encodeURIComponent('{ __typename }')}&${name}=x`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
    expect(logged.filter(isWarning)).toEqual([]);
  });

  it('refuses a literal that is nested deeper than can be read', async () => {
    const { post, logged } = await start();
    const answer = await post({ query: `{ echo(number: ${'['.repeat(2450)}${']'.repeat(2450)}) }` });
    const { errors } = await answer.json();
    expect(['OPERATION_TOO_LARGE', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors[0].extensions.code);
    expect(logged.filter(isWarning)).toEqual([]);
  });

  it.each(['[', 'a b', '%', '[::1', 'x:99999'])('refuses the host %s in a word', async (host) => {
    const { url } = await start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end(`GET /graphql?query={__typename} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    const answer = Buffer.concat(chunks).toString('utf8');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('The Host header names no host.');
  });

  it('logs neither the text nor the variables of an operation', async () => {
    const { post, logged } = await start();
    await post({
      query: 'query Named($n: Int) { echo(number: $n) broken }',
      variables: { n: 424_242 },
      operationName: 'Named',
    });
    const lines = logged.map((line) => JSON.stringify(line));
    expect(lines.join('\n')).not.toMatch(/424242|echo/);
    expect(logged).toContainEqual(expect.objectContaining({ msg: 'operation', operation: 'Named' }));
  });
});

describe('other paths', () => {
  it('tell whether the process answers and serves', async () => {
    const { origin } = await start();
    for (const path of ['/health', '/ready', '/ready?verbose']) {
      const answer = await fetch(`${origin}${path}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
  });

  it('are not there, and point to the graph', async () => {
    const { origin } = await start();
    for (const path of ['/', '/graphql/more', '/favicon.ico', '//', '/..%2fgraphql']) {
      const answer = await fetch(`${origin}${path}`, { headers: { accept: 'text/html' } });
      expect([answer.status, await answer.text()]).toEqual([404, 'Nothing here: the graph is at /graphql.\n']);
    }
  });
});

describe('GraphiQL', () => {
  const browser = { accept: 'text/html,application/xhtml+xml' };

  it('is one page, the same in every encoding', async () => {
    const { url } = await start();
    const plain = await raw(url, browser);
    const brotli = await raw(url, { ...browser, 'accept-encoding': 'gzip, deflate, br, zstd' });
    const gzip = await raw(url, { ...browser, 'accept-encoding': 'gzip, br;q=0' });
    expect([plain, brotli, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'br', 'gzip']);
    expect(plain.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    expect(brotli.body.length).toBeLessThan(plain.body.length / 4);
    const html = plain.body.toString('utf8');
    expect(html).toContain('<title>task-federation</title>');
    expect(html).toContain('"defaultTabs":[{"query":"query Echo {');
  });

  it('is kept by browsers, which learn by a 304 that it is as it was', async () => {
    const { url } = await start();
    const headers = { ...browser, 'accept-encoding': 'br' };
    const first = await raw(url, headers);
    const { etag = '' } = first.headers;
    expect(first.headers).toMatchObject({ 'cache-control': 'no-cache', vary: 'accept, accept-encoding' });
    for (const match of [etag, `"other", ${etag}`]) {
      const again = await raw(url, { ...headers, 'if-none-match': match });
      expect([again.status, again.headers.etag, again.body.length]).toEqual([304, etag, 0]);
    }
    expect((await raw(url, { ...headers, 'if-none-match': '"other"' })).status).toBe(200);
    expect((await raw(url, { ...browser, 'if-none-match': etag })).status).toBe(200);
    const head = await raw(url, headers, 'HEAD');
    expect([head.status, head.headers.etag, head.body.length]).toEqual([200, etag, 0]);
  });

  it('is for browsers that open the address alone', async () => {
    const { url, post } = await start();
    const answers = [
      await fetch(`${url}?query={echo}`, { headers: { accept: 'application/json' } }),
      await post({ query: '{ echo }' }, { accept: 'text/html, application/json' }),
    ];
    for (const answer of answers) expect(await answer.json()).toEqual({ data: { echo: 'undefined' } });
  });
});

describe('a client that leaves', () => {
  it('aborts what is done for it', async () => {
    const { post, signals, waiting, logged } = await start();
    const leaving = new AbortController();
    const answer = post({ query: '{ wait }' }, {}, { signal: leaving.signal });
    while (signals.length === 0) await new Promise(setImmediate);
    const [signal] = signals;
    const aborted = once(signal as AbortSignal, 'abort');
    leaving.abort();
    await expect(answer).rejects.toThrow('aborted');
    await aborted;
    waiting.open('too late');
    expect(logged.filter(isWarning)).toEqual([]);
  });

  it('has no further request sent upstream, while the sign-in goes on for the next', async () => {
    const simulation = await vmwareSrs.simulate({ seed: 1, tasks: 10, now: Date.now });
    const settings = vmwareSrs.source.parse({ ...simulation.settings, id: 'srs' });
    const connections = openConnections([settings]);
    try {
      const signIn = gate<undefined>();
      const signingIn = gate<void>();
      simulation.server.hook(({ path }) => {
        if (path !== '/api/auth/login') return undefined;
        signingIn.open();
        return signIn.passed;
      });
      const signals: Leave[] = [];
      const { post } = await start({
        schema: await buildSchema([vmwareSrs]),
        createContext(scope) {
          signals.push(scope.signal);
          return createRequestContext(connections.all, createReadingMemory(0), scope);
        },
      });
      const query = '{ vmwareSrsRunspaces { edges { node { id } } } }';
      const leaving = new AbortController();
      const left = post({ query }, {}, { signal: leaving.signal });
      await signingIn.passed;
      const aborted = once(signals[0] as AbortSignal, 'abort');
      leaving.abort();
      await expect(left).rejects.toThrow('aborted');
      await aborted;
      signIn.open(undefined);
      expect(await (await post({ query })).json()).not.toHaveProperty('errors');
      expect(simulation.server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'POST /api/auth/login',
        'GET /api/runspaces',
      ]);
    } finally {
      await connections.close(1000);
      await simulation.close();
    }
  });
});

describe('closing', () => {
  let running: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => {
    running = await start();
  });

  /** Once the request is being answered: how it will end, and its signal. */
  async function inFlight(ask: () => Promise<Response>) {
    const answer = Promise.allSettled([ask()]).then(([settled]) => settled);
    while (running.signals.length === 0) await new Promise(setImmediate);
    return { answer, signal: running.signals[0] as AbortSignal };
  }

  it('lets what is in flight finish, and accepts nothing more', async () => {
    const { answer } = await inFlight(() => running.post({ query: '{ wait }' }));
    // Longer than this test: a connection that is kept open must not keep the server.
    const closed = running.server.close(60_000);
    await expect(running.post({ query: '{ echo }' })).rejects.toThrow('fetch failed');
    running.waiting.open('done');
    const settled = await answer;
    expect(settled.status === 'fulfilled' && (await settled.value.json())).toEqual({ data: { wait: 'done' } });
    await closed;
  });

  it('is told by /ready on connections that are still open', async () => {
    const { port } = new URL(running.url);
    const socket = connect(Number(port), '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      received += chunk;
    });
    const ended = once(socket, 'close');
    socket.write('GET /graphql?query={wait} HTTP/1.1\r\nhost: x\r\n\r\n');
    while (running.signals.length === 0) await new Promise(setImmediate);
    const closed = running.server.close();
    socket.write('GET /ready HTTP/1.1\r\nhost: x\r\n\r\n');
    running.waiting.open('done');
    await Promise.all([ended, closed]);
    expect(received.match(/HTTP\/1.1 \d+|^connection: .*$/gim)).toEqual([
      'HTTP/1.1 200',
      'Connection: keep-alive',
      'HTTP/1.1 503',
      'connection: close',
    ]);
  });

  it('cuts off what does not finish in time, which aborts it', async () => {
    const { answer, signal } = await inFlight(() => running.post({ query: '{ wait }' }));
    const aborted = once(signal, 'abort');
    await running.server.close(1);
    await aborted;
    expect(await answer).toMatchObject({ status: 'rejected' });
  });
});
