import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.ts';
import { codeOfStatus } from '../../http/status-problem.ts';
import { createUpstream, type Upstream } from '../../http/upstream.ts';
import { type SimulatedServer, startSimulatedServer } from '../../simulation/simulator.ts';
import { authSettings, createCredential } from './auth.ts';
import { createGatewayCheck } from './gateway-simulator.ts';
import { type IamSimulator, startIamSimulator } from './iam-simulator.ts';
import { isRefused, isTransient, waitMs } from './read-error.ts';

const KEYS = { accessKey: 'AKIDEXAMPLE000000001', secretKey: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00' };
const PROJECT = 'project-1';

let clock: ManualClock;
let signatureNow: number | null;
let iam: IamSimulator;
let service: SimulatedServer;
let open: Upstream[];

beforeEach(async () => {
  clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
  signatureNow = null;
  iam = await startIamSimulator({ seed: 1, now: clock.now });
  const check = createGatewayCheck({
    iam,
    keys: [KEYS],
    projectId: PROJECT,
    signatureClock: () => signatureNow ?? Date.now(),
  });
  service = await startSimulatedServer({ handle: (request) => check(request) ?? { status: 200, json: {} } });
  open = [];
});

afterEach(async () => {
  for (const upstream of open) await upstream.close();
  await service.close();
  await iam.close();
});

function connect(auth: Readonly<Record<string, unknown>>, projectId = PROJECT): Upstream {
  const upstream = createUpstream({
    origin: service.url,
    maxConcurrency: 8,
    timeoutMs: 5000,
    retries: 2,
    credential: () =>
      createCredential(authSettings.parse(auth), {
        host: new URL(service.url).host,
        projectId,
        timeoutMs: 5000,
        deadlineMs: 10_000,
        retries: 2,
      }),
    isRefused,
    isTransient,
    waitMs,
  });
  open.push(upstream);
  return upstream;
}

async function ask(upstream: Upstream, path = `/v1/${PROJECT}/things?b=2&a=x+y`): Promise<number> {
  const call = { signal: new AbortController().signal, deadlineAt: performance.now() + 20_000 };
  const headers = { 'content-type': 'application/json' };
  const { status } = await upstream.exchange({ method: 'POST', path, headers, body: '{"ä":"✓"}', safe: true }, call);
  return status;
}

describe('an IAM token', () => {
  test('is asked for once, however many requests wait for it, and is sent with each', async () => {
    const upstream = connect(iam.auth);
    const statuses = await Promise.all(Array.from({ length: 12 }, () => ask(upstream)));
    expect(statuses).toEqual(Array.from({ length: 12 }, () => 200));
    expect(iam.server.requests.map(({ target }) => target)).toEqual(['/v3/auth/tokens?nocatalog=true']);
    const [token] = iam.tokens.keys();
    expect(new Set(service.requests.map(({ headers }) => headers['x-auth-token']))).toEqual(new Set([token]));
  });

  test('that was ended is replaced once, and the request sent again with the new one', async () => {
    const upstream = connect(iam.auth);
    await ask(upstream);
    iam.endTokens();
    expect(await ask(upstream)).toBe(200);
    expect(iam.server.requests).toHaveLength(2);
    expect(service.requests).toHaveLength(3);
  });

  test('past its 24 hours is refused and replaced', async () => {
    const upstream = connect(iam.auth);
    await ask(upstream);
    clock.advance(24 * 3_600_000);
    expect(await ask(upstream)).toBe(200);
    expect(iam.server.requests).toHaveLength(2);
  });

  test('is renewed before its end, so that the service never sees it too late', async () => {
    iam.server.hook(({ path }) =>
      path === '/v3/auth/tokens' && iam.server.requests.length === 1
        ? {
            status: 201,
            headers: { 'X-Subject-Token': 'short-lived' },
            json: { token: { issued_at: '2020-01-01T00:00:00.000000Z', expires_at: '2020-01-01T00:00:00.001000Z' } },
          }
        : undefined,
    );
    service.hook(({ headers }) => (headers['x-auth-token'] === 'short-lived' ? { status: 200, json: {} } : undefined));
    const upstream = connect(iam.auth);
    await ask(upstream);
    expect(await ask(upstream)).toBe(200);
    expect(iam.server.requests).toHaveLength(2);
    expect(service.requests.map(({ headers }) => headers['x-auth-token'])).toEqual([
      'short-lived',
      ...iam.tokens.keys(),
    ]);
  });

  test('refused a second time in a row leaves the refusal to stand', async () => {
    service.hook(() => ({ status: 401, json: { error_code: 'APIGW.0301', error_msg: 'no' } }));
    expect(await ask(connect(iam.auth))).toBe(401);
    expect(service.requests).toHaveLength(2);
  });

  test('refused for what no other token mends is not replaced', async () => {
    service.hook(() => ({ status: 401, json: { error_code: 'APIGW.0303', error_msg: 'no' } }));
    expect(await ask(connect(iam.auth))).toBe(401);
    expect(service.requests).toHaveLength(1);
    expect(iam.server.requests).toHaveLength(1);
  });

  test('is asked for again while IAM is away for a moment', async () => {
    iam.server.hook((_request, index) => (index === 0 ? { status: 503 } : undefined));
    expect(await ask(connect(iam.auth))).toBe(200);
    expect(iam.server.requests).toHaveLength(2);
  });

  test('not given for a wrong password fails the request as UNAUTHENTICATED, with nothing sent to the service', async () => {
    const refused = ask(connect({ ...iam.auth, password: 'wrong' }));
    await expect(refused).rejects.toMatchObject({
      problem: {
        code: 'UNAUTHENTICATED',
        httpStatus: 401,
        upstreamCode: '401',
        message: 'The username or password is wrong.',
        retryable: false,
      },
    });
    expect(iam.server.requests).toHaveLength(1);
    expect(service.requests).toHaveLength(0);
  });

  test('missing from a sign-in that succeeded is an invalid response', async () => {
    iam.server.hook(() => ({ status: 201, json: { token: {} } }));
    await expect(ask(connect(iam.auth))).rejects.toMatchObject({ problem: { code: 'INVALID_RESPONSE' } });
  });
});

describe('an AK/SK signature', () => {
  test('is accepted for what is sent, byte for byte', async () => {
    const upstream = connect({ type: 'aksk', ...KEYS });
    expect(await ask(upstream)).toBe(200);
    expect(await ask(upstream, `/v1/${PROJECT}/a%20b?z=1&name=%C3%BC&name=a`)).toBe(200);
    expect(service.requests[0]?.headers).toMatchObject({ host: new URL(service.url).host, 'x-project-id': PROJECT });
    expect(iam.server.requests).toHaveLength(0);
  });

  test('of a wrong secret is refused, and sent once alone', async () => {
    const status = await ask(connect({ type: 'aksk', ...KEYS, secretKey: 'wrong' }));
    expect(codeOfStatus(status)).toBe('UNAUTHENTICATED');
    expect(service.requests).toHaveLength(1);
  });

  test('of another body, project or date is refused by the gateway', async () => {
    const upstream = connect({ type: 'aksk', ...KEYS });
    await ask(upstream);
    const [sent] = service.requests;
    const tampered = await fetch(`${service.url}${sent?.target}`, {
      method: 'POST',
      headers: Object.fromEntries(
        ['authorization', 'content-type', 'x-project-id', 'x-sdk-date'].map((name) => [
          name,
          sent?.headers[name] ?? '',
        ]),
      ),
      body: '{}',
    });
    expect(tampered.status).toBe(401);
    expect(await ask(connect({ type: 'aksk', ...KEYS }, 'project-2'))).toBe(403);
    signatureNow = Date.now() + 16 * 60_000;
    expect(await ask(upstream)).toBe(401);
  });

  test('refused five times locks the key for five minutes in the simulated gateway', async () => {
    const wrong = connect({ type: 'aksk', ...KEYS, secretKey: 'wrong' });
    for (let times = 0; times < 5; times += 1) await ask(wrong);
    const right = connect({ type: 'aksk', ...KEYS });
    expect(await ask(right)).toBe(401);
    signatureNow = Date.now() + 5 * 60_000;
    expect(await ask(right)).toBe(200);
  });
});

test('a ready token is sent as it is, and a refusal of it stands', async () => {
  const upstream = connect({ type: 'token', token: 'ready' });
  expect(await ask(upstream)).toBe(401);
  expect(service.requests.map(({ headers }) => headers['x-auth-token'])).toEqual(['ready']);
});

test.each([
  [{ type: 'iam', url: 'https://iam.example.com/v3', domain: 'd', username: 'u', password: 'p', project: 'p' }],
  [{ type: 'aksk', accessKey: 'a' }],
  [{ type: 'token', token: '' }],
  [{ type: 'password' }],
])('settings without what they need are faults: %j', (settings) => {
  expect(authSettings.safeParse(settings).success).toBe(false);
});
