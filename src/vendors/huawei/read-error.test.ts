import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../http/exchange.ts';
import { isRefused, isTransient, readError, waitMs } from './read-error.ts';

function answer(status: number, json?: unknown, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body: Buffer.from(json === undefined ? '' : JSON.stringify(json)) };
}

const gateway = (code: string, message = 'no') => ({ error_code: code, error_msg: message, request_id: 'r-1' });

describe('an error body', () => {
  test.each([
    ['the gateway', gateway('APIGW.0302'), { code: 'FORBIDDEN', upstreamCode: 'APIGW.0302', requestId: 'r-1' }],
    ['a dedicated gateway', gateway('APIG.0301'), { code: 'UNAUTHENTICATED', upstreamCode: 'APIGW.0301' }],
    ['a service', { error_code: 'HSS.0011', error_msg: 'no' }, { code: 'NOT_FOUND', upstreamCode: 'HSS.0011' }],
    ['a service that wraps it', { error: { error_code: 'CSMS.0005', error_msg: 'no' } }, { code: 'NOT_FOUND' }],
    ['IAM', { error: { code: 401, message: 'no', title: 'Unauthorized' } }, { upstreamCode: '401' }],
  ])('of %s is read', (_who, json, expected) => {
    expect(readError(json, answer(400, json))).toMatchObject({ ...expected, message: 'no' });
  });

  test.each([
    ['HSS.0001', 'INVALID_ARGUMENT'],
    ['HSS.0002', 'INVALID_ARGUMENT'],
    ['HSS.0010', 'FORBIDDEN'],
    ['HSS.0011', 'NOT_FOUND'],
    ['HSS.0013', 'FORBIDDEN'],
    ['CSMS.0002', 'INVALID_ARGUMENT'],
    ['CSMS.0005', 'NOT_FOUND'],
    ['CSMS.0106', 'NOT_FOUND'],
    ['APIGW.0308', 'RATE_LIMITED'],
    ['APIGW.0501', 'FORBIDDEN'],
  ])('with %s means %s whatever the status', (code, meaning) => {
    expect(readError(gateway(code), answer(400)).code).toBe(meaning);
  });

  test('with a code of many meanings or an unknown one leaves the meaning to the status', () => {
    expect(readError(gateway('APIGW.0201'), answer(504))).not.toHaveProperty('code');
    expect(readError(gateway('HSS.1001'), answer(400))).not.toHaveProperty('code');
  });

  test('names its request by the header where the body does not', () => {
    const response = answer(400, undefined, { 'x-request-id': 'from-header' });
    expect(readError({ error_code: 'HSS.0001' }, response).requestId).toBe('from-header');
    expect(readError(gateway('APIGW.0101'), response).requestId).toBe('r-1');
  });

  test.each([[undefined], ['text'], [null], [[1]], [{ error: 'text', error_code: 7 }]])(
    'that is %j says nothing',
    (json) => {
      expect(readError(json, answer(500))).toEqual({});
    },
  );
});

test.each([
  [401, 'APIGW.0301', true],
  [401, 'APIG.0307', true],
  [401, undefined, true],
  [401, 'APIGW.0303', false],
  [401, 'APIGW.0305', false],
  [401, 'APIG.0311', false],
  [403, 'APIGW.0301', false],
])('status %i with %s refuses the credential: %s', (status, code, refused) => {
  expect(isRefused(answer(status, code === undefined ? undefined : gateway(code)))).toBe(refused);
});

test.each([
  [429, 'APIGW.0308', true],
  [502, 'APIGW.0610', true],
  [503, 'APIGW.0613', true],
  [504, 'APIGW.0201', true],
  [500, 'APIGW.0601', true],
  [500, 'APIG.0605', true],
  [500, 'HSS.0041', false],
  [500, undefined, false],
  [400, 'APIGW.0201', false],
])('status %i with %s may pass: %s', (status, code, passing) => {
  expect(isTransient(answer(status, code === undefined ? undefined : gateway(code)))).toBe(passing);
});

describe('the wait that a throttled caller is told', () => {
  const throttled = (message: string, headers = {}) => answer(429, gateway('APIGW.0308', message), headers);

  test.each([
    ['policy user over ratelimit,limit:100,time:1 minute', 60_000],
    ['The throttling threshold has been reached: policy ip over ratelimit,limit:5,time:5 second', 5000],
    ['policy api over ratelimit,limit:5,time:2 hours', 7_200_000],
    ['the throttling threshold has been reached', null],
  ])('by "%s" is %s ms', (message, expected) => {
    const response = throttled(message);
    expect(waitMs(response)).toBe(expected);
    expect(readError(gateway('APIGW.0308', message), response).retryAfterMs ?? null).toBe(expected);
  });

  test('gives way to Retry-After', () => {
    const response = throttled('policy user over ratelimit,limit:100,time:1 minute', { 'retry-after': '3' });
    expect(readError(JSON.parse(response.body.toString()), response)).not.toHaveProperty('retryAfterMs');
  });

  test('is not read out of other answers', () => {
    expect(waitMs(answer(503, gateway('APIGW.0308', 'time:1 minute')))).toBeNull();
    expect(waitMs(answer(429, gateway('HSS.0001', 'time:1 minute')))).toBeNull();
  });
});
