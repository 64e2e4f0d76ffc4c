import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UpstreamError, type UpstreamProblem } from '../../errors.ts';
import { ownCall } from '../../http/credential.ts';
import { createPool, type HttpPool } from '../../http/pool.ts';
import { wholeRecord } from '../../json/lazy-records.ts';
import { type SimulatedAnswer, type SimulatedServer, startSimulatedServer } from '../../simulation/simulator.ts';
import { type CisClient, createClient } from './client.ts';

const NOTHING = { result: false, details: false };
const SERVICE = { services: ['com.vmware.esx.settings.inventory'] };

let answer: SimulatedAnswer;
let server: SimulatedServer;
let pool: HttpPool;
let client: CisClient;

beforeEach(async () => {
  server = await startSimulatedServer({ handle: () => answer });
  pool = createPool({ origin: server.url, maxConcurrency: 4, timeoutMs: 5000 });
  client = createClient(pool.exchange);
});

afterEach(async () => {
  await pool.close();
  await server.close();
});

const call = () => ownCall(5000);

async function failure(promise: Promise<unknown>): Promise<UpstreamProblem> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error('did not fail as an upstream does', { cause: error });
  return error.problem;
}

describe('what is sent', () => {
  test('sets hold nothing twice, and members that are null or empty are left out', async () => {
    answer = { status: 200, json: {} };
    await client.listTasks(
      {
        tasks: [],
        services: ['b', 'a', 'b'],
        operations: null,
        status: ['RUNNING', 'RUNNING'],
        targets: [{ type: 't', id: '1' }],
        users: ['u', 'u'],
      },
      { result: false, details: true },
      call(),
    );
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      target: '/api/cis/tasks?action=list',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      filter_spec: { services: ['a', 'b'], status: ['RUNNING'], targets: [{ type: 't', id: '1' }], users: ['u'] },
      result_spec: { return_all: true, exclude_result: true },
    });
  });

  test.each([
    [
      { result: true, details: false },
      { return_all: false, exclude_result: false },
    ],
    [
      { result: false, details: false },
      { return_all: false, exclude_result: true },
    ],
  ])('%j is asked for as %j', async (extras, spec) => {
    answer = { status: 200, json: {} };
    await client.listTasks(SERVICE, extras, call());
    expect(JSON.parse(server.requests[0]?.body ?? '').result_spec).toEqual(spec);
  });

  test('an id is one segment of the path, whatever it holds', async () => {
    answer = { status: 200, json: { status: 'RUNNING' } };
    await client.getTask('52f9:com.vmware/x y?', { result: true, details: true }, call());
    expect(server.requests[0]?.target).toBe(
      '/api/cis/tasks/52f9%3Acom.vmware%2Fx%20y%3F?return_all=true&exclude_result=false',
    );
  });
});

describe('what is read', () => {
  const info = { status: 'RUNNING', progress: { total: 3 }, value: { of: 'the operation' } };

  test.each([
    ['a bare map, under /api', { 'a:s': info, value: info }],
    [
      'a wrapped list of entries, under /rest',
      {
        value: [
          { key: 'a:s', value: info },
          { key: 'value', value: info },
        ],
      },
    ],
    ['a wrapped map', { value: { 'a:s': info, value: info } }],
    [
      'a bare list of entries',
      [
        { key: 'a:s', value: info },
        { key: 'value', value: info },
      ],
    ],
  ])('%s', async (_name, json) => {
    answer = { status: 200, json };
    const entries = await client.listTasks(SERVICE, NOTHING, call());
    expect(entries.map(({ id, info }) => ({ id, info: wholeRecord(info) }))).toEqual([
      { id: 'a:s', info },
      { id: 'value', info },
    ]);
  });

  test('an entry of another shape costs that entry alone', async () => {
    answer = { status: 200, json: { value: [7, { key: 'a:s', value: info }] } };
    expect(await client.listTasks(SERVICE, NOTHING, call())).toEqual([
      { id: undefined, info: undefined },
      { id: 'a:s', info },
    ]);
  });

  test.each([
    ['bare', info],
    ['wrapped', { value: info }],
  ])('a single task, %s', async (_name, json) => {
    answer = { status: 200, json };
    expect(await client.getTask('a:s', NOTHING, call())).toEqual({ id: 'a:s', info });
  });

  test.each([
    ['"text"'],
    ['7'],
    ['null'],
    ['{"cut":'],
    ['{"value":{"a:s":{"progress":{NaN}},"b:s":{}}}'],
    ['<html>'],
    [''],
  ])('%j is no answer', async (body) => {
    answer = { status: 200, body };
    expect(await failure(client.listTasks(SERVICE, NOTHING, call()))).toMatchObject({ code: 'INVALID_RESPONSE' });
    expect(await failure(client.getTask('a:s', NOTHING, call()))).toMatchObject({ code: 'INVALID_RESPONSE' });
  });
});

describe('errors', () => {
  const error = (status: number, type: string, ...texts: string[]): SimulatedAnswer => ({
    status,
    json: { error_type: type, messages: texts.map((text) => ({ id: 'm', default_message: text, args: [] })) },
  });

  test.each([
    [401, 'UNAUTHENTICATED', 'UNAUTHENTICATED', false],
    [403, 'UNAUTHORIZED', 'FORBIDDEN', false],
    [404, 'NOT_FOUND', 'NOT_FOUND', false],
    [404, 'OPERATION_NOT_FOUND', 'NOT_FOUND', false],
    [400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', false],
    [400, 'INVALID_ELEMENT_CONFIGURATION', 'INVALID_ARGUMENT', false],
    [400, 'INVALID_ELEMENT_TYPE', 'INVALID_ARGUMENT', false],
    [400, 'INVALID_REQUEST', 'INVALID_ARGUMENT', false],
    [400, 'UNEXPECTED_INPUT', 'INVALID_ARGUMENT', false],
    [400, 'UNSUPPORTED', 'INVALID_ARGUMENT', false],
    [400, 'ALREADY_EXISTS', 'INVALID_ARGUMENT', false],
    [400, 'ALREADY_IN_DESIRED_STATE', 'INVALID_ARGUMENT', false],
    [400, 'NOT_ALLOWED_IN_CURRENT_STATE', 'INVALID_ARGUMENT', false],
    [504, 'TIMED_OUT', 'TIMEOUT', true],
    [503, 'SERVICE_UNAVAILABLE', 'UNAVAILABLE', true],
    [500, 'INTERNAL_SERVER_ERROR', 'UNAVAILABLE', true],
    [500, 'ERROR', 'UNAVAILABLE', true],
    [400, 'CANCELED', 'UNAVAILABLE', true],
    [400, 'CONCURRENT_CHANGE', 'UNAVAILABLE', true],
    [400, 'FEATURE_IN_USE', 'UNAVAILABLE', true],
    [400, 'RESOURCE_BUSY', 'UNAVAILABLE', true],
    [400, 'RESOURCE_IN_USE', 'UNAVAILABLE', true],
    [400, 'UNABLE_TO_ALLOCATE_RESOURCE', 'UNAVAILABLE', true],
    [500, 'UNVERIFIED_PEER', 'UNAVAILABLE', true],
    [400, 'A_TYPE_OF_TOMORROW', 'INVALID_ARGUMENT', false],
    [500, 'A_TYPE_OF_TOMORROW', 'UNAVAILABLE', true],
  ])('%s %s is %s', async (httpStatus, type, code, retryable) => {
    answer = error(httpStatus, type, 'The outermost.', 'Its cause.');
    expect(await failure(client.listTasks(SERVICE, NOTHING, call()))).toEqual({
      code,
      message: 'The outermost.',
      retryable,
      retryAfterMs: null,
      httpStatus,
      upstreamCode: type,
      requestId: null,
    });
  });

  test.each([
    [500, 'Over 1000 tasks match the filter.', 'TOO_MANY_RESULTS'],
    [500, 'More than 1,000 tasks.', 'TOO_MANY_RESULTS'],
    [400, 'Too many tasks.', 'TOO_MANY_RESULTS'],
    [500, 'The number of tasks exceeds the limit.', 'TOO_MANY_RESULTS'],
    [500, 'The state of a task could not be read.', 'UNAVAILABLE'],
    [400, 'The state of a task could not be read.', 'UNAVAILABLE'],
    [500, 'The state of 52f9f1b0-1000-25fe-fd1e-e7526df80e0d:x could not be read.', 'UNAVAILABLE'],
  ])('%s RESOURCE_INACCESSIBLE saying %j is %s', async (httpStatus, text, code) => {
    answer = error(httpStatus, 'RESOURCE_INACCESSIBLE', text);
    expect(await failure(client.listTasks(SERVICE, NOTHING, call()))).toMatchObject({
      code,
      message: text,
      httpStatus,
      upstreamCode: 'RESOURCE_INACCESSIBLE',
    });
  });

  test('the limit may be spoken of by a cause, and in English alone', async () => {
    answer = {
      status: 500,
      json: {
        error_type: 'RESOURCE_INACCESSIBLE',
        messages: [
          { id: 'a', default_message: 'Listing failed.', localized: 'Fehlgeschlagen.', args: [] },
          { id: 'b', default_message: 'Over 1000 tasks.', localized: 'Zu viele.', args: [] },
        ],
      },
    };
    expect(await failure(client.listTasks(SERVICE, NOTHING, call()))).toMatchObject({
      code: 'TOO_MANY_RESULTS',
      message: 'Fehlgeschlagen.',
    });
  });

  test('the older form reads as the newer one', async () => {
    answer = {
      status: 404,
      json: {
        type: 'com.vmware.vapi.std.errors.not_found',
        value: { messages: [{ id: 'm', default_message: 'No such task.', args: [] }] },
      },
    };
    expect(await failure(client.getTask('a:s', NOTHING, call()))).toMatchObject({
      code: 'NOT_FOUND',
      message: 'No such task.',
      upstreamCode: 'NOT_FOUND',
    });
  });

  test('without a message, or without a body that can be read, the status speaks', async () => {
    answer = error(403, 'UNAUTHORIZED');
    expect(await failure(client.getTask('a:s', NOTHING, call()))).toMatchObject({
      code: 'FORBIDDEN',
      message: 'The upstream answered with HTTP status 403.',
    });
    answer = { status: 502, body: '<html>Bad Gateway</html>' };
    expect(await failure(client.getTask('a:s', NOTHING, call()))).toMatchObject({
      code: 'UNAVAILABLE',
      upstreamCode: null,
    });
  });

  test('a message ends where a stack trace begins', async () => {
    answer = error(500, 'ERROR', 'It broke.\n\tat com.vmware.Foo.bar(Foo.java:1)');
    expect((await failure(client.getTask('a:s', NOTHING, call()))).message).toBe('It broke.');
  });
});
