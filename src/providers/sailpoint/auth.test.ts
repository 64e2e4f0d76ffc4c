import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import { type createSessionCredential, ownCall } from '../../http/credential.ts';
import type { Exchange, HttpRequest } from '../../http/exchange.ts';
import { createPool, type HttpPool } from '../../http/pool.ts';
import { createCredential } from './auth.ts';
import { type SailPointSimulation, simulate } from './simulator.ts';

const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
const AUTH = {
  type: 'client-credentials',
  clientId: '3f2c9a71b8d04e56',
  clientSecret: 'sailpoint-demo-secret',
} as const;
const REQUEST: HttpRequest = { method: 'GET', path: '/', headers: {}, safe: true };

let simulation: SailPointSimulation;
let pool: HttpPool;

beforeEach(async () => {
  simulation = await simulate({ seed: 1, tasks: 0, now: clock.now });
  pool = createPool({ origin: simulation.server.url, maxConcurrency: 4, timeoutMs: 5000 });
});

afterEach(async () => {
  await pool.close();
  await simulation.close();
});

function connect(auth: Parameters<typeof createCredential>[0] = AUTH): ReturnType<typeof createSessionCredential> {
  return createCredential(auth, pool.exchange, 5000, clock.now);
}

test('signs in once however many wait, with a form and nothing secret in the URL', async () => {
  const credential = connect();
  const grants = await Promise.all(Array.from({ length: 20 }, () => credential.grant(ownCall(5000))));
  expect(new Set(grants).size).toBe(1);
  expect(grants[0]?.sign(REQUEST).headers['authorization']).toMatch(/^Bearer eyJ/);
  expect(simulation.server.requests).toHaveLength(1);
  expect(simulation.server.requests[0]).toMatchObject({
    method: 'POST',
    target: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `grant_type=client_credentials&client_id=${AUTH.clientId}&client_secret=${AUTH.clientSecret}`,
  });
});

test('asks for a new token before the old one ends, and not sooner than it needs', async () => {
  const credential = connect();
  const first = await credential.grant(ownCall(5000));
  clock.advance(600_000);
  expect(await credential.grant(ownCall(5000))).toBe(first);
  clock.advance(148_000);
  const second = await credential.grant(ownCall(5000));
  expect(second).not.toBe(first);
  expect(simulation.server.requests).toHaveLength(2);
});

test('keeps a token whose end is not told', async () => {
  simulation.server.hook(() => ({ status: 200, json: { access_token: 'opaque' } }));
  const credential = connect();
  const first = await credential.grant(ownCall(5000));
  clock.advance(7 * 24 * 3_600_000);
  expect(await credential.grant(ownCall(5000))).toBe(first);
});

test('a ready token is sent as it is and never renewed', async () => {
  const credential = connect({ type: 'token', token: 'ready' });
  const grant = await credential.grant(ownCall(5000));
  expect(grant.sign(REQUEST).headers['authorization']).toBe('Bearer ready');
  expect(credential.refuse(grant)).toBe(false);
  expect(simulation.server.requests).toHaveLength(0);
});

describe('a sign-in that fails', () => {
  const failure = async (
    status: number,
    json: unknown,
    headers: Record<string, string> = {},
  ): Promise<Record<string, unknown>> => {
    const exchange: Exchange = async () => ({ status, headers, body: Buffer.from(JSON.stringify(json)) });
    const refused = await createCredential(AUTH, exchange, 5000)
      .grant(ownCall(5000))
      .catch((error: { problem: Record<string, unknown> }) => error.problem);
    return refused as Record<string, unknown>;
  };

  test('with wrong credentials is UNAUTHENTICATED, in a sentence', async () => {
    const credential = connect({ ...AUTH, clientSecret: 'wrong' });
    await expect(credential.grant(ownCall(5000))).rejects.toMatchObject({
      problem: {
        code: 'UNAUTHENTICATED',
        message: 'SailPoint refused the sign-in: Bad client credentials.',
        upstreamCode: 'invalid_client',
        httpStatus: 401,
        retryable: false,
      },
    });
  });

  test.each([
    [400, 'UNAUTHENTICATED', false],
    [403, 'UNAUTHENTICATED', false],
    [429, 'RATE_LIMITED', true],
    [503, 'UNAVAILABLE', true],
  ])('with status %i is %s', async (status, code, retryable) => {
    expect(await failure(status, { error: 'some_error' })).toMatchObject({
      code,
      retryable,
      upstreamCode: 'some_error',
    });
  });

  test('tells when to come back', async () => {
    expect(await failure(429, { message: ' Rate Limit Exceeded ' }, { 'retry-after': '7' })).toMatchObject({
      code: 'RATE_LIMITED',
      message: 'SailPoint could not answer the sign-in.',
      retryAfterMs: 7000,
    });
  });

  test('repeats nothing of the credentials', async () => {
    const problem = await failure(401, {
      error: `bad ${AUTH.clientSecret}`,
      error_description: `No client with id ${AUTH.clientId}`,
    });
    expect(problem).toMatchObject({ message: 'SailPoint refused the sign-in.', upstreamCode: null });
  });

  test('with an answer that holds no token is INVALID_RESPONSE', async () => {
    expect(await failure(200, { token_type: 'bearer' })).toMatchObject({ code: 'INVALID_RESPONSE' });
  });
});
