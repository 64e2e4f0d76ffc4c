import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GraphQLError,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  specifiedDirectives,
} from 'graphql';
import { createYoga } from 'graphql-yoga';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gate } from '../../test/support/gate.ts';
import { deferDirective } from '../graphql/defer.ts';
import { createLogger } from '../telemetry/logger.ts';
import { operations } from '../telemetry/operation-channel.ts';
import { createKnownOperations } from './known-operations.ts';
import { createMaskError } from './mask-error.ts';
import { observeOperations } from './observe-operations.ts';
import { createPlugins } from './plugins.ts';
import { createJsonPost } from './post-json.ts';

const MAX_BYTES = 100_000;

let calls = 0;
/** Whether a client goes once its answer is made, before any of it is sent. */
let isLeaving = false;
/** Operations that went through Yoga. */
let passed = 0;

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      counted: {
        type: GraphQLString,
        resolve() {
          calls += 1;
          if (calls % 2 === 0) throw new GraphQLError('even', { extensions: { code: 'EVEN' } });
          return 'odd';
        },
      },
      echo: { type: GraphQLString, args: { text: { type: GraphQLString } }, resolve: (_root, { text }) => text },
      held: { type: GraphQLString, resolve: () => new Promise(() => undefined) },
      late: { type: GraphQLString, resolve: async () => 'läte' },
      failing: {
        type: GraphQLString,
        resolve() {
          throw new GraphQLError('failed', { extensions: { code: 'SOME_CODE' } });
        },
      },
      broken: {
        type: new GraphQLNonNull(GraphQLString),
        resolve() {
          throw new Error('broken');
        },
      },
    },
  }),
  directives: [...specifiedDirectives, deferDirective],
});

const logger = createLogger('silent');
const deps = { logger, known: createKnownOperations(schema, () => ({})), observer: observeOperations(logger) };
const yoga = createYoga({
  schema,
  plugins: [
    ...createPlugins(deps),
    {
      onParams: () => {
        passed += 1;
      },
      async onResponse({ serverContext }) {
        const { res } = serverContext as { readonly res?: ServerResponse };
        if (!isLeaving || !res) return;
        await once(res.destroy(), 'close');
      },
    },
  ],
  maskedErrors: { errorMessage: 'masked', maskError: createMaskError(logger) },
  parserAndValidationCache: deps.known.cache,
  maxRequestBodySize: MAX_BYTES,
  graphiql: false,
  cors: false,
  multipart: false,
  logging: false,
});
const post = createJsonPost({ handle: yoga.handleRequest, maxBytes: MAX_BYTES, ...deps });
const taken: boolean[] = [];

const served: (Promise<void> | void)[] = [];

const lean = createServer((request: IncomingMessage, response: ServerResponse) => {
  taken.push(post.takes(request));
  served.push(post.takes(request) ? post.serve(request, response) : yoga(request, response));
});
const whole = createServer((request, response) => {
  served.push(yoga(request, response));
});

beforeAll(async () => {
  for (const server of [lean, whole]) await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const server of [lean, whole]) server.close();
});

/** What a client gets: status, headers but for the date, and body. */
async function answerOf(server: typeof lean, headers: Record<string, string>, body: string | Buffer) {
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers, agent: false });
  const [response] = (await once(request.end(body), 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { date: _date, ...rest } = response.headers;
  return { status: response.statusCode, headers: rest, body: Buffer.concat(chunks).toString('utf8') };
}

const json = { 'content-type': 'application/json' };
const accept = (type: string) => ({ ...json, accept: type });
const query = (text: string, more: object = {}): string => JSON.stringify({ query: text, ...more });

describe('a POST of JSON is answered as Yoga answers it', () => {
  test.each<[string, Record<string, string>, string]>([
    ['an operation', json, query('{ echo(text: "ü") late }')],
    ['with variables', json, query('query ($t: String) { echo(text: $t) }', { variables: { t: '☃' } })],
    ['with a charset', { 'content-type': 'application/json; charset=utf-8' }, query('{ late }')],
    ['any media type', accept('*/*'), query('{ late }')],
    [
      'media types with weights',
      accept('application/json;q=0.1, application/graphql-response+json'),
      query('{ late }'),
    ],
    ['media types in parts', accept('text/event-stream, multipart/mixed, application/json'), query('{ late }')],
    ['a media type in another charset', accept('application/json;charset=latin1'), query('{ late }')],
    ['extensions', json, query('{ late }', { extensions: { library: 'some' } })],
    ['extensions that are none', json, query('{ late }', { extensions: 7 })],
    ['variables that are none', json, query('{ late }', { variables: [] })],
    [
      'an operation chosen by name',
      json,
      query('query A { late } query B { echo(text: "b") }', { operationName: 'B' }),
    ],
    ['a name that is none', json, query('{ late }', { operationName: 7 })],
    ['the new media type', accept('application/graphql-response+json'), query('{ late }')],
    ['the new media type, a request error', accept('application/graphql-response+json'), query('{ nothing }')],
    ['the new media type, no data', accept('application/graphql-response+json'), query('{ broken }')],
    ['a media type that it does not have', accept('text/plain'), query('{ late }')],
    ['deferred fields', json, query('{ late ... @defer { echo(text: "e") } }')],
    ['deferred fields, in parts', accept('multipart/mixed'), query('{ late ... @defer { echo(text: "e") } }')],
    ['a field that fails', json, query('{ failing late }')],
    ['a fault', json, query('{ broken }')],
    ['a syntax error', json, query('{')],
    ['an unknown operation', json, query('query A { late } query B { late }', { operationName: 'C' })],
    ['variables that do not fit', json, query('query ($t: String!) { echo(text: $t) }')],
    ['no object', json, '7'],
    ['null', json, 'null'],
    ['a list', json, `[${query('{ late }')}]`],
    ['no query', json, '{}'],
    ['another member', json, query('{ late }', { more: 1 })],
    ['another site', { ...json, 'sec-fetch-site': 'cross-site' }, query('{ late }')],
  ])('%s', async (_what, headers, body) => {
    const sized = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
    // Three times: a document is compiled when it is seen again.
    for (let times = 0; times < 3; times += 1) {
      expect(await answerOf(lean, sized, body)).toEqual(await answerOf(whole, sized, body));
    }
    expect(taken.splice(0)).toEqual([true, true, true]);
  });

  test('no JSON', async () => {
    const headers = { ...json, 'content-length': '1' };
    const answer = await answerOf(lean, headers, '{');
    expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'application/json; charset=utf-8' } });
    expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(taken.splice(0)).toEqual([true]);
  });
});

test('a client that accepts no media type of an answer is told which there are', async () => {
  const body = query('{ late }');
  const answer = await answerOf(
    whole,
    { ...accept('text/plain, image/png'), 'content-length': String(body.length) },
    body,
  );
  expect(answer).toMatchObject({ status: 406, headers: { 'content-type': 'application/json; charset=utf-8' } });
  expect(JSON.parse(answer.body)).toEqual({
    errors: [
      {
        message:
          'An answer comes as one of these, by the header Accept: text/event-stream, multipart/mixed, application/graphql-response+json, application/json.',
        extensions: { code: 'NOT_ACCEPTABLE' },
      },
    ],
  });
});

test('a document that was answered before passes Yoga by, unless something fails: then nothing is resolved twice', async () => {
  const body = query('{ counted }');
  const headers = { ...json, 'content-length': String(body.length) };
  const seen: unknown[] = [];
  for (let times = 0; times < 6; times += 1) {
    passed = 0;
    const { body } = await answerOf(lean, headers, query('{ counted }'));
    seen.push([JSON.parse(body).errors?.[0].extensions.code ?? 'odd', passed, calls]);
  }
  expect(seen).toEqual([
    ['odd', 1, 1],
    ['EVEN', 1, 2],
    ['odd', 0, 3],
    ['EVEN', 1, 4],
    ['odd', 0, 5],
    ['EVEN', 1, 6],
  ]);
  taken.splice(0);
});

describe('told of is', () => {
  const told: unknown[] = [];
  let onTold = (): void => undefined;
  const listen = (message: unknown): void => {
    told.push(message);
    onTold();
  };
  beforeEach(() => {
    operations.subscribe(listen);
    for (const list of [told, served]) list.splice(0);
  });
  afterEach(() => {
    operations.unsubscribe(listen);
    taken.splice(0);
    isLeaving = false;
  });
  const parts = accept('multipart/mixed');
  const deferred = '{ late ... @defer { echo(text: "e") } }';

  test.each([
    ['an answer in parts', parts, deferred, []],
    ['an answer in parts that was not begun', parts, '{ late ... @defer { held } }', []],
    ['a whole answer', json, '{ failing }', ['SOME_CODE']],
    ['a refusal', json, '{ nothing }', ['GRAPHQL_VALIDATION_FAILED']],
  ])('%s whose client goes before it is sent, once and as no fault', async (_what, headers, text, errorCodes) => {
    isLeaving = true;
    for (const server of [lean, whole, lean, whole]) {
      const sized = { ...headers, 'content-length': String(query(text).length) };
      await expect(answerOf(server, sized, query(text))).rejects.toThrow('socket hang up');
      await Promise.all(served);
      expect(told.splice(0)).toMatchObject([{ errorCodes }]);
    }
  });

  test('a document that is too long, with its code', async () => {
    const text = query(`{ late } # ${'x'.repeat(70_000)}`);
    for (const server of [lean, whole]) {
      const answer = await answerOf(server, { ...json, 'content-length': String(text.length) }, text);
      expect(answer.status).toBe(413);
      expect(told.splice(0)).toMatchObject([{ errorCodes: ['OPERATION_TOO_LARGE'] }]);
    }
  });

  test('an answer in parts whose client goes after the first, once and as no fault', async () => {
    for (const server of [lean, whole]) {
      const body = query('{ late ... @defer { held } }');
      const { port } = server.address() as AddressInfo;
      const headers = { ...parts, 'content-length': String(body.length) };
      const request = httpRequest({ port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers, agent: false });
      const [response] = (await once(request.end(body), 'response')) as [IncomingMessage];
      let text = '';
      for await (const chunk of response) {
        text += chunk;
        if (text.includes('"hasNext":true')) break;
      }
      const ended = gate<void>();
      onTold = ended.open;
      request.destroy();
      await Promise.all([...served, ended.passed]);
      expect(told.splice(0)).toMatchObject([{ errorCodes: [] }]);
    }
  });
});

describe('left to Yoga is', () => {
  test.each<[string, Record<string, string>, string, number]>([
    ['another media type', { 'content-type': 'text/plain' }, query('{ late }'), 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'query=%7Blate%7D', 200],
    ['a body of no told length', { ...json, 'transfer-encoding': 'chunked' }, query('{ late }'), 200],
    ['too long a body', json, query(`{ late } # ${'x'.repeat(MAX_BYTES)}`), 413],
  ])('%s', async (_what, headers, body, status) => {
    const sized = 'transfer-encoding' in headers ? headers : { ...headers, 'content-length': String(body.length) };
    expect((await answerOf(lean, sized, body)).status).toBe(status);
    expect(taken.splice(0)).toEqual([false]);
  });
});
