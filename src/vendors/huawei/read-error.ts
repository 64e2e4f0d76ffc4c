import { z } from 'zod';
import type { UpstreamErrorCode } from '../../errors.ts';
import type { HttpResponse } from '../../http/exchange.ts';
import { isTransientStatus } from '../../http/interceptors/retry.ts';
import type { ErrorReading } from '../../http/request-json.ts';
import { parseJson } from '../../json/parse-json.ts';

const text = z.string().min(1).optional().catch(undefined);

/** The gateway and the services put `error_code` at the top or under `error`; IAM has `error` with `code` and `message`. */
const errorMembers = z.object({
  error_code: text,
  error_msg: text,
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  message: text,
  request_id: text,
});
const errorBody = errorMembers.extend({ error: errorMembers.optional().catch(undefined) });

interface ErrorBody {
  /** The gateway's codes in the spelling `APIGW.`: dedicated gateways write `APIG.`. */
  readonly code: string | null;
  readonly message: string | null;
  readonly requestId: string | null;
}

/**
 * Codes whose meaning their HTTP status does not tell: services answer nearly everything with 400.
 * Codes that are not here mean what the status says; `APIGW.0201` has as many meanings as statuses.
 * @see https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html
 * @see https://support.huaweicloud.com/intl/en-us/api-hss2.0/ErrorCode.html
 * @see https://support.huaweicloud.com/eu/api-dew/ErrorCode.html
 */
const CODES: ReadonlyMap<string, UpstreamErrorCode> = new Map([
  ...codes('NOT_FOUND', ['APIGW.0101', 'APIGW.0103', 'HSS.0011', 'CSMS.0005', 'CSMS.0106']),
  ...codes('UNAUTHENTICATED', ['APIGW.0301', 'APIGW.0303', 'APIGW.0305', 'APIGW.0307', 'APIGW.0311']),
  ...codes('FORBIDDEN', ['APIGW.0302', 'APIGW.0304', 'APIGW.0306', 'APIGW.0310', 'APIGW.0401', 'APIGW.0402']),
  ...codes('FORBIDDEN', ['APIGW.0404', 'APIGW.0501', 'APIGW.0502', 'APIGW.0801', 'APIGW.0802']),
  ...codes('FORBIDDEN', ['HSS.0010', 'HSS.0013']),
  ...codes('RATE_LIMITED', ['APIGW.0308']),
  ...codes('INVALID_ARGUMENT', ['HSS.0001', 'HSS.0002', 'CSMS.0002', 'CSMS.0003', 'CSMS.0004']),
]);

function codes(meaning: UpstreamErrorCode, of: readonly string[]): readonly (readonly [string, UpstreamErrorCode])[] {
  return of.map((code) => [code, meaning] as const);
}

/** Reads an error body of the gateway, of HSS, of CSMS or of IAM; what it does not tell is left to the status. */
export function readError(json: unknown, response: HttpResponse): ErrorReading {
  const { code, message, requestId } = readBody(json);
  const meaning = code === null ? undefined : CODES.get(code);
  const tracked = requestId ?? response.headers['x-request-id'] ?? null;
  const window = response.headers['retry-after'] === undefined ? windowOf(code, message) : null;
  return {
    ...(meaning === undefined ? {} : { code: meaning }),
    ...(message === null ? {} : { message }),
    ...(code === null ? {} : { upstreamCode: code }),
    ...(tracked === null ? {} : { requestId: tracked }),
    ...(window === null ? {} : { retryAfterMs: window }),
  };
}

/** Refusals that a fresh token can't mend. */
const FINAL_REFUSALS: ReadonlySet<string> = new Set(['APIGW.0303', 'APIGW.0305', 'APIGW.0311']);

/** Whether the token or signature was refused in a way that a fresh one may mend: a 401, but for three of the gateway's codes. */
export function isRefused(response: HttpResponse): boolean {
  return response.status === 401 && !FINAL_REFUSALS.has(readResponse(response).code ?? '');
}

/** Whether the same request may be answered otherwise at the next try: 429, 502, 503, 504, and 500 from within the gateway. */
export function isTransient(response: HttpResponse): boolean {
  if (isTransientStatus(response)) return true;
  return response.status === 500 && (readResponse(response).code?.startsWith('APIGW.06') ?? false);
}

/** Milliseconds of the window that a throttled caller used up, which `APIGW.0308` tells in its text alone; else null. */
export function waitMs(response: HttpResponse): number | null {
  if (response.status !== 429) return null;
  const { code, message } = readResponse(response);
  return windowOf(code, message);
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]);

/** Reads `policy user over ratelimit,limit:100,time:1 minute`. */
function windowOf(code: string | null, message: string | null): number | null {
  if (code !== 'APIGW.0308' || message === null) return null;
  const [, count, unit = ''] = /\btime:\s*(\d{1,6})\s*(second|minute|hour|day)/i.exec(message) ?? [];
  const unitMs = UNIT_MS.get(unit.toLowerCase());
  return count === undefined || unitMs === undefined ? null : Number(count) * unitMs;
}

function readBody(json: unknown): ErrorBody {
  const read = errorBody.safeParse(json);
  if (!read.success) return { code: null, message: null, requestId: null };
  const top = read.data;
  const inner = top.error;
  const code = inner?.code ?? inner?.error_code ?? top.error_code ?? top.code;
  return {
    code: code === undefined ? null : String(code).replace(/^APIG\./, 'APIGW.'),
    message: inner?.message ?? inner?.error_msg ?? top.error_msg ?? top.message ?? null,
    requestId: inner?.request_id ?? top.request_id ?? null,
  };
}

function readResponse({ body }: HttpResponse): ErrorBody {
  return readBody(parseJson(body));
}
