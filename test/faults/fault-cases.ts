import type { Certificate, Certificates } from './certificates.ts';
import type { Fault, FrontRequest } from './front.ts';
import type { Position, Subject } from './subjects.ts';

/** What happens to the struck request: each time, or on the connection that it would take. */
export type Strike =
  | { readonly kind: 'request'; readonly faultOf: (time: number, request: FrontRequest) => Fault | null }
  | { readonly kind: 'refuse' }
  | {
      readonly kind: 'certificate';
      readonly first: Certificate;
      readonly certificate: Certificate;
      readonly caFile: string;
    };

/** How a source fares, in the words of the table: state or code, whether and when to come back, tries of the struck request. */
export type Expected = string;

export interface FaultCase {
  readonly name: string;
  readonly strike: (subject: Subject, certificates: Certificates | null) => Strike;
  readonly needsTls?: boolean;
  /** By place; where providers differ, by their names beside `others`. A place that is missing is not struck. */
  readonly expected: Partial<Record<Position, Expected | Readonly<Record<string, Expected>>>>;
}

const always =
  (fault: Fault): FaultCase['strike'] =>
  () => ({ kind: 'request', faultOf: () => fault });

const status = (code: number, headers: Readonly<Record<string, string>> = {}, body?: string): FaultCase['strike'] =>
  always({ kind: 'answer', status: code, headers, ...(body === undefined ? {} : { body }) });

function tls(
  choose: (made: Certificates) => {
    readonly first: Certificate;
    readonly certificate: Certificate;
    readonly caFile: string;
  },
): FaultCase['strike'] {
  return (_subject, certificates) => {
    if (!certificates) throw new Error('Certificates can not be made here');
    return { kind: 'certificate', ...choose(certificates) };
  };
}

/** Nothing listens there: a redirect that was followed would be a refused connection. */
const ELSEWHERE = 'http://127.0.0.1:9/elsewhere';

export const FAULT_CASES: readonly FaultCase[] = [
  {
    name: 'connection refused',
    strike: () => ({ kind: 'refuse' }),
    expected: {
      'first request': 'UNAVAILABLE, retryable, 3 tries',
      'later page': 'UNAVAILABLE, retryable, 3 tries',
      'sign-in': 'UNAVAILABLE, retryable, 3 tries',
    },
  },
  {
    name: 'reset before the answer',
    strike: always({ kind: 'reset' }),
    expected: {
      'first request': 'UNAVAILABLE, retryable, 3 tries',
      'later page': 'UNAVAILABLE, retryable, 3 tries',
      'sign-in': 'UNAVAILABLE, retryable, 3 tries',
    },
  },
  {
    name: 'reset in the body',
    strike: always({ kind: 'reset-in-body' }),
    expected: {
      'first request': 'UNAVAILABLE, retryable, 3 tries',
      'later page': 'UNAVAILABLE, retryable, 3 tries',
      'sign-in': 'UNAVAILABLE, retryable, 3 tries',
    },
  },
  {
    name: 'certificate of another name',
    needsTls: true,
    strike: tls(({ good, otherName, authorityFile }) => ({
      first: good,
      certificate: otherName,
      caFile: authorityFile,
    })),
    expected: {
      'first request': 'UNAVAILABLE, 1 try',
      'later page': 'UNAVAILABLE, 1 try',
      'sign-in': 'UNAVAILABLE, 1 try',
    },
  },
  {
    name: 'self-signed certificate, not in `caFile`',
    needsTls: true,
    strike: tls(({ good, selfSigned, authorityFile }) => ({
      first: good,
      certificate: selfSigned,
      caFile: authorityFile,
    })),
    expected: {
      'first request': 'UNAVAILABLE, 1 try',
      'later page': 'UNAVAILABLE, 1 try',
      'sign-in': 'UNAVAILABLE, 1 try',
    },
  },
  {
    name: 'self-signed certificate in `caFile`',
    needsTls: true,
    strike: tls(({ selfSigned }) => ({ first: selfSigned, certificate: selfSigned, caFile: selfSigned.file })),
    expected: { 'first request': 'COMPLETE, 1 try', 'later page': 'COMPLETE, 1 try', 'sign-in': 'COMPLETE, 1 try' },
  },
  {
    name: '301 elsewhere',
    strike: status(301, { location: ELSEWHERE }),
    expected: {
      'first request': 'INVALID_RESPONSE, 1 try',
      'later page': 'INVALID_RESPONSE, 1 try',
      'sign-in': 'INVALID_RESPONSE, 1 try',
    },
  },
  {
    name: '400',
    strike: status(400),
    expected: {
      'first request': 'INVALID_ARGUMENT, 1 try',
      'later page': {
        others: 'COMPLETE, 1 try',
        'huawei-csms': 'COMPLETE as the end of the list, 1 try',
        'huawei-hss': 'INVALID_ARGUMENT, 1 try',
      },
      'sign-in': { others: 'INVALID_ARGUMENT, 1 try', sailpoint: 'UNAUTHENTICATED, 1 try' },
    },
  },
  {
    name: '400 that repeats what was sent',
    strike: () => ({
      kind: 'request',
      faultOf: (_time, { headers, body }) => {
        const text = `Refused: ${JSON.stringify(headers)} ${decodeURIComponent(body)}`;
        const messages = [{ id: 'x', default_message: text, args: [], locale: 'en-US', text }];
        const known = {
          error_code: 'X',
          error_msg: text,
          error_message: text,
          error_type: 'X',
          detailCode: 'X',
          messages,
        };
        return { kind: 'answer', status: 400, body: JSON.stringify(known) };
      },
    }),
    expected: {
      'first request': 'INVALID_ARGUMENT, 1 try',
      'later page': {
        others: 'COMPLETE, 1 try',
        'huawei-csms': 'COMPLETE as the end of the list, 1 try',
        'huawei-hss': 'INVALID_ARGUMENT, 1 try',
      },
      'sign-in': { others: 'INVALID_ARGUMENT, 1 try', sailpoint: 'UNAUTHENTICATED, 1 try' },
    },
  },
  {
    name: '401 once',
    strike: () => ({ kind: 'request', faultOf: (time) => (time === 1 ? { kind: 'answer', status: 401 } : null) }),
    expected: {
      'first request': 'COMPLETE, 2 tries',
      'later page': 'COMPLETE, 2 tries',
      'sign-in': 'UNAUTHENTICATED, 1 try',
    },
  },
  {
    name: '401 always',
    strike: status(401),
    expected: {
      'first request': 'UNAUTHENTICATED, 2 tries',
      'later page': 'UNAUTHENTICATED, 2 tries',
      'sign-in': 'UNAUTHENTICATED, 1 try',
    },
  },
  {
    name: '403',
    strike: status(403),
    expected: {
      'first request': 'FORBIDDEN, 1 try',
      'later page': 'FORBIDDEN, 1 try',
      'sign-in': { others: 'FORBIDDEN, 1 try', sailpoint: 'UNAUTHENTICATED, 1 try' },
    },
  },
  {
    name: '404',
    strike: status(404),
    expected: {
      'first request': 'NOT_FOUND, 1 try',
      'later page': { others: 'NOT_FOUND, 1 try', 'huawei-csms': 'COMPLETE as the end of the list, 1 try' },
      'sign-in': 'NOT_FOUND, 1 try',
    },
  },
  {
    name: '408',
    strike: status(408),
    expected: {
      'first request': 'TIMEOUT, retryable, 1 try',
      'later page': 'TIMEOUT, retryable, 1 try',
      'sign-in': 'TIMEOUT, retryable, 1 try',
    },
  },
  {
    name: '429, `Retry-After: 1`',
    strike: status(429, { 'retry-after': '1' }),
    expected: {
      'first request': 'RATE_LIMITED, retryable after 1000 ms, 3 tries',
      'later page': 'RATE_LIMITED, retryable after 1000 ms, 3 tries',
      'sign-in': 'RATE_LIMITED, retryable after 1000 ms, 3 tries',
    },
  },
  {
    name: '429, `Retry-After` as a date a second ahead',
    strike: () => ({
      kind: 'request',
      faultOf: () => ({
        kind: 'answer',
        status: 429,
        headers: { 'retry-after': new Date(Date.now() + 1000).toUTCString() },
      }),
    }),
    expected: {
      'first request': 'RATE_LIMITED, retryable after up to 1000 ms, 3 tries',
      'later page': 'RATE_LIMITED, retryable after up to 1000 ms, 3 tries',
      'sign-in': 'RATE_LIMITED, retryable after up to 1000 ms, 3 tries',
    },
  },
  {
    name: '429, `Retry-After: 60`, past the deadline',
    strike: status(429, { 'retry-after': '60' }),
    expected: {
      'first request': 'RATE_LIMITED, retryable after 60000 ms, 1 try',
      'later page': 'RATE_LIMITED, retryable after 60000 ms, 1 try',
      'sign-in': 'RATE_LIMITED, retryable after 60000 ms, 1 try',
    },
  },
  {
    name: '429 without Retry-After',
    strike: status(429),
    expected: {
      'first request': 'RATE_LIMITED, retryable, 3 tries',
      'later page': 'RATE_LIMITED, retryable, 3 tries',
      'sign-in': 'RATE_LIMITED, retryable, 3 tries',
    },
  },
  {
    name: '500 with Huawei’s `APIGW.0601`',
    strike: status(
      500,
      { 'content-type': 'application/json' },
      '{"error_code":"APIGW.0601","error_msg":"Internal error"}',
    ),
    expected: {
      'first request': {
        others: 'UNAVAILABLE, retryable, 1 try',
        'huawei-csms': 'UNAVAILABLE, retryable, 3 tries',
        'huawei-hss': 'UNAVAILABLE, retryable, 3 tries',
      },
      'later page': { others: 'UNAVAILABLE, retryable, 3 tries', sailpoint: 'UNAVAILABLE, retryable, 1 try' },
      'sign-in': {
        others: 'UNAVAILABLE, retryable, 1 try',
        'huawei-csms': 'UNAVAILABLE, retryable, 3 tries',
        'huawei-hss': 'UNAVAILABLE, retryable, 3 tries',
      },
    },
  },
  {
    name: '500',
    strike: status(500),
    expected: {
      'first request': 'UNAVAILABLE, retryable, 1 try',
      'later page': 'UNAVAILABLE, retryable, 1 try',
      'sign-in': 'UNAVAILABLE, retryable, 1 try',
    },
  },
  {
    name: '502',
    strike: status(502),
    expected: {
      'first request': 'UNAVAILABLE, retryable, 3 tries',
      'later page': 'UNAVAILABLE, retryable, 3 tries',
      'sign-in': 'UNAVAILABLE, retryable, 3 tries',
    },
  },
  {
    name: '503',
    strike: status(503),
    expected: {
      'first request': 'UNAVAILABLE, retryable, 3 tries',
      'later page': 'UNAVAILABLE, retryable, 3 tries',
      'sign-in': 'UNAVAILABLE, retryable, 3 tries',
    },
  },
  {
    name: '503, `Retry-After: 60`, past the deadline',
    strike: status(503, { 'retry-after': '60' }),
    expected: {
      'first request': 'UNAVAILABLE, retryable after 60000 ms, 1 try',
      'later page': 'UNAVAILABLE, retryable after 60000 ms, 1 try',
      'sign-in': 'UNAVAILABLE, retryable after 60000 ms, 1 try',
    },
  },
  {
    name: '504',
    strike: status(504),
    expected: {
      'first request': 'UNAVAILABLE, retryable, 3 tries',
      'later page': 'UNAVAILABLE, retryable, 3 tries',
      'sign-in': 'UNAVAILABLE, retryable, 3 tries',
    },
  },
  {
    name: '503 once',
    strike: () => ({ kind: 'request', faultOf: (time) => (time === 1 ? { kind: 'answer', status: 503 } : null) }),
    expected: {
      'first request': 'COMPLETE, 2 tries',
      'later page': 'COMPLETE, 2 tries',
      'sign-in': 'COMPLETE, 2 tries',
    },
  },
  {
    name: 'HTML with 200',
    strike: status(200, { 'content-type': 'text/html' }, '<html></html>'),
    expected: {
      'first request': 'INVALID_RESPONSE, 1 try',
      'later page': 'INVALID_RESPONSE, 1 try',
      'sign-in': 'INVALID_RESPONSE, 1 try',
    },
  },
  {
    name: 'JSON cut short',
    strike: always({ kind: 'rewrite', rewrite: (body) => body.slice(0, body.length / 2) }),
    expected: {
      'first request': 'INVALID_RESPONSE, 1 try',
      'later page': 'INVALID_RESPONSE, 1 try',
      'sign-in': { others: 'INVALID_RESPONSE, 1 try', 'vmware-srs': 'COMPLETE, 1 try' },
    },
  },
  {
    name: 'JSON of another shape',
    strike: status(200, { 'content-type': 'application/json' }, '{"other":[]}'),
    expected: {
      'first request': { others: 'INVALID_RESPONSE, 1 try', 'vsphere-cis': 'PARTIAL INVALID_RESPONSE, 1 try' },
      'later page': 'INVALID_RESPONSE, 1 try',
      'sign-in': 'INVALID_RESPONSE, 1 try',
    },
  },
  {
    name: 'one unreadable record in a good page',
    strike: ({ spoilRecord }) => ({ kind: 'request', faultOf: () => ({ kind: 'rewrite', rewrite: spoilRecord }) }),
    expected: { 'first request': 'PARTIAL INVALID_RESPONSE, 1 try', 'later page': 'PARTIAL INVALID_RESPONSE, 1 try' },
  },
  {
    name: 'body over the bound',
    strike: always({ kind: 'over-bound' }),
    expected: {
      'first request': 'INVALID_RESPONSE, 1 try',
      'later page': 'INVALID_RESPONSE, 1 try',
      'sign-in': 'INVALID_RESPONSE, 1 try',
    },
  },
  {
    name: 'body that trickles',
    strike: always({ kind: 'trickle' }),
    expected: {
      'first request': 'TIMEOUT, retryable, 3 tries',
      'later page': 'TIMEOUT, retryable, 3 tries',
      'sign-in': 'TIMEOUT, retryable, 3 tries',
    },
  },
  {
    name: 'silence past the timeout',
    strike: always({ kind: 'silence' }),
    expected: {
      'first request': 'TIMEOUT, retryable, 3 tries',
      'later page': 'TIMEOUT, retryable, 3 tries',
      'sign-in': 'TIMEOUT, retryable, 3 tries',
    },
  },
];
